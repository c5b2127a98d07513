using System.CommandLine;
using System.Text;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Flow.Journal;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Host.Figures;
using Collections.Connector.Host.Terminal;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Host.Commands;

/// <summary>Shows what is owed, by age and currency, and by whom.</summary>
internal sealed class ReportAgingVerb : ICommandVerb
{
    private readonly Option<string?> only = new("--school")
    {
        Description = "Only the school with this key.",
        HelpName = "KEY",
    };
    private readonly Option<string> by = new("--by")
    {
        Description = "payer: each payer's own row too, who owes most first.",
        HelpName = "payer",
    };
    private readonly Option<bool> names = new("--names")
    {
        Description = "Name the payers; without it they are told by their keys alone.",
    };
    private readonly Option<string?> csv = FigureOptions.File("--csv", "Write the figures into this file.", "FILE.csv");

    /// <summary>Initializes a new instance of the <see cref="ReportAgingVerb"/> class.</summary>
    public ReportAgingVerb()
    {
        by.AcceptOnlyFromAmong("payer");
        names.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<bool>() && result.GetValue(by) is null)
            {
                result.AddError("--names needs --by payer.");
            }
        });
    }

    /// <inheritdoc/>
    public string Name => "report aging";

    /// <inheritdoc/>
    public string Description => "Show what is owed by age and currency, and by whom.";

    /// <inheritdoc/>
    public string Example => "report aging --by payer --csv aging.csv";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [by, names, only, csv];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var all = await FigureSchool.OpenAllAsync(context, context.Get(only), ct);
        var file = context.FullPath(csv);
        FigureOptions.Refuse(FigureFiles.CsvFaults("--csv", file));
        var byPayer = context.Get(by) is not null;
        var schools = new List<SchoolAging>();
        foreach (var opened in all)
        {
            var (school, today) = (opened.Mapping.School, opened.Today);
            await using var ledger = opened.Ledger.CreateDbContext();
            var debts = await OpenDebts.ReadAsync(ledger, school.Key, ct);
            var payers = byPayer ? AgingReport.ByPayer(debts, today) : null;
            var named = payers is not null && context.Get(names) ? await NamesAsync(ledger, school.Key, ct) : null;
            schools.Add(
                new SchoolAging(
                    school.Key,
                    today,
                    AgingReport.Of(debts, today),
                    payers
                        ?.Select(x => new NamedAging(
                            x.Payer,
                            named?.GetValueOrDefault(x.Payer),
                            x.OldestDueOn,
                            x.Aging
                        ))
                        .ToList()
                )
            );
        }

        if (file is not null)
        {
            await FigureFiles.WriteAsync(file, ToCsv(schools, byPayer));
        }

        context.Output.Write(
            new { Schools = schools, Files = file is null ? Array.Empty<string>() : [file] },
            page =>
            {
                schools.ForEach(x => Show(page, x));
                if (file is not null)
                {
                    page.Line($"Written: {file}");
                }
            }
        );
        return ExitCode.Done;
    }

    private static Task<Dictionary<string, string>> NamesAsync(
        LedgerContext ledger,
        string school,
        CancellationToken ct
    ) => ledger.Payers.Where(x => x.School == school).ToDictionaryAsync(x => x.Key, x => x.Name, ct);

    // One line for each school, payer and currency, or one for each school and currency.
    private static string ToCsv(List<SchoolAging> schools, bool byPayer)
    {
        var ages = new[] { "not_due", "days_1_30", "days_31_60", "days_61_90", "days_over_90" };
        var csv = new StringBuilder(
            CsvText.Line(
                byPayer
                    ? ["school", "on", "payer", "name", "oldest_due_on", "currency", "receivables", .. ages, "total"]
                    : ["school", "on", "currency", "receivables", .. ages, "total"]
            )
        );
        foreach (var school in schools)
        {
            foreach (var x in school.Payers ?? [])
            {
                csv.Append(CsvText.Row([school.School, school.On, x.Payer, x.Name, x.OldestDueOn, .. Cells(x.Aging)]));
            }

            foreach (var x in byPayer ? [] : school.Rows)
            {
                csv.Append(CsvText.Row([school.School, school.On, .. Cells(x)]));
            }
        }

        return csv.ToString();
    }

    private static IEnumerable<object?> Cells(AgingRow row) =>
        [row.Currency, row.Buckets.Sum(x => x.Receivables), .. row.Buckets.Select(x => (object)x.Owed), row.Total];

    private static void Show(IPage page, SchoolAging school)
    {
        page.Heading(school.School);
        foreach (var row in school.Rows)
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

        if (school.Rows.Count == 0)
        {
            page.Line("Nothing is owed.");
        }
        else if (school.Payers is { } payers)
        {
            page.Table(
                ["Payer", "Currency", "Oldest due", .. AgingReport.Names, "Owed"],
                [.. payers.Select(x => (IReadOnlyList<Cell>)[.. PayerCells(x).Select(c => (Cell)c)])]
            );
        }
    }

    private static IEnumerable<string> PayerCells(NamedAging payer) =>
        [
            payer.Name is null ? payer.Payer : $"{payer.Payer} {payer.Name}",
            payer.Aging.Currency,
            $"{payer.OldestDueOn:yyyy-MM-dd}",
            .. payer.Aging.Buckets.Select(x => x.Owed.ToPlainString()),
            payer.Aging.Total.ToPlainString(),
        ];

    private static string Bar(AgingBucket bucket, AgingRow row) =>
        new('#', row.Total.MinorUnits == 0 ? 0 : (int)(bucket.Owed.MinorUnits * 30 / row.Total.MinorUnits));

    /// <summary>A school's aging.</summary>
    /// <param name="School">Its key.</param>
    /// <param name="On">The day, in its zone.</param>
    /// <param name="Rows">By currency.</param>
    /// <param name="Payers">By payer; null when not asked for.</param>
    private sealed record SchoolAging(
        string School,
        DateOnly On,
        IReadOnlyList<AgingRow> Rows,
        IReadOnlyList<NamedAging>? Payers
    );

    /// <summary>What a payer owes. Personal data where it is named.</summary>
    /// <param name="Payer">The payer's key.</param>
    /// <param name="Name">The name; null when not asked for.</param>
    /// <param name="OldestDueOn">The due day of the oldest debt.</param>
    /// <param name="Aging">How much, by age.</param>
    private sealed record NamedAging(string Payer, string? Name, DateOnly OldestDueOn, AgingRow Aging);
}
