using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Dolibarr;

/// <summary>Validation, credit notes stage by stage, and what accountants do by hand.</summary>
public sealed class DolibarrPostingTests : IAsyncLifetime
{
    private DolibarrSchool school = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => school = await DolibarrSchool.OpenAsync();

    public ValueTask DisposeAsync() => school.DisposeAsync();

    [Fact]
    public async Task A_draft_that_somebody_paid_has_no_number_and_is_not_posted()
    {
        var drafted = await DraftAsync(school.Invoice(await school.NewCustomerAsync(Stop)));
        school.Twin.Pay(drafted.Key, drafted.Total.Amount, school.Today);

        var posted = Assert.Single(await school.Book.PostAsync([drafted], Stop));
        var read = Assert.Single(await school.Book.ReadAsync([drafted.Key], Stop));

        Assert.Equal(OutcomeKind.Rejected, posted.Kind);
        Assert.Contains("while it was a draft", posted.Reason, StringComparison.Ordinal);
        Assert.Equal((DocumentState.Draft, (string?)null), (read.State, read.Number));
    }

    [Theory]
    [InlineData(FaultKind.AnswerLost, OutcomeKind.Done)]
    [InlineData(FaultKind.ErrorAfterCommit, OutcomeKind.Done)]
    [InlineData(FaultKind.Reset, OutcomeKind.Unknown)]
    [InlineData(FaultKind.MaintenancePage, OutcomeKind.Unknown)]
    public async Task A_validation_without_an_answer_is_what_the_document_says(FaultKind kind, OutcomeKind expected)
    {
        var drafted = await DraftAsync(school.Invoice(await school.NewCustomerAsync(Stop)));
        school.Server.Faults.Add(new Fault(kind, "invoices.validate"));

        var posted = Assert.Single(await school.Book.PostAsync([drafted], Stop));
        var atOnce = Assert.Single(await school.Book.PostAsync([drafted], Stop));
        school.Clock.Advance(TimeSpan.FromSeconds(120));
        var later = Assert.Single(await school.Book.PostAsync([drafted], Stop));

        Assert.Equal(expected, posted.Kind);
        Assert.Equal(expected == OutcomeKind.Done ? OutcomeKind.Done : OutcomeKind.Later, atOnce.Kind);
        Assert.Equal((OutcomeKind.Done, "IN2611-0001"), (later.Kind, later.Value!.Number));
    }

    [Fact]
    public async Task A_document_that_was_validated_meanwhile_is_done_though_Dolibarr_answers_304()
    {
        var drafted = await DraftAsync(school.Invoice(await school.NewCustomerAsync(Stop)));
        school.Server.Faults.Add(
            new Fault(FaultKind.Slow, "invoices.validate", Struck: () => school.Twin.ValidateByHand(drafted.Key))
        );

        var posted = Assert.Single(await school.Book.PostAsync([drafted], Stop));

        Assert.Equal((OutcomeKind.Done, "IN2611-0001"), (posted.Kind, posted.Value!.Number));
        Assert.Contains(school.Calls, call => call is { Operation: "invoices.validate", Status: 304 });
    }

    [Theory]
    [InlineData("invoices.create")]
    [InlineData("invoices.validate")]
    [InlineData("invoices.markAsCreditAvailable")]
    [InlineData("invoices.usecreditnote")]
    [InlineData("invoices.settopaid")]
    public async Task A_credit_note_goes_on_from_every_stage_at_which_an_answer_was_lost(string stage)
    {
        foreach (var kind in new[] { FaultKind.Reset, FaultKind.AnswerLost })
        {
            var invoice = await school.NewInvoiceAsync(Stop);
            var draft = school.CreditNote(invoice, 100m);
            school.Server.Faults.Add(new Fault(kind, stage));
            ItemOutcome<ErpDocument>? posted = null;
            for (var round = 0; round < 3 && posted?.Kind != OutcomeKind.Done; round++)
            {
                var drafted = Assert.Single(await school.Book.DraftAsync([draft], Stop));
                posted = drafted.Value is { } made ? Assert.Single(await school.Book.PostAsync([made], Stop)) : null;
                school.Clock.Advance(TimeSpan.FromSeconds(120));
            }

            var now = Assert.Single(await school.Book.ReadAsync([invoice.Key], Stop));

            Assert.Equal(OutcomeKind.Done, posted!.Kind);
            Assert.True(now.Open.IsZero);
            Assert.Equal(invoice.Total, Assert.Single(now.Settlements).Amount);
            Assert.Empty(await school.Ledger.ReadCreditAsync([invoice.CustomerKey], Stop));
        }
    }

    [Fact]
    public async Task A_credit_note_with_two_VAT_rates_is_used_whole()
    {
        var customer = await school.NewCustomerAsync(Stop);
        DocumentLineDraft[] lines = [school.Line(100m, "21"), school.Line(50m, "10")];
        var drafted = await DraftAsync(school.Invoice(customer) with { Lines = lines });
        var invoice = Assert.Single(await school.Book.PostAsync([drafted], Stop)).Value!;
        var note = await DraftAsync(school.CreditNote(invoice, 1m) with { Lines = lines });

        await school.Book.PostAsync([note], Stop);
        var now = Assert.Single(await school.Book.ReadAsync([invoice.Key], Stop));

        Assert.True(now.Open.IsZero);
        Assert.Equal([121m, 55m], now.Settlements.Select(s => s.Amount.Amount));
        Assert.All(now.Settlements, s => Assert.Equal(note.Key, s.SourceKey));
    }

    [Fact]
    public async Task What_a_paid_invoice_cannot_take_stays_the_customers_credit()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.Pay(invoice.Key, 121m, school.Today);
        var note = await DraftAsync(school.CreditNote(invoice, 40m));

        var posted = Assert.Single(await school.Book.PostAsync([note], Stop));
        var again = Assert.Single(await school.Book.PostAsync([note], Stop));
        var credit = Assert.Single(await school.Ledger.ReadCreditAsync([invoice.CustomerKey], Stop));

        Assert.Equal((OutcomeKind.Done, OutcomeKind.Done), (posted.Kind, again.Kind));
        Assert.Equal(48.4m, credit.Amount.Amount);
        Assert.Equal(
            121m,
            Assert.Single(Assert.Single(await school.Book.ReadAsync([invoice.Key], Stop)).Settlements).Amount.Amount
        );
    }

    [Theory]
    [InlineData(72.61, 48.4)]
    [InlineData(72.60, null)]
    public async Task A_discount_is_used_only_where_the_whole_of_it_is_open(double paid, double? credit)
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.Pay(invoice.Key, (decimal)paid, school.Today);
        var note = await DraftAsync(school.CreditNote(invoice, 40m));

        await school.Book.PostAsync([note], Stop);
        var left = await school.Ledger.ReadCreditAsync([invoice.CustomerKey], Stop);

        Assert.Equal((decimal?)credit, left.Count == 0 ? null : left[0].Amount.Amount);
    }

    [Fact]
    public async Task A_credit_note_that_would_raise_the_debt_is_not_posted()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var answer = await DolibarrWire.PostAsync(
            school,
            "invoices",
            new JObject
            {
                ["socid"] = int.Parse(invoice.CustomerKey, null),
                ["type"] = 2,
                ["fk_facture_source"] = int.Parse(invoice.Key, null),
                ["ref_ext"] = "school-positive",
                ["lines"] = new JArray(new JObject { ["subprice"] = 50, ["qty"] = 1 }),
            },
            Stop
        );
        var wrong = Assert.Single(await school.Book.ReadAsync([answer.Content!], Stop));

        var posted = Assert.Single(await school.Book.PostAsync([wrong], Stop));

        Assert.Equal(OutcomeKind.Rejected, posted.Kind);
        Assert.Contains("positive total", posted.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_bad_debt_owes_nothing_and_says_why()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.Pay(invoice.Key, 21m, school.Today);
        school.Twin.Abandon(invoice.Key, "badcustomer");

        var read = Assert.Single(await school.Book.ReadAsync([invoice.Key], Stop));

        Assert.Equal((DocumentState.Posted, true), (read.State, read.Open.IsZero));
        Assert.Equal([SettlementKind.Payment, SettlementKind.Other], read.Settlements.Select(s => s.Kind));
        Assert.Equal((100m, "badcustomer"), (read.Settlements[1].Amount.Amount, read.Settlements[1].SourceKey));
    }

    [Fact]
    public async Task A_cancelled_invoice_owes_nothing()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.Cancel(invoice.Key);

        var read = Assert.Single(await school.Book.ReadAsync([invoice.Key], Stop));

        Assert.Equal((DocumentState.Cancelled, true), (read.State, read.Open.IsZero));
    }

    [Fact]
    public async Task A_deletion_that_Dolibarr_claims_is_seen_by_looking()
    {
        var first = await school.NewInvoiceAsync(Stop);
        var second = await school.NewInvoiceAsync(Stop);
        var answers = new[]
        {
            await DolibarrWire.DeleteAsync(school, $"invoices/{first.Key}", Stop),
            await DolibarrWire.DeleteAsync(school, $"invoices/{second.Key}", Stop),
        };

        var read = await school.Book.ReadAsync([first.Key, second.Key], Stop);
        var next = await school.NewInvoiceAsync(Stop);

        Assert.All(answers, a => Assert.Contains("Invoice deleted", a.Content, StringComparison.Ordinal));
        Assert.Equal(first.Key, Assert.Single(read).Key);
        Assert.Equal(second.Number, next.Number);
    }

    private async Task<ErpDocument> DraftAsync(DocumentDraft draft) =>
        Assert.Single(await school.Book.DraftAsync([draft], Stop)).Value!;
}
