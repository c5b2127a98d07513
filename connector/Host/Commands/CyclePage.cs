using Collections.Connector.Flow.Cycle;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>A run's report, for people.</summary>
internal static class CyclePage
{
    /// <summary>Shows it.</summary>
    public static void Show(IPage page, CycleReport report)
    {
        page.Heading($"{report.School}, {report.Today:yyyy-MM-dd}{(report.DryRun ? ", dry run" : "")}");
        page.Table(
            ["Step", "Result"],
            [
                .. report.Steps.Select(x =>
                    (IReadOnlyList<Cell>)
                        [x.Name, x.Problem is null ? new Cell("done", Tone.Good) : new Cell(x.Problem, Tone.Bad)]
                ),
            ]
        );
        page.Table(["What", "How often"], [.. report.Counts.Select(x => (IReadOnlyList<Cell>)[x.Key, $"{x.Value}"])]);
        if (report.Remarks.Count > 0)
        {
            page.Table(
                ["Where", "What", "What to do"],
                [
                    .. report.Remarks.Select(x =>
                        (IReadOnlyList<Cell>)
                            [x.Where, new Cell(x.Message, x.NeedsPerson ? Tone.Attention : Tone.Plain), x.Hint]
                    ),
                ]
            );
        }

        if (report.Totals is { } totals)
        {
            Totals(page, totals);
        }
    }

    /// <summary>Shows control totals.</summary>
    public static void Totals(IPage page, ControlTotals totals)
    {
        page.Table(
            ["Billed enrolments", "Agreements", "Receivables", "Invoices"],
            [
                [$"{totals.Enrolments}", $"{totals.Agreements}", $"{totals.Receivables}", $"{totals.Invoices}"],
            ]
        );
        page.Table(
            ["Currency", "Invoiced", "Open in the ERP", "Owed", "Written off", "Cancelled, to be credited"],
            [
                .. totals.Amounts.Select(x =>
                    (IReadOnlyList<Cell>)
                        [
                            x.Currency,
                            x.Invoiced.ToPlainString(),
                            x.Open.ToPlainString(),
                            x.Owed.ToPlainString(),
                            x.WrittenOff.ToPlainString(),
                            x.Cancelled.ToPlainString(),
                        ]
                ),
            ]
        );
    }
}
