using Collections.Connector.Flow.Cycle;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Demo;

/// <summary>The control totals of the demo: one row per system, each counted by that system itself.</summary>
/// <param name="Rows">LMS, connector, ERP.</param>
internal sealed record DemoTotals(IReadOnlyList<DemoTotalsRow> Rows)
{
    /// <summary>Gets a value indicating whether every figure that two systems have is the same in both.</summary>
    public bool Equal =>
        Same(x => x.Enrolments)
        && Same(x => x.Receivables)
        && Same(x => x.Invoices)
        && Same(x => x.Invoiced)
        && Same(x => x.Open);

    /// <summary>Adds up.</summary>
    public static DemoTotals Of(TwinTown town, int enrolments, ControlTotals connector)
    {
        var amounts = connector.Amounts.Single();
        var invoices = town.Odoo.Invoices.Where(x => x is { Type: "out_invoice", State: "posted" }).ToList();
        var currency = Currency.Of(amounts.Currency);
        return new DemoTotals([
            new DemoTotalsRow("LMS (Moodle)", enrolments, null, null, null, null),
            new DemoTotalsRow(
                "Connector",
                connector.Enrolments,
                connector.Receivables,
                connector.Invoices,
                amounts.Invoiced,
                amounts.Open
            ),
            new DemoTotalsRow(
                "ERP (Odoo)",
                null,
                invoices.Select(x => x.Reference).Distinct().Count(),
                invoices.Count,
                Money.Exactly(invoices.Sum(x => x.Total), currency),
                Money.Exactly(town.Odoo.OpenTotal(amounts.Currency), currency)
            ),
        ]);
    }

    private bool Same<T>(Func<DemoTotalsRow, T?> figure)
        where T : struct => Rows.Select(figure).Where(x => x is not null).Distinct().Count() == 1;
}

/// <summary>What one system counts; null where it has no such thing.</summary>
internal sealed record DemoTotalsRow(
    string System,
    int? Enrolments,
    int? Receivables,
    int? Invoices,
    Money? Invoiced,
    Money? Open
);
