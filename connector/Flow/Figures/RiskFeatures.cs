using Collections.Connector.Flow.Escalation;

namespace Collections.Connector.Flow.Figures;

/// <summary>What the risk score looks at: facts of a payer's past, in the order of <see cref="Names"/>. Pure.</summary>
internal static class RiskFeatures
{
    private const int MeanDaysMost = 60;
    private const int OpenMost = 20;
    private const int PastDueMost = 365;
    private const int BrokenMost = 5;

    /// <summary>Gets their names, as in mappings/scores/risk.json.</summary>
    public static IReadOnlyList<string> Names { get; } =
    ["lateShare", "meanDaysLate", "openDebts", "daysPastDue", "newPayer", "brokenPromises"];

    /// <summary>The features as of a day: what came later is not known yet.</summary>
    /// <returns>Null when nothing was open on that day: then there is no debt to speak of.</returns>
    public static double[]? Of(IReadOnlyCollection<PaidThen> past, IEnumerable<DateOnly> brokenOn, DateOnly day)
    {
        if (Oldest(past, day) is not { } oldest)
        {
            return null;
        }

        var since = day.AddDays(-PaymentHistory.DaysBack);
        var settled = past.Where(x => x.SettledOn <= day && x.SettledOn >= since).ToList();
        return
        [
            settled.Count == 0 ? 0 : (double)settled.Count(x => !x.OnTime) / settled.Count,
            settled.Count == 0 ? 0 : Math.Min(settled.Average(DaysLate), MeanDaysMost),
            Math.Min(past.Count(x => x.OpenOn(day)), OpenMost),
            Math.Clamp(day.DayNumber - oldest.DueOn.DayNumber, 0, PastDueMost),
            past.Any(x => x.SettledOn <= day) ? 0 : 1,
            Math.Min(brokenOn.Count(x => x >= since && x <= day), BrokenMost),
        ];
    }

    /// <summary>The oldest debt that was open on a day; null when none was.</summary>
    public static PaidThen? Oldest(IEnumerable<PaidThen> past, DateOnly day) =>
        past.Where(x => x.OpenOn(day))
            .OrderBy(x => x.DueOn)
            .ThenBy(x => x.Reference, StringComparer.Ordinal)
            .FirstOrDefault();

    private static double DaysLate(PaidThen one) => Math.Max(0, one.SettledOn!.Value.DayNumber - one.DueOn.DayNumber);
}
