using System.Globalization;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Papers;
using Collections.Connector.Papers.Charts;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Figures;

/// <summary>A simulation as rows, charts and a paper.</summary>
internal static class SimulationPaper
{
    /// <summary>The heads of <see cref="Rows"/>.</summary>
    public static readonly IReadOnlyList<string> Heads = ["What", "In force", "Other", "Difference"];

    /// <summary>Both policies' totals side by side.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(PolicySimulation one)
    {
        var (a, b) = (one.InForce, one.Other);
        var rungs = a.Total.ContactsByRung.Keys.Union(b.Total.ContactsByRung.Keys).ToList();
        return
        [
            Row("Messages", a.Total.Contacts, b.Total.Contacts),
            .. rungs.Select(x =>
                Row($"- {x}", a.Total.ContactsByRung.GetValueOrDefault(x), b.Total.ContactsByRung.GetValueOrDefault(x))
            ),
            Row("Suspensions", a.Total.Suspensions, b.Total.Suspensions),
            Row($"- paid within {one.Wish.WrongWithinDays} days", a.Total.WrongSuspensions, b.Total.WrongSuspensions),
            Row("Days suspended", a.Total.DaysSuspended, b.Total.DaysSuspended),
            Row("Handed off", a.Total.HandOffs, b.Total.HandOffs),
            ["Charges warned of", Text(a.Total.Fees), Text(b.Total.Fees), ""],
            Row("Receivables touched", a.ReceivablesTouched, b.ReceivablesTouched),
            ["Came in", Text(one.CashTotal), Text(one.CashTotal), "0"],
            [$"Open after {one.Wish.To:yyyy-MM-dd}", Text(one.OpenAmounts), Text(one.OpenAmounts), "0"],
        ];
    }

    /// <summary>Messages and suspensions by week under both.</summary>
    public static ChartBlock Steps(PolicySimulation one) =>
        LineChart.Draw(
            new ChartData(
                "Messages and suspensions by week",
                $"Messages: {one.InForce.Total.Contacts} in force, {one.Other.Total.Contacts} under the other policy. "
                    + $"Suspensions: {one.InForce.Total.Suspensions} and {one.Other.Total.Suspensions}.",
                "Week",
                [.. one.InForce.Weeks.Select(x => x.Week)],
                [
                    new("Messages, in force", [.. one.InForce.Weeks.Select(x => (decimal?)x.Contacts)]),
                    new("Messages, other", [.. one.Other.Weeks.Select(x => (decimal?)x.Contacts)]),
                    new("Suspensions, in force", [.. one.InForce.Weeks.Select(x => (decimal?)x.Suspensions)]),
                    new("Suspensions, other", [.. one.Other.Weeks.Select(x => (decimal?)x.Suspensions)]),
                ],
                x => x.ToString("0.#", CultureInfo.InvariantCulture)
            )
        );

    /// <summary>What came in by week, a chart for each currency: the same under both.</summary>
    public static IReadOnlyList<(Currency Currency, ChartBlock Chart)> Cash(PolicySimulation one) =>
        [
            .. one.CashTotal.Select(total =>
                (
                    total.Currency,
                    LineChart.Draw(
                        new ChartData(
                            $"Came in by week, {total.Currency}",
                            $"{total} in all, the same under both policies: money comes when it came.",
                            "Week",
                            [.. one.Cash.Select(x => x.Week)],
                            [new("Came in", [.. one.Cash.Select(x => (decimal?)Of(x, total.Currency).Amount)])],
                            x => Money.Rounded(x, total.Currency).ToPlainString()
                        )
                    )
                )
            ),
        ];

    /// <summary>All of it.</summary>
    public static Paper ToPaper(PolicySimulation one, DateOnly today) =>
        new(
            $"Policy simulation, {one.School}",
            "en",
            today,
            [
                new ParagraphBlock(Summary(one)),
                new TableBlock(Heads, Rows(one)) { RightAligned = [1, 2, 3], Caption = "Both policies" },
                new HeadingBlock(1, "Week by week"),
                Steps(one),
                .. Cash(one).Select(x => x.Chart),
                new HeadingBlock(1, "What this does not say"),
                new BulletsBlock(one.Assumptions),
            ]
        );

    /// <summary>What was simulated, in a sentence.</summary>
    public static string Summary(PolicySimulation one) =>
        $"{one.Receivables} receivables of {one.School} from {one.Wish.From:yyyy-MM-dd} to {one.Wish.To:yyyy-MM-dd}, "
        + $"policy {Short(one.InForce)} in force beside {Short(one.Other)}.";

    private static string Short(ReplayOutcome outcome) =>
        outcome.PolicyVersion[..Math.Min(8, outcome.PolicyVersion.Length)];

    private static IReadOnlyList<string> Row(string what, int a, int b) =>
        [what, $"{a}", $"{b}", (b - a).ToString("+0;-0;0", CultureInfo.InvariantCulture)];

    private static string Text(IReadOnlyList<Money> amounts) =>
        amounts.Count == 0 ? "0" : string.Join(", ", amounts.Select(x => x.ToString()));

    private static Money Of(CashWeek week, Currency currency) =>
        week.Amounts.FirstOrDefault(x => x.Currency == currency, Money.Zero(currency));
}
