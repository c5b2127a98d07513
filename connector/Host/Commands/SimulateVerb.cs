using System.CommandLine;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Figures;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Replays the school's own history under another policy and under the one in force.</summary>
internal sealed class SimulateVerb : ICommandVerb
{
    private readonly Option<string?> only = FigureOptions.School();
    private readonly Option<string> policy = new("--policy")
    {
        Description = "The other policy, a file as policy.json.",
        HelpName = "FILE",
        Required = true,
    };
    private readonly Option<DateOnly?> from = OptionRules.Day("--from", "The first day, in the school's zone.");
    private readonly Option<DateOnly?> to = OptionRules.Day("--to", "The last day; not after today.");
    private readonly Option<int> wrong = FigureOptions.Days(
        "--wrong-within",
        "A suspension was wrong when its debts were paid within so many days after it.",
        7
    );
    private readonly Option<string?> chart = FigureOptions.File(
        "--chart",
        "Draw messages and suspensions by week into this file, and what came in into one beside it for each currency.",
        "FILE.svg"
    );
    private readonly Option<string?> output = FigureOptions.File(
        "--out",
        "Write it all into this file.",
        "FILE.html|.pdf|.md"
    );

    /// <summary>Initializes a new instance of the <see cref="SimulateVerb"/> class.</summary>
    public SimulateVerb()
    {
        from.Required = true;
        to.Required = true;
        to.NotBefore(from);
    }

    /// <inheritdoc/>
    public string Name => "simulate";

    /// <inheritdoc/>
    public string Description => "Replay the school's own history under another policy beside the one in force.";

    /// <inheritdoc/>
    public string Example => "simulate --policy milder.json --from 2026-01-01 --to 2026-06-30 --chart weeks.svg";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [policy, from, to, wrong, only, chart, output];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var school = await FigureSchool.OpenAsync(context, context.Get(only), ct);
        var (chartFile, paperFile) = (context.FullPath(chart), context.FullPath(output));
        var (days, faults) = Window(context, school.Today);
        var path = Path.GetFullPath(context.Get(policy)!, context.Host.WorkingDirectory);
        var other = SchoolMappingLoader.LoadPolicy(school.Folder, path);
        FigureOptions.Refuse([
            .. other.Faults,
            .. faults,
            .. FigureFiles.ChartFaults("--chart", chartFile),
            .. FigureFiles.PaperFaults("--out", paperFile),
        ]);

        await using var ledger = school.Ledger.CreateDbContext();
        var simulation = await PolicySimulation.RunAsync(
            ledger,
            school.Mapping.School,
            school.Mapping.Policy,
            other.Value!,
            days,
            ct
        );
        var files = await WriteAsync(simulation, chartFile, paperFile, school.Today);
        context.Output.Write(new { Simulation = simulation, Files = files }, page => Show(page, simulation, files));
        return ExitCode.Done;
    }

    private (SimulationWish Wish, IReadOnlyList<ConfigurationFault> Faults) Window(VerbContext context, DateOnly today)
    {
        var (first, last) = (context.Get(from)!.Value, context.Get(to)!.Value);
        var faults = new List<ConfigurationFault>();
        if (last > today)
        {
            faults.Add(
                new(
                    "--to",
                    0,
                    $"{last:yyyy-MM-dd} is after today, {today:yyyy-MM-dd}: nobody knows yet what will be paid.",
                    "Name a day up to today."
                )
            );
        }

        if (last.DayNumber - first.DayNumber >= SimulationWish.MostDays)
        {
            faults.Add(
                new(
                    "--from",
                    0,
                    $"From {first:yyyy-MM-dd} to {last:yyyy-MM-dd} are more than {SimulationWish.MostDays} days.",
                    "Name a later day."
                )
            );
        }

        return (new SimulationWish(first, last, context.Get(wrong)), faults);
    }

    private static async Task<List<string>> WriteAsync(
        PolicySimulation simulation,
        string? chartFile,
        string? paperFile,
        DateOnly today
    )
    {
        var files = new List<string>();
        if (chartFile is not null)
        {
            await FigureFiles.WriteAsync(chartFile, SimulationPaper.Steps(simulation));
            files.Add(chartFile);
            foreach (var (currency, drawn) in SimulationPaper.Cash(simulation))
            {
                var beside = $"{Path.ChangeExtension(chartFile, null)}-cash-{currency.Code}.svg";
                await FigureFiles.WriteAsync(beside, drawn);
                files.Add(beside);
            }
        }

        if (paperFile is not null)
        {
            await FigureFiles.WriteAsync(paperFile, SimulationPaper.ToPaper(simulation, today));
            files.Add(paperFile);
        }

        return files;
    }

    private static void Show(IPage page, PolicySimulation simulation, List<string> files)
    {
        page.Heading(SimulationPaper.Summary(simulation));
        page.Table(
            SimulationPaper.Heads,
            [.. SimulationPaper.Rows(simulation).Select(row => (IReadOnlyList<Cell>)[.. row.Select(x => (Cell)x)])]
        );
        foreach (var line in simulation.Assumptions.Concat(files.Select(x => $"Written: {x}")))
        {
            page.Line(line);
        }
    }
}
