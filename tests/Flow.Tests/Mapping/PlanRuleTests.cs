using Collections.Connector.Flow.Receivables;

namespace Collections.Flow.Tests.Mapping;

/// <summary>Plans of receivables.json, on the days on which they turn.</summary>
public sealed class PlanRuleTests
{
    [Fact]
    public void Percentages_are_rounded_down_and_the_last_part_has_the_rest()
    {
        var terms = Terms(
            "100.01",
            """[{"name":"three","parts":[{"percent":33.33,"due":{"daysAfterStart":10}},{"percent":33.33,"due":{"daysAfterStart":40}},{"percent":33.34,"due":{"daysAfterStart":70}}]}]"""
        );

        Assert.Equal([33.33m, 33.33m, 33.35m], terms.Instalments.Select(x => x.Amount.Amount));
        Assert.Equal("three", terms.Plan);
    }

    [Fact]
    public void Months_that_are_too_short_end_on_their_last_day()
    {
        var terms = Terms(
            "400",
            """[{"name":"four","instalments":{"count":4,"first":{"monthsAfterStart":1,"day":31}}}]""",
            new DateOnly(2026, 12, 14)
        );

        Assert.Equal(
            [new(2027, 1, 31), new(2027, 2, 28), new(2027, 3, 31), new(2027, 4, 30)],
            terms.Instalments.Select(x => x.DueOn)
        );
    }

    [Theory]
    [InlineData("next", 2026, 10, 12, 2026, 10, 13)] // A Monday, Spain's national day.
    [InlineData("next", 2026, 10, 10, 2026, 10, 13)] // A Saturday, and the Monday after it is that holiday.
    [InlineData("previous", 2026, 10, 12, 2026, 10, 9)]
    [InlineData("none", 2026, 10, 12, 2026, 10, 12)]
    public void A_due_day_that_is_no_working_day_moves_as_the_plan_says(
        string shift,
        int year,
        int month,
        int day,
        int toYear,
        int toMonth,
        int toDay
    )
    {
        using var folder = With(
            """[{"name":"one","workingDays":"SHIFT","parts":[{"percent":100,"due":{"date":"DAY"}}]}]"""
                .Replace("SHIFT", shift, StringComparison.Ordinal)
                .Replace("DAY", $"{year}-{month:00}-{day:00}", StringComparison.Ordinal)
        );
        var terms = folder.LoadValid().Billing.Decide(Facts.Source()).Terms!;

        Assert.Equal(new DateOnly(toYear, toMonth, toDay), terms.Instalments[0].DueOn);
    }

    [Theory]
    [InlineData("99.99", null)]
    [InlineData("100", "middle")]
    [InlineData("999.99", "middle")]
    [InlineData("1000", "large")]
    public void The_price_chooses_the_plan_on_both_sides_of_its_brackets(string price, string? plan)
    {
        const string Plans =
            """[{"name":"middle","priceFrom":100,"priceBelow":1000,"parts":[{"rest":true,"due":{"daysAfterStart":10}}]},{"name":"large","priceFrom":1000,"instalments":{"count":2,"first":{"daysAfterStart":10}}}]""";

        Assert.Equal(plan, Terms(price, Plans).Plan);
    }

    [Fact]
    public void A_part_before_the_enrolment_is_due_after_the_payers_days_and_never_before_its_invoice()
    {
        var terms = Terms(
            "100",
            """[{"name":"late","issueDaysBeforeDue":10,"parts":[{"percent":50,"due":{"date":"2026-09-01"}},{"percent":50,"due":{"date":"2026-10-01"}}]}]"""
        );

        Assert.Equal([new(2026, 9, 19), new(2026, 10, 1)], terms.Instalments.Select(x => x.DueOn));
        Assert.Equal([Facts.BeganOn, new(2026, 9, 21)], terms.Instalments.Select(x => x.IssueOn));
    }

    [Fact]
    public void Discounts_are_taken_off_in_order_and_the_fee_is_not_touched()
    {
        using var folder = With("[]");
        folder.Set(
            "receivables.json",
            "discounts",
            """[{"name":"siblings","when":{"path":"learner.fields.siblings","atLeast":2},"percent":10},{"name":"campaign","percent":50,"of":"rest"},{"name":"voucher","amount":{"path":"learner.fields.voucher"}}]"""
        );
        folder.Set(
            "receivables.json",
            "matriculationFee",
            """{"amount":{"value":"25.00"},"title":{"value":"Matrícula"},"taxCode":{"value":"exempt"},"due":{"daysAfterStart":0}}"""
        );
        var source = Facts.Source("200", learner: [("siblings", "3"), ("voucher", "5.50")]);

        var terms = folder.Billing().Decide(source).Terms!;

        Assert.Equal(
            [("siblings", 20m), ("campaign", 90m), ("voucher", 5.50m)],
            terms.Discounts.Select(x => (x.Reason, x.Amount.Amount))
        );
        Assert.Equal([25m, 84.50m], terms.Instalments.Select(x => x.Amount.Amount));
        Assert.Equal(["Matrícula", null], terms.Instalments.Select(x => x.Title));
        Assert.Equal(["exempt", null], terms.Instalments.Select(x => x.TaxCode));
        Assert.Equal(109.50m, terms.Price.Amount);
    }

    [Fact]
    public void A_discount_over_everything_is_the_reason_for_which_nothing_is_billed()
    {
        using var folder = With("[]");
        folder.Set("receivables.json", "discounts", """[{"name":"full-grant","percent":100}]""");

        Assert.Equal("full-grant", folder.Billing().Decide(Facts.Source()).NotBillable);
    }

    [Fact]
    public void A_price_below_the_fixed_amounts_waits_for_a_person()
    {
        using var folder = With(
            """[{"name":"fixed","parts":[{"amount":80,"due":{"daysAfterStart":1}},{"rest":true,"due":{"daysAfterStart":31}}]}]"""
        );

        Assert.Equal([80m, 20m], Parts(folder, "100"));
        Assert.Equal([80m], Parts(folder, "80"));
        Assert.Equal("plan.amounts-differ", Assert.Single(folder.Billing().Decide(Facts.Source("79.99")).Faults).Code);
    }

    [Fact]
    public void What_an_invoice_needs_of_its_buyer_is_asked_for_all_at_once()
    {
        using var folder = new MappingFolder();
        folder.Replace(
            "receivables.json",
            "\"taxId\": { \"path\": \"learner.fields.taxid\" },",
            "\"taxId\": { \"path\": \"learner.fields.taxid\" }, \"required\": [\"taxId\", \"postalAddress\", \"country\"],"
        );

        var faults = folder.Billing().Decide(Facts.Source()).Faults;

        Assert.Equal(["payer.missing-taxId", "payer.missing-postalAddress"], faults.Select(x => x.Code));
    }

    [Theory]
    [InlineData("calendar", 28)]
    [InlineData("working", 30)]
    public void The_withdrawal_period_counts_days_as_the_school_says(string count, int lastDay)
    {
        var days = count == "working" ? 12 : 14;
        using var folder = With("[]");
        folder.Set(
            "receivables.json",
            "changes",
            $$"""{"withdrawal":{"days":{{days}},"count":"{{count}}"},"onCancel":"keepUsed"}"""
        );

        var changes = folder.Billing().Decide(Facts.Source()).Terms!.Changes!;

        Assert.Equal(new DateOnly(2026, 9, lastDay), changes.WithdrawUntil);
        Assert.Equal(LeavingRule.KeepUsed, changes.OnCancel);
        Assert.Equal(LeavingRule.KeepInvoiced, changes.OnEnd);
    }

    [Fact]
    public void Two_guardians_share_what_is_owed()
    {
        using var folder = With("[]");
        folder.Set(
            "receivables.json",
            "shares",
            """[{"when":{"path":"learner.fields.guardian2","exists":true},"percent":{"path":"learner.fields.guardian2share"},"payer":{"name":{"path":"learner.fields.guardian2"}}}]"""
        );
        var source = Facts.Source(learner: [("guardian2", "Luz Mora"), ("guardian2share", "40.5")]);

        var share = Assert.Single(folder.Billing().Decide(source).Terms!.Shares);
        var tooMuch = Facts.Source(learner: [("guardian2", "Luz Mora"), ("guardian2share", "100.01")]);

        Assert.Equal((4_050, "Luz Mora", false), (share.BasisPoints, share.Payer.Name, share.Payer.IsLearner));
        Assert.Equal("payer.share-not-a-percentage", Assert.Single(folder.Billing().Decide(tooMuch).Faults).Code);
    }

    [Theory]
    [InlineData(
        """[{"name":"a","parts":[{"percent":50,"due":{"daysAfterStart":1}},{"percent":49,"due":{"daysAfterStart":2}}]}]""",
        "sum to 99, not to 100"
    )]
    [InlineData(
        """[{"name":"a","parts":[{"percent":100,"due":{"daysAfterStart":1}},{"rest":true,"due":{"daysAfterStart":2}}]}]""",
        "nothing is left for the rest"
    )]
    [InlineData(
        """[{"name":"a","parts":[{"percent":50,"due":{"daysAfterStart":1}},{"amount":50,"due":{"daysAfterStart":2}}]}]""",
        "do not sum to every price"
    )]
    [InlineData(
        """[{"name":"a","parts":[{"percent":0,"due":{"daysAfterStart":1}},{"percent":100,"due":{"daysAfterStart":2}}]}]""",
        "above 0"
    )]
    [InlineData(
        """[{"name":"a","parts":[{"percent":50,"due":{"date":"2026-10-01"}},{"percent":50,"due":{"date":"2026-09-01"}}]}]""",
        "not in order"
    )]
    [InlineData("""[{"name":"a","monthly":{"dueDay":5},"documents":"perPlan"}]""", "One invoice for the whole plan")]
    [InlineData("""[{"name":"a","monthly":{"dueDay":5}},{"name":"b","monthly":{"dueDay":5}}]""", "never reached")]
    [InlineData(
        """[{"name":"a","priceFrom":10,"priceBelow":10,"monthly":{"dueDay":5}}]""",
        "No price is in this bracket"
    )]
    public void A_plan_that_cannot_hold_is_refused_when_the_file_is_read(string plans, string message)
    {
        using var folder = With(plans);

        Assert.Contains(folder.Load().Faults, x => x.Message.Contains(message, StringComparison.Ordinal) && x.Line > 0);
    }

    [Fact]
    public void Shares_that_leave_less_than_nothing_are_refused_when_the_file_is_read()
    {
        using var folder = With("[]");
        folder.Set(
            "receivables.json",
            "shares",
            """[{"percent":{"value":60},"payer":{"name":{"value":"A"}}},{"percent":{"value":40.01},"payer":{"name":{"value":"B"}}}]"""
        );

        Assert.Contains(folder.Load().Faults, x => x.Message.Contains("sum to 100.01", StringComparison.Ordinal));
    }

    [Fact]
    public void An_amount_with_more_decimals_than_the_currency_has_waits_for_a_person()
    {
        using var folder = With(
            """[{"name":"fixed","parts":[{"amount":80.005,"due":{"daysAfterStart":1}},{"rest":true,"due":{"daysAfterStart":31}}]}]"""
        );

        Assert.Equal("plan.amounts-differ", Assert.Single(folder.Billing().Decide(Facts.Source()).Faults).Code);
    }

    [Theory]
    [InlineData("0.02", "plan.price-too-small")]
    [InlineData("0.03", null)]
    public void A_price_too_small_for_its_parts_waits_for_a_person(string price, string? code)
    {
        using var folder = With("""[{"name":"three","instalments":{"count":3,"first":{"daysAfterStart":10}}}]""");

        Assert.Equal(code, folder.Billing().Decide(Facts.Source(price)).Faults.FirstOrDefault()?.Code);
    }

    [Fact]
    public void Parts_are_numbered_as_they_fall_due_also_for_who_enrols_late()
    {
        var terms = Terms(
            "100",
            """[{"name":"two","parts":[{"percent":40,"due":{"monthsAfterStart":1}},{"rest":true,"due":{"date":"2027-02-01"}}]}]""",
            new DateOnly(2027, 1, 30)
        );

        Assert.Equal([new(2027, 2, 4), new(2027, 2, 28)], terms.Instalments.Select(x => x.DueOn));
        Assert.Equal([60m, 40m], terms.Instalments.Select(x => x.Amount.Amount));
        Assert.Equal([1, 2], terms.Instalments.Select(x => x.Number));
    }

    [Theory]
    [InlineData("", "payer.shares-same-payer")]
    [InlineData("luz@example.invalid", null)]
    public void Two_payers_who_cannot_be_told_apart_are_never_made_one(string email, string? code)
    {
        using var folder = With("[]");
        folder.Set(
            "receivables.json",
            "shares",
            """[{"percent":{"value":50},"payer":{"name":{"value":"Luz Mora"},"email":{"path":"learner.fields.luz"}}},{"percent":{"value":25},"payer":{"name":{"value":"Paz Mora"}}}]"""
        );
        var source = Facts.Source(learner: [("luz", email)]);

        var answer = folder.Billing().Decide(source);

        Assert.Equal(code, answer.Faults.FirstOrDefault()?.Code);
        Assert.All(answer.Terms?.Shares ?? [], x => Assert.False(x.Payer.IsLearner));
    }

    private static MappingFolder With(string plans) => new MappingFolder().Set("receivables.json", "plans", plans);

    private static List<decimal> Parts(MappingFolder folder, string price) =>
        [.. folder.Billing().Decide(Facts.Source(price)).Terms!.Instalments.Select(x => x.Amount.Amount)];

    private static BillingTerms Terms(string price, string plans, DateOnly? beganOn = null)
    {
        using var folder = With(plans);
        return folder.Billing().Decide(Facts.Source(price, beganOn: beganOn)).Terms!;
    }
}
