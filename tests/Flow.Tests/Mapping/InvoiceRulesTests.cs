using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Mapping;

public sealed class InvoiceRulesTests
{
    private static readonly SchoolMapping Demo = SchoolMappingLoader.Load(MappingFolder.DemoPath).Value!;

    [Fact]
    public void A_receivable_becomes_a_line_and_the_document_expects_its_sum()
    {
        var answer = Demo.Invoices.Draft(Document(Part("r1", Facts.Source("350.5")), Part("r2", Facts.Source("0.01"))));

        var draft = answer.Draft!;
        Assert.Equal(new Money(35051, Currency.Of("EUR")), answer.Expected);
        Assert.Equal(AmountBasis.Net, answer.Basis);
        Assert.Equal(["r1", "r2"], draft.Lines.Select(line => line.Reference));
        Assert.Equal(["21% S"], draft.Lines[0].TaxKeys);
        Assert.Equal("Matemática I (MAT-1) - MAT-101", draft.Lines[0].Description);
        Assert.Equal(("doc-1", "INV", "c9"), (draft.Reference, draft.JournalKey, draft.CustomerKey));
        Assert.Equal((Facts.BeganOn, Facts.BeganOn.AddDays(10)), (draft.IssueOn, draft.DueOn!.Value));
        Assert.Equal("MAT-1", draft.Fields["invoice_origin"]);
    }

    [Fact]
    public void A_credit_note_keeps_its_positive_lines_and_names_what_it_corrects()
    {
        var part = Part("r1", Facts.Source("100"));

        var draft = Demo
            .Invoices.Draft(new InvoiceSource("cn-1", DocumentKind.CreditNote, "c9", "inv-7", [part]))
            .Draft!;

        Assert.Equal((DocumentKind.CreditNote, "inv-7"), (draft.Kind, draft.ReversesKey));
        Assert.Equal(10000, draft.Lines[0].UnitPrice.MinorUnits);
    }

    [Fact]
    public void A_header_value_on_which_the_receivables_disagree_is_not_taken_from_the_first()
    {
        var answer = Demo.Invoices.Draft(
            Document(Part("r1", Facts.Source()), Part("r2", Facts.Source(shortName: "FIS-1", key: "18")))
        );

        var fault = Assert.Single(answer.Faults);
        Assert.Equal(("document.header-ambiguous", "document doc-1, invoice_origin"), (fault.Code, fault.Where));
        Assert.Null(answer.Draft);
    }

    [Fact]
    public void Parts_that_do_not_belong_on_one_document_are_refused_together()
    {
        var euros = Part("r1", Facts.Source());
        var dollars = Part("r1", Facts.Source(course: [("currency", "USD"), ("firstdue", "2026-12-01")]));
        var gross = dollars with { Terms = dollars.Terms with { Basis = AmountBasis.Gross, TaxCode = null } };

        var codes = Demo.Invoices.Draft(Document(euros, gross)).Faults.Select(fault => fault.Code).ToHashSet();

        Assert.Superset(
            new HashSet<string>
            {
                "document.currencies-mixed",
                "document.basis-mixed",
                "document.repeated",
                "document.due-dates-differ",
                "table.parked",
            },
            codes
        );
    }

    [Fact]
    public void Instalments_that_do_not_sum_to_the_price_stop_the_document()
    {
        var part = Part("r1", Facts.Source("100"));
        var wrong = part with { Terms = part.Terms with { Price = new Money(10001, Currency.Of("EUR")) } };

        Assert.Equal("guard.instalments", Assert.Single(Demo.Invoices.Draft(Document(wrong)).Faults).Code);
    }

    [Theory]
    [InlineData("20000", null)]
    [InlineData("20000.01", "guard.unusually-high")]
    public void A_guard_of_the_school_stops_what_it_names(string price, string? code)
    {
        var answer = Demo.Invoices.Draft(Document(Part("r1", Facts.Source(price))));

        Assert.Equal(code, answer.Faults.SingleOrDefault()?.Code);
        Assert.Equal(code is null, answer.Draft is not null);
    }

    [Fact]
    public void A_payment_term_takes_the_place_of_the_due_date()
    {
        using var folder = new MappingFolder().Set("invoices.json", "header.paymentTerm", """{ "value": "30 Days" }""");

        var draft = folder.Invoices().Draft(Document(Part("r1", Facts.Source()))).Draft!;

        Assert.Equal("30 Days", draft.PaymentTermKey);
        Assert.Null(draft.DueOn);
    }

    [Theory]
    [InlineData("""{ "path": "course.fields.x", "type": "integer" }""", "7.0", "7")]
    [InlineData("""{ "path": "course.fields.x", "type": "integer" }""", "7.5", "value.wrong-type")]
    [InlineData("""{ "path": "course.fields.x", "type": "decimal", "scale": 2 }""", "7.5", "7.50")]
    [InlineData("""{ "path": "course.fields.x", "type": "decimal", "scale": 2 }""", "7.505", "value.too-precise")]
    [InlineData("""{ "path": "course.fields.x", "type": "date" }""", "1773100800", "2026-03-10")]
    [InlineData("""{ "path": "course.fields.x", "type": "date" }""", "10/03/2026", "value.wrong-type")]
    [InlineData("""{ "path": "course.fields.x", "type": "boolean" }""", "1", "true")]
    [InlineData("""{ "path": "course.fields.x", "type": "boolean" }""", "Yes", "value.wrong-type")]
    [InlineData("""{ "path": "course.fields.x", "maxLength": 3, "onOverflow": "error" }""", "abc", "abc")]
    [InlineData("""{ "path": "course.fields.x", "maxLength": 3, "onOverflow": "error" }""", "abcd", "value.too-long")]
    [InlineData("""{ "path": "course.fields.x", "maxLength": 3, "onOverflow": "cut" }""", "abcd", "abc")]
    [InlineData("""{ "path": "course.fields.y", "required": true }""", "", "value.missing")]
    [InlineData("""{ "path": "course.fields.y" }""", "", null)]
    [InlineData("""{ "template": "{{instalment.dueOn | date \"dd/MM/yyyy\"}}" }""", "", "24/09/2026")]
    [InlineData("""{ "template": "{{instalment.amount | money}} {{payer.name | upper}}" }""", "", "100,00 € ANA NÚÑEZ")]
    [InlineData("""{ "value": 12 }""", "", "12")]
    public void A_field_of_the_ERP_keeps_its_rules(string target, string field, string? outcome)
    {
        using var folder = new MappingFolder().Set("invoices.json", "line.fields", $$"""{ "x_custom": {{target}} }""");

        var answer = folder.Invoices().Draft(Document(Part("r1", Facts.Source(course: [("x", field)]))));

        var actual = answer.Draft is { } draft
            ? draft.Lines[0].Fields.GetValueOrDefault("x_custom")
            : Assert.Single(answer.Faults).Code;
        Assert.Equal(outcome, actual);
    }

    [Fact]
    public void A_fault_names_the_source_and_the_field_of_the_ERP()
    {
        using var folder = new MappingFolder().Set(
            "invoices.json",
            "line.analytic",
            """{ "path": "course.fields.costcentre", "required": true }"""
        );

        var fault = Assert.Single(folder.Invoices().Draft(Document(Part("r1", Facts.Source()))).Faults);

        Assert.Equal("course 17 (MAT-101), field costcentre (for analytic)", fault.Where);
    }

    [Fact]
    public void A_document_without_receivables_is_a_bug_of_the_caller()
    {
        Assert.Throws<InvalidOperationException>(() => Demo.Invoices.Draft(Document()));
    }

    private static InvoicePart Part(string reference, BillingSource source)
    {
        var terms = Demo.Billing.Decide(source).Terms!;
        return new InvoicePart(reference, source, terms, terms.Instalments[0]);
    }

    private static InvoiceSource Document(params InvoicePart[] parts) =>
        new("doc-1", DocumentKind.Invoice, "c9", null, parts);
}
