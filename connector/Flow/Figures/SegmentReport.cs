using Collections.Connector.Flow.Escalation;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Figures;

/// <summary>Payers who are alike in one way.</summary>
/// <param name="Name">In which: a behaviour, a class of value such as <c>EUR A</c>, or the age of the oldest debt.</param>
/// <param name="Payers">How many.</param>
/// <param name="OpenReceivables">What they owe: how many receivables.</param>
/// <param name="Open">How much, one sum for each currency.</param>
/// <param name="Settled">What they paid in the last two years.</param>
internal sealed record SegmentRow(
    string Name,
    int Payers,
    int OpenReceivables,
    IReadOnlyList<Money> Open,
    IReadOnlyList<Money> Settled
);

/// <summary>The school's payers by behaviour, by value and by the age of what they owe.</summary>
/// <param name="Behaviours">By how they have paid.</param>
/// <param name="Values">By what they owe and paid in two years, for each currency: A is the fifth that is worth most, B the next three tenths, C the rest.</param>
/// <param name="Ages">By how late the oldest debt is.</param>
internal sealed record SegmentReport(
    IReadOnlyList<SegmentRow> Behaviours,
    IReadOnlyList<SegmentRow> Values,
    IReadOnlyList<SegmentRow> Ages
)
{
    private static readonly (string Name, int DaysMax)[] AgeNames =
    [
        ("nothing owed", int.MinValue),
        ("not due", 0),
        ("1-30", 30),
        ("31-60", 60),
        ("61-90", 90),
        ("over 90", int.MaxValue),
    ];

    /// <summary>Tells them apart. Pure.</summary>
    public static SegmentReport Of(IReadOnlyCollection<PayerFigures> payers, DateOnly today) =>
        new(
            [
                .. payers
                    .GroupBy(x => PayerPast.On(x.Past, today).Behaviour)
                    .OrderBy(x => x.Key)
                    .Select(x => Row(x.Key.ToString(), x, today)),
            ],
            [
                .. payers
                    .SelectMany(x => x.Past.Select(p => p.Amount.Currency))
                    .Distinct()
                    .OrderBy(x => x.Code, StringComparer.Ordinal)
                    .SelectMany(x => ByValue(payers, x, today)),
            ],
            [
                .. payers
                    .GroupBy(x => AgeOf(x, today))
                    .OrderBy(x => x.Key)
                    .Select(x => Row(AgeNames[x.Key].Name, x, today)),
            ]
        );

    private static IEnumerable<SegmentRow> ByValue(IEnumerable<PayerFigures> payers, Currency currency, DateOnly today)
    {
        var ranked = payers
            .Select(x =>
                (
                    Payer: x,
                    Value: Open(x).Concat(Settled(x, today)).Where(m => m.Currency == currency).Sum(m => m.MinorUnits)
                )
            )
            .Where(x => x.Value > 0)
            .OrderByDescending(x => x.Value)
            .ThenBy(x => x.Payer.Key, StringComparer.Ordinal)
            .Select(x => x.Payer)
            .ToList();
        return ranked
            .Select((payer, i) => (Payer: payer, Class: Class(i, ranked.Count)))
            .GroupBy(x => x.Class, x => x.Payer)
            .Select(x => Row($"{currency.Code} {x.Key}", x, today, currency));
    }

    private static string Class(int rank, int count) =>
        rank * 10 < count * 2 ? "A"
        : rank * 10 < count * 5 ? "B"
        : "C";

    private static int AgeOf(PayerFigures payer, DateOnly today)
    {
        var open = payer.Past.Where(x => payer.Owed.ContainsKey(x.Reference)).ToList();
        if (open.Count == 0)
        {
            return 0;
        }

        var days = today.DayNumber - open.Min(x => x.DueOn).DayNumber;
        return Array.FindIndex(AgeNames, 1, x => days <= x.DaysMax);
    }

    private static SegmentRow Row(string name, IEnumerable<PayerFigures> payers, DateOnly today, Currency? only = null)
    {
        var all = payers.ToList();
        var open = all.SelectMany(Open).Where(x => only is null || x.Currency == only).ToList();
        var settled = all.SelectMany(x => Settled(x, today)).Where(x => only is null || x.Currency == only);
        return new SegmentRow(name, all.Count, open.Count, MoneyByCurrency.Of(open), MoneyByCurrency.Of(settled));
    }

    private static IEnumerable<Money> Open(PayerFigures payer) => payer.Owed.Values;

    private static IEnumerable<Money> Settled(PayerFigures payer, DateOnly today) =>
        payer.Past.Where(x => x.SettledOn >= today.AddDays(-PaymentHistory.DaysBack)).Select(x => x.Amount);
}
