using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.ErpNext;

public sealed class ErpNextDueDayTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_due_days_share_the_total_with_tax_and_the_last_takes_what_rounding_leaves()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var draft = Divided(school, await school.NewCustomerAsync(Stop));

        var drafted = await school.DraftAsync(draft, Stop);
        var posted = await school.PostAsync(drafted, Stop);

        Assert.Equal([40.33m, 40.33m, 40.34m], drafted.DueLines.Select(x => x.Amount.Amount));
        Assert.Equal([40.33m, 40.33m, 40.34m], posted.DueLines.Select(x => x.Open.Amount));
        Assert.Equal(121m, posted.Total.Amount);
    }

    [Fact]
    public async Task A_document_that_was_left_with_one_due_day_is_divided_the_next_time()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var draft = Divided(school, await school.NewCustomerAsync(Stop));
        school.Server.Faults.Add(new Fault(FaultKind.ServiceUnavailable, "Sales Invoice update"));

        var left = Assert.Single(await school.Book.DraftAsync([draft], Stop));
        var finished = await school.DraftAsync(draft, Stop);

        Assert.NotEqual(OutcomeKind.Done, left.Kind);
        Assert.Equal(3, finished.DueLines.Count);
        Assert.Equal(1, school.Twin.Count("Sales Invoice"));
    }

    [Fact]
    public async Task What_is_paid_settles_the_earliest_due_day_first()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var draft = Divided(school, await school.NewCustomerAsync(Stop));
        var posted = await school.PostAsync(await school.DraftAsync(draft, Stop), Stop);

        school.Twin.PayByHand(posted.Key, 50m, school.Today);

        Assert.Equal(
            [0m, 30.66m, 40.34m],
            (await school.ReadAsync(posted.Key, Stop)).DueLines.Select(x => x.Open.Amount)
        );
    }

    [Theory]
    [InlineData(0, OutcomeKind.Done)]
    [InlineData(-1, OutcomeKind.Rejected)]
    public async Task A_document_may_be_due_on_its_own_day_and_not_before(int days, OutcomeKind expected)
    {
        await using var school = await ErpNextSchool.OpenAsync();
        var draft = school.Invoice(await school.NewCustomerAsync(Stop)) with { DueOn = school.Today.AddDays(days) };

        Assert.Equal(expected, Assert.Single(await school.Book.DraftAsync([draft], Stop)).Kind);
    }

    [Fact]
    public async Task A_customers_own_payment_terms_stay_out_and_those_of_the_mapping_decide()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        school.Twin.Add("Payment Terms Template", "Net 10", new JObject { ["credit_days"] = 10 });
        var draft = school.Invoice(await school.NewCustomerAsync(Stop));
        school.Twin.Change("Customer", draft.CustomerKey, c => c["payment_terms"] = "Net 10");
        var byTerm = draft with { Reference = school.NewReference("inv"), DueOn = null, PaymentTermKey = "Net 10" };

        var own = await school.PostAsync(await school.DraftAsync(draft, Stop), Stop);
        var mapped = await school.PostAsync(await school.DraftAsync(byTerm, Stop), Stop);

        Assert.Equal(school.Today.AddDays(30), Assert.Single(own.DueLines).DueOn);
        Assert.Equal(school.Today.AddDays(10), Assert.Single(mapped.DueLines).DueOn);
    }

    private static DocumentDraft Divided(ErpNextSchool school, string customer)
    {
        var third = Money.Exactly(33.33m, school.Currency);
        return school.Invoice(customer) with
        {
            DueOn = null,
            DueParts =
            [
                new DuePart(school.Today, third),
                new DuePart(school.Today.AddDays(30), third),
                new DuePart(school.Today.AddDays(60), Money.Exactly(33.34m, school.Currency)),
            ],
        };
    }
}
