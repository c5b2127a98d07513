using System.Globalization;
using System.Text;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Flow.Journal;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Papers;

namespace Collections.Connector.Host.Figures;

/// <summary>Days sales outstanding as a paper and as comma-separated values.</summary>
/// <param name="rows">The figures, by currency.</param>
/// <param name="school">The school.</param>
/// <param name="words">In which language.</param>
internal sealed class SalesOutstandingPaper(
    IReadOnlyList<SalesOutstanding> rows,
    SchoolProfile school,
    ReportWords words
)
{
    private readonly LocalText text = LocalText.Of(words.Language, school.Country);

    /// <summary>All of it.</summary>
    public Paper ToPaper(DateOnly from, DateOnly to, DateOnly today) =>
        new(
            words["dso-title", school.Name],
            words.Language,
            today,
            [
                new ParagraphBlock(words["period", text.LongDate(from), text.LongDate(to)]),
                rows.Count == 0 ? new ParagraphBlock(words["nothing"]) : Table(),
                new NoteBlock(words["dso-note"]),
            ]
        );

    /// <summary>A line for each currency; a figure that cannot be told is empty.</summary>
    public string ToCsv(DateOnly from, DateOnly to)
    {
        var csv = new StringBuilder(
            CsvText.Line(["school", "currency", "from", "to", "days", "receivables", "billed", "dso", "dso_count_back"])
        );
        foreach (var x in rows)
        {
            csv.Append(
                CsvText.Row(school.Key, x.Currency, from, to, x.Days, x.Receivables, x.Billed, x.Standard, x.CountBack)
            );
        }

        return csv.ToString();
    }

    private TableBlock Table() =>
        new(
            [
                words["currency"],
                words["receivables"],
                words["billed"],
                words["days"],
                words["dso"],
                words["count-back"],
            ],
            [
                .. rows.Select(x =>
                    (IReadOnlyList<string>)
                        [
                            x.Currency,
                            text.Money(x.Receivables),
                            text.Money(x.Billed),
                            $"{x.Days}",
                            Days(x.Standard),
                            Days(x.CountBack),
                        ]
                ),
            ]
        )
        {
            RightAligned = [1, 2, 3, 4, 5],
        };

    private static string Days(decimal? days) => days?.ToString("0.0", CultureInfo.InvariantCulture) ?? "-";
}
