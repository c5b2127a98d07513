using System.CommandLine;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Reconciliation;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Compares LMS, ledger, ERP and gateway.</summary>
internal sealed class ReconcileVerb : ICommandVerb
{
    private readonly Option<string?> only = new("--school")
    {
        Description = "Only the school with this key.",
        HelpName = "KEY",
    };
    private readonly Option<DateOnly?> since = OptionRules.Day(
        "--since",
        "Only what was issued and paid from this day on; enrolments and access are always those of now."
    );

    /// <inheritdoc/>
    public string Name => "reconcile";

    /// <inheritdoc/>
    public string Description =>
        "Compare LMS, connector, ERP and gateway; name each difference, its cause and what mends it. Writes nothing.";

    /// <inheritdoc/>
    public string Example => "reconcile --since 2026-09-01";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [only, since];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, context.Get(only), ct);
        var from = context.Get(since);
        var reports = await context.Output.ProgressAsync(async progress =>
        {
            var done = new List<ReconciliationReport>();
            foreach (var school in installation.Schools)
            {
                var telling = new SchoolProgress(progress, school.Mapping.School.Key);
                done.Add(await school.ReconcileAsync(new CycleOptions(context.ActsAs, Progress: telling), from, ct));
            }

            return done;
        });
        context.Output.Write(
            new { Schools = reports, Calls = context.Calls.Snapshot() },
            page => reports.ForEach(x => Show(page, x))
        );
        return reports.TrueForAll(x => x.Causes.Count == 0) ? ExitCode.Done : ExitCode.NeedsPerson;
    }

    private static void Show(IPage page, ReconciliationReport report)
    {
        page.Heading(report.Since is { } from ? $"{report.School}, since {from:yyyy-MM-dd}" : report.School);
        page.Table(
            ["System", "What", "Number", "Currency", "Total", "Open"],
            [
                .. report.Totals.Select(x =>
                    (IReadOnlyList<Cell>)
                        [
                            x.System,
                            x.What,
                            $"{x.Count}",
                            x.Total?.Currency.Code ?? "",
                            x.Total?.ToPlainString() ?? "",
                            x.Open?.ToPlainString() ?? "",
                        ]
                ),
            ]
        );
        foreach (var gap in report.NotCompared)
        {
            page.Line($"Not compared: {gap}");
        }

        if (report.Causes.Count == 0)
        {
            page.Line("Nothing differs.");
            return;
        }

        page.Table(
            ["Cause", "How often", "Amount"],
            [
                .. report.Causes.Select(x =>
                    (IReadOnlyList<Cell>)
                        [new Cell(Words(x.Cause), Tone.Attention), $"{x.Count}", string.Join(", ", x.Amounts)]
                ),
            ]
        );
        page.Table(
            ["Cause", "Where", "What", "Command", "What that does, or what to do"],
            [
                .. report.Differences.Select(x =>
                    (IReadOnlyList<Cell>)[Words(x.Cause), x.Subject, x.Message, x.Command ?? "", x.Step]
                ),
            ]
        );
        foreach (var cause in report.Causes.Where(x => x.Count > DifferenceList.NamedMax))
        {
            page.Line($"{Words(cause.Cause)}: only the first {DifferenceList.NamedMax} of {cause.Count} are named.");
        }
    }

    // "PaidNotInErp" reads "paid not in erp".
    private static string Words(DifferenceCause cause) =>
        string.Concat($"{cause}".Select((c, i) => char.IsUpper(c) && i > 0 ? $" {char.ToLowerInvariant(c)}" : $"{c}"))
            .Replace(" erp", " ERP", StringComparison.Ordinal);
}
