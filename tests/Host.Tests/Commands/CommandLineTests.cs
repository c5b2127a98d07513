using Collections.Connector.Host.Commands;
using Collections.Connector.Host.Serving;
using Collections.Host.Tests.Support;
using Newtonsoft.Json.Linq;

namespace Collections.Host.Tests.Commands;

public sealed class CommandLineTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_check_shows_every_system_its_findings_and_the_least_rights_that_it_needs()
    {
        using var installation = new Installation();

        var (exit, text, error) = await installation.TypeAsync("check", Ct);

        Assert.Equal(0, exit);
        Assert.Contains("demo: lms (standin)", text, StringComparison.Ordinal);
        Assert.Contains("zone Europe/Madrid of demo", text, StringComparison.Ordinal);
        Assert.Contains("Allow always.example erp.example mirror.example.", text, StringComparison.Ordinal);
        Assert.Contains("- moodle/course:view", text, StringComparison.Ordinal);
        Assert.Contains("Nothing is missing.", text, StringComparison.Ordinal);
        Assert.Equal("Checking demo", error.Trim());
    }

    [Theory]
    [InlineData("Missing", 1)]
    [InlineData("NotProven", 0)]
    [InlineData("Note", 0)]
    public async Task Only_something_missing_makes_a_check_need_a_person(string finding, int expected)
    {
        using var installation = new Installation();
        installation.Variables["COLLECTIONS__SCHOOLS__0__ADAPTERS__LMS__SETTINGS__FINDING"] = finding;

        var (exit, text, _) = await installation.TypeAsync("check --json", Ct);

        var document = JObject.Parse(text);
        Assert.Equal(expected, exit);
        Assert.Equal(expected, document["missing"]);
        Assert.Equal("erp", document["calls"]![0]!["adapter"]);
        Assert.DoesNotContain("secret-value", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_that_only_adapters_can_see_are_told_at_once_too()
    {
        using var installation = new Installation();
        installation.Variables["COLLECTIONS__SCHOOLS__0__ADAPTERS__LMS__SETTINGS__FINDING"] = "refuse";
        installation.Variables["COLLECTIONS__SCHOOLS__0__ADAPTERS__ERP__SETTINGS__FINDING"] = "refuse";

        var (exit, text, error) = await installation.TypeAsync("check --json", Ct);

        Assert.Equal(2, exit);
        Assert.Equal(4, JObject.Parse(text)["error"]!["faults"]!.Count());
        Assert.Contains("4 faults:", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_school_that_is_not_there_is_refused_with_those_that_are()
    {
        using var installation = new Installation();

        var (exit, _, error) = await installation.TypeAsync("check --school other", Ct);

        Assert.Equal(2, exit);
        Assert.Contains("There is no school 'other'. There are: demo.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_configuration_is_exit_code_2_and_one_document_with_file_line_and_hint()
    {
        using var installation = new Installation("{}");

        var (exit, text, _) = await installation.TypeAsync("check --json", Ct);

        var error = JObject.Parse(text)["error"]!;
        Assert.Equal(2, exit);
        Assert.Equal("configuration", error["code"]);
        Assert.Equal("connector.json", error["faults"]![0]!["file"]);
        Assert.Equal("Add it.", error["faults"]![0]!["hint"]);
    }

    [Theory]
    [InlineData("check --no-such-option")]
    [InlineData("no-such-verb")]
    [InlineData("manifest")]
    [InlineData("check --as")]
    public async Task Wrong_usage_is_exit_code_2_and_says_where_help_is(string typed)
    {
        using var installation = new Installation();

        var (exit, text, error) = await installation.TypeAsync(typed, Ct);

        Assert.Equal(2, exit);
        Assert.Empty(text);
        Assert.Contains("--help", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_acts_has_a_name_of_at_most_64_characters()
    {
        using var installation = new Installation();

        var longest = await installation.TypeAsync($"manifest validate --as {new string('a', 64)}", Ct);
        var tooLong = await installation.TypeAsync($"manifest validate --as {new string('a', 65)}", Ct);

        Assert.Equal(0, longest.Exit);
        Assert.Equal(2, tooLong.Exit);
    }

    [Fact]
    public async Task Each_verb_has_help_with_an_example_of_itself()
    {
        using var installation = new Installation();
        foreach (var verb in Verbs.All())
        {
            var (exit, text, _) = await installation.TypeAsync($"{verb.Name} --help", Ct);

            Assert.Equal(0, exit);
            Assert.Contains(verb.Description, text, StringComparison.Ordinal);
            Assert.Contains($" {verb.Example}", text, StringComparison.Ordinal);
            Assert.StartsWith(verb.Name, verb.Example, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_manifest_is_validated_and_its_faults_are_exit_code_2()
    {
        using var right = new Installation();
        using var wrong = new Installation(
            manifest: Installation.Manifest.Replace(", \"Gateway\"]", "]", StringComparison.Ordinal)
        );

        var good = await right.TypeAsync("manifest validate --json", Ct);
        var bad = await wrong.TypeAsync("manifest validate", Ct);

        Assert.Equal((0, "standin"), (good.Exit, (string?)JObject.Parse(good.Out)["adapters"]![0]!["id"]));
        Assert.Equal(2, bad.Exit);
        Assert.Contains("has the port Gateway, which is not listed", bad.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schemas_are_listed_printed_and_written_for_an_editor()
    {
        using var installation = new Installation();

        var list = await installation.TypeAsync("map schema", Ct);
        var one = await installation.TypeAsync("map schema connector --json", Ct);
        var written = await installation.TypeAsync("map schema --out schemas", Ct);
        var none = await installation.TypeAsync("map schema nothing", Ct);

        Assert.Contains("connector.schema.json", list.Out, StringComparison.Ordinal);
        Assert.Equal("connector.json", (string?)JObject.Parse(one.Out)["title"]);
        Assert.Equal(0, written.Exit);
        Assert.True(File.Exists(installation.PathOf("schemas/connector.schema.json")));
        Assert.Equal(2, none.Exit);
    }

    [Fact]
    public async Task Serve_runs_until_it_is_stopped_and_then_lets_go_of_what_it_was_given()
    {
        using var installation = new Installation();
        installation.Variables["COLLECTIONS__SERVE__PORT"] = "0";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var flow = new ServedFlow();
        var owned = new Owned();
        var verb = new ServeVerb((_, _, _) => Task.FromResult(new ServeParts(flow, flow, flow, owned)));

        var typed = installation.TypeAsync("serve --json", stop.Token, verb);
        await Task.WhenAny(flow.Ran.Task, typed);
        await stop.CancelAsync();
        var (exit, text, error) = await typed;

        Assert.True(exit == 0, text + error);
        Assert.Equal(true, JObject.Parse(text)["stopped"]);
        Assert.True(owned.IsDisposed);
    }

    private sealed class Owned : IAsyncDisposable
    {
        public bool IsDisposed { get; private set; }

        public ValueTask DisposeAsync()
        {
            IsDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
