using Collections.Connector.Flow.Escalation;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Escalation;

/// <summary>Conditions, variants, approvals, disputes of a part: each rule with the days and amounts on both sides of its boundary.</summary>
public sealed class PolicyTableTests
{
    private static readonly DateOnly Due = new(2026, 9, 10);
    private static readonly Currency Euro = Currency.Of("EUR");

    private static readonly EscalationRules Rules = new(
        "v1",
        [
            new Rung("reminder", 3, 0, RungAction.Message, ["email"], "reminder"),
            new Rung("notice", 10, 5, RungAction.Message, ["email"], "notice"),
            new Rung("suspend", 20, 7, RungAction.SuspendAccess, [], null),
            new Rung("hand-off", 40, 10, RungAction.HandOff, [], null) { Approval = true },
        ],
        new Dictionary<string, Money> { ["EUR"] = new(500, Euro) }
    );

    [Theory]
    [InlineData(9_999, "notice")]
    [InlineData(10_000, "call")]
    [InlineData(10_001, "call")]
    public void A_rung_for_large_debts_is_one_from_its_amount_on(long owed, string next)
    {
        var call = new Rung("call", 5, 0, RungAction.Message, ["call"], "call")
        {
            When = new Applicability { OwedAtLeast = new Dictionary<string, Money> { ["EUR"] = new(10_000, Euro) } },
        };
        var rules = Rules with { Rungs = [Rules.Rungs[0], call, .. Rules.Rungs.Skip(1)] };

        Assert.Equal(next, Decide(Debt(owed, ("reminder", 3)), 10, rules).Rung?.Name);
    }

    [Fact]
    public void A_rung_that_was_sent_stays_one_when_the_debt_has_become_smaller()
    {
        var call = new Rung("call", 5, 0, RungAction.Message, ["call"], "call")
        {
            When = new Applicability { OwedAtLeast = new Dictionary<string, Money> { ["EUR"] = new(10_000, Euro) } },
        };
        var rules = Rules with { Rungs = [Rules.Rungs[0], call, .. Rules.Rungs.Skip(1)] };

        var decision = Decide(Debt(5_000, ("reminder", 3), ("call", 9)), 13, rules);

        Assert.Equal((ReasonCode.NoticeRunning, Due.AddDays(14)), (decision.Code, decision.LookAgainOn));
    }

    [Theory]
    [InlineData(1, nameof(ReasonCode.NoRungLeft))]
    [InlineData(2, nameof(ReasonCode.RungDue))]
    [InlineData(3, nameof(ReasonCode.RungDue))]
    public void A_rung_for_several_unpaid_instalments_is_one_from_that_many_on(int unpaid, string code) =>
        Assert.Equal(
            code,
            Decide(
                Debt(12_100) with
                {
                    Payer = PayerFacts.Nothing with { Unpaid = unpaid },
                },
                5,
                Only(new Applicability { UnpaidAtLeast = 2 })
            )
                .Code.ToString()
        );

    [Theory]
    [InlineData(nameof(PaymentBehaviour.OnTime), nameof(ReasonCode.NoRungLeft))]
    [InlineData(nameof(PaymentBehaviour.Recurrent), nameof(ReasonCode.RungDue))]
    public void A_rung_for_a_behaviour_is_for_no_other(string behaviour, string code) =>
        Assert.Equal(
            code,
            Decide(
                Debt(12_100) with
                {
                    Payer = PayerFacts.Nothing with { Behaviour = Enum.Parse<PaymentBehaviour>(behaviour) },
                },
                5,
                Only(new Applicability { Behaviours = new HashSet<PaymentBehaviour> { PaymentBehaviour.Recurrent } })
            )
                .Code.ToString()
        );

    [Theory]
    [InlineData(true, "diploma", true, nameof(ReasonCode.RungDue))]
    [InlineData(false, "diploma", true, nameof(ReasonCode.NoRungLeft))]
    [InlineData(true, "language", true, nameof(ReasonCode.NoRungLeft))]
    [InlineData(true, "diploma", false, nameof(ReasonCode.NoRungLeft))]
    public void Every_part_of_a_condition_must_hold(bool company, string type, bool broken, string code) =>
        Assert.Equal(
            code,
            Decide(
                Debt(12_100) with
                {
                    Payer = PayerFacts.Nothing with { IsCompany = company },
                    CourseType = type,
                    BrokenPromise = broken,
                },
                5,
                Only(
                    new Applicability
                    {
                        Company = true,
                        CourseTypes = new HashSet<string> { "diploma" },
                        BrokenPromise = true,
                    }
                )
            )
                .Code.ToString()
        );

    [Fact]
    public void A_segment_comes_over_the_school_the_payer_s_variant_over_it_and_the_receivable_s_over_all()
    {
        var rules = Rules with
        {
            Variants =
            [
                Variant("companies", new Applicability { Company = true }, 15),
                Variant("payer", null, 30),
                Variant("receivable", null, 60),
            ],
        };
        var company = Debt(12_100) with { Payer = PayerFacts.Nothing with { IsCompany = true } };

        Assert.Equal(Due.AddDays(3), Decide(Debt(12_100), 0, rules).LookAgainOn);
        Assert.Equal(Due.AddDays(15), Decide(company, 0, rules).LookAgainOn);
        Assert.Equal(Due.AddDays(30), Decide(company with { Assigned = ["payer"] }, 0, rules).LookAgainOn);
        Assert.Equal(
            Due.AddDays(60),
            Decide(company with { Assigned = ["payer", "receivable"] }, 0, rules).LookAgainOn
        );
    }

    [Fact]
    public void A_variant_may_leave_a_rung_out_and_have_its_own_minimum()
    {
        var variant = new PolicyVariant(
            "gentle",
            null,
            new Dictionary<string, Money> { ["EUR"] = new(20_000, Euro) },
            new Dictionary<string, RungChange> { ["suspend"] = new(true, null, null, null, null, null) }
        );
        var rules = Rules with { Variants = [variant] };
        var gentle = Debt(20_000, ("reminder", 3), ("notice", 10)) with { Assigned = ["gentle"] };

        Assert.Equal(ReasonCode.NextRungNotDue, Decide(gentle, 30, rules).Code);
        Assert.Equal("hand-off", Decide(gentle, 30, rules).Arguments["rung"]);
        Assert.Equal(ReasonCode.BelowMinimum, Decide(gentle with { Owed = new(19_999, Euro) }, 30, rules).Code);
    }

    [Theory]
    [InlineData(0, "121.00 EUR")]
    [InlineData(4_000, "81.00 EUR")]
    public void The_disputed_part_is_not_asked_for(long disputed, string asked) =>
        Assert.Equal(asked, Decide(Debt(12_100) with { Disputed = new(disputed, Euro) }, 3, Rules).Arguments["owed"]);

    [Theory]
    [InlineData(11_600, nameof(ReasonCode.RungDue))]
    [InlineData(11_601, nameof(ReasonCode.BelowMinimum))]
    [InlineData(12_100, nameof(ReasonCode.Disputed))]
    public void What_is_left_beside_a_dispute_must_be_worth_asking(long disputed, string code) =>
        Assert.Equal(code, Decide(Debt(12_100) with { Disputed = new(disputed, Euro) }, 3, Rules).Code.ToString());

    [Fact]
    public void A_dispute_about_a_part_keeps_everything_but_messages_away()
    {
        var noticed = Debt(12_100, ("reminder", 3), ("notice", 10)) with { Disputed = new(1, Euro) };

        Assert.Equal(ReasonCode.PartlyDisputed, Decide(noticed, 20, Rules).Code);
        Assert.Equal(
            "notice",
            Decide(Debt(12_100, ("reminder", 3)) with { Disputed = new(1, Euro) }, 10, Rules).Rung?.Name
        );
    }

    [Fact]
    public void Who_is_exempt_from_suspensions_is_still_written_to_and_never_suspended()
    {
        var exempt = Debt(12_100, ("reminder", 3)) with { NeverSuspend = true };

        Assert.Equal("notice", Decide(exempt, 10, Rules).Rung?.Name);
        Assert.Equal(
            ReasonCode.ExemptFromSuspension,
            Decide(Debt(12_100, ("reminder", 3), ("notice", 10)) with { NeverSuspend = true }, 20, Rules).Code
        );
    }

    [Theory]
    [InlineData(49, nameof(ReasonCode.NoticeRunning))]
    [InlineData(50, nameof(ReasonCode.WaitsForApproval))]
    public void Handing_off_comes_after_the_suspension_with_its_own_notice_and_a_person_s_word(int day, string code)
    {
        var taken = Debt(12_100, ("reminder", 3), ("notice", 10)) with
        {
            AccessTaken = true,
            AccessTakenOn = Due.AddDays(40),
        };

        Assert.Equal(code, Decide(taken, day, Rules).Code.ToString());
        Assert.Equal(
            day == 50 ? "hand-off" : null,
            Decide(taken with { Approved = new HashSet<string> { "hand-off" } }, day, Rules).Rung?.Name
        );
    }

    [Fact]
    public void What_came_back_from_the_collector_is_not_handed_off_again_by_itself() =>
        Assert.Equal(
            ReasonCode.NoRungLeft,
            Decide(
                Debt(12_100, ("reminder", 3), ("notice", 10), ("suspend", 20)) with
                {
                    PassedOver = new HashSet<string> { "hand-off" },
                    Approved = new HashSet<string> { "hand-off" },
                },
                300,
                Rules
            ).Code
        );

    [Fact]
    public void Every_rule_is_answered_and_the_first_that_matches_decides()
    {
        var facts = Debt(12_100, ("reminder", 3), ("notice", 10)) with { NeverSuspend = true, Disputed = new(1, Euro) };

        var (decision, answers) = EscalationPolicy.Explain(facts, Rules, Due.AddDays(20));

        Assert.Equal(ReasonCode.ExemptFromSuspension, decision.Code);
        Assert.Equal(
            [ReasonCode.ExemptFromSuspension, ReasonCode.PartlyDisputed, ReasonCode.RungDue],
            answers.Where(x => x.Matched).Select(x => x.Code)
        );
        Assert.Equal([ReasonCode.ExemptFromSuspension], answers.Where(x => x.Decides).Select(x => x.Code));
        foreach (var language in new[] { "es", "en", "pt" })
        {
            Assert.All(
                answers,
                x => Assert.EndsWith("?", RuleSentences.Question(x.Code, language), StringComparison.Ordinal)
            );
            Assert.All(
                Enum.GetValues<ReasonCode>(),
                x =>
                    Assert.EndsWith(
                        ".",
                        RuleSentences.Change(x, new Dictionary<string, string>(), language),
                        StringComparison.Ordinal
                    )
            );
        }
    }

    [Theory]
    [InlineData(0, 0, nameof(PaymentBehaviour.New))]
    [InlineData(1, 0, nameof(PaymentBehaviour.OnTime))]
    [InlineData(1, 1, nameof(PaymentBehaviour.Recurrent))]
    [InlineData(2, 1, nameof(PaymentBehaviour.Isolated))]
    [InlineData(3, 2, nameof(PaymentBehaviour.Isolated))]
    [InlineData(2, 2, nameof(PaymentBehaviour.Recurrent))]
    [InlineData(30, 3, nameof(PaymentBehaviour.Recurrent))]
    public void Late_at_most_twice_and_less_than_half_of_the_time_is_isolated(int onTime, int late, string behaviour) =>
        Assert.Equal(behaviour, PaymentHistory.Behaviour(onTime, late).ToString());

    [Theory]
    [InlineData(11, 0, nameof(PromiseState.Runs))]
    [InlineData(12, 0, nameof(PromiseState.Runs))]
    [InlineData(13, 0, nameof(PromiseState.Broken))]
    [InlineData(13, 4_999, nameof(PromiseState.Broken))]
    [InlineData(13, 5_000, nameof(PromiseState.Runs))]
    [InlineData(22, 5_000, nameof(PromiseState.Runs))]
    [InlineData(23, 9_999, nameof(PromiseState.Broken))]
    [InlineData(5, 10_000, nameof(PromiseState.Kept))]
    public void A_part_is_broken_after_its_grace_days_and_all_of_them_paid_is_kept(int day, long paid, string state)
    {
        var facts = new PromiseFacts(
            12_100 - paid,
            12_100,
            [new PromisePart(Due.AddDays(10), 5_000), new PromisePart(Due.AddDays(20), 5_000)],
            2
        );

        Assert.Equal(state, PromiseKeeper.StateOf(facts, Due.AddDays(day)).ToString());
    }

    [Theory]
    [InlineData(0, 30, null)]
    [InlineData(0, 31, "A promise ends")]
    [InlineData(-1, 5, "A promise ends")]
    public void A_promise_ends_within_the_policy_s_days(int first, int last, string? refused)
    {
        var today = Due;
        (DateOnly On, Money? Amount)[] parts =
        [
            (today.AddDays(first), new Money(100, Euro)),
            (today.AddDays(last), new Money(100, Euro)),
        ];

        var refusal = PromiseLimits.Refusal(new PromiseTerms(), new Money(12_100, Euro), parts, 0, today);

        Assert.Equal(refused is null, refusal is null);
        Assert.StartsWith(refused ?? "", refusal?.Message ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void A_payer_makes_so_many_promises_a_year(int made, bool taken) =>
        Assert.Equal(
            taken,
            PromiseLimits.Refusal(new PromiseTerms(), new Money(1, Euro), [(Due, null)], made, Due) is null
        );

    private static EscalationRules Only(Applicability when) =>
        Rules with
        {
            Rungs = [Rules.Rungs[0] with { When = when }],
        };

    private static PolicyVariant Variant(string name, Applicability? when, int daysLate) =>
        new(
            name,
            when,
            new Dictionary<string, Money>(),
            new Dictionary<string, RungChange> { ["reminder"] = new(false, daysLate, null, null, null, null) }
        );

    private static EscalationDecision Decide(DebtFacts debt, int daysLate, EscalationRules rules) =>
        EscalationPolicy.Decide(debt, rules, Due.AddDays(daysLate));

    private static DebtFacts Debt(long owed, params (string Rung, int DaysLate)[] sent) =>
        new(
            new Money(owed, Euro),
            Due,
            sent.ToDictionary(x => x.Rung, x => Due.AddDays(x.DaysLate)),
            new HashSet<string>(),
            null,
            null,
            false,
            false
        );
}
