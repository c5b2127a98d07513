using Collections.Connector.Papers;

namespace Collections.Host.Tests.Papers;

public sealed class PaperTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    public void The_first_heading_is_a_chapter(int level)
    {
        Assert.Throws<ArgumentException>(() => Sample.Of(new HeadingBlock(level, "x")));
    }

    [Fact]
    public void A_level_of_headings_is_never_left_out_on_the_way_down_and_may_be_on_the_way_up()
    {
        Sample.Of(
            new HeadingBlock(1, "a"),
            new HeadingBlock(2, "b"),
            new HeadingBlock(3, "c"),
            new HeadingBlock(1, "d")
        );

        Assert.Throws<ArgumentException>(() => Sample.Of(new HeadingBlock(1, "a"), new HeadingBlock(3, "c")));
    }

    [Fact]
    public void A_row_has_as_many_cells_as_the_table_has_columns()
    {
        var wrong = Assert.Throws<ArgumentException>(() =>
            Sample.Of(
                new TableBlock(
                    ["A", "B"],
                    [
                        ["1", "2"],
                        ["3"],
                    ]
                )
            )
        );

        Assert.Contains("Row 2", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_has_a_column()
    {
        Assert.Throws<ArgumentException>(() => Sample.Of(new TableBlock([], [])));
    }

    [Theory]
    [InlineData("es", "22 de noviembre de 2026")]
    [InlineData("pt-BR", "22 de novembro de 2026")]
    [InlineData("en", "22 November 2026")]
    [InlineData("fr", "2026-11-22")]
    public void A_paper_bears_its_date_in_its_language(string language, string date)
    {
        var paper = new Paper("T", language, Sample.Day, []);

        Assert.Equal($"# T\n\n{date}\n", MarkdownWriter.Write(paper));
        Assert.Contains($">{date}</time>", HtmlWriter.Write(paper), StringComparison.Ordinal);
        Assert.Contains(date, PdfText.Of(PdfWriter.Write(paper)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_paper_gives_the_same_bytes_in_every_form()
    {
        Assert.Equal(MarkdownWriter.Write(Sample.Whole()), MarkdownWriter.Write(Sample.Whole()));
        Assert.Equal(HtmlWriter.Write(Sample.Whole()), HtmlWriter.Write(Sample.Whole()));
        Assert.Equal(PdfWriter.Write(Sample.Whole()), PdfWriter.Write(Sample.Whole()));
    }
}
