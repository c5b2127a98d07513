namespace Collections.Connector.Flow.Mapping.Loading;

/// <summary>Finds what a person probably meant to write.</summary>
internal static class NearestName
{
    private const int LongestNameCompared = 64;

    public static string Hint(string written, IEnumerable<string> known)
    {
        var names = known.Where(name => name != "$schema").Order(StringComparer.Ordinal).ToList();
        var all = $"Known here: {string.Join(", ", names)}.";
        return Of(written, names) is { } nearest ? $"Did you mean '{nearest}'? {all}" : all;
    }

    /// <summary>The nearest of the known names, if it is near enough to be a slip.</summary>
    public static string? Of(string written, IEnumerable<string> known) =>
        known
            .Select(name => (Name: name, Distance: Distance(written.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(candidate => candidate.Distance <= Math.Max(1, written.Length / 3))
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();

    private static int Distance(string left, string right)
    {
        if (left.Length > LongestNameCompared || right.Length > LongestNameCompared)
        {
            return int.MaxValue;
        }

        var row = Enumerable.Range(0, right.Length + 1).ToArray();

        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;

            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
