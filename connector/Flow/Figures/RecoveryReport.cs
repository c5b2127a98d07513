using System.Globalization;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Figures;

/// <summary>By what recovered money is told apart.</summary>
internal enum RecoveryBy
{
    /// <summary>The rung that led the message.</summary>
    Step,

    /// <summary>The channel.</summary>
    Channel,

    /// <summary>The text.</summary>
    Template,

    /// <summary>The hour of sending in the school's zone.</summary>
    Hour,

    /// <summary>The payer's behaviour when the message was planned.</summary>
    Segment,

    /// <summary>The month in which the receivable was due.</summary>
    Cohort,
}

/// <summary>What messages recovered.</summary>
/// <param name="Key">Of which messages; <c>all</c> for all of them.</param>
/// <param name="Contacts">Messages. One about several receivables counts once.</param>
/// <param name="Receivables">Receivables that they were about.</param>
/// <param name="Recovered">Those whose settlement is credited to one of them.</param>
/// <param name="Share">Recovered of the receivables: 0 to 1, six decimals.</param>
/// <param name="Amounts">What was recovered, one sum for each currency.</param>
/// <param name="MedianDays">Days from the message to the settlement, the median; null when nothing was recovered.</param>
internal sealed record RecoveryRow(
    string Key,
    int Contacts,
    int Receivables,
    int Recovered,
    decimal Share,
    IReadOnlyList<Money> Amounts,
    decimal? MedianDays
);

/// <summary>What messages recovered, and by what it is told apart.</summary>
/// <param name="By">By what.</param>
/// <param name="Rows">One for each kind of message, in the order of its key.</param>
/// <param name="All">All messages.</param>
internal sealed record RecoveryReport(RecoveryBy By, IReadOnlyList<RecoveryRow> Rows, RecoveryRow All)
{
    /// <summary>
    /// Credits each settled receivable to the last message before its settlement: sent on that day or earlier, and at most so many days
    /// before it. Pure. A receivable is credited once, so that no more is recovered than was settled.
    /// </summary>
    /// <param name="contacted">Every message from the first day on, also those after the last: a later one may be the one to credit.</param>
    /// <param name="from">The first day of sending that counts; null for the first there is.</param>
    /// <param name="to">The last one.</param>
    /// <param name="withinDays">At most so many days from message to settlement.</param>
    /// <param name="by">By what it is told apart.</param>
    public static RecoveryReport Of(
        IReadOnlyCollection<ContactedDebt> contacted,
        DateOnly? from,
        DateOnly to,
        int withinDays,
        RecoveryBy by
    )
    {
        var credited = Credited(contacted, withinDays);
        var counted = contacted.Where(x => !(x.SentOn < from) && x.SentOn <= to).ToList();
        return new RecoveryReport(
            by,
            [
                .. counted
                    .GroupBy(x => KeyOf(x, by))
                    .OrderBy(x => x.Key, StringComparer.Ordinal)
                    .Select(x => Row(x.Key, [.. x], credited)),
            ],
            Row("all", counted, credited)
        );
    }

    /// <summary>The messages that settlements are credited to, each with the receivable.</summary>
    public static HashSet<ContactedDebt> Credited(IEnumerable<ContactedDebt> contacted, int withinDays) =>
        contacted
            .Where(x => x.SettledOn >= x.SentOn)
            .GroupBy(x => x.Reference)
            .Select(x => x.MaxBy(c => (c.SentOn, c.SentAt, c.ContactId))!)
            .Where(x => x.SettledOn <= x.SentOn.AddDays(withinDays))
            .ToHashSet();

    /// <summary>What a message counts under.</summary>
    public static string KeyOf(ContactedDebt one, RecoveryBy by) =>
        by switch
        {
            RecoveryBy.Step => one.Step,
            RecoveryBy.Channel => one.Channel,
            RecoveryBy.Template => one.Template,
            RecoveryBy.Hour => one.SentAt.Hour.ToString("00", CultureInfo.InvariantCulture),
            RecoveryBy.Segment => one.Segment.Length == 0 ? "unknown" : one.Segment,
            RecoveryBy.Cohort => one.DueOn.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            _ => throw new ArgumentOutOfRangeException(nameof(by), by, "There is no such kind."),
        };

    private static RecoveryRow Row(string key, List<ContactedDebt> of, HashSet<ContactedDebt> credited)
    {
        var recovered = of.Where(credited.Contains).ToList();
        var receivables = of.Select(x => x.Reference).Distinct().Count();
        return new RecoveryRow(
            key,
            of.Select(x => x.ContactId).Distinct().Count(),
            receivables,
            recovered.Count,
            receivables == 0 ? 0 : decimal.Round((decimal)recovered.Count / receivables, 6),
            MoneyByCurrency.Of(recovered.Select(x => x.Amount)),
            Median([.. recovered.Select(x => x.SettledOn!.Value.DayNumber - x.SentOn.DayNumber).Order()])
        );
    }

    private static decimal? Median(List<int> sorted) =>
        sorted.Count == 0 ? null : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2m;
}
