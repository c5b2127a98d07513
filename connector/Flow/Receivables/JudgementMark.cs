using Collections.Connector.Flow.Cycle;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Receivables;

/// <summary>By what an enrolment is judged, beside the facts of the LMS: the mapping, this program, and the day.</summary>
/// <remarks>
/// What the LMS says is not in it: the database takes the mark from an episode when such a fact changes. The day is, so that
/// every enrolment is judged once a day whatever happens: one that was passed over wrongly stays so for a day at most.
/// </remarks>
internal static class JudgementMark
{
    private const int Length = 16;

    /// <summary>The mark of a run's judgements; null when what they depend on is not known, and nothing may be passed over.</summary>
    public static string? Of(CycleRun run) =>
        run.Mapping.BillingVersion is { } version
            ? CycleRun.Digest(JsonConvert.SerializeObject(Everything(run, version)))[..Length]
            : null;

    private static object Everything(CycleRun run, string version) =>
        new
        {
            version,
            program = typeof(JudgementMark).Assembly.ManifestModule.ModuleVersionId,
            run.School.BillFrom,
            BillAnyway = run.School.BillAnyway.Order(StringComparer.Ordinal),
            zone = run.School.Zone.Id,
            run.Today,
        };
}
