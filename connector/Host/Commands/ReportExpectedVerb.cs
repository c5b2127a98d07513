using System.CommandLine;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Host.Figures;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Shows what is expected to come in, month by month.</summary>
internal sealed class ReportExpectedVerb : ICommandVerb
{
    private const int MonthsUsual = 6;
    private const int MonthsMost = 120;

    private readonly Option<int> months = new("--months")
    {
        Description = $"How many months, this one with them. Default: {MonthsUsual}.",
        HelpName = "N",
        DefaultValueFactory = _ => MonthsUsual,
    };
    private readonly Option<string?> only = FigureOptions.School();
    private readonly Option<string> language = FigureOptions.Language();
    private readonly ReportFiles files = new(hasChart: true);

    /// <summary>Initializes a new instance of the <see cref="ReportExpectedVerb"/> class.</summary>
    public ReportExpectedVerb()
    {
        months.AtLeast(1);
        months.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() > MonthsMost)
            {
                result.AddError($"--months must be at most {MonthsMost}.");
            }
        });
    }

    /// <inheritdoc/>
    public string Name => "report expected";

    /// <inheritdoc/>
    public string Description => "Show what falls due month by month, invoiced or not yet, and what payers promised.";

    /// <inheritdoc/>
    public string Example => "report expected --months 6 --csv expected.csv";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [months, language, only, .. files.Symbols];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var school = await FigureSchool.OpenAsync(context, context.Get(only), ct);
        files.Check(context);
        var (profile, today) = (school.Mapping.School, school.Today);
        await using var ledger = school.Ledger.CreateDbContext();
        var expected = ExpectedCash.Of(
            await OpenDebts.ReadAsync(ledger, profile.Key, ct),
            await UnissuedBook.ReadAsync(ledger, profile.Key, ct),
            await ExpectedCash.PromisedAsync(ledger, profile.Key, today, ct),
            today,
            context.Get(months)
        );
        var paper = new ExpectedPaper(expected, profile, ReportWords.Of(context.Get(language), profile.Language));
        var written = await files.WriteAsync(context, paper.ToCsv, () => paper.ToPaper(today), paper.Charts());
        context.Output.Write(
            new
            {
                School = profile.Key,
                Today = today,
                Currencies = expected,
                Files = written,
            },
            page => ReportPage.Show(page, paper.ToPaper(today), written)
        );
        return ExitCode.Done;
    }
}
