namespace Collections.Connector.Flow.Figures.Movements;

/// <summary>Divides an amount. Pure.</summary>
internal static class AmountShares
{
    /// <summary>
    /// Divides a document's total over its lines. Lines that sum to it keep their amounts; others, which are without tax, get their
    /// share in proportion. Nothing is lost to rounding.
    /// </summary>
    /// <param name="totalMinor">The total, in minor units.</param>
    /// <param name="linesMinor">The lines' amounts; at least one.</param>
    public static IReadOnlyList<long> Of(long totalMinor, IReadOnlyList<long> linesMinor)
    {
        var sum = linesMinor.Sum();
        if (sum == totalMinor)
        {
            return linesMinor;
        }

        var shares = new long[linesMinor.Count];
        var (upTo, given) = (0L, 0L);
        for (var i = 0; i < shares.Length; i++)
        {
            upTo += linesMinor[i];
            var share = sum == 0 ? (decimal)(i + 1) / shares.Length : (decimal)upTo / sum;
            var due =
                i == shares.Length - 1
                    ? totalMinor
                    : (long)decimal.Round(totalMinor * share, 0, MidpointRounding.AwayFromZero);
            shares[i] = due - given;
            given = due;
        }

        return shares;
    }
}
