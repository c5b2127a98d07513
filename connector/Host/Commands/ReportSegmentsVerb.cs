using System.CommandLine;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Host.Figures;
using Collections.Connector.Host.Terminal;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Commands;

/// <summary>Shows the payers by behaviour, value and age of debt.</summary>
internal sealed class ReportSegmentsVerb : ICommandVerb
{
    private readonly Option<string?> only = FigureOptions.School();

    /// <inheritdoc/>
    public string Name => "report segments";

    /// <inheritdoc/>
    public string Description =>
        "Show the payers by how they pay, by what they are worth and by the age of what they owe.";

    /// <inheritdoc/>
    public string Example => "report segments --json";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [only];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var school = await FigureSchool.OpenAsync(context, context.Get(only), ct);
        await using var ledger = school.Ledger.CreateDbContext();
        var payers = await PayerFigures.ReadAsync(ledger, school.Mapping.School, school.Today, null, ct);
        var report = SegmentReport.Of(payers, school.Today);
        context.Output.Write(
            new
            {
                School = school.Mapping.School.Key,
                school.Today,
                Segments = report,
            },
            page =>
            {
                page.Heading($"{school.Mapping.School.Key}: {payers.Count} payers, settled in the last two years");
                Show(page, "Behaviour", report.Behaviours);
                Show(page, "Value", report.Values);
                Show(page, "Oldest debt", report.Ages);
            }
        );
        return ExitCode.Done;
    }

    private static void Show(IPage page, string head, IReadOnlyList<SegmentRow> rows) =>
        page.Table(
            [head, "Payers", "Open", "Owed", "Settled"],
            [
                .. rows.Select(x =>
                    (IReadOnlyList<Cell>)[x.Name, $"{x.Payers}", $"{x.OpenReceivables}", Text(x.Open), Text(x.Settled)]
                ),
            ]
        );

    private static string Text(IReadOnlyList<Money> amounts) => string.Join(", ", amounts.Select(x => x.ToString()));
}
