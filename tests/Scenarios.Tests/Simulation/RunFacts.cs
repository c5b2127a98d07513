using System.Globalization;
using Collections.Connector.Flow.Cycle;

namespace Collections.Scenarios.Tests.Simulation;

/// <summary>A run of the connector, as seen from outside.</summary>
/// <param name="Began">When it began.</param>
/// <param name="Report">Its report; null when it died.</param>
/// <param name="Whole">Whether every step was asked for.</param>
/// <param name="Healthy">Whether it met no fault, came to its end, and left no look to a later hour.</param>
/// <param name="Again">Whether it repeats a whole healthy run with nothing in between.</param>
/// <param name="Disturbed">Whether something changed elsewhere while it ran.</param>
/// <param name="Written">How many items it wrote, by call.</param>
internal sealed record RunFacts(
    DateTimeOffset Began,
    CycleReport? Report,
    bool Whole,
    bool Healthy,
    bool Again,
    bool Disturbed,
    IReadOnlyDictionary<string, int> Written
)
{
    /// <summary>Whether afterwards everything must be as it should.</summary>
    public bool IsClean => Healthy && Whole && !Disturbed;

    /// <summary>Whether it left something to the next run because it may not do more.</summary>
    public bool AtItsLimit =>
        Report?.Remarks.Exists(x => x.Code.StartsWith("limit.", StringComparison.Ordinal)) == true;

    public string Describe(string death)
    {
        var what =
            Report is null ? $"DIED {death}"
            : Healthy ? "healthy"
            : "not healthy";
        var wrote = string.Join(
            ", ",
            Written.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => $"{x.Key} {x.Value}")
        );
        var failed = Report?.Steps.Where(x => x.Problem is not null).Select(x => $"{x.Name}: {x.Problem}") ?? [];
        var kind = Whole
            ? Again
                ? "again, "
                : ""
            : "money only, ";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{kind}{what}{(wrote.Length > 0 ? $"; wrote {wrote}" : "")}{string.Concat(failed.Select(x => $"; {x}"))}"
        );
    }
}
