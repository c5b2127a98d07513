using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Figures;

/// <summary>Sums of money, one for each currency: amounts of two currencies are never added.</summary>
internal sealed class MoneyByCurrency
{
    private readonly SortedDictionary<string, Money> sums = new(StringComparer.Ordinal);

    /// <summary>Adds an amount.</summary>
    public void Add(Money amount) =>
        sums[amount.Currency.Code] = sums.TryGetValue(amount.Currency.Code, out var sum) ? sum + amount : amount;

    /// <summary>The sums, in the order of their currencies' codes; empty when nothing was added.</summary>
    public IReadOnlyList<Money> ToList() => [.. sums.Values];

    /// <summary>The sums of amounts.</summary>
    public static IReadOnlyList<Money> Of(IEnumerable<Money> amounts)
    {
        var sums = new MoneyByCurrency();
        foreach (var amount in amounts)
        {
            sums.Add(amount);
        }

        return sums.ToList();
    }
}
