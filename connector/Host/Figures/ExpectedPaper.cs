using System.Text;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Flow.Journal;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Papers;
using Collections.Connector.Papers.Charts;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Figures;

/// <summary>What is expected to come in, as a paper, charts and comma-separated values.</summary>
/// <param name="expected">The figures, by currency.</param>
/// <param name="school">The school.</param>
/// <param name="words">In which language.</param>
internal sealed class ExpectedPaper(IReadOnlyList<ExpectedCash> expected, SchoolProfile school, ReportWords words)
{
    private readonly LocalText text = LocalText.Of(words.Language, school.Country);

    /// <summary>All of it: for each currency a table and its chart.</summary>
    public Paper ToPaper(DateOnly today)
    {
        List<Block> blocks = expected.Count == 0 ? [new ParagraphBlock(words["nothing"])] : [];
        foreach (var (cash, chart) in expected.Zip(Charts()))
        {
            blocks.Add(new HeadingBlock(1, cash.Currency));
            blocks.Add(Table(cash));
            blocks.Add(chart.Chart);
        }

        blocks.Add(new NoteBlock(words["expected-note"]));
        return new Paper(words["expected-title", school.Name], words.Language, today, blocks);
    }

    /// <summary>What falls due and what is promised, a chart for each currency.</summary>
    public IReadOnlyList<(string Currency, ChartBlock Chart)> Charts() =>
        [
            .. expected.Select(cash =>
                (
                    cash.Currency,
                    BarChart.Draw(
                        new ChartData(
                            words["expected-title", cash.Currency],
                            $"{words["expected"]}: {text.Money(cash.Sum.Total)}. {words["promised"]}: {text.Money(cash.Sum.Promised)}.",
                            words["period-head"],
                            [.. cash.Rows.Select(x => NameOf(x.Period))],
                            [
                                new(words["expected"], [.. cash.Rows.Select(x => (decimal?)x.Total.Amount)]),
                                new(words["promised"], [.. cash.Rows.Select(x => (decimal?)x.Promised.Amount)]),
                            ],
                            x => text.Money(Money.Rounded(x, cash.Sum.Total.Currency))
                        )
                    )
                )
            ),
        ];

    /// <summary>A line for each period and currency.</summary>
    public string ToCsv()
    {
        var csv = new StringBuilder(
            CsvText.Line(["school", "currency", "period", "owed", "to_be_invoiced", "expected", "promised"])
        );
        foreach (var cash in expected)
        {
            foreach (var x in cash.Rows)
            {
                csv.Append(CsvText.Row(school.Key, cash.Currency, x.Period, x.Open, x.ToIssue, x.Total, x.Promised));
            }
        }

        return csv.ToString();
    }

    private TableBlock Table(ExpectedCash cash) =>
        new(
            [words["period-head"], words["open-now"], words["to-issue"], words["expected"], words["promised"]],
            [
                .. cash
                    .Rows.Append(cash.Sum)
                    .Select(x =>
                        (IReadOnlyList<string>)
                            [
                                NameOf(x.Period),
                                text.Money(x.Open),
                                text.Money(x.ToIssue),
                                text.Money(x.Total),
                                text.Money(x.Promised),
                            ]
                    ),
            ]
        )
        {
            RightAligned = [1, 2, 3, 4],
        };

    private string NameOf(string period) =>
        period switch
        {
            ExpectedCash.Later => words["later-row"],
            ExpectedCash.PastDue or "all" => words[period],
            _ => period,
        };
}
