using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Reconciliation;

/// <summary>What a comparison of the four systems found.</summary>
/// <param name="School">The school's key.</param>
/// <param name="Since">Only what was issued and paid from this day on; null for everything.</param>
/// <param name="Totals">Control totals, system by system.</param>
/// <param name="Causes">Each cause that was found, with how often and how much.</param>
/// <param name="Differences">The differences, by cause; at most <see cref="DifferenceList.NamedMax"/> of each.</param>
/// <param name="NotCompared">What could not be looked at, and why.</param>
internal sealed record ReconciliationReport(
    string School,
    DateOnly? Since,
    IReadOnlyList<ControlLine> Totals,
    IReadOnlyList<CauseTotal> Causes,
    IReadOnlyList<Difference> Differences,
    IReadOnlyList<string> NotCompared
);

/// <summary>A control total.</summary>
/// <param name="System"><c>LMS</c>, <c>connector</c>, <c>ERP</c> or <c>gateway</c>.</param>
/// <param name="What">What was counted.</param>
/// <param name="Count">How many.</param>
/// <param name="Total">Their sum; null where there is no money.</param>
/// <param name="Open">What of it is open; null where nothing can be.</param>
internal sealed record ControlLine(string System, string What, long Count, Money? Total = null, Money? Open = null);

/// <summary>How often a cause was found.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Count">How often.</param>
/// <param name="Amounts">How much, one sum per currency.</param>
internal sealed record CauseTotal(DifferenceCause Cause, long Count, IReadOnlyList<Money> Amounts);

/// <summary>Collects differences, and counts what it does not keep.</summary>
internal sealed class DifferenceList
{
    /// <summary>How many of one cause are named; all are counted.</summary>
    public const int NamedMax = 1_000;

    private readonly SortedDictionary<DifferenceCause, List<Difference>> named = [];
    private readonly Dictionary<DifferenceCause, long> counts = [];
    private readonly SortedDictionary<(DifferenceCause Cause, string Currency), long> sums = [];

    /// <summary>Gets what could not be looked at.</summary>
    public List<string> NotCompared { get; } = [];

    /// <summary>Adds one; null is none.</summary>
    public void Add(Difference? difference)
    {
        if (difference is null)
        {
            return;
        }

        var cause = difference.Cause;
        counts[cause] = counts.GetValueOrDefault(cause) + 1;
        if (difference.Amount is { } amount)
        {
            var key = (cause, amount.Currency.Code);
            sums[key] = sums.GetValueOrDefault(key) + amount.MinorUnits;
        }

        if (!named.TryGetValue(cause, out var list))
        {
            named[cause] = list = [];
        }

        if (list.Count < NamedMax)
        {
            list.Add(difference);
        }
    }

    /// <summary>Makes the report.</summary>
    public ReconciliationReport ToReport(string school, DateOnly? since, IReadOnlyList<ControlLine> totals) =>
        new(
            school,
            since,
            totals,
            [
                .. named.Keys.Select(cause => new CauseTotal(
                    cause,
                    counts[cause],
                    [
                        .. sums.Where(x => x.Key.Cause == cause)
                            .Select(x => new Money(x.Value, Currency.Of(x.Key.Currency))),
                    ]
                )),
            ],
            [.. named.Values.SelectMany(x => x)],
            NotCompared
        );
}

/// <summary>Adds up one kind of thing in one system, by currency.</summary>
internal sealed class Sums
{
    private readonly SortedDictionary<string, (long Count, long Total, long Open)> byCurrency = new(
        StringComparer.Ordinal
    );

    /// <summary>Adds; a credit note counts against.</summary>
    public void Add(Money total, Money open, DocumentKind kind = DocumentKind.Invoice)
    {
        var sign = kind == DocumentKind.Invoice ? 1 : -1;
        var before = byCurrency.GetValueOrDefault(total.Currency.Code);
        byCurrency[total.Currency.Code] = (
            before.Count + sign,
            before.Total + (sign * total.MinorUnits),
            before.Open + (sign * open.MinorUnits)
        );
    }

    /// <summary>The lines, one per currency.</summary>
    public IEnumerable<ControlLine> Lines(string system, string what, bool withOpen) =>
        byCurrency.Select(x =>
        {
            var currency = Currency.Of(x.Key);
            return new ControlLine(
                system,
                what,
                x.Value.Count,
                new Money(x.Value.Total, currency),
                withOpen ? new Money(x.Value.Open, currency) : null
            );
        });
}
