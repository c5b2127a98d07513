using Collections.Connector.Flow.Receivables;

namespace Collections.Flow.Tests.Mapping;

public sealed class BillingRulesTests
{
    [Fact]
    public void Several_mistakes_of_one_record_are_told_together()
    {
        var source = Facts.Source("caro", course: [("currency", "pesetas"), ("firstdue", "mañana")], email: "ana");

        var codes = Decide(source).Faults.Select(fault => fault.Code).Order(StringComparer.Ordinal);

        Assert.Equal(["currency.unknown", "due.not-a-date", "payer.bad-email", "price.not-a-number"], codes);
    }

    [Fact]
    public void Faults_carry_keys_and_no_personal_data()
    {
        var source = Facts.Source("caro", learner: [("billingemail", "not an address")], course: [("currency", "Ana")]);

        var text = string.Join('\n', Decide(source).Faults);

        Assert.DoesNotContain("Ana", text, StringComparison.Ordinal);
        Assert.DoesNotContain("not an address", text, StringComparison.Ordinal);
        Assert.Contains("learner 42", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "manual", "staff")]
    [InlineData(null, "manual", null)]
    [InlineData(true, "manual", null)]
    [InlineData(true, "guest", "guest")]
    [InlineData(true, "fee", "paid-in-the-lms")]
    public void Staff_and_guests_are_never_billed(bool? isLearner, string method, string? reason)
    {
        var answer = Decide(Facts.Source(isLearner: isLearner, method: method));

        Assert.Equal(reason, answer.NotBillable);
        Assert.Equal(reason is null, answer.Terms is not null);
    }

    [Fact]
    public void A_reason_not_to_bill_comes_before_any_fault_of_the_data()
    {
        var answer = Decide(Facts.Source("caro", isLearner: false));

        Assert.Equal("staff", answer.NotBillable);
        Assert.Empty(answer.Faults);
    }

    [Fact]
    public void The_first_rule_that_excludes_gives_the_reason()
    {
        var answer = Decide(Facts.Source(course: [("billable", "0")], method: "fee", learner: [("scholarship", "1")]));

        Assert.Equal("course-not-for-sale", answer.NotBillable);
    }

    [Fact]
    public void Enrolments_from_before_the_first_day_of_billing_are_billed_only_when_named()
    {
        using var folder = new MappingFolder().Set("school.json", "billAnyway", "[\"17/42\"]");
        var dayBefore = Facts.Source(beganOn: new DateOnly(2026, 8, 31));
        var firstDay = Facts.Source(beganOn: new DateOnly(2026, 9, 1));

        Assert.Equal("before-bill-from", Decide(dayBefore).NotBillable);
        Assert.NotNull(Decide(firstDay).Terms);
        Assert.NotNull(folder.Billing().Decide(dayBefore).Terms);
    }

    [Theory]
    [InlineData("equals", "\"si\"", "si", true)]
    [InlineData("equals", "\"si\"", "Si", false)]
    [InlineData("equals", "10", "10.0", true)]
    [InlineData("equals", "true", "1", true)]
    [InlineData("equals", "true", "0", false)]
    [InlineData("equals", "\"si\"", null, false)]
    [InlineData("notEquals", "\"si\"", null, true)]
    [InlineData("notEquals", "\"si\"", "si", false)]
    [InlineData("in", "[\"a\", 2]", "2", true)]
    [InlineData("in", "[\"a\", 2]", "b", false)]
    [InlineData("notIn", "[\"a\"]", null, true)]
    [InlineData("notIn", "[\"a\"]", "a", false)]
    [InlineData("exists", "true", "x", true)]
    [InlineData("exists", "true", " ", false)]
    [InlineData("exists", "false", null, true)]
    [InlineData("matches", "\"^B[0-9]+$\"", "B12", true)]
    [InlineData("matches", "\"^B[0-9]+$\"", "C12", false)]
    [InlineData("matches", "\"^$\"", null, false)]
    [InlineData("atLeast", "5", "5", true)]
    [InlineData("atLeast", "5", "4.99", false)]
    [InlineData("atMost", "5", "5", true)]
    [InlineData("atMost", "5", "5.01", false)]
    [InlineData("atMost", "5", "poco", false)]
    public void A_condition_answers_for_every_value(string test, string operand, string? value, bool excluded)
    {
        using var folder = new MappingFolder().Set(
            "receivables.json",
            "billable",
            $$"""[{ "name": "rule", "excludeWhen": { "path": "course.fields.x", "{{test}}": {{operand}} } }]"""
        );
        var source = value is null ? Facts.Source() : Facts.Source(course: [("x", value)]);

        var answer = folder.Billing().Decide(source);

        Assert.Equal(excluded ? "rule" : null, answer.NotBillable);
    }

    [Fact]
    public void Conditions_combine_and_a_JSONPath_with_a_filter_reads_the_record_as_JSON()
    {
        using var folder = new MappingFolder().Set(
            "receivables.json",
            "billable",
            """
            [{ "name": "rule", "excludeUnless": { "all": [
                { "path": "$.course.methods[?(@ == 'manual')]", "exists": true },
                { "any": [
                  { "path": "$.course.fields['codigo postal']", "equals": "28001" },
                  { "path": "course.startsAt", "exists": true } ] } ] } }]
            """
        );
        var billing = folder.Billing();

        Assert.NotNull(billing.Decide(Facts.Source(course: [("codigo postal", "28001")])).Terms);
        Assert.Equal("rule", billing.Decide(Facts.Source()).NotBillable);
    }

    [Theory]
    [InlineData("2026-10-01", "2026-10-01")]
    [InlineData("2026-09-19", "2026-09-19")]
    [InlineData("2026-09-18", "2026-09-19")]
    [InlineData("2020-01-01", "2026-09-19")]
    [InlineData("0", "2026-09-24")]
    [InlineData("", "2026-09-24")]
    [InlineData("1790802000", "2026-09-30")]
    [InlineData("1790805600", "2026-10-01")]
    public void The_due_day_comes_from_the_field_and_never_before_five_days_after_the_invoice(string field, string due)
    {
        var instalment = Decide(Facts.Source(course: [("firstdue", field)])).Terms!.Instalments[0];

        Assert.Equal(DateOnly.Parse(due, System.Globalization.CultureInfo.InvariantCulture), instalment.DueOn);
        Assert.Equal(Facts.BeganOn, instalment.IssueOn);
        Assert.Equal(Facts.BeganOn, instalment.TaxOn);
    }

    [Theory]
    [InlineData("""{ "daysAfterStart": 0 }""", "2026-09-14")]
    [InlineData("""{ "daysAfterStart": 30 }""", "2026-10-14")]
    [InlineData("""{ "fixedDate": "2026-12-01" }""", "2026-12-01")]
    [InlineData("""{ "fixedDate": "2026-09-01" }""", "2026-09-14")]
    [InlineData("""{ "fromField": "course.fields.firstdue", "fieldZone": "UTC" }""", "2026-09-30")]
    public void A_due_rule_never_gives_a_day_before_the_invoice(string rule, string due)
    {
        using var folder = new MappingFolder().Set("receivables.json", "due", rule);
        var source = Facts.Source(course: [("firstdue", "1790805600")]); // 2026-09-30 22:00 UTC

        var terms = folder.Billing().Decide(source).Terms!;

        Assert.Equal(
            DateOnly.Parse(due, System.Globalization.CultureInfo.InvariantCulture),
            terms.Instalments[0].DueOn
        );
    }

    [Fact]
    public void An_enrolment_that_begins_beyond_the_calendar_waits_for_a_person()
    {
        var answer = Decide(Facts.Source(beganOn: DateOnly.MaxValue));

        Assert.Equal("start.not-a-date", Assert.Single(answer.Faults).Code);
    }

    [Fact]
    public void A_due_field_without_fallback_waits_for_a_person_when_it_is_empty()
    {
        using var folder = new MappingFolder().Set(
            "receivables.json",
            "due",
            """{ "fromField": "course.fields.firstdue" }"""
        );

        var fault = Assert.Single(folder.Billing().Decide(Facts.Source()).Faults);

        Assert.Equal(("due.missing", "course 17 (MAT-101), field firstdue"), (fault.Code, fault.Where));
    }

    [Fact]
    public void The_payer_falls_back_from_the_billing_profile_to_the_learner()
    {
        var own = Decide(Facts.Source()).Terms!.Payer;
        var company = Decide(
            Facts.Source(learner: [("billingname", "Ibáñez S.L."), ("billingemail", "f@x.example"), ("taxid", "B1")])
        ).Terms!.Payer;

        Assert.Equal((true, "Ana Núñez", "ana@example.invalid"), (own.IsLearner, own.Name, own.Email));
        Assert.Equal((false, "Ibáñez S.L.", "f@x.example"), (company.IsLearner, company.Name, company.Email));
        Assert.True(company.IsCompany);
        Assert.Equal(("B1", "ES", "es"), (company.TaxId, company.Country, company.Language));
    }

    [Fact]
    public void A_learner_without_an_address_is_billed_unless_the_mapping_requires_one()
    {
        using var strict = new MappingFolder().Set("receivables.json", "payer.email.required", "true");
        var source = Facts.Source(email: "");

        Assert.Null(Decide(source).Terms!.Payer.Email);
        var fault = Assert.Single(strict.Billing().Decide(source).Faults);
        Assert.Equal("value.missing", fault.Code);
        Assert.Contains("learner 42", fault.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_without_a_row_parks_or_faults_as_the_mapping_says()
    {
        using var folder = new MappingFolder();
        folder.Set("receivables.json", "tables.tax", """{ "3": "vat10" }""");

        string Code(string onMiss) =>
            folder
                .Set(
                    "receivables.json",
                    "taxCode",
                    $$"""{ "table": "tax", "by": "course.fields.cat", "onMiss": "{{onMiss}}" }"""
                )
                .Billing()
                .Decide(Facts.Source(course: [("cat", "9")]))
                .Faults.Single()
                .Code;

        Assert.Equal("table.no-row", Code("error"));
        Assert.Equal("table.parked", Code("park"));
        folder.Set(
            "receivables.json",
            "taxCode",
            """{ "table": "tax", "by": "{{course.category}}", "onMiss": "error" }"""
        );
        Assert.Equal("vat10", folder.Billing().Decide(Facts.Source()).Terms!.TaxCode);
    }

    [Fact]
    public void Deciding_for_many_enrolments_allocates_little_for_each()
    {
        var billing = Demo.Billing;
        var source = Facts.Source("120");
        billing.Decide(source);
        const int Count = 2000;

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Count; i++)
        {
            billing.Decide(source);
        }

        var bytesEach = (GC.GetAllocatedBytesForCurrentThread() - before) / Count;
        Assert.InRange(bytesEach, 1, 4096);
    }

    private static Collections.Connector.Flow.Mapping.SchoolMapping Demo { get; } =
        Collections.Connector.Flow.Mapping.SchoolMappingLoader.Load(MappingFolder.DemoPath).Value!;

    private static BillingAnswer Decide(BillingSource source) => Demo.Billing.Decide(source);
}
