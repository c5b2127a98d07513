using System.Globalization;
using Collections.Connector.Flow.Sales;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Shows people what became of sales.</summary>
internal static class SalePage
{
    /// <summary>How many sales and faults a page names; the document has all.</summary>
    private const int NamedMax = 200;

    /// <summary>Shows a report.</summary>
    public static void Show(IPage page, SaleReport report)
    {
        page.Heading($"{report.School}: {Sentence(report)}");
        page.Line(
            $"{report.Lines} sales: {report.New} new, {report.Changed} changed, {report.Unchanged} as before, {report.AtFault} at fault."
        );
        if (report.Totals.Count > 0)
        {
            page.Line($"New and changed sum to {string.Join(" and ", report.Totals)}.");
        }

        if (report.Fields.Count > 0)
        {
            page.Line($"Read as fields of the course, for invoices.json: {string.Join(", ", report.Fields)}.");
        }

        ShowFaults(page, report.Faults);
        var changing = report.Sales.Where(x => x.Verdict is SaleVerdict.New or SaleVerdict.Changed).ToList();
        if (changing.Count > 0)
        {
            page.Table(
                ["Line", "", "Receivable", "Course", "Amount", "Due", "Enrol"],
                [.. changing.Take(NamedMax).Select(ToCells)]
            );
            ShowRest(page, changing.Count);
        }
    }

    private static string Sentence(SaleReport report) =>
        report.Preview ? "a preview, nothing is stored."
        : report.Stored ? "stored; the next run invoices what is due."
        : "nothing is stored, because of the faults below.";

    private static void ShowFaults(IPage page, IReadOnlyList<SaleFault> faults)
    {
        if (faults.Count > 0)
        {
            page.Table(
                ["Line", "Column", "What is wrong", "What to do"],
                [
                    .. faults
                        .Take(NamedMax)
                        .Select<SaleFault, IReadOnlyList<Cell>>(x =>
                            [LineOf(x.Line), x.Column, new Cell(x.Message, Tone.Bad), x.Hint]
                        ),
                ]
            );
            ShowRest(page, faults.Count);
        }
    }

    private static IReadOnlyList<Cell> ToCells(ReportedSale sale) =>
        [
            LineOf(sale.Line),
            sale.Verdict == SaleVerdict.New ? "new" : "changed",
            sale.Reference,
            sale.Course,
            $"{sale.Amount} {(sale.Basis == Ports.AmountBasis.Net ? "net" : "gross")}",
            string.Join(", ", sale.DueOn.Select(x => $"{x:yyyy-MM-dd}")),
            sale.Enrol switch
            {
                SaleEnrolment.AtOnce => "at once",
                SaleEnrolment.WhenPaid => "when paid",
                _ => "",
            },
        ];

    private static void ShowRest(IPage page, int all)
    {
        if (all > NamedMax)
        {
            page.Line($"And {all - NamedMax} more; `--json` has all.");
        }
    }

    private static string LineOf(int line) => line == 0 ? "" : line.ToString(CultureInfo.InvariantCulture);
}
