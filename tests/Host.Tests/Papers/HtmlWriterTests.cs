using System.Text.RegularExpressions;
using System.Xml.Linq;
using Collections.Connector.Papers;

namespace Collections.Host.Tests.Papers;

public sealed partial class HtmlWriterTests
{
    private static readonly string Html = HtmlWriter.Write(Sample.Whole());

    // But for its first line and three elements without end it is XML too, which makes it easy to read here.
    private static readonly XElement Page = XDocument
        .Parse(Unclosed().Replace(Html.Replace("<!DOCTYPE html>\n", "", StringComparison.Ordinal), "<$1/>"))
        .Root!;

    [Fact]
    public void It_tells_its_language_and_its_title()
    {
        Assert.Equal("es", (string?)Page.Attribute("lang"));
        Assert.Equal("Manual de cobros", Page.Descendants("title").First().Value);
        Assert.Equal("Manual de cobros", Assert.Single(Page.Descendants("h1")).Value);
    }

    [Fact]
    public void Headings_are_in_order()
    {
        var levels = Page.Descendants().Select(e => e.Name.LocalName).Where(n => Heading().IsMatch(n));

        Assert.Equal(["h1", "h2", "h3"], levels);
    }

    [Fact]
    public void Heads_of_tables_say_what_they_head()
    {
        Assert.All(
            Page.Descendants("thead").Descendants("th"),
            th => Assert.Equal("col", (string?)th.Attribute("scope"))
        );
        Assert.All(
            Page.Descendants("tbody").Descendants("th"),
            th => Assert.Equal("row", (string?)th.Attribute("scope"))
        );
        Assert.Equal(4, Page.Descendants("table").Count());
    }

    [Fact]
    public void Nothing_comes_from_elsewhere_and_nothing_runs()
    {
        Assert.Empty(Page.Descendants("script").Concat(Page.Descendants("link")).Concat(Page.Descendants("img")));
        Assert.DoesNotMatch(@"\b(src|href|on[a-z]+)=", Html);
        Assert.Contains("default-src 'none'", Html, StringComparison.Ordinal);
    }

    [Fact]
    public void What_texts_hold_is_shown_and_never_taken_for_markup()
    {
        Assert.Equal(Sample.Nasty, Page.Descendants("h3").Single().Value);
        Assert.Equal(Sample.Nasty, Page.Descendants("li").Last().Value);
        Assert.Equal(Sample.Nasty, Page.Descendants("p").Single(p => (string?)p.Attribute("class") == "note").Value);
        Assert.Equal(Sample.Nasty, Page.Descendants("th").First().Value);
        Assert.Empty(Page.Descendants("b"));
    }

    [Fact]
    public void Identifiers_are_there_once()
    {
        var ids = Page.Descendants().Select(e => (string?)e.Attribute("id")).OfType<string>().ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void Control_characters_and_halves_of_characters_do_not_break_the_page()
    {
        var html = HtmlWriter.Write(Sample.Of(new ParagraphBlock("a\u0000b\ud800c\uffff\u000bd")));

        Assert.Contains("<p>a b\ufffdc  d</p>", html, StringComparison.Ordinal);
    }

    [GeneratedRegex("<(meta[^>]*|br)>")]
    private static partial Regex Unclosed();

    [GeneratedRegex("^h[1-6]$")]
    private static partial Regex Heading();
}
