using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Dolibarr;

/// <summary>A document is made once, though Dolibarr takes a reference as often as it comes.</summary>
public sealed class DolibarrDraftTests : IAsyncLifetime
{
    private const string Create = "invoices.create";
    private DolibarrSchool school = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => school = await DolibarrSchool.OpenAsync();

    public ValueTask DisposeAsync() => school.DisposeAsync();

    [Theory]
    [InlineData(FaultKind.AnswerLost)]
    [InlineData(FaultKind.ErrorAfterCommit)]
    public async Task A_draft_whose_answer_was_lost_is_found_again_in_the_same_call(FaultKind kind)
    {
        var draft = school.Invoice(await school.NewCustomerAsync(Stop));
        school.Server.Faults.Add(new Fault(kind, Create));

        var made = await DraftAsync(draft);

        Assert.Equal(OutcomeKind.Done, made.Kind);
        Assert.Equal(1, school.Twin.InvoiceCount);
    }

    [Theory]
    [InlineData(119, OutcomeKind.Later)]
    [InlineData(120, OutcomeKind.Done)]
    public async Task A_draft_that_got_no_answer_and_is_not_there_is_sent_again_after_the_longest_run(
        int seconds,
        OutcomeKind then
    )
    {
        var draft = school.Invoice(await school.NewCustomerAsync(Stop));
        school.Server.Faults.Add(new Fault(FaultKind.Reset, Create));
        var unanswered = await DraftAsync(draft);
        school.Clock.Advance(TimeSpan.FromSeconds(seconds));

        var again = await DraftAsync(draft);

        Assert.Equal(OutcomeKind.Unknown, unanswered.Kind);
        Assert.Equal(then, again.Kind);
        Assert.Equal(then == OutcomeKind.Done ? 2 : 1, school.Server.Counts[Create]);
    }

    [Fact]
    public async Task After_a_call_without_an_answer_the_rest_of_the_batch_waits()
    {
        var customer = await school.NewCustomerAsync(Stop);
        var drafts = Enumerable.Range(0, 3).Select(_ => school.Invoice(customer)).ToList();
        school.Server.Faults.Add(new Fault(FaultKind.Reset, Create, After: 1));

        var made = await school.Book.DraftAsync(drafts, Stop);

        Assert.Equal([OutcomeKind.Done, OutcomeKind.Unknown, OutcomeKind.Later], made.Select(o => o.Kind));
        Assert.Equal(2, school.Server.Counts[Create]);
    }

    [Fact]
    public async Task Nothing_sent_is_an_exception_and_no_outcome()
    {
        var draft = school.Invoice(await school.NewCustomerAsync(Stop));
        school.Twin.Deny("invoices.create");

        await Assert.ThrowsAsync<RemoteMisconfiguredException>(() => school.Book.DraftAsync([draft], Stop));
        Assert.Equal(0, school.Twin.InvoiceCount);
    }

    [Fact]
    public async Task Two_documents_under_one_reference_are_told_with_both_numbers()
    {
        var draft = school.Invoice(await school.NewCustomerAsync(Stop));
        await DraftAsync(draft);
        await DolibarrWire.PostAsync(
            school,
            "invoices",
            new JObject { ["socid"] = int.Parse(draft.CustomerKey, null), ["ref_ext"] = draft.Reference },
            Stop
        );

        var made = await DraftAsync(draft);

        Assert.Equal(OutcomeKind.Rejected, made.Kind);
        Assert.Contains("(PROV1) (id 1) and (PROV2) (id 2)", made.Reason, StringComparison.Ordinal);
        Assert.Equal(2, (await school.Book.FindAsync([draft.Reference], Stop)).Count);
    }

    [Fact]
    public async Task Two_processes_that_write_at_once_never_write_side_by_side()
    {
        var customer = await school.NewCustomerAsync(Stop);
        await using var other = school.Connect();
        school.Twin.WriteTime = TimeSpan.FromMilliseconds(3);
        var drafts = Enumerable.Range(0, 8).Select(_ => school.Invoice(customer)).ToList();

        var made = await Task.WhenAll(
            drafts.Select((draft, i) => (i % 2 == 0 ? school.Book : other.Documents).DraftAsync([draft], Stop))
        );

        Assert.All(made, outcomes => Assert.Equal(OutcomeKind.Done, Assert.Single(outcomes).Kind));
        Assert.Equal(0, school.Twin.Overlaps);
    }

    [Fact]
    public async Task A_write_beside_another_ones_ends_in_a_deadlock_and_is_looked_up()
    {
        var draft = school.Invoice(await school.NewCustomerAsync(Stop));
        var hold = new TaskCompletionSource();
        school.Twin.WriteHold = hold.Task;
        var stranger = DolibarrWire.PostAsync(school, "thirdparties", new JObject { ["name"] = "Beside" }, Stop);
        while (school.Twin.WritesRunning == 0)
        {
            await Task.Yield();
        }

        var made = await DraftAsync(draft);
        hold.SetResult();
        await stranger;

        Assert.Equal(OutcomeKind.Unknown, made.Kind);
        Assert.Contains("busy", made.Reason, StringComparison.Ordinal);
        Assert.Equal((1, 0), (school.Twin.Overlaps, school.Twin.InvoiceCount));
    }

    [Fact]
    public async Task Tax_is_rounded_line_by_line()
    {
        var draft = school.Invoice(await school.NewCustomerAsync(Stop)) with
        {
            Lines = [school.Line(10.01m), school.Line(10.01m), school.Line(10.01m)],
        };

        var made = await DraftAsync(draft);

        Assert.Equal((30.03m, 36.33m), (made.Value!.Untaxed.Amount, made.Value.Total.Amount));
    }

    [Fact]
    public async Task A_line_without_tax_keys_has_no_tax_and_a_product_keeps_the_price_that_was_sent()
    {
        var line = school.Line(80m) with { TaxKeys = [], ProductKey = "CURSO-A" };
        var draft = school.Invoice(await school.NewCustomerAsync(Stop)) with { Lines = [line] };

        var made = await DraftAsync(draft);

        Assert.Equal((80m, 80m), (made.Value!.Untaxed.Amount, made.Value.Total.Amount));
    }

    [Fact]
    public async Task What_Dolibarr_would_take_and_get_wrong_is_refused_before_it_is_sent()
    {
        var customer = await school.NewCustomerAsync(Stop);
        var right = school.Invoice(customer);
        var due = new DuePart(school.Today, Money.Exactly(50m, school.Currency));
        (DocumentDraft Draft, string Word)[] wrong =
        [
            (right with { Currency = Currency.Of("USD") }, "USD"),
            (right with { DueParts = [due, due] }, "one due day"),
            (right with { JournalKey = "VT" }, "'VT'"),
            (right with { PaymentTermKey = "60D" }, "'60D'"),
            (right with { Lines = [] }, "no lines"),
            (right with { Lines = [school.Line(1m, "21", "10")] }, "21, 10"),
            (right with { Lines = [school.Line(1m, "17.77")] }, "17.77"),
            (right with { Lines = [school.Line(1m) with { ProductKey = "NONE" }] }, "'NONE'"),
            (right with { Lines = [school.Line(1m) with { AccountKey = "705" }] }, "'705'"),
            (right with { Lines = [school.Line(1m) with { AnalyticKey = "A1" }] }, "'A1'"),
            (right with { Kind = DocumentKind.CreditNote, ReversesKey = "77" }, "'77'"),
            (right with { Fields = new Dictionary<string, string> { ["socid"] = "9" } }, "'socid'"),
            (right with { CustomerKey = "none" }, "'none'"),
            (right with { Reference = "O'Brien" }, "small letters"),
        ];

        foreach (var (draft, word) in wrong)
        {
            var made = await DraftAsync(draft);

            Assert.Equal(OutcomeKind.Rejected, made.Kind);
            Assert.Contains(word, made.Reason, StringComparison.Ordinal);
        }

        Assert.Equal(0, school.Twin.InvoiceCount);
        Assert.Equal(0, school.Server.Counts.GetValueOrDefault(Create));
    }

    [Fact]
    public async Task A_credit_note_over_another_customers_invoice_is_refused()
    {
        var invoice = await school.NewInvoiceAsync(Stop);
        var stranger = await school.NewCustomerAsync(Stop);

        var made = await DraftAsync(school.CreditNote(invoice, 10m) with { CustomerKey = stranger });

        Assert.Equal(OutcomeKind.Rejected, made.Kind);
        Assert.Contains("another customer", made.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payment_term_decides_the_due_day_and_extrafields_say_where_electronic_invoicing_stands()
    {
        await using var electronic = await DolibarrSchool.OpenAsync(settings =>
        {
            settings["legalStateField"] = "options_state";
            settings["legalNumberField"] = "options_uuid";
        });
        var draft = electronic.Invoice(await electronic.NewCustomerAsync(Stop)) with
        {
            DueOn = null,
            PaymentTermKey = "30D",
            Fields = new Dictionary<string, string> { ["options_state"] = "sent", ["ref_client"] = "ENR-1" },
        };
        var made = Assert.Single(await electronic.Book.DraftAsync([draft], Stop)).Value!;
        await electronic.Book.PostAsync([made], Stop);
        var before = Assert.Single(await electronic.Book.ReadAsync([made.Key], Stop));

        electronic.Twin.SetExtras(
            made.Key,
            new JObject { ["options_state"] = "accepted", ["options_uuid"] = "UUID-1" }
        );
        var after = Assert.Single(await electronic.Book.ReadAsync([made.Key], Stop));

        Assert.Equal(("sent", (string?)null), (before.LegalState, before.LegalNumber));
        Assert.Equal(electronic.Today.AddDays(30), Assert.Single(before.DueLines).DueOn);
        Assert.Equal(("accepted", "UUID-1"), (after.LegalState, after.LegalNumber));
        Assert.NotEqual(before.Version, after.Version);
    }

    [Theory]
    [InlineData("America/Bogota")]
    [InlineData("Asia/Tokyo")]
    public async Task Days_are_right_where_PHP_has_another_zone_that_the_settings_name(string zone)
    {
        await using var abroad = await DolibarrSchool.OpenAsync(settings => settings["serverZone"] = zone);
        abroad.Twin.PhpZone = zone;

        var posted = await abroad.NewInvoiceAsync(Stop);

        Assert.Equal(abroad.Today, posted.IssuedOn);
        Assert.Equal(abroad.Today.AddDays(30), Assert.Single(posted.DueLines).DueOn);
    }

    [Fact]
    public async Task A_zone_that_is_not_PHPs_stops_the_adapter_at_the_first_invoice()
    {
        school.Twin.PhpZone = "America/Bogota";
        var draft = school.Invoice(await school.NewCustomerAsync(Stop));

        var made = await DraftAsync(draft);
        var error = await Assert.ThrowsAsync<RemoteMisconfiguredException>(() => school.Book.DraftAsync([draft], Stop));

        Assert.Equal(OutcomeKind.Unknown, made.Kind);
        Assert.Contains("serverZone", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, school.Twin.InvoiceCount);
    }

    private async Task<ItemOutcome<ErpDocument>> DraftAsync(DocumentDraft draft) =>
        Assert.Single(await school.Book.DraftAsync([draft], Stop));
}
