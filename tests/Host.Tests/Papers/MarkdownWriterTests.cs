using Collections.Connector.Papers;
using Collections.Connector.Papers.Charts;

namespace Collections.Host.Tests.Papers;

public sealed class MarkdownWriterTests
{
    [Theory]
    [InlineData("a*b_c", @"a\*b_c")]
    [InlineData("_a_", @"\_a\_")]
    [InlineData("school_key", "school_key")]
    [InlineData("<b>&amp;", @"\<b\>\&amp;")]
    [InlineData("# no heading", @"\# no heading")]
    [InlineData("#12", "#12")]
    [InlineData("- no point", @"\- no point")]
    [InlineData("-12,50 €", "-12,50 €")]
    [InlineData("1. no point", @"1\. no point")]
    [InlineData("1.234,50 €", "1.234,50 €")]
    [InlineData("---", @"\---")]
    [InlineData("===", @"\===")]
    [InlineData("[x](y)", @"\[x\](y)")]
    [InlineData("a\nb", "a\\\nb")]
    public void Text_stays_text(string text, string markdown)
    {
        var written = MarkdownWriter.Write(Sample.Of(new ParagraphBlock(text)));

        Assert.EndsWith($"2026\n\n{markdown}\n", written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_keeps_its_columns_whatever_is_in_its_cells()
    {
        var table = new TableBlock(
            ["A", "B"],
            [
                ["a|b", "1\n2"],
            ]
        )
        {
            RightAligned = [1],
            Caption = "Title",
        };

        var written = MarkdownWriter.Write(Sample.Of(table));

        Assert.EndsWith(
            "**Title**\n\n| A | B |\n| --- | ---: |\n| a\\|b | 1<br>2 |\n",
            written,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Blocks_are_written_in_order()
    {
        var written = MarkdownWriter.Write(
            Sample.Of(
                new HeadingBlock(1, "Uno"),
                new HeadingBlock(2, "Dos"),
                new BulletsBlock(["a", "b\nc"]),
                new NoteBlock("Ojo\nmás")
            )
        );

        Assert.EndsWith("## Uno\n\n### Dos\n\n- a\n- b\\\n  c\n\n> Ojo\\\n> más\n", written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chart_is_its_figures()
    {
        var chart = LineChart.Draw(Sample.Weeks(2, Sample.Series("Hoy", 1, null)));

        var written = MarkdownWriter.Write(Sample.Of(chart));

        Assert.Contains("Baja desde la semana 3.", written, StringComparison.Ordinal);
        Assert.Contains("| 22/11/2026 | 1,00 € |\n| 29/11/2026 | – |", written, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg", written, StringComparison.Ordinal);
    }
}
