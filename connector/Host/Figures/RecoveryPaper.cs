using System.Globalization;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Papers;
using Collections.Connector.Papers.Charts;

namespace Collections.Connector.Host.Figures;

/// <summary>What messages recovered, as rows, a chart and a paper.</summary>
internal static class RecoveryPaper
{
    private const string Rule =
        "Each settled receivable is credited to the last message before it, once; that it was paid because of it is not proved.";

    /// <summary>The heads of <see cref="Rows"/>.</summary>
    public static IReadOnlyList<string> Heads(RecoveryReport report) =>
        [$"{report.By}", "Messages", "Receivables", "Recovered", "Share", "Amounts", "Median days"];

    /// <summary>One row for each kind of message, and one for all.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(RecoveryReport report) =>
        [
            .. report
                .Rows.Append(report.All)
                .Select(x =>
                    (IReadOnlyList<string>)
                        [
                            x.Key,
                            $"{x.Contacts}",
                            $"{x.Receivables}",
                            $"{x.Recovered}",
                            Percent(x.Share * 100),
                            string.Join(", ", x.Amounts.Select(a => a.ToString())),
                            x.MedianDays?.ToString("0.#", CultureInfo.InvariantCulture) ?? "-",
                        ]
                ),
        ];

    /// <summary>The shares side by side; null when no message went out.</summary>
    public static ChartBlock? Chart(RecoveryReport report) =>
        report.Rows.Count == 0
            ? null
            : BarChart.Draw(
                new ChartData(
                    $"Recovered by {report.By.ToString().ToLowerInvariant()}",
                    $"Of {report.All.Receivables} receivables that messages were about, {report.All.Recovered} were recovered.",
                    $"{report.By}",
                    [.. report.Rows.Select(x => x.Key)],
                    [new("Share recovered", [.. report.Rows.Select(x => (decimal?)(x.Share * 100))])],
                    Percent
                )
            );

    /// <summary>All of it.</summary>
    public static Paper ToPaper(RecoveryReport report, string school, string window, DateOnly today) =>
        new(
            $"What messages recovered, {school}",
            "en",
            today,
            [
                new ParagraphBlock(window),
                new TableBlock(Heads(report), Rows(report)) { RightAligned = [1, 2, 3, 4, 5, 6] },
                .. Chart(report) is { } chart ? [chart] : Array.Empty<Block>(),
                new NoteBlock(Rule),
            ]
        );

    private static string Percent(decimal value) => value.ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
