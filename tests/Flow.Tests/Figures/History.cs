using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Figures;

/// <summary>A history to replay, counted in days from the due day.</summary>
internal static class History
{
    public static readonly DateOnly Due = new(2026, 3, 2);
    public static readonly Currency Euro = Currency.Of("EUR");

    public static readonly EscalationRules Rules = new(
        "v1",
        [
            new Rung("before", -3, 0, RungAction.Message, ["email"], "before"),
            new Rung("reminder", 3, 2, RungAction.Message, ["email"], "reminder"),
            new Rung("notice", 10, 5, RungAction.Message, ["email"], "notice"),
            new Rung("suspend", 20, 7, RungAction.SuspendAccess, [], null),
        ],
        new Dictionary<string, Money> { ["EUR"] = new(500, Euro) }
    );

    /// <summary>A debt of 100 EUR, issued ten days before it is due.</summary>
    public static ReplayDebt Debt(int? settledAfter = null, params SaidThen[] said) =>
        new(
            new Receivable
            {
                Reference = "r1",
                PayerKey = "p1",
                CourseKey = "10",
                LearnerKey = "1",
                AmountMinor = 10_000,
                Currency = "EUR",
                IssueOn = Due.AddDays(-10),
                DueOn = Due,
                SettledOn = settledAfter is { } days ? Due.AddDays(days) : null,
            },
            "",
            said
        );

    /// <summary>What was said of the debt, from one day after due through another.</summary>
    public static SaidThen Said(StandingKind kind, int from, int? last, Action<Standing>? more = null)
    {
        var row = new Standing
        {
            Kind = kind,
            SubjectKind = StandingBook.Receivable,
            SubjectKey = "r1",
            CreatedAt = At(from),
            Until = last is { } days ? Due.AddDays(days) : null,
        };
        more?.Invoke(row);
        return SaidThen.Of(row, DayOf).First();
    }

    public static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    public static DateTimeOffset At(int day) => new(Due.AddDays(day).ToDateTime(new TimeOnly(8, 0)), TimeSpan.Zero);

    public static ReplayTerms Terms(EscalationRules? rules = null, bool promiseRestores = false) =>
        new(rules ?? Rules, new SelfServiceTerms { PromiseRestores = promiseRestores }, DayOf);

    public static ReplayPath Replay(ReplayDebt debt, int to = 100, ReplayTerms? terms = null) =>
        PolicyReplay.Of(debt, PayerTimeline.Still(false), terms ?? Terms(), Due.AddDays(to));

    /// <summary>The rungs with the days on which they were taken, such as <c>reminder 3</c>.</summary>
    public static IEnumerable<string> StepsOf(ReplayPath path) =>
        path.Steps.Select(x => $"{x.Rung.Name} {x.On.DayNumber - Due.DayNumber}");

    public static PaidThen Paid(string reference, int dueAfter, int? settledAfter, long minor = 10_000) =>
        new(
            reference,
            Due.AddDays(dueAfter - 10),
            Due.AddDays(dueAfter),
            settledAfter is { } days ? Due.AddDays(days) : null,
            new Money(minor, Euro)
        );
}
