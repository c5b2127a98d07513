using System.CommandLine;
using System.Globalization;
using Collections.Connector.Flow.Sales;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Lists the sales outside the LMS.</summary>
internal sealed class SaleListVerb : ICommandVerb
{
    private readonly Option<string?> only = new("--school")
    {
        Description = "Only the school with this key.",
        HelpName = "KEY",
    };
    private readonly Option<string?> key = new("--key")
    {
        Description = "Only the sale with this key.",
        HelpName = "KEY",
    };
    private readonly Option<int> count = new("--count")
    {
        Description = "How many of each school at most, newest first.",
        HelpName = "N",
        DefaultValueFactory = _ => 200,
    };

    /// <summary>Initializes a new instance of the <see cref="SaleListVerb"/> class.</summary>
    public SaleListVerb() => count.AtLeast(1);

    /// <inheritdoc/>
    public string Name => "sale list";

    /// <inheritdoc/>
    public string Description =>
        "List the sales outside the LMS: what is invoiced, settled and owed, and who is enrolled.";

    /// <inheritdoc/>
    public string Example => "sale list --json";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [key, count, only];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, context.Get(only), ct);
        var schools = new List<ListedSchool>();
        foreach (var school in installation.Schools.Select(x => x.Mapping.School.Key))
        {
            await using var ledger = installation.Ledger.CreateDbContext();
            var (sales, all) = await SaleList.ReadAsync(ledger, school, context.Get(key), context.Get(count), ct);
            schools.Add(new ListedSchool(school, all, sales));
        }

        context.Output.Write(new { Schools = schools }, page => schools.ForEach(x => Show(page, x)));
        return ExitCode.Done;
    }

    private static void Show(IPage page, ListedSchool school)
    {
        page.Heading($"{school.School}: {school.All} sales outside the LMS");
        if (school.Sales.Count == 0)
        {
            return;
        }

        page.Table(
            [
                "Key",
                "Origin",
                "Receivable",
                "Course",
                "Payer",
                "Price",
                "Parts",
                "Invoiced",
                "Settled",
                "Owed",
                "Enrolment",
            ],
            [
                .. school.Sales.Select<ListedSale, IReadOnlyList<Cell>>(x =>
                    [
                        x.Key,
                        x.Origin,
                        x.Reference,
                        x.Course,
                        x.Payer,
                        x.Price.ToString(),
                        Text(x.Parts),
                        Text(x.Invoiced),
                        Text(x.Settled),
                        x.Cancelled ? "cancelled" : x.Owed?.ToString() ?? "",
                        new Cell(x.Enrolment ?? "", x.Enrolment == "parked" ? Tone.Attention : Tone.Plain),
                    ]
                ),
            ]
        );
        if (school.All > school.Sales.Count)
        {
            page.Line($"And {school.All - school.Sales.Count} more; `--count` shows more.");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record ListedSchool(string School, int All, IReadOnlyList<ListedSale> Sales);
}
