using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Contracts;

/// <summary>What every ERP's customers must do.</summary>
public abstract class CustomerBookContract : ErpContract
{
    private ICustomerBook Book => Erp.Adapter.Customers!;

    [Fact]
    public async Task A_created_customer_is_found_by_our_reference()
    {
        var draft = Erp.Customer();
        var made = Assert.Single(await Book.CreateAsync([draft], Stop));

        var found = await Book.FindAsync([new CustomerQuery(draft.Reference, null, null)], Stop);

        Assert.Equal(OutcomeKind.Done, made.Kind);
        var match = Assert.Single(found);
        Assert.Equal(CustomerMatchKind.Reference, match.Kind);
        Assert.Equal(made.Value!.Key, match.Customer.Key);
    }

    [Fact]
    public async Task A_customer_created_twice_is_one_customer_and_keeps_what_it_had()
    {
        var draft = Erp.Customer($"{Erp.Prefix}@first.example.org");
        var first = Assert.Single(await Book.CreateAsync([draft], Stop));

        var second = Assert.Single(await Book.CreateAsync([draft with { Email = "other@example.org" }], Stop));
        var byFirstEmail = await Book.FindAsync([new CustomerQuery("nobody", null, draft.Email)], Stop);

        Assert.Equal(first.Value, second.Value);
        Assert.Contains(byFirstEmail, match => match.Customer.Key == first.Value!.Key);
    }

    [Fact]
    public async Task An_email_is_compared_without_regard_to_case()
    {
        var draft = Erp.Customer($"{Erp.Prefix}_x%@Mixed.example.org");
        var made = Assert.Single(await Book.CreateAsync([draft], Stop));

        var found = await Book.FindAsync([new CustomerQuery("nobody", null, draft.Email!.ToUpperInvariant())], Stop);

        var match = Assert.Single(found);
        Assert.Equal(CustomerMatchKind.Email, match.Kind);
        Assert.Equal("nobody", match.Reference);
        Assert.Equal(made.Value!.Key, match.Customer.Key);
    }

    [Fact]
    public async Task A_query_without_a_match_is_absent()
    {
        var found = await Book.FindAsync(
            [new CustomerQuery($"{Erp.Prefix}-nobody", null, $"{Erp.Prefix}@nobody.example.org")],
            Stop
        );

        Assert.Empty(found);
    }

    [Fact]
    public async Task A_customer_that_is_refused_does_not_take_the_others_with_it()
    {
        var good = Erp.Customer();
        var nameless = Erp.Customer() with { Name = " " };

        var made = await Book.CreateAsync([nameless, good], Stop);

        Assert.Equal(OutcomeKind.Rejected, made.Single(o => o.Reference == nameless.Reference).Kind);
        Assert.Equal(OutcomeKind.Done, made.Single(o => o.Reference == good.Reference).Kind);
    }

    [Fact]
    public async Task Nothing_asked_is_nothing_answered()
    {
        var found = await Book.FindAsync([], Stop);
        var made = await Book.CreateAsync([], Stop);

        Assert.Empty(found);
        Assert.Empty(made);
    }
}
