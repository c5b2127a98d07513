using System.CommandLine;
using Collections.Connector.Flow.Figures.Statements;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Figures;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Shows what happened to what somebody owes, day by day, and what is open at the end.</summary>
internal sealed class ReportStatementVerb : ICommandVerb
{
    private readonly Argument<string> subject = new("subject")
    {
        Description = "A payer's or learner's key, a document's number, or a receivable's reference.",
    };
    private readonly Option<DateOnly?> from = OptionRules.Day("--from", "The first day. Default: the beginning.");
    private readonly Option<DateOnly?> to = OptionRules.Day("--to", "The last day. Default: all there is.");
    private readonly Option<string?> only = FigureOptions.School();
    private readonly Option<string> language = FigureOptions.Language();
    private readonly Option<bool> names = new("--names")
    {
        Description = "Name the payers everywhere; without it only the PDF names one, where there is one only.",
    };
    private readonly ReportFiles files = new(pdfOnly: true);

    /// <summary>Initializes a new instance of the <see cref="ReportStatementVerb"/> class.</summary>
    public ReportStatementVerb()
    {
        to.NotBefore(from);
        language.Description = "Language: es, en or pt. Default: the payer's, or else the school's.";
    }

    /// <inheritdoc/>
    public string Name => "report statement";

    /// <inheritdoc/>
    public string Description =>
        "Show what somebody owes and how it came about: invoices, credit notes, payments and refunds with the balance after each.";

    /// <inheritdoc/>
    public string Example => "report statement p00042 --from 2026-09-01 --pdf statement.pdf";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [subject, from, to, language, names, only, .. files.Symbols];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var school = await FigureSchool.OpenAsync(context, context.Get(only), ct);
        files.Check(context);
        var profile = school.Mapping.School;
        await using var ledger = school.Ledger.CreateDbContext();
        var typed = context.Get(subject)!;
        var found =
            await StatementSubject.FindAsync(ledger, profile.Key, typed, ct)
            ?? throw new ConfigurationException([
                new(
                    "subject",
                    0,
                    $"Nothing is known by '{typed}'.",
                    "Copy a payer's key from `report aging --by payer`, or type an invoice's number."
                ),
            ]);
        var window = (context.Get(from), context.Get(to));
        var view = await StatementView.ReadAsync(ledger, profile, found, window, school.Today, ct);
        var words = ReportWords.Of(context.Get(language), view.PayersLanguage, profile.Language);
        var named = context.Get(names);
        var written = await files.WriteAsync(
            context,
            () => StatementCsv.Of(view),
            () => StatementPaper.Of(view, words, named || view.Payers.Count == 1),
            []
        );
        context.Output.Write(
            new
            {
                School = profile.Key,
                Subject = new { found.Kind, found.Key },
                Payers = view.Payers.Select(x => new { x.Key, Name = named ? x.Name : null }),
                view.From,
                view.To,
                view.Today,
                words.Language,
                view.Accounts,
                Files = written,
            },
            page => ReportPage.Show(page, StatementPaper.Of(view, words, named), written)
        );
        return ExitCode.Done;
    }
}
