using System.Globalization;
using System.Text.RegularExpressions;
using Collections.Connector.Papers;
using Collections.Connector.Papers.Charts;

namespace Collections.Host.Tests.Papers;

public sealed partial class PdfWriterTests
{
    [Theory]
    [InlineData("áéíóúüñ ÁÉÍÓÚÜÑ ¿¡ ºª")]
    [InlineData("ãõçâêôà ÃÕÇÂÊÔÀ")]
    [InlineData("€ £ $ ¢ R$ S/ ₡ ₲ ₱")]
    [InlineData("“comillas” «angulares» – — … • →")]
    public void Letters_and_currency_signs_come_out(string text)
    {
        var pdf = PdfWriter.Write(Sample.Of(new HeadingBlock(1, text), new ParagraphBlock(text)));

        Assert.Equal(2, PdfText.Of(pdf).Split('\n').Count(line => line == text));
    }

    [Fact]
    public void A_letter_and_its_accent_written_apart_come_out_as_one()
    {
        var pdf = PdfWriter.Write(Sample.Of(new ParagraphBlock("an\u0303o")));

        Assert.Contains("año", PdfText.Of(pdf), StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_tells_its_title_its_language_and_the_papers_day()
    {
        var raw = PdfText.Raw(PdfWriter.Write(Sample.Whole()));

        Assert.Contains($"/Title {PdfText.Hex("Manual de cobros")}", raw, StringComparison.Ordinal);
        Assert.Contains($"/Lang {PdfText.Hex("es")}", raw, StringComparison.Ordinal);
        Assert.Contains("/CreationDate (D:20261122000000Z)", raw, StringComparison.Ordinal);
        Assert.Contains("/MarkInfo << /Marked true >>", raw, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_table_goes_on_under_its_heads_on_numbered_pages_and_loses_no_row()
    {
        var pages = PdfText.Pages(PdfWriter.Write(Sample.Of(Sample.Table(150))));

        Assert.True(pages.Count > 2, $"{pages.Count} pages");
        Assert.All(
            pages,
            (page, i) => Assert.Contains($"Página {i + 1} de {pages.Count}", page, StringComparison.Ordinal)
        );
        Assert.All(pages, page => Assert.Single(page.Split('\n'), line => line == "Importe"));
        var rows = pages.SelectMany(page => page.Split('\n')).Where(line => Row().IsMatch(line));
        Assert.Equal(Enumerable.Range(1, 150).Select(i => $"demo_{i}"), rows);
    }

    [Fact]
    public void Only_the_first_heads_are_read_out_as_part_of_the_table()
    {
        var raw = PdfText.Raw(PdfWriter.Write(Sample.Of(Sample.Table(150))));

        Assert.Equal(3, Regex.Count(raw, "/S /TH [^\n]*/Scope /Column"));
        Assert.Equal(150, Regex.Count(raw, "/S /TH [^\n]*/Scope /Row"));
    }

    [Fact]
    public void A_cell_wraps_and_one_that_is_higher_than_a_page_goes_on_on_the_next()
    {
        var words = Enumerable.Range(1, 2000).Select(i => $"palabra{i}").ToList();

        var pages = PdfText.Pages(
            PdfWriter.Write(
                Sample.Of(
                    new TableBlock(
                        ["A", "B"],
                        [
                            ["x", string.Join(' ', words)],
                            ["y", "fin"],
                        ]
                    )
                )
            )
        );

        var shown = pages.SelectMany(page => page.Split('\n')).SelectMany(line => line.Split(' '));
        Assert.Equal(words, shown.Where(word => word.StartsWith("palabra", StringComparison.Ordinal)));
        Assert.Contains("fin", pages[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_that_is_wider_than_a_page_is_cut_and_none_of_it_is_lost()
    {
        var word = string.Concat(Enumerable.Range(0, 200).Select(i => i.ToString("D3", CultureInfo.InvariantCulture)));

        var lines = PdfText.Of(PdfWriter.Write(Sample.Of(new ParagraphBlock(word)))).Split('\n');

        Assert.Equal(word, string.Concat(lines.Where(l => l.Length > 5 && l.All(char.IsAsciiDigit))));
    }

    [Fact]
    public void A_heading_does_not_stand_alone_at_the_foot_of_a_page()
    {
        for (var lines = 30; lines < 60; lines++)
        {
            var filler = string.Join('\n', Enumerable.Repeat("línea", lines));
            var pages = PdfText.Pages(
                PdfWriter.Write(
                    Sample.Of(new ParagraphBlock(filler), new HeadingBlock(1, "Capítulo"), new ParagraphBlock("Texto"))
                )
            );

            var page = Assert.Single(pages, p => p.Contains("Capítulo", StringComparison.Ordinal));
            Assert.Contains("Texto", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_heading_goes_along_with_the_table_or_the_chart_below_it()
    {
        var chart = LineChart.Draw(Sample.Weeks(2, Sample.Series("A", 1, 2)));
        foreach (var (below, text) in new (Block, string)[] { (Sample.Table(3), "demo_1"), (chart, "29/11/2026") })
        {
            for (var lines = 20; lines < 60; lines++)
            {
                var filler = new ParagraphBlock(string.Join('\n', Enumerable.Repeat("línea", lines)));
                var pages = PdfText.Pages(PdfWriter.Write(Sample.Of(filler, new HeadingBlock(1, "Capítulo"), below)));

                var page = Assert.Single(pages, p => p.Contains("Capítulo", StringComparison.Ordinal));
                Assert.Contains(text, page, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_chart_is_read_out_by_its_title_and_description()
    {
        var raw = PdfText.Raw(PdfWriter.Write(Sample.Whole()));

        Assert.Contains(
            $"/Alt {PdfText.Hex("Vencido por semana. Baja desde la semana 3.")}",
            raw,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Every_object_is_where_the_files_table_says()
    {
        var raw = PdfText.Raw(PdfWriter.Write(Sample.Whole()));
        var start = int.Parse(Start().Match(raw).Groups[1].Value, CultureInfo.InvariantCulture);
        var entries = raw[start..]
            .Split('\n')
            .Skip(3)
            .TakeWhile(line => line.EndsWith(" 00000 n ", StringComparison.Ordinal));

        Assert.All(
            entries.Select((line, i) => (At: int.Parse(line[..10], CultureInfo.InvariantCulture), Number: i + 1)),
            entry =>
                Assert.StartsWith($"{entry.Number} 0 obj\n", raw[entry.At..(entry.At + 12)], StringComparison.Ordinal)
        );
        Assert.Equal(Regex.Count(raw, "(?m)^[0-9]+ 0 obj$"), entries.Count());
    }

    [Fact]
    public void The_servers_culture_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        var expected = PdfWriter.Write(Sample.Whole());
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("fa-IR");

            Assert.Equal(expected, PdfWriter.Write(Sample.Whole()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [GeneratedRegex("^demo_[0-9]+$")]
    private static partial Regex Row();

    [GeneratedRegex("startxref\n([0-9]+)\n")]
    private static partial Regex Start();
}
