namespace Collections.Connector.Papers.Charts;

/// <summary>Where values stand between two edges of a chart. Zero is always inside.</summary>
internal sealed class ValueScale
{
    private readonly double low;
    private readonly double high;

    private ValueScale(double low, double high, IReadOnlyList<decimal> ticks) =>
        (this.low, this.high, Ticks) = (low, high, ticks);

    /// <summary>Gets the round values that are written at the axis, from the lowest; none where every value is written.</summary>
    public IReadOnlyList<decimal> Ticks { get; }

    /// <summary>A scale for these values, with about this many round steps.</summary>
    public static ValueScale For(IEnumerable<decimal?> values, int steps)
    {
        var known = values.OfType<decimal>().Append(0).ToList();
        var (least, most) = (known.Min(), known.Max());
        var step = RoundStep((double)(most - least) / steps);
        var first = decimal.Floor(least / step);
        var last = Math.Max(decimal.Ceiling(most / step), first + 1);
        var ticks = Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step).ToList();
        return new ValueScale((double)ticks[0], (double)ticks[^1], ticks);
    }

    /// <summary>A scale that ends at the least and the greatest value, without steps.</summary>
    public static ValueScale Between(IEnumerable<decimal?> values)
    {
        var known = values.OfType<decimal>().Append(0).ToList();
        var (least, most) = (known.Min(), known.Max());
        return new ValueScale((double)least, (double)(most > least ? most : least + 1), []);
    }

    /// <summary>Where a value stands: 0 at the lower edge, 1 at the upper.</summary>
    public double ShareOf(decimal value) => ((double)value - low) / (high - low);

    private static decimal RoundStep(double rough)
    {
        if (rough <= 0)
        {
            return 1;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var factor = rough / power;
        return (decimal)(
            (
                factor <= 1 ? 1
                : factor <= 2 ? 2
                : factor <= 5 ? 5
                : 10
            ) * power
        );
    }
}
