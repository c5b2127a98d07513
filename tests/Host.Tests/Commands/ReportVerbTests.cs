using System.Text;
using Collections.Host.Tests.Support;
using Newtonsoft.Json.Linq;

namespace Collections.Host.Tests.Commands;

public sealed class ReportVerbTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_statement_ends_at_what_is_owed_and_names_nobody_unless_asked()
    {
        using var installation = await LivedAsync();

        var (exit, text, error) = await installation.TypeAsync("report statement p3 --json", Ct);
        var named = await installation.TypeAsync("report statement p3 --names --json", Ct);

        Assert.True(exit == 0, error);
        var account = JObject.Parse(text)["accounts"]!.Single();
        Assert.Equal("100.00", (string?)account["closing"]!["amount"]);
        Assert.Equal("invoice", (string?)account["lines"]![0]!["kind"]);
        Assert.Equal("100.00", (string?)account["open"]![0]!["owed"]!["amount"]);
        Assert.DoesNotContain("Secret", text, StringComparison.Ordinal);
        Assert.Equal("Secret p3", (string?)JObject.Parse(named.Out)["payers"]![0]!["name"]);
    }

    [Theory]
    [InlineData("es", "Estado de cuenta", "Saldo final")]
    [InlineData("en", "Statement of account", "Closing balance")]
    [InlineData("pt", "Extrato de conta", "Fatura")]
    public async Task A_statement_is_read_in_the_language_that_is_asked_for(string language, string title, string word)
    {
        using var installation = await LivedAsync();

        var (exit, text, error) = await installation.TypeAsync($"report statement p3 --language {language}", Ct);

        Assert.True(exit == 0, error);
        Assert.Contains(title, text, StringComparison.Ordinal);
        Assert.Contains(word, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_is_written_as_a_paper_for_the_payer_and_as_values_for_the_accountant()
    {
        using var installation = await LivedAsync();

        var (exit, text, error) = await installation.TypeAsync(
            "report statement p3 --pdf statement.pdf --csv statement.csv --json",
            Ct
        );

        Assert.True(exit == 0, error);
        Assert.Equal(2, JObject.Parse(text)["files"]!.Count());
        Assert.Equal("%PDF"u8.ToArray(), File.ReadAllBytes(installation.PathOf("statement.pdf"))[..4]);
        var lines = File.ReadAllText(installation.PathOf("statement.csv"), Encoding.UTF8).Split("\r\n");
        Assert.StartsWith("school,currency,section,on,due_on,kind", lines[0], StringComparison.Ordinal);
        Assert.Equal(["opening", "movement", "closing", "open"], lines[1..5].Select(x => x.Split(',')[2]));
        Assert.EndsWith(",100.00,100.00", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_of_nobody_is_exit_code_2_and_says_where_keys_are()
    {
        using var installation = await LivedAsync();

        var (exit, _, error) = await installation.TypeAsync("report statement nobody", Ct);

        Assert.Equal(2, exit);
        Assert.Contains("report aging --by payer", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report statement p3 --pdf statement.txt", "statement.txt does not say in which form.")]
    [InlineData("report collected --chart chart.png", "chart.png does not say in which form.")]
    [InlineData("report dso --from 2000-01-01 --to 2020-01-01", "are more than")]
    [InlineData("report collected --to 2020-01-01 --from 2020-01-02", "is before --from")]
    [InlineData("report expected --months 0", "--months must be at least 1.")]
    [InlineData("report expected --months 121", "--months must be at most 120.")]
    [InlineData("report aging --names", "--names needs --by payer.")]
    public async Task What_is_typed_wrong_is_said_before_anything_is_read(string typed, string said)
    {
        using var installation = new Installation();

        var (exit, _, error) = await installation.TypeAsync(typed, Ct);

        Assert.Equal(2, exit);
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_owes_is_listed_by_key_and_by_name_only_when_asked_for()
    {
        using var installation = await LivedAsync();

        var keys = await installation.TypeAsync("report aging --by payer", Ct);
        var names = await installation.TypeAsync("report aging --by payer --names --csv aging.csv --json", Ct);

        Assert.True(keys.Exit == 0, keys.Error);
        Assert.Contains("p3", keys.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", keys.Out, StringComparison.Ordinal);
        var payer = JObject.Parse(names.Out)["schools"]![0]!["payers"]!.Single();
        Assert.Equal(("p3", "Secret p3"), ((string?)payer["payer"], (string?)payer["name"]));
        Assert.Contains(
            "EUR,1,0.00,0.00,0.00,100.00,0.00,100.00",
            File.ReadAllText(installation.PathOf("aging.csv")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Days_sales_outstanding_are_shown_by_currency()
    {
        using var installation = await LivedAsync();

        var (exit, text, error) = await installation.TypeAsync("report dso --csv dso.csv --json", Ct);

        Assert.True(exit == 0, error);
        var euro = JObject.Parse(text)["currencies"]!.Single();
        Assert.Equal(90, (int)euro["days"]!);
        Assert.True(File.Exists(installation.PathOf("dso.csv")));
    }

    [Fact]
    public async Task What_was_billed_and_collected_is_drawn_and_written()
    {
        using var installation = await LivedAsync();

        var (exit, text, error) = await installation.TypeAsync(
            "report collected --by month --chart collected.svg --out collected.html --csv collected.csv --json",
            Ct
        );

        Assert.True(exit == 0, error);
        var report = JObject.Parse(text)["collected"]!;
        Assert.Equal(12, report["rows"]!.Count());
        Assert.Equal("300.00", (string?)report["totals"]![0]!["billed"]!["amount"]);
        Assert.StartsWith("<svg", File.ReadAllText(installation.PathOf("collected.svg")), StringComparison.Ordinal);
        Assert.Contains("<table", File.ReadAllText(installation.PathOf("collected.html")), StringComparison.Ordinal);
        Assert.Equal(13, File.ReadAllLines(installation.PathOf("collected.csv")).Length);
    }

    [Fact]
    public async Task What_is_expected_is_shown_month_by_month_with_what_is_past_due_apart()
    {
        using var installation = await LivedAsync();

        var (exit, text, error) = await installation.TypeAsync("report expected --months 3 --json", Ct);
        var page = await installation.TypeAsync("report expected --months 3 --language en", Ct);

        Assert.True(exit == 0, error);
        var rows = JObject.Parse(text)["currencies"]![0]!["rows"]!;
        Assert.Equal(5, rows.Count());
        Assert.Equal("100.00", (string?)rows[0]!["open"]!["amount"]);
        Assert.Contains("past due", page.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report dso")]
    [InlineData("report collected")]
    [InlineData("report expected")]
    [InlineData("report aging --by payer")]
    public async Task A_school_that_has_billed_nothing_has_nothing_to_show(string typed)
    {
        using var installation = new Installation();

        var (exit, _, error) = await installation.TypeAsync(typed, Ct);

        Assert.True(exit == 0, error);
    }

    /// <summary>One paid soon, one paid late, one who never paid: the files of the ERP hold no payment of the first two.</summary>
    private static async Task<Installation> LivedAsync()
    {
        var installation = new Installation();
        await using var history = await FigureHistory.OpenAsync(installation, Ct);
        history
            .Add("p1", due: -80, settled: -70, contacted: -77)
            .Add("p2", -80, -45)
            .Add("p3", -80, null, -77, "email");
        return installation;
    }
}
