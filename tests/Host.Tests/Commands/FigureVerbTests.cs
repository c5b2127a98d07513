using System.Globalization;
using System.Text;
using Collections.Host.Tests.Support;
using Newtonsoft.Json.Linq;

namespace Collections.Host.Tests.Commands;

public sealed class FigureVerbTests
{
    private const string Milder = """
        {
          "rungs": [
            { "name": "reminder-1", "daysLate": 5, "action": "message", "channels": ["email"], "template": "reminder-1" }
          ]
        }
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_simulation_shows_both_policies_side_by_side_and_draws_what_is_asked_for()
    {
        using var installation = await LivedAsync();
        installation.Write("milder.json", Milder);

        var (exit, text, error) = await installation.TypeAsync(
            $"simulate --policy milder.json --from {Day(-100)} --to {Day(0)} --chart weeks.svg --out report.pdf --json",
            Ct
        );

        Assert.True(exit == 0, error);
        var simulation = JObject.Parse(text)["simulation"]!;
        Assert.Equal(3, (int)simulation["receivables"]!);
        Assert.Equal(2, (int)simulation["inForce"]!["total"]!["suspensions"]!);
        Assert.Equal(-2, (int)simulation["difference"]!["suspensions"]!);
        Assert.Equal(3, (int)simulation["other"]!["total"]!["contacts"]!);
        Assert.Equal("200.00", (string?)simulation["cashTotal"]![0]!["amount"]);
        Assert.Contains("is not modelled", (string?)simulation["assumptions"]![0], StringComparison.Ordinal);
        Assert.Equal(3, JObject.Parse(text)["files"]!.Count());
        Assert.StartsWith("<svg", File.ReadAllText(installation.PathOf("weeks.svg")), StringComparison.Ordinal);
        Assert.True(File.Exists(installation.PathOf("weeks-cash-EUR.svg")));
        Assert.Equal("%PDF"u8.ToArray(), File.ReadAllBytes(installation.PathOf("report.pdf"))[..4]);
        Assert.DoesNotContain("Secret", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report.html", "<!DOCTYPE html>")]
    [InlineData("report.md", "# Policy simulation, demo")]
    public async Task A_simulation_is_read_on_a_terminal_and_as_a_paper(string file, string begins)
    {
        using var installation = await LivedAsync();
        installation.Write("milder.json", Milder);

        var (exit, text, _) = await installation.TypeAsync(
            $"simulate --policy milder.json --from {Day(-100)} --to {Day(0)} --out {file}",
            Ct
        );

        Assert.Equal(0, exit);
        Assert.Contains("- paid within 7 days", text, StringComparison.Ordinal);
        Assert.StartsWith(begins, File.ReadAllText(installation.PathOf(file), Encoding.UTF8), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_simulation_is_told_at_once()
    {
        using var installation = await LivedAsync();
        installation.Write("wrong.json", Milder.Replace("\"reminder-1\" }", "\"nothing\" }", StringComparison.Ordinal));

        var (exit, text, _) = await installation.TypeAsync(
            $"simulate --policy wrong.json --from {Day(-10)} --to {Day(1)} --chart weeks.png --json",
            Ct
        );

        Assert.Equal(2, exit);
        var faults = JObject.Parse(text)["error"]!["faults"]!;
        Assert.Contains(faults, x => (string?)x["file"] == "wrong.json" && (int)x["line"]! == 3);
        Assert.Contains(faults, x => (string?)x["file"] == "--to");
        Assert.Contains(faults, x => (string?)x["file"] == "--chart");
    }

    [Theory]
    [InlineData(3_659, 0)]
    [InlineData(3_660, 2)]
    public async Task A_simulation_is_of_ten_years_at_the_most(int daysBack, int expected)
    {
        using var installation = new Installation();
        installation.Write("milder.json", Milder);

        var (exit, _, _) = await installation.TypeAsync(
            $"simulate --policy milder.json --from {Day(-daysBack)} --to {Day(0)}",
            Ct
        );

        Assert.Equal(expected, exit);
    }

    [Fact]
    public async Task A_policy_that_is_not_there_is_exit_code_2()
    {
        using var installation = new Installation();

        var (exit, _, error) = await installation.TypeAsync("policy compare --policy none.json", Ct);

        Assert.Equal(2, exit);
        Assert.Contains("none.json: The file is missing.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_look_in_the_shadow_counts_today_s_answers_under_both_policies()
    {
        using var installation = await LivedAsync();
        installation.Write("milder.json", Milder);

        var (exit, text, error) = await installation.TypeAsync(
            "policy compare --policy milder.json --language en --json",
            Ct
        );

        Assert.True(exit == 0, error);
        var comparison = JObject.Parse(text);
        Assert.Equal((1, 1), ((int)comparison["receivables"]!, (int)comparison["differing"]!));
        Assert.Equal("p3", (string?)comparison["first"]![0]!["payer"]);
        Assert.Contains($"\"today\": \"{Day(0)}\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("step", "reminder-1")]
    [InlineData("channel", "email")]
    [InlineData("segment", "New")]
    public async Task What_messages_recovered_is_shown_by_what_is_asked_for(string by, string key)
    {
        using var installation = await LivedAsync();

        var (exit, text, error) = await installation.TypeAsync(
            $"report recovery --by {by} --within 14 --chart recovery.svg --json",
            Ct
        );

        Assert.True(exit == 0, error);
        var report = JObject.Parse(text)["recovery"]!;
        Assert.Equal(key, (string?)report["rows"]![0]!["key"]);
        Assert.Equal(2, (int)report["all"]!["receivables"]!);
        Assert.Equal(1, (int)report["all"]!["recovered"]!);
        Assert.True(File.Exists(installation.PathOf("recovery.svg")));
    }

    [Fact]
    public async Task A_school_without_messages_has_nothing_to_show_and_draws_nothing()
    {
        using var installation = new Installation();

        var (exit, text, _) = await installation.TypeAsync("report recovery --chart recovery.svg", Ct);

        Assert.Equal(0, exit);
        Assert.Contains("No message went out.", text, StringComparison.Ordinal);
        Assert.False(File.Exists(installation.PathOf("recovery.svg")));
    }

    [Fact]
    public async Task Payers_who_are_always_on_time_are_to_be_thanked()
    {
        using var installation = await LivedAsync(onTime: 3);

        var (exit, text, _) = await installation.TypeAsync("report thanks --json", Ct);

        Assert.Equal(0, exit);
        Assert.Equal(["p9"], JObject.Parse(text)["payers"]!.Select(x => (string?)x["payer"]));
    }

    [Fact]
    public async Task Payers_are_shown_by_behaviour_value_and_age()
    {
        using var installation = await LivedAsync(onTime: 3);

        var (exit, text, _) = await installation.TypeAsync("report segments", Ct);

        Assert.Equal(0, exit);
        Assert.Contains("OnTime", text, StringComparison.Ordinal);
        Assert.Contains("EUR A", text, StringComparison.Ordinal);
        Assert.Contains("61-90", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_score_is_shown_with_its_parts_in_the_language_that_is_asked_for()
    {
        using var installation = await LivedAsync();

        var (exit, text, error) = await installation.TypeAsync("score p3 --language pt --json", Ct);
        var unknown = await installation.TypeAsync("score nobody", Ct);

        Assert.True(exit == 0, error);
        var score = JObject.Parse(text);
        Assert.Equal(6, score["parts"]!.Count());
        Assert.InRange((double)score["chance"]!, 0.01, 0.99);
        Assert.StartsWith("Probabilidade", (string?)score["sentence"], StringComparison.Ordinal);
        Assert.StartsWith("Melhor canal: email.", (string?)score["advice"]![0], StringComparison.Ordinal);
        Assert.Equal(2, unknown.Exit);
    }

    [Fact]
    public async Task Weights_are_learned_written_and_used_when_there_is_enough_to_learn_from()
    {
        using var installation = new Installation();
        await using (var history = await FigureHistory.OpenAsync(installation, Ct))
        {
            for (var i = 0; i < 300; i++)
            {
                history.Add($"p{i:000}", -100 - (i % 400), -100 - (i % 400) + (i % 3 == 0 ? 120 : 10 + (i % 30)));
            }
        }

        var learned = await installation.TypeAsync("score learn --out risk.json --json", Ct);
        var scored = await installation.TypeAsync("score p001 --weights risk.json", Ct);

        Assert.True(learned.Exit == 0, learned.Error);
        var answer = JObject.Parse(learned.Out);
        Assert.True((double)answer["newLogLoss"]! < (double)answer["oldLogLoss"]!);
        Assert.True((int)answer["examples"]! >= 200);
        Assert.Equal(0, scored.Exit);
        Assert.Contains("Learned from", scored.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_short_a_history_teaches_nothing_and_says_so()
    {
        using var installation = await LivedAsync();

        var (exit, _, error) = await installation.TypeAsync("score learn", Ct);

        Assert.Equal(2, exit);
        Assert.Contains("fewer than 200 teach nothing", error, StringComparison.Ordinal);
    }

    /// <summary>One paid soon after a reminder, one paid after the suspension, one who never paid.</summary>
    private static async Task<Installation> LivedAsync(int onTime = 0)
    {
        var installation = new Installation();
        await using var history = await FigureHistory.OpenAsync(installation, Ct);
        history
            .Add("p1", due: -80, settled: -70, contacted: -77)
            .Add("p2", -80, -45)
            .Add("p3", -80, null, -77, "email");
        for (var i = 0; i < onTime; i++)
        {
            history.Add("p9", -300 - i, -300 - i);
        }

        return installation;
    }

    private static string Day(int fromToday) =>
        FigureHistory.Today.AddDays(fromToday).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
