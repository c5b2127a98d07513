using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Receivables;

/// <summary>Divides money into parts that sum to the whole. Each part is rounded down to the minor unit; what is left goes to the last one. Pure.</summary>
public static class MoneySplit
{
    /// <summary>Divides in proportion to weights.</summary>
    /// <param name="whole">Zero or above.</param>
    /// <param name="weights">At least one; none below zero, and their sum above it.</param>
    /// <returns>A part for each weight, in order.</returns>
    /// <exception cref="ArgumentException">The weights cannot divide anything, or the whole is below zero.</exception>
    public static IReadOnlyList<Money> ByWeights(Money whole, IReadOnlyList<decimal> weights)
    {
        var sum = weights.Sum();
        if (whole.MinorUnits < 0 || sum <= 0 || weights.Any(x => x < 0))
        {
            throw new ArgumentException("Only an amount of zero or above is divided, by weights above zero.");
        }

        var parts = weights
            .Select(x => whole with { MinorUnits = (long)decimal.Floor(whole.MinorUnits * x / sum) })
            .ToArray();
        parts[^1] += whole - parts.Aggregate((a, b) => a + b);
        return parts;
    }

    /// <summary>Divides into so many equal parts.</summary>
    /// <exception cref="ArgumentException">No parts, or a whole below zero.</exception>
    public static IReadOnlyList<Money> Equally(Money whole, int parts) =>
        ByWeights(whole, [.. Enumerable.Repeat(1m, parts)]);

    /// <summary>A percentage of an amount, rounded half away from zero as prices are.</summary>
    public static Money Percent(Money whole, decimal percent) =>
        whole with
        {
            MinorUnits = (long)decimal.Round(whole.MinorUnits * percent / 100m, MidpointRounding.AwayFromZero),
        };
}
