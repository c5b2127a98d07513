using System.CommandLine;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Shows what is owed, by age and currency.</summary>
internal sealed class ReportAgingVerb : ICommandVerb
{
    private readonly Option<string?> only = new("--school")
    {
        Description = "Only the school with this key.",
        HelpName = "KEY",
    };

    /// <inheritdoc/>
    public string Name => "report aging";

    /// <inheritdoc/>
    public string Description => "Show what is owed by age and currency.";

    /// <inheritdoc/>
    public string Example => "report aging --school demo";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [only];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, context.Get(only), ct);
        var schools = new List<(string School, IReadOnlyList<AgingRow> Rows)>();
        foreach (var school in installation.Schools.Select(x => x.Mapping.School))
        {
            await using var ledger = installation.Ledger.CreateDbContext();
            schools.Add(
                (
                    school.Key,
                    await AgingReport.OfAsync(ledger, school.Key, school.DayOf(context.Host.Clock.GetUtcNow()), ct)
                )
            );
        }

        context.Output.Write(
            new { Schools = schools.Select(x => new { x.School, x.Rows }) },
            page => schools.ForEach(x => Show(page, x.School, x.Rows))
        );
        return ExitCode.Done;
    }

    private static void Show(IPage page, string school, IReadOnlyList<AgingRow> rows)
    {
        page.Heading(school);
        foreach (var row in rows)
        {
            page.Table(
                ["Days late", "Receivables", $"Owed, {row.Currency}", ""],
                [
                    .. row.Buckets.Select(x =>
                        (IReadOnlyList<Cell>)[x.Name, $"{x.Receivables}", x.Owed.ToPlainString(), Bar(x, row)]
                    ),
                    ["all", $"{row.Buckets.Sum(x => x.Receivables)}", row.Total.ToPlainString(), ""],
                ]
            );
        }

        if (rows.Count == 0)
        {
            page.Line("Nothing is owed.");
        }
    }

    private static string Bar(AgingBucket bucket, AgingRow row) =>
        new('#', row.Total.MinorUnits == 0 ? 0 : (int)(bucket.Owed.MinorUnits * 30 / row.Total.MinorUnits));
}
