using System.CommandLine;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Host.Figures;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Shows what messages recovered.</summary>
internal sealed class ReportRecoveryVerb : ICommandVerb
{
    private readonly Option<string?> only = FigureOptions.School();
    private readonly Option<DateOnly?> from = OptionRules.Day("--from", "Messages from this day on. Default: all.");
    private readonly Option<DateOnly?> to = OptionRules.Day("--to", "Messages up to this day. Default: today.");
    private readonly Option<int> within = FigureOptions.Days(
        "--within",
        "A settlement is credited to a message at most so many days before it.",
        14
    );
    private readonly Option<RecoveryBy> by = new("--by")
    {
        Description = "What to tell apart: step, channel, template, hour, segment or cohort. Default: step.",
        HelpName = "KIND",
    };
    private readonly Option<string?> chart = FigureOptions.File("--chart", "Draw it into this file.", "FILE.svg");
    private readonly Option<string?> output = FigureOptions.File(
        "--out",
        "Write it all into this file.",
        "FILE.html|.pdf|.md"
    );

    /// <summary>Initializes a new instance of the <see cref="ReportRecoveryVerb"/> class.</summary>
    public ReportRecoveryVerb()
    {
        to.NotBefore(from);
        by.AcceptOnlyFromAmong("step", "channel", "template", "hour", "segment", "cohort");
    }

    /// <inheritdoc/>
    public string Name => "report recovery";

    /// <inheritdoc/>
    public string Description => "Show what messages recovered: how many were paid after them, how much, how soon.";

    /// <inheritdoc/>
    public string Example => "report recovery --by channel --from 2026-09-01 --to 2026-09-30";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [from, to, within, by, only, chart, output];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var school = await FigureSchool.OpenAsync(context, context.Get(only), ct);
        var (chartFile, paperFile) = (context.FullPath(chart), context.FullPath(output));
        FigureOptions.Refuse([
            .. FigureFiles.ChartFaults("--chart", chartFile),
            .. FigureFiles.PaperFaults("--out", paperFile),
        ]);

        var (first, last, days) = (context.Get(from), context.Get(to) ?? school.Today, context.Get(within));
        await using var ledger = school.Ledger.CreateDbContext();
        var contacted = await ContactedDebts.ReadAsync(ledger, school.Mapping.School, first, ct);
        var report = RecoveryReport.Of(contacted, first, last, days, context.Get(by));
        var key = school.Mapping.School.Key;
        var window =
            $"Messages {(first is { } day ? $"from {day:yyyy-MM-dd} " : "")}to {last:yyyy-MM-dd}, paid within {days} days.";
        var files = new List<string>();
        if (chartFile is not null && RecoveryPaper.Chart(report) is { } drawn)
        {
            await FigureFiles.WriteAsync(chartFile, drawn);
            files.Add(chartFile);
        }

        if (paperFile is not null)
        {
            await FigureFiles.WriteAsync(paperFile, RecoveryPaper.ToPaper(report, key, window, school.Today));
            files.Add(paperFile);
        }

        context.Output.Write(
            new
            {
                School = key,
                From = first,
                To = last,
                WithinDays = days,
                Recovery = report,
                Files = files,
            },
            page => Show(page, report, $"{key}: {window}", files)
        );
        return ExitCode.Done;
    }

    private static void Show(IPage page, RecoveryReport report, string heading, List<string> files)
    {
        page.Heading(heading);
        if (report.Rows.Count == 0)
        {
            page.Line("No message went out.");
        }
        else
        {
            page.Table(
                RecoveryPaper.Heads(report),
                [.. RecoveryPaper.Rows(report).Select(row => (IReadOnlyList<Cell>)[.. row.Select(x => (Cell)x)])]
            );
        }

        files.ForEach(x => page.Line($"Written: {x}"));
    }
}
