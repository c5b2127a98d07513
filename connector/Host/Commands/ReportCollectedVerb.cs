using System.CommandLine;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Host.Figures;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Shows what was billed, collected and recovered over time.</summary>
internal sealed class ReportCollectedVerb : ICommandVerb
{
    private readonly Option<DateOnly?> from = OptionRules.Day(
        "--from",
        "The first day. Default: the first of the month eleven months before the last day."
    );
    private readonly Option<DateOnly?> to = OptionRules.Day("--to", "The last day. Default: today.");
    private readonly Option<PeriodKind> by = new("--by")
    {
        Description = "By month or week. Default: month.",
        HelpName = "PERIOD",
    };
    private readonly Option<string?> only = FigureOptions.School();
    private readonly Option<string> language = FigureOptions.Language();
    private readonly ReportFiles files = new(hasChart: true);

    /// <summary>Initializes a new instance of the <see cref="ReportCollectedVerb"/> class.</summary>
    public ReportCollectedVerb()
    {
        to.NotBefore(from);
        by.AcceptOnlyFromAmong("month", "week");
    }

    /// <inheritdoc/>
    public string Name => "report collected";

    /// <inheritdoc/>
    public string Description =>
        "Show what was billed, credited, collected, recovered and given back, by month or week.";

    /// <inheritdoc/>
    public string Example => "report collected --from 2026-01-01 --to 2026-09-30 --chart collected.svg";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [from, to, by, language, only, .. files.Symbols];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var school = await FigureSchool.OpenAsync(context, context.Get(only), ct);
        files.Check(context);
        var (profile, last) = (school.Mapping.School, context.Get(to) ?? school.Today);
        var first = context.Get(from) ?? new DateOnly(last.Year, last.Month, 1).AddMonths(-11);
        ReportWindow.Refuse(first, last);
        await using var ledger = school.Ledger.CreateDbContext();
        var book = await MovementBook.ReadAsync(ledger, profile, MovementScope.All, ct);
        var contacted = await FirstContacts.ReadAsync(ledger, profile, ct);
        var report = CollectedReport.Of(book, contacted, first, last, context.Get(by));
        var words = ReportWords.Of(context.Get(language), profile.Language);
        var paper = new CollectedPaper(report, profile, words);
        var written = await files.WriteAsync(
            context,
            paper.ToCsv,
            () => paper.ToPaper(first, last, school.Today),
            paper.Charts()
        );
        context.Output.Write(
            new
            {
                School = profile.Key,
                From = first,
                To = last,
                Collected = report,
                Files = written,
            },
            page => ReportPage.Show(page, paper.ToPaper(first, last, school.Today), written)
        );
        return ExitCode.Done;
    }
}
