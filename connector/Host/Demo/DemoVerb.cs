using System.CommandLine;
using System.Diagnostics;
using Collections.Connector.Host.Commands;
using Collections.Connector.Host.Terminal;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Demo;

/// <summary>Runs the whole job on twins of Moodle, Odoo, Stripe and a mail server, and tells it as a story.</summary>
internal sealed class DemoVerb : ICommandVerb
{
    private readonly Option<bool> exit = new("--exit")
    {
        Description = "End after the story instead of serving the status until Ctrl+C; with --json it always ends.",
    };

    /// <inheritdoc/>
    public string Name => "demo";

    /// <inheritdoc/>
    public string Description =>
        "Run the whole job on twins of Moodle, Odoo and Stripe on this machine, and tell it as a story. Needs nothing and leaves nothing behind.";

    /// <inheritdoc/>
    public string Example => "demo --exit";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [exit];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var mapping = Path.Combine(Path.GetDirectoryName(context.LocateManifest())!, "mappings", "schools", "demo");
        await using var town = await TwinTown.StartAsync(DemoStory.Beginning, mapping);
        var school = new DemoSchool();
        school.MoveIn(town);
        DemoService? served = null;

        var events = new List<DemoEvent>();
        var story = new DemoStory(town, school, happened => Tell(context.Output, events, happened));
        var access = await story.TellAsync(async () => served = await DemoService.StartAsync(town, ct), ct);
        await using var serving = served!;
        var totals = DemoTotals.Of(town, school.Enrolments, (await serving.StatusAsync(ct)).Totals);
        var elapsed = Stopwatch.GetElapsedTime(began);
        context.Output.Write(
            new
            {
                Story = events,
                Access = access,
                Totals = totals.Rows,
                totals.Equal,
                Seconds = elapsed.TotalSeconds,
            },
            page => Show(page, totals, access, elapsed)
        );
        var right = totals.Equal && access.AsTold;
        if (right && !context.Get(exit) && context.Output.Mode != OutputMode.Json)
        {
            context.Output.Tell(page =>
            {
                page.Line(
                    $"The town stays until Ctrl+C: {serving.Url}status shows how the school stands. Try in another terminal:"
                );
                page.Line(
                    $"  {string.Join(' ', town.Secrets.Select(x => $"{x.Key}='{x.Value}'"))} dotnet run --no-build --project connector/Host -- status --config {town.ConfigurationFile}"
                );
            });
            await serving.RunUntilStoppedAsync(ct);
        }

        return right ? ExitCode.Done : ExitCode.Invariant;
    }

    private static void Tell(Output output, List<DemoEvent> events, DemoEvent happened)
    {
        events.Add(happened);
        output.Tell(page =>
            page.Line(
                $"{happened.On:yyyy-MM-dd}  {happened.Text}{(happened.Figures.Length == 0 ? "" : $" [{happened.Figures}]")}"
            )
        );
    }

    private static void Show(IPage page, DemoTotals totals, DemoAccess access, TimeSpan elapsed)
    {
        page.Heading("Control totals");
        var currency = totals.Rows.Select(x => x.Open).OfType<Money>().First().Currency;
        page.Table(
            ["System", "Enrolments", "Receivables", "Invoices", $"Invoiced {currency}", $"Open {currency}"],
            [
                .. totals.Rows.Select(x =>
                    (IReadOnlyList<Cell>)
                        [
                            x.System,
                            $"{x.Enrolments}",
                            $"{x.Receivables}",
                            $"{x.Invoices}",
                            x.Invoiced?.ToPlainString() ?? "",
                            x.Open?.ToPlainString() ?? "",
                        ]
                ),
            ]
        );
        page.Line(
            !totals.Equal ? "NOT equal: this is a defect, please report it."
            : !access.AsTold
                ? $"Access is NOT as told ({access.Suspended} suspended, {access.StillSuspended} still): this is a defect, please report it."
            : $"All equal. {elapsed.TotalSeconds:0.0} s."
        );
    }
}
