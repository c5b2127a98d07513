using System.CommandLine;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Host.Figures;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Shows the payers who deserve thanks.</summary>
internal sealed class ReportThanksVerb : ICommandVerb
{
    private readonly Option<string?> only = FigureOptions.School();

    /// <inheritdoc/>
    public string Name => "report thanks";

    /// <inheritdoc/>
    public string Description => "Show the payers who deserve thanks: always on time, never late in two years.";

    /// <inheritdoc/>
    public string Example => "report thanks --school demo";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [only];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var school = await FigureSchool.OpenAsync(context, context.Get(only), ct);
        await using var ledger = school.Ledger.CreateDbContext();
        var payers = await PayerFigures.ReadAsync(ledger, school.Mapping.School, school.Today, null, ct);
        var least = school.Mapping.Policy.Reward?.AfterOnTime ?? ThanksRow.UsualOnTime;
        var rows = ThanksRow.Of(payers, least, school.Today);
        context.Output.Write(
            new
            {
                School = school.Mapping.School.Key,
                AfterOnTime = least,
                Payers = rows,
            },
            page => Show(page, rows, $"{school.Mapping.School.Key}: {least} or more on time, none late in two years")
        );
        return ExitCode.Done;
    }

    private static void Show(IPage page, IReadOnlyList<ThanksRow> rows, string heading)
    {
        page.Heading(heading);
        if (rows.Count == 0)
        {
            page.Line("Nobody yet.");
            return;
        }

        page.Table(
            ["Payer", "On time", "Paid in two years"],
            [
                .. rows.Select(x =>
                    (IReadOnlyList<Cell>)
                        [x.Payer, $"{x.OnTime}", string.Join(", ", x.Amounts.Select(a => a.ToString()))]
                ),
            ]
        );
    }
}
