using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Moodle;

/// <summary>What the school attests of a cohort, since no function of Moodle reveals it.</summary>
/// <param name="Cohort">The cohort's id.</param>
/// <param name="Courses">Every course that it feeds.</param>
/// <remarks>Which of the two safe actions it is makes no difference to us: who comes back to the cohort gets the role back with it.</remarks>
internal sealed record CohortAttestation(long Cohort, IReadOnlyList<long> Courses)
{
    private const string KeepingRoles = "suspend"; // unenrolaction 2
    private const string TakingRoles = "suspendWithoutRoles"; // unenrolaction 3
    private static readonly string[] Keys = ["cohort", "courses", "unenrolAction"];

    /// <summary>Reads the setting <c>cohorts</c>.</summary>
    /// <param name="setting">The list; null for none.</param>
    /// <param name="adapter">The adapter's name, for the faults.</param>
    /// <param name="faults">Takes every fault.</param>
    public static IReadOnlyList<CohortAttestation> Parse(JToken? setting, string adapter, List<string> faults)
    {
        if (setting is null or { Type: JTokenType.Null })
        {
            return [];
        }

        if (setting is not JArray list)
        {
            faults.Add(
                $"{adapter}: cohorts must be a list such as [{{ \"cohort\": 12, \"courses\": [4], \"unenrolAction\": \"suspend\" }}]."
            );
            return [];
        }

        var read = list.Select((item, i) => Read(item, $"{adapter}: cohorts[{i}]", faults)).ToList();
        foreach (var twice in read.OfType<CohortAttestation>().GroupBy(x => x.Cohort).Where(same => same.Count() > 1))
        {
            faults.Add($"{adapter}: cohort {twice.Key} stands in cohorts twice. Name all its courses in one place.");
        }

        return read.OfType<CohortAttestation>().ToList();
    }

    private static CohortAttestation? Read(JToken item, string where, List<string> faults)
    {
        if (item is not JObject attested || attested.Properties().Any(p => !Keys.Contains(p.Name)))
        {
            faults.Add($"{where} must have {string.Join(", ", Keys)} and nothing else.");
            return null;
        }

        var courses = (attested["courses"] as JArray ?? []).Select(Id).Distinct().ToList();
        var action = attested["unenrolAction"]?.ToString();
        var before = faults.Count;
        if (Id(attested["cohort"]) == 0)
        {
            faults.Add($"{where}: cohort must be the cohort's id, a whole number.");
        }

        if (courses.Count == 0 || courses.Contains(0))
        {
            faults.Add($"{where}: courses must name every course that the cohort feeds, by id.");
        }

        if (action is not (KeepingRoles or TakingRoles))
        {
            faults.Add(
                $"{where}: unenrolAction must be {KeepingRoles} or {TakingRoles}, as the Cohort sync plugin is set. "
                    + "'Unenrol user from course' would lose groups and grades: change it in Moodle first, or leave the cohort out."
            );
        }

        return faults.Count == before ? new CohortAttestation(Id(attested["cohort"]), courses) : null;
    }

    private static long Id(JToken? token) =>
        token is JValue { Type: JTokenType.Integer, Value: long and > 0 and var id } ? id : 0;
}
