namespace Collections.Architecture.Tests;

/// <summary>Says every breach of a rule at once, one per line.</summary>
internal static class Rules
{
    public static void Hold(IEnumerable<string> breaches)
    {
        var all = breaches.ToList();
        Assert.True(all.Count == 0, string.Join(Environment.NewLine, all.Prepend($"{all.Count} breaches:")));
    }
}
