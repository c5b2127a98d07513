using System.Diagnostics;
using System.Globalization;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Benchmarks;

/// <summary>Decisions of the policy on one core: the answer with its code and arguments, no sentence.</summary>
internal static class DecisionPart
{
    private const double Goal = 1_000_000;
    private const int Rounds = 300_000;
    private static readonly DateOnly Today = new(2026, 11, 22);

    public static IReadOnlyList<Figure> Run()
    {
        var debts = Debts();
        Decide(debts, Rounds / 10); // The compiler gets to its last tier.
        Decide(debts, Rounds / 10);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var began = Stopwatch.GetTimestamp();

        Decide(debts, Rounds);

        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var decisions = (double)Rounds * debts.Count;
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated) / decisions;
        return
        [
            Figure.AtLeast(
                "decisions per second",
                decisions / seconds,
                Goal,
                "",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"one core, {debts.Count} kinds of debt in turn, {bytes:0} bytes allocated for each decision"
                )
            ),
        ];
    }

    private static int Decide(List<DebtFacts> debts, int rounds)
    {
        var taken = 0;
        for (var i = 0; i < rounds; i++)
        {
            foreach (var debt in debts)
            {
                taken += EscalationPolicy.Decide(debt, Rules, Today).Rung is null ? 0 : 1;
            }
        }

        return taken;
    }

    private static readonly EscalationRules Rules = new(
        "bench",
        [
            new Rung("before-due", -3, 0, RungAction.Message, ["email"], "before-due"),
            new Rung("reminder", 3, 3, RungAction.Message, ["email"], "reminder"),
            new Rung("notice", 20, 7, RungAction.Message, ["email"], "notice"),
            new Rung("suspend", 30, 7, RungAction.SuspendAccess, [], null),
        ],
        new Dictionary<string, Money> { ["EUR"] = new(500, Currency.Of("EUR")) }
    );

    private static List<DebtFacts> Debts()
    {
        var due = Today.AddDays(-25);
        var late = Debt(20_000, due);
        var reminded = new Dictionary<string, DateOnly>
        {
            ["before-due"] = due.AddDays(-3),
            ["reminder"] = Today.AddDays(-9),
        };
        return
        [
            Debt(0, due),
            Debt(400, due),
            Debt(20_000, Today.AddDays(10)),
            late,
            late with
            {
                SentOn = reminded,
            },
            late with
            {
                SentOn = new Dictionary<string, DateOnly>(reminded) { ["reminder"] = Today.AddDays(-1) },
            },
            late with
            {
                Standing = StandingKind.Promise,
                StandingUntil = Today.AddDays(2),
            },
            late with
            {
                AccessTaken = true,
            },
        ];
    }

    private static DebtFacts Debt(long owedMinor, DateOnly dueOn) =>
        new(
            new Money(owedMinor, Currency.Of("EUR")),
            dueOn,
            new Dictionary<string, DateOnly>(),
            new HashSet<string>(),
            null,
            null,
            false,
            false
        );
}
