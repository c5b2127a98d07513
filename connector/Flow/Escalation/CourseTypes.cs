using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Escalation;

/// <summary>The LMS's categories of courses, for policies that look at them.</summary>
internal static class CourseTypes
{
    /// <summary>The category of each receivable's course; empty as a whole when the policy does not ask.</summary>
    public static async Task<Dictionary<string, string>> OfAsync(
        CycleRun run,
        LedgerContext ledger,
        IReadOnlyCollection<Receivable> rows,
        CancellationToken ct
    )
    {
        var rules = run.Mapping.Policy;
        if (
            !rules
                .Rungs.Select(x => x.When)
                .Concat(rules.Variants.Select(x => x.When))
                .Any(x => x?.CourseTypes.Count > 0)
        )
        {
            return [];
        }

        var keys = rows.Select(x => x.CourseKey).Distinct().ToList();
        var facts = await ledger
            .Courses.Where(x => x.School == run.School.Key && keys.Contains(x.Key))
            .ToDictionaryAsync(x => x.Key, x => x.Fact, ct);
        return facts.ToDictionary(x => x.Key, x => JsonConvert.DeserializeObject<CourseFact>(x.Value)!.Category);
    }
}
