using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Escalation;

public sealed class EscalationPolicyTests
{
    private static readonly DateOnly Due = new(2026, 9, 10);
    private static readonly Currency Euro = Currency.Of("EUR");

    private static readonly EscalationRules Rules = new(
        "v1",
        [
            new Rung("before", -3, 0, RungAction.Message, ["email"], "before"),
            new Rung("reminder", 3, 2, RungAction.Message, ["email"], "reminder"),
            new Rung("notice", 10, 5, RungAction.Message, ["email"], "notice"),
            new Rung("suspend", 20, 7, RungAction.SuspendAccess, [], null),
        ],
        new Dictionary<string, Money> { ["EUR"] = new(500, Euro) }
    );

    [Theory]
    [InlineData(-4, nameof(ReasonCode.NextRungNotDue))]
    [InlineData(-3, nameof(ReasonCode.RungDue))]
    [InlineData(-2, nameof(ReasonCode.RungDue))]
    public void A_rung_before_the_due_day_comes_that_many_days_before(int day, string code) =>
        Assert.Equal(code, Decide(Debt(), day).Code.ToString());

    [Theory]
    [InlineData(2, nameof(ReasonCode.NextRungNotDue))]
    [InlineData(3, nameof(ReasonCode.RungDue))]
    [InlineData(4, nameof(ReasonCode.RungDue))]
    public void A_rung_is_due_from_its_day_on(int day, string code)
    {
        var decision = Decide(Debt(("before", -3)), day);

        Assert.Equal(code, decision.Code.ToString());
        Assert.Equal(code == nameof(ReasonCode.RungDue) ? "reminder" : null, decision.Rung?.Name);
    }

    [Theory]
    [InlineData(16, nameof(ReasonCode.NoticeRunning))]
    [InlineData(17, nameof(ReasonCode.RungDue))]
    [InlineData(18, nameof(ReasonCode.RungDue))]
    public void The_notice_days_count_from_the_day_on_which_the_rung_before_was_really_sent(int day, string code)
    {
        var debt = Debt(("before", -3), ("reminder", 12));

        Assert.Equal(code, Decide(debt, day).Code.ToString());
    }

    [Theory]
    [InlineData(19, nameof(ReasonCode.NextRungNotDue))]
    [InlineData(20, nameof(ReasonCode.RungDue))]
    public void Notice_days_that_are_over_do_not_bring_a_rung_before_its_day(int day, string code) =>
        Assert.Equal(code, Decide(Debt(("before", -3), ("reminder", 3), ("notice", 10)), day).Code.ToString());

    [Fact]
    public void After_an_outage_the_lowest_rung_comes_first_whatever_the_day() =>
        Assert.Equal("before", Decide(Debt(), 300).Rung?.Name);

    [Fact]
    public void A_rung_that_was_sent_above_a_gap_does_not_close_the_gap() =>
        Assert.Equal("reminder", Decide(Debt(("before", -3), ("notice", 10)), 40).Rung?.Name);

    [Fact]
    public void Whoever_climbed_every_rung_is_left_alone() =>
        Assert.Equal(
            ReasonCode.NoRungLeft,
            Decide(Debt(("before", -3), ("reminder", 3), ("notice", 10), ("suspend", 20)), 300).Code
        );

    [Theory]
    [InlineData(-1, nameof(ReasonCode.NothingOwed))]
    [InlineData(0, nameof(ReasonCode.NothingOwed))]
    [InlineData(1, nameof(ReasonCode.BelowMinimum))]
    [InlineData(499, nameof(ReasonCode.BelowMinimum))]
    [InlineData(500, nameof(ReasonCode.RungDue))]
    [InlineData(501, nameof(ReasonCode.RungDue))]
    public void Exactly_the_minimum_is_asked_for_and_a_cent_less_is_not(long owedMinor, string code) =>
        Assert.Equal(code, Decide(Debt() with { Owed = new Money(owedMinor, Euro) }, 0).Code.ToString());

    [Fact]
    public void A_minimum_holds_for_its_own_currency_only() =>
        Assert.Equal(ReasonCode.RungDue, Decide(Debt() with { Owed = new Money(1, Currency.Of("USD")) }, 0).Code);

    [Theory]
    [InlineData(nameof(StandingKind.Promise), 29, nameof(ReasonCode.PromiseHolds))]
    [InlineData(nameof(StandingKind.Promise), 30, nameof(ReasonCode.PromiseHolds))]
    [InlineData(nameof(StandingKind.Promise), 31, nameof(ReasonCode.RungDue))]
    [InlineData(nameof(StandingKind.Hold), 30, nameof(ReasonCode.OnHold))]
    [InlineData(nameof(StandingKind.Hold), 31, nameof(ReasonCode.RungDue))]
    [InlineData(nameof(StandingKind.Dispute), 30, nameof(ReasonCode.Disputed))]
    [InlineData(nameof(StandingKind.Exemption), 30, nameof(ReasonCode.Exempt))]
    public void What_a_person_said_holds_through_its_last_day(string kind, int day, string code)
    {
        var debt = Debt() with { Standing = Enum.Parse<StandingKind>(kind), StandingUntil = Due.AddDays(30) };

        Assert.Equal(code, Decide(debt, day).Code.ToString());
    }

    [Theory]
    [InlineData(nameof(StandingKind.Promise), nameof(ReasonCode.PromiseHolds))]
    [InlineData(nameof(StandingKind.Hold), nameof(ReasonCode.OnHold))]
    [InlineData(nameof(StandingKind.Dispute), nameof(ReasonCode.Disputed))]
    [InlineData(nameof(StandingKind.Exemption), nameof(ReasonCode.Exempt))]
    public void What_has_no_end_holds_for_good(string kind, string code) =>
        Assert.Equal(code, Decide(Debt() with { Standing = Enum.Parse<StandingKind>(kind) }, 3000).Code.ToString());

    [Theory]
    [InlineData(2, nameof(ReasonCode.RungUnproved))]
    [InlineData(3, nameof(ReasonCode.RungUnproved))]
    [InlineData(300, nameof(ReasonCode.RungUnproved))]
    public void A_rung_of_which_nobody_knows_whether_it_went_out_waits_for_a_person(int day, string code)
    {
        var debt = Debt(("before", -3)) with { Unproved = new HashSet<string> { "reminder" } };

        var decision = Decide(debt, day);

        Assert.Equal(code, decision.Code.ToString());
        Assert.Null(decision.Rung);
    }

    [Fact]
    public void A_doubt_about_another_rung_does_not_stop_the_next_one()
    {
        var debt = Debt(("before", -3)) with
        {
            Unproved = new HashSet<string> { "before", "notice" },
        };

        Assert.Equal("reminder", Decide(debt, 3).Rung?.Name);
    }

    [Theory]
    [InlineData(true, false, nameof(ReasonCode.AccessTaken))]
    [InlineData(false, true, nameof(ReasonCode.RestoredByHand))]
    public void Whoever_lost_access_or_got_it_back_by_hand_is_not_asked_further(bool taken, bool byHand, string code) =>
        Assert.Equal(code, Decide(Debt() with { AccessTaken = taken, RestoredByHand = byHand }, 300).Code.ToString());

    [Fact]
    public void A_ladder_without_rungs_asks_for_nothing() =>
        Assert.Equal(
            ReasonCode.NoRungLeft,
            EscalationPolicy.Decide(Debt(), Rules with { Rungs = [] }, Due.AddDays(300)).Code
        );

    [Theory]
    [InlineData("es")]
    [InlineData("en")]
    [InlineData("pt")]
    public void Every_answer_of_the_policy_is_a_whole_sentence_in_each_language(string language)
    {
        var decisions = OneOfEach();

        var sentences = decisions.ConvertAll(x => Sentences.Render(x.Code, x.Arguments, language));

        Assert.Equal(Enum.GetValues<ReasonCode>(), decisions.Select(x => x.Code).Distinct().Order());
        Assert.Equal(Enum.GetValues<ReasonCode>(), Sentences.Codes.Order());
        Assert.All(
            sentences,
            sentence =>
            {
                Assert.EndsWith(".", sentence, StringComparison.Ordinal);
                Assert.DoesNotContain('{', sentence);
                Assert.DoesNotContain("  ", sentence, StringComparison.Ordinal);
                Assert.DoesNotContain(" .", sentence, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public void The_three_languages_say_it_in_words_of_their_own()
    {
        foreach (var decision in OneOfEach())
        {
            string[] said = [.. Languages.Select(x => Sentences.Render(decision.Code, decision.Arguments, x))];

            Assert.Equal(3, said.Distinct().Count());
        }
    }

    [Theory]
    [InlineData(nameof(StandingKind.Promise))]
    [InlineData(nameof(StandingKind.Hold))]
    public void What_has_no_end_does_not_end_in_an_empty_day(string kind)
    {
        var decision = Decide(Debt() with { Standing = Enum.Parse<StandingKind>(kind) }, 0);

        Assert.All(
            Languages,
            x => Assert.DoesNotMatch(@"(el|until|até) ?\.$", Sentences.Render(decision.Code, decision.Arguments, x))
        );
    }

    private static readonly string[] Languages = ["es", "en", "pt"];

    private static List<EscalationDecision> OneOfEach()
    {
        var standing = Debt() with { StandingUntil = Due.AddDays(30) };
        return
        [
            Decide(Debt() with { Owed = Money.Zero(Euro) }, 0),
            Decide(Debt() with { Owed = new Money(1, Euro) }, 0),
            .. Enum.GetValues<StandingKind>().Select(x => Decide(standing with { Standing = x }, 0)),
            Decide(Debt() with { Planned = new HashSet<string> { "before" } }, 0),
            Decide(Debt() with { WithPerson = new HashSet<string> { "before" } }, 0),
            Decide(Climbed() with { NeverSuspend = true }, 30),
            Decide(Climbed() with { Disputed = new Money(100, Euro) }, 30),
            EscalationPolicy.Decide(
                Climbed(),
                Rules with
                {
                    Rungs = [.. Rules.Rungs.Select(x => x with { Approval = x.Suspends })],
                },
                Due.AddDays(30)
            ),
            Decide(Climbed() with { AccessTaken = true }, 30),
            Decide(Debt() with { RestoredByHand = true }, 0),
            Decide(Debt() with { Unproved = new HashSet<string> { "before" } }, 0),
            Decide(
                Debt(("before", -3), ("reminder", 3), ("notice", 10)) with
                {
                    PassedOver = new HashSet<string> { "notice" },
                },
                30
            ),
            Decide(Debt(), -30),
            Decide(Debt(("before", 3)), 4),
            Decide(Debt(("before", -3), ("reminder", 3), ("notice", 10), ("suspend", 20)), 30),
            Decide(Debt(), 0),
        ];
    }

    private static DebtFacts Climbed() => Debt(("before", -3), ("reminder", 3), ("notice", 10));

    private static EscalationDecision Decide(DebtFacts debt, int daysLate) =>
        EscalationPolicy.Decide(debt, Rules, Due.AddDays(daysLate));

    private static DebtFacts Debt(params (string Rung, int DaysLate)[] sent) =>
        new(
            Money.Exactly(121, Euro),
            Due,
            sent.ToDictionary(x => x.Rung, x => Due.AddDays(x.DaysLate)),
            new HashSet<string>(),
            null,
            null,
            false,
            false
        );
}
