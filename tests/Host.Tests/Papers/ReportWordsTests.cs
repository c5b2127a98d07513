using System.Globalization;
using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Host.Figures;

namespace Collections.Host.Tests.Papers;

public sealed class ReportWordsTests
{
    [Fact]
    public void Every_text_is_there_in_three_languages_with_the_same_blanks()
    {
        foreach (var name in ReportWords.Names)
        {
            var texts = new[] { "es", "en", "pt" }.Select(x => new ReportWords(x)[name, "<0>", "<1>", "<2>"]).ToList();

            Assert.All(texts, Assert.NotEmpty);
            Assert.Single(texts.Select(x => string.Concat(Blanks(x))).Distinct());
        }
    }

    [Fact]
    public void Every_kind_of_movement_has_a_word()
    {
        var words = ReportWords.Of("pt_BR");

        Assert.All(Enum.GetNames<MovementKind>(), x => Assert.NotEmpty(words[x]));
    }

    [Theory]
    [InlineData("pt_BR", null, "pt")]
    [InlineData(null, "es-MX", "es")]
    [InlineData("fr", "es", "es")]
    [InlineData("fr", null, "en")]
    public void The_first_language_that_is_known_is_spoken(string? first, string? second, string spoken) =>
        Assert.Equal(spoken, ReportWords.Of(first, second).Language);

    private static IEnumerable<string> Blanks(string text) =>
        Enumerable
            .Range(0, 3)
            .Select(x => $"<{x.ToString(CultureInfo.InvariantCulture)}>")
            .Where(x => text.Contains(x, StringComparison.Ordinal));
}
