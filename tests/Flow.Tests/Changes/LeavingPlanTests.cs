using Collections.Connector.Flow.Changes;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using FsCheck;
using FsCheck.Fluent;

namespace Collections.Flow.Tests.Changes;

public sealed class LeavingPlanTests
{
    private static readonly Currency Euro = Currency.Of("EUR");
    private static readonly DateOnly From = new(2026, 9, 1);

    private static readonly ChangeTerms Terms = new(
        From.AddDays(14),
        LeavingRule.KeepUsed,
        LeavingRule.KeepInvoiced,
        false,
        From,
        From.AddDays(99)
    );

    [Theory]
    [InlineData(14, nameof(ChangeReason.Withdrawn), 0)]
    [InlineData(15, nameof(ChangeReason.UsedKept), 4500)]
    public void Everything_is_taken_back_through_the_last_day_of_the_withdrawal_period(
        int day,
        string reason,
        long kept
    )
    {
        var decision = Decide(LeavingCause.Word, day, Part(1, 100, "inv1"), Part(2, 100, "inv2"), Part(3, 100, null));

        Assert.Equal((reason, kept), ($"{decision.Reason}", decision.Kept.MinorUnits));
    }

    [Fact]
    public void What_is_not_issued_goes_first_then_the_last_invoice_and_of_one_before_a_piece()
    {
        var decision = Decide(LeavingCause.Word, 25, Part(1, 100, "inv1"), Part(2, 100, "inv2"), Part(3, 100, null));

        Assert.Equal(
            [("r3", 10000L, true), ("r2", 10000L, true), ("r1", 2500L, false)],
            decision.Cuts.Select(x => (x.Part.Receivable, x.Amount.MinorUnits, x.Whole))
        );
    }

    [Fact]
    public void An_enrolment_that_ends_in_the_LMS_has_its_own_rule()
    {
        var decision = Decide(LeavingCause.Lms, 25, Part(1, 100, "inv1"), Part(2, 100, null));

        Assert.Equal(ChangeReason.InvoicedKept, decision.Reason);
        Assert.Equal((10000, 10000, 0), Sums(decision));
    }

    [Fact]
    public void Each_payer_is_credited_what_that_payer_did_not_use()
    {
        var decision = Decide(
            LeavingCause.Word,
            50,
            Part(1, 60, "inv1"),
            Part(1, 40, "inv2") with
            {
                Share = 2,
                Receivable = "r1b",
            }
        );

        Assert.Equal(
            [("r1", 3000L), ("r1b", 2000L)],
            decision.Cuts.Select(x => (x.Part.Receivable, x.Amount.MinorUnits))
        );
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(99, 99)]
    [InlineData(100, 100)]
    [InlineData(400, 100)]
    public void The_day_of_leaving_is_the_first_that_is_not_used(int day, int kept)
    {
        var terms = Terms with { WithdrawUntil = null };

        var decision = LeavingPlan.Decide([Part(1, 100, "inv1")], Euro, terms, LeavingCause.Word, From.AddDays(day));

        Assert.Equal(kept * 100, decision.Kept.MinorUnits);
    }

    [Fact]
    public void Half_a_cent_is_the_payers()
    {
        var terms = Terms with { WithdrawUntil = null, RunsTo = From.AddDays(1) };
        var cent = new AgreementPart("r1", 1, 1, new Money(1, Euro), "inv1");

        var decision = LeavingPlan.Decide([cent], Euro, terms, LeavingCause.Word, From.AddDays(1));

        Assert.Equal((0, 0, 1), Sums(decision));
    }

    [Fact]
    public void Where_nobody_knows_the_last_day_nothing_counts_as_unused()
    {
        var terms = Terms with { WithdrawUntil = null, RunsTo = null };

        var decision = LeavingPlan.Decide(
            [Part(1, 100, "inv1"), Part(2, 100, null)],
            Euro,
            terms,
            LeavingCause.Word,
            From
        );

        Assert.Equal(ChangeReason.EndUnknown, decision.Reason);
        Assert.Empty(decision.Cuts);
    }

    [Theory]
    [InlineData(true, nameof(ChangeReason.InvoicedKeptWithoutRules), 1)]
    [InlineData(false, nameof(ChangeReason.NoRules), 0)]
    public void Without_rules_nothing_happens_by_itself_and_a_persons_word_keeps_what_is_invoiced(
        bool byWord,
        string reason,
        int cuts
    )
    {
        var cause = byWord ? LeavingCause.Word : LeavingCause.Lms;

        var decision = LeavingPlan.Decide([Part(1, 100, "inv1"), Part(2, 100, null)], Euro, null, cause, From);

        Assert.Equal((reason, cuts), ($"{decision.Reason}", decision.Cuts.Count));
    }

    [Fact]
    public void Kept_dropped_and_credited_are_the_price_whatever_the_rule_and_the_day()
    {
        var parts =
            from amounts in Gen.Choose(1, 1_000_000).NonEmptyListOf()
            from issued in Gen.Choose(0, amounts.Count)
            from shares in Gen.Choose(1, 3)
            select amounts
                .Select(
                    (x, i) =>
                        new AgreementPart(
                            $"r{i}",
                            (i / shares) + 1,
                            (i % shares) + 1,
                            new Money(x, Euro),
                            i < issued ? $"inv{i}" : null
                        )
                )
                .ToList();
        var rules = Gen.Elements(LeavingRule.KeepAll, LeavingRule.KeepInvoiced, LeavingRule.KeepUsed);
        var cases =
            from all in parts
            from rule in rules
            from day in Gen.Choose(-10, 120)
            from until in Gen.Elements<int?>(null, 14)
            select (all, rule, day, until);

        Prop.ForAll(
                Arb.From(cases),
                x =>
                {
                    var terms = Terms with
                    {
                        OnCancel = x.rule,
                        WithdrawUntil = x.until is { } days ? From.AddDays(days) : null,
                    };
                    var decision = LeavingPlan.Decide(x.all, Euro, terms, LeavingCause.Word, From.AddDays(x.day));
                    var (kept, dropped, credited) = Sums(decision);
                    return kept + dropped + credited == x.all.Sum(p => p.Amount.MinorUnits)
                        && kept >= 0
                        && decision.Cuts.Select(c => c.Part.Receivable).Distinct().Count() == decision.Cuts.Count
                        && decision.Cuts.GroupBy(c => c.Part.Share).All(g => g.Count(c => !c.Whole) <= 1)
                        && decision.Cuts.All(c => c.Amount.IsPositive && c.Amount <= c.Part.Amount);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Theory]
    [InlineData("es")]
    [InlineData("en")]
    [InlineData("pt")]
    public void Every_reason_has_a_sentence_without_gaps(string language)
    {
        var arguments = new Dictionary<string, string>
        {
            ["day"] = "2026-09-30",
            ["kept"] = "1.00 EUR",
            ["gone"] = "2.00 EUR",
            ["used"] = "3",
            ["days"] = "30",
            ["parts"] = "2",
            ["first"] = "2026-10-01",
            ["last"] = "2026-11-01",
        };

        Assert.Equal(Enum.GetValues<ChangeReason>().Order(), ChangeSentences.Reasons.Order());
        Assert.All(
            ChangeSentences.Reasons,
            x => Assert.DoesNotContain('{', ChangeSentences.Render(x, arguments, language))
        );
    }

    private static LeavingDecision Decide(LeavingCause cause, int day, params AgreementPart[] parts) =>
        LeavingPlan.Decide(parts, Euro, Terms, cause, From.AddDays(day));

    private static (long Kept, long Dropped, long Credited) Sums(LeavingDecision decision) =>
        (decision.Kept.MinorUnits, decision.Dropped.MinorUnits, decision.Credited.MinorUnits);

    private static AgreementPart Part(int instalment, decimal amount, string? invoice) =>
        new($"r{instalment}", instalment, 1, Money.Exactly(amount, Euro), invoice);
}
