using System.CommandLine;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Host.Figures;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Shows how many days of billing are still owed.</summary>
internal sealed class ReportSalesVerb : ICommandVerb
{
    private const int UsualDays = 90;

    private readonly Option<DateOnly?> from = OptionRules.Day(
        "--from",
        $"The first day of billing that counts. Default: {UsualDays} days in all."
    );
    private readonly Option<DateOnly?> to = OptionRules.Day(
        "--to",
        "The last one, and the day of the receivables. Default: today."
    );
    private readonly Option<string?> only = FigureOptions.School();
    private readonly Option<string> language = FigureOptions.Language();
    private readonly ReportFiles files = new();

    /// <summary>Initializes a new instance of the <see cref="ReportSalesVerb"/> class.</summary>
    public ReportSalesVerb() => to.NotBefore(from);

    /// <inheritdoc/>
    public string Name => "report dso";

    /// <inheritdoc/>
    public string Description => "Show days sales outstanding by currency: by the standard formula and counted back.";

    /// <inheritdoc/>
    public string Example => "report dso --from 2026-07-01 --to 2026-09-30";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [from, to, language, only, .. files.Symbols];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var school = await FigureSchool.OpenAsync(context, context.Get(only), ct);
        files.Check(context);
        var (profile, last) = (school.Mapping.School, context.Get(to) ?? school.Today);
        var first = context.Get(from) ?? last.AddDays(1 - UsualDays);
        ReportWindow.Refuse(first, last);
        await using var ledger = school.Ledger.CreateDbContext();
        var book = await MovementBook.ReadAsync(ledger, profile, MovementScope.All, ct);
        var rows = SalesOutstanding.Of(book.Movements, first, last);
        var words = ReportWords.Of(context.Get(language), profile.Language);
        var paper = new SalesOutstandingPaper(rows, profile, words);
        var written = await files.WriteAsync(
            context,
            () => paper.ToCsv(first, last),
            () => paper.ToPaper(first, last, school.Today),
            []
        );
        context.Output.Write(
            new
            {
                School = profile.Key,
                From = first,
                To = last,
                Currencies = rows,
                Files = written,
            },
            page => ReportPage.Show(page, paper.ToPaper(first, last, school.Today), written)
        );
        return ExitCode.Done;
    }
}
