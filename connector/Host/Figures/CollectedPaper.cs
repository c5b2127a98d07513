using System.Text;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Flow.Journal;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Papers;
using Collections.Connector.Papers.Charts;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Figures;

/// <summary>What was billed and collected, as a paper, charts and comma-separated values.</summary>
/// <param name="report">The report.</param>
/// <param name="school">The school.</param>
/// <param name="words">In which language.</param>
internal sealed class CollectedPaper(CollectedReport report, SchoolProfile school, ReportWords words)
{
    private readonly LocalText text = LocalText.Of(words.Language, school.Country);

    /// <summary>All of it: for each currency a table and its chart.</summary>
    public Paper ToPaper(DateOnly from, DateOnly to, DateOnly today)
    {
        List<Block> blocks = [new ParagraphBlock(words["period", text.LongDate(from), text.LongDate(to)])];
        if (report.Totals.Count == 0)
        {
            blocks.Add(new ParagraphBlock(words["nothing"]));
        }

        foreach (var (total, chart) in report.Totals.Zip(Charts()))
        {
            blocks.Add(new HeadingBlock(1, total.Currency));
            blocks.Add(Table(total));
            blocks.Add(chart.Chart);
        }

        blocks.Add(new NoteBlock(words["collected-note"]));
        return new Paper(words["collected-title", school.Name], words.Language, today, blocks);
    }

    /// <summary>Billed, collected and recovered over time, a chart for each currency.</summary>
    public IReadOnlyList<(string Currency, ChartBlock Chart)> Charts() =>
        [
            .. report.Totals.Select(total =>
            {
                var rows = report.Rows.Where(x => x.Currency == total.Currency).ToList();
                var data = new ChartData(
                    words["collected-title", total.Currency],
                    words[
                        "collected-seen",
                        $"{rows[0].Period} - {rows[^1].Period}",
                        text.Money(total.Billed),
                        text.Money(total.Collected)
                    ],
                    words[$"{report.By}"],
                    [.. rows.Select(x => x.Period)],
                    [
                        new(words["billed"], [.. rows.Select(x => (decimal?)x.Billed.Amount)]),
                        new(words["collected"], [.. rows.Select(x => (decimal?)x.Collected.Amount)]),
                        new(words["after-due"], [.. rows.Select(x => (decimal?)x.AfterDue.Amount)]),
                    ],
                    x => text.Money(Money.Rounded(x, total.Billed.Currency))
                );
                return (total.Currency, LineChart.Draw(data));
            }),
        ];

    /// <summary>A line for each period and currency.</summary>
    public string ToCsv()
    {
        var csv = new StringBuilder(
            CsvText.Line([
                "school",
                "period",
                "currency",
                "billed",
                "credited",
                "collected",
                "collected_after_due",
                "collected_after_contact",
                "given_back",
                "written_off",
                "cancelled",
            ])
        );
        foreach (var row in report.Rows)
        {
            csv.Append(CsvText.Row([school.Key, row.Period, row.Currency, .. Amounts(row).Select(x => (object)x)]));
        }

        return csv.ToString();
    }

    private TableBlock Table(CollectedRow total) =>
        new(
            [
                words[$"{report.By}"],
                words["billed"],
                words["credited"],
                words["collected"],
                words["after-due"],
                words["after-contact"],
                words["given-back"],
                words["written-off"],
                words["cancelled"],
            ],
            [
                .. report.Rows.Where(x => x.Currency == total.Currency).Select(x => Cells(x.Period, x)),
                Cells(words["all"], total),
            ]
        )
        {
            RightAligned = [1, 2, 3, 4, 5, 6, 7, 8],
        };

    private IReadOnlyList<string> Cells(string period, CollectedRow row) =>
        [period, .. Amounts(row).Select(text.Money)];

    private static IEnumerable<Money> Amounts(CollectedRow row) =>
        [
            row.Billed,
            row.Credited,
            row.Collected,
            row.AfterDue,
            row.AfterContact,
            row.GivenBack,
            row.WrittenOff,
            row.Cancelled,
        ];
}
