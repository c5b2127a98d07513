namespace Collections.Connector.Flow.Figures;

/// <summary>How well messages of one kind did for a payer, and for payers of the same behaviour. Shown to people; nothing decides by it.</summary>
/// <param name="Key">The channel, or the hour in the school's zone.</param>
/// <param name="OwnAsked">Receivables that the payer was asked for so.</param>
/// <param name="OwnRecovered">Those that were recovered.</param>
/// <param name="SegmentAsked">The same of all payers who behave alike.</param>
/// <param name="SegmentRecovered">Those that were recovered.</param>
/// <param name="Rate">
/// The payer's share, drawn to the segment's as if the payer had five more receivables that went as in the segment; the segment's is
/// drawn to a half by two. 0 to 1, four decimals.
/// </param>
internal sealed record ContactChoice(
    string Key,
    int OwnAsked,
    int OwnRecovered,
    int SegmentAsked,
    int SegmentRecovered,
    decimal Rate
)
{
    private const int Drawn = 5;

    /// <summary>The kinds that the payer or the segment knows, the best first. Pure.</summary>
    /// <param name="contacted">Every message of the school.</param>
    /// <param name="payer">The payer's key.</param>
    /// <param name="segment">The payer's behaviour.</param>
    /// <param name="withinDays">At most so many days from message to settlement.</param>
    /// <param name="by">The kind of what: channel or hour.</param>
    public static IReadOnlyList<ContactChoice> Of(
        IReadOnlyCollection<ContactedDebt> contacted,
        string payer,
        string segment,
        int withinDays,
        RecoveryBy by
    )
    {
        var credited = RecoveryReport.Credited(contacted, withinDays);
        return
        [
            .. contacted
                .Where(x => x.Payer == payer || x.Segment == segment)
                .GroupBy(x => RecoveryReport.KeyOf(x, by))
                .Select(x => Choice(x.Key, [.. x], credited, payer, segment))
                .OrderByDescending(x => x.Rate)
                .ThenByDescending(x => x.OwnAsked)
                .ThenBy(x => x.Key, StringComparer.Ordinal),
        ];
    }

    private static ContactChoice Choice(
        string key,
        List<ContactedDebt> of,
        HashSet<ContactedDebt> credited,
        string payer,
        string segment
    )
    {
        var own = of.Where(x => x.Payer == payer).ToList();
        var alike = of.Where(x => x.Segment == segment).ToList();
        var (ownRecovered, alikeRecovered) = (own.Count(credited.Contains), alike.Count(credited.Contains));
        var prior = (alikeRecovered + 1m) / (alike.Count + 2m);
        var rate = (ownRecovered + Drawn * prior) / (own.Count + Drawn);
        return new ContactChoice(key, own.Count, ownRecovered, alike.Count, alikeRecovered, decimal.Round(rate, 4));
    }
}
