using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Terminal;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Host.Tests.Terminal;

public sealed class OutputTests
{
    private readonly StringWriter standardOutput = new();
    private readonly StringWriter standardError = new();

    [Fact]
    public void Plain_tables_are_aligned_and_never_wrapped()
    {
        var output = new Output(standardOutput, standardError, OutputMode.Plain);

        output.Write(
            new { },
            page =>
                page.Table(
                    ["Name", "Why"],
                    [
                        ["a", "short"],
                        ["a longer name", new string('x', 200)],
                    ]
                )
        );

        Assert.Equal(
            ["Name           Why", "a              short", $"a longer name  {new string('x', 200)}", ""],
            standardOutput.ToString().Split(Environment.NewLine)
        );
    }

    [Fact]
    public async Task With_json_standard_output_is_one_document_whatever_is_told_meanwhile()
    {
        var output = new Output(standardOutput, standardError, OutputMode.Json);

        output.Tell(page => page.Line("on the way"));
        await output.ProgressAsync(progress =>
        {
            progress.Report("step", 1, 2);
            return Task.FromResult(0);
        });
        output.Write(
            new { Owed = Money.Exactly(12.5m, Currency.Of("EUR")), State = OutcomeKind.NotCapable },
            page => page.Line("for people")
        );

        var document = JObject.Parse(standardOutput.ToString());
        Assert.Equal("12.50", document["owed"]!["amount"]);
        Assert.Equal("EUR", document["owed"]!["currency"]);
        Assert.Equal("notCapable", document["state"]);
        Assert.Empty(standardError.ToString());
    }

    [Fact]
    public void A_second_document_is_a_bug_that_is_not_hidden()
    {
        var output = new Output(standardOutput, standardError, OutputMode.Json);
        output.Write(new { }, _ => { });

        Assert.Throws<InvalidOperationException>(() => output.Write(new { }, _ => { }));
    }

    [Fact]
    public async Task In_a_pipe_progress_goes_to_standard_error_once_per_step()
    {
        var output = new Output(standardOutput, standardError, OutputMode.Plain);

        await output.ProgressAsync(progress =>
        {
            progress.Report("Reading", 1, 3);
            progress.Report("Reading", 2, 3);
            progress.Report("Writing");
            return Task.FromResult(0);
        });

        Assert.Equal($"Reading{Environment.NewLine}Writing{Environment.NewLine}", standardError.ToString());
        Assert.Empty(standardOutput.ToString());
    }

    [Fact]
    public void Text_that_looks_like_markup_is_shown_as_it_is_on_a_terminal()
    {
        var output = new Output(standardOutput, standardError, OutputMode.Terminal);

        output.Write(
            new { },
            page =>
                page.Table(
                    ["What"],
                    [
                        [new Cell("[red]not markup[/]", Tone.Bad)],
                    ]
                )
        );

        Assert.Contains("[red]not markup[/]", standardOutput.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_kind_of_failure_has_its_exit_code()
    {
        Assert.Equal(ExitCode.Configuration, Failure.Of(new ConfigurationException([])).Exit);
        Assert.Equal(ExitCode.Configuration, Failure.Of(new AdapterSettingsException(["x"])).Exit);
        Assert.Equal(ExitCode.Configuration, Failure.Of(new RemoteMisconfiguredException("x")).Exit);
        Assert.Equal(ExitCode.Unavailable, Failure.Of(new RemoteUnavailableException("x")).Exit);
        Assert.Equal(ExitCode.NeedsPerson, Failure.Of(new RemoteOutcomeUnknownException("x")).Exit);
        Assert.Equal(ExitCode.NeedsPerson, Failure.Of(new OperationCanceledException()).Exit);
        Assert.Equal(ExitCode.Invariant, Failure.Of(new InvalidOperationException("x")).Exit);
    }

    [Fact]
    public void The_message_of_an_unexpected_exception_is_not_shown_since_it_may_quote_data()
    {
        var failure = Failure.Of(new InvalidOperationException("payer maria@example.org"));

        Assert.DoesNotContain("maria", failure.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(InvalidOperationException), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_are_shown_to_people_one_per_line()
    {
        var output = new Output(standardOutput, standardError, OutputMode.Plain);
        ConfigurationFault[] faults = [new("a.json", 3, "Wrong.", "Do right."), new("b.json", 0, "Gone.", "Bring it.")];

        output.Fail(Failure.Of(new ConfigurationException(faults)));

        Assert.Equal(
            ["2 faults:", "  a.json:3: Wrong. Do right.", "  b.json: Gone. Bring it.", ""],
            standardError.ToString().Split(Environment.NewLine)
        );
    }
}
