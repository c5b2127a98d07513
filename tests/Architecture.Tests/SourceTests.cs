using System.Text.RegularExpressions;

namespace Collections.Architecture.Tests;

public sealed partial class SourceTests
{
    private const int LongestFile = 400;
    private const int LongestLine = 130;

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        Rules.Hold(
            Repository
                .Sources.Where(s => s.Lines.Count > LongestFile)
                .Select(s => $"{s.Path} has {s.Lines.Count} lines.")
        );
    }

    [Fact]
    public void Files_are_short_most_of_them_below_60_lines_and_nine_of_ten_below_200()
    {
        var sources = Sizes(s => !s.IsTest);
        var tests = Sizes(s => s.IsTest);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"sources: {sources.Count} files, median {At(sources, 50)}, p90 {At(sources, 90)}, longest {sources[^1]}; "
                + $"tests: {tests.Count} files, median {At(tests, 50)}, p90 {At(tests, 90)}, longest {tests[^1]}"
        );
        Assert.InRange(At(sources, 50), 1, 60);
        Assert.InRange(At(sources, 90), 1, 200);
        Assert.InRange(At(tests, 90), 1, 400);
    }

    [Fact]
    public void No_line_is_longer_than_130_characters_but_for_texts_and_comments()
    {
        Rules.Hold(
            Lines(_ => true)
                .Where(l => l.Text.Length > LongestLine && !Unbreakable().IsMatch(l.Text))
                .Select(l => $"{l.Path}:{l.Number} has {l.Text.Length} characters.")
        );
    }

    [Fact]
    public void No_source_holds_what_somebody_wanted_to_come_back_to()
    {
        // Written apart, so that this file does not hold them.
        string[] words = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception"];

        Rules.Hold(
            Lines(_ => true)
                .Where(l => words.Any(word => Regex.IsMatch(l.Text, $@"\b{word}\b")))
                .Select(l => $"{l.Path}:{l.Number}: {l.Text.Trim()}")
        );
    }

    [Fact]
    public void Every_exception_is_caught_only_at_a_boundary_that_says_so()
    {
        Rules.Hold(
            Lines(s => !s.IsTest)
                .Where(l => CatchesAll().IsMatch(l.Text))
                .Where(l => !l.Text.Contains(" when ", StringComparison.Ordinal))
                .Where(l => !l.Text.Contains("boundary", StringComparison.OrdinalIgnoreCase))
                .Select(l => $"{l.Path}:{l.Number} catches everything and does not say which boundary it is.")
        );
    }

    [Fact]
    public void Logs_are_written_through_the_declared_messages_only()
    {
        Rules.Hold(
            Lines(s => !s.IsTest)
                .Where(l => FreeLog().IsMatch(l.Text))
                .Select(l => $"{l.Path}:{l.Number}: {l.Text.Trim()}")
        );
    }

    [Fact]
    public void Tests_do_not_sleep()
    {
        Rules.Hold(
            Lines(s => s.IsTest)
                .Where(l => Sleeps().IsMatch(l.Text))
                .Select(l => $"{l.Path}:{l.Number}: {l.Text.Trim()}")
        );
    }

    [Fact]
    public void There_are_no_regions()
    {
        Rules.Hold(
            Lines(_ => true)
                .Where(l => l.Text.TrimStart().StartsWith("#region", StringComparison.Ordinal))
                .Select(l => $"{l.Path}:{l.Number}")
        );
    }

    // Lines that say something: the formatter's lone brackets and the documentation that public members must have do not count.
    private static List<int> Sizes(Func<SourceFile, bool> which) =>
        [.. Repository.Sources.Where(which).Select(s => s.Lines.Count(Says)).Order()];

    private static bool Says(string line) =>
        line.Any(char.IsLetterOrDigit)
        && !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
        && !line.StartsWith("using ", StringComparison.Ordinal);

    private static int At(List<int> sorted, int percent) => sorted[(sorted.Count - 1) * percent / 100];

    private static IEnumerable<(string Path, int Number, string Text)> Lines(Func<SourceFile, bool> which) =>
        Repository.Sources.Where(which).SelectMany(s => s.Lines.Select((text, i) => (s.Path, i + 1, text)));

    [GeneratedRegex("\"|^\\s*//")]
    private static partial Regex Unbreakable();

    [GeneratedRegex(@"catch\s*\(Exception\b|catch\s*$")]
    private static partial Regex CatchesAll();

    [GeneratedRegex(@"(?<!Math)\.Log(Trace|Debug|Information|Warning|Error|Critical)?\(")]
    private static partial Regex FreeLog();

    [GeneratedRegex(@"\bTask\.Delay\(|\bThread\.Sleep\(")]
    private static partial Regex Sleeps();
}
