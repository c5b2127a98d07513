using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Dolibarr;

/// <summary>Third parties are found in whatever way they were written, and made once.</summary>
public sealed class DolibarrCustomerTests : IAsyncLifetime
{
    private DolibarrSchool school = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => school = await DolibarrSchool.OpenAsync();

    public ValueTask DisposeAsync() => school.DisposeAsync();

    [Theory]
    [InlineData("B12345678", "B12345678")]
    [InlineData("B12345678", "es b-12.345.678")]
    [InlineData("ESB12345678", "B12345678")]
    [InlineData("B-12345678", "ESB12345678")]
    public async Task A_tax_id_is_found_in_whatever_way_it_was_written(string asked, string stored)
    {
        var key = school.Twin.AddThirdParty("Company", vatNumber: stored);
        school.Twin.AddThirdParty("Another", vatNumber: "B12345679");

        var found = await FindAsync(new CustomerQuery("nobody", asked, null));

        Assert.Equal(
            new CustomerMatch("nobody", CustomerMatchKind.TaxId, new ErpCustomer(key, false)),
            Assert.Single(found)
        );
    }

    [Theory]
    [InlineData("o'brien@example.org")]
    [InlineData("a(b)@example.org")]
    [InlineData("josé@example.org")]
    [InlineData("x'or'1'='1@example.org")]
    public async Task An_address_that_would_break_a_filter_is_found_all_the_same(string email)
    {
        var key = school.Twin.AddThirdParty("Family", email);
        school.Twin.AddThirdParty("Neighbour", "o-brien@example.org");

        var found = await FindAsync(new CustomerQuery("nobody", null, email));

        Assert.Equal(key, Assert.Single(found).Customer.Key);
    }

    [Fact]
    public async Task Two_third_parties_with_one_address_are_both_told()
    {
        school.Twin.AddThirdParty("Mother", "family@example.org");
        school.Twin.AddThirdParty("Father", "Family@example.org", closed: true);

        var found = await FindAsync(new CustomerQuery("nobody", null, "family@example.org"));

        Assert.Equal([false, true], found.Select(m => m.Customer.Archived));
    }

    [Fact]
    public async Task A_reference_that_fits_is_the_customer_code_so_that_two_cannot_be_made()
    {
        var draft = school.Customer();
        school.Server.Faults.Add(
            new Fault(
                FaultKind.Slow,
                "thirdparties.create",
                Struck: () => school.Twin.AddThirdParty("The same", code: draft.Reference)
            )
        );

        var made = Assert.Single(await school.Customers.CreateAsync([draft], Stop));

        Assert.Equal((OutcomeKind.Done, "1"), (made.Kind, made.Value?.Key));
        Assert.Equal(1, school.Twin.ThirdPartyCount);
    }

    [Theory]
    [InlineData(24, true)]
    [InlineData(25, false)]
    public async Task A_reference_of_more_than_24_characters_is_kept_beside_the_code(int length, bool asCode)
    {
        var draft = school.Customer() with { Reference = "school-".PadRight(length, 'x') };

        var made = Assert.Single(await school.Customers.CreateAsync([draft], Stop));
        var row = (await DolibarrWire.GetAsync(school, $"thirdparties/{made.Value!.Key}", Stop)).Content!;
        var found = await FindAsync(new CustomerQuery(draft.Reference, null, null));

        Assert.Equal(asCode, row.Contains($"\"code_client\":\"{draft.Reference}\"", StringComparison.Ordinal));
        Assert.Equal(made.Value.Key, Assert.Single(found).Customer.Key);
    }

    [Fact]
    public async Task Two_third_parties_under_one_reference_are_told_with_both_keys()
    {
        var draft = school.Customer();
        school.Twin.AddThirdParty("One", refExt: draft.Reference);
        school.Twin.AddThirdParty("Two", refExt: draft.Reference);

        var made = Assert.Single(await school.Customers.CreateAsync([draft], Stop));

        Assert.Equal(OutcomeKind.Rejected, made.Kind);
        Assert.Contains("1 and 2", made.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultKind.AnswerLost, OutcomeKind.Done, OutcomeKind.Done)]
    [InlineData(FaultKind.Reset, OutcomeKind.Unknown, OutcomeKind.Later)]
    public async Task A_third_party_whose_answer_was_lost_is_looked_for(
        FaultKind kind,
        OutcomeKind first,
        OutcomeKind second
    )
    {
        var draft = school.Customer();
        school.Server.Faults.Add(new Fault(kind, "thirdparties.create"));

        var made = Assert.Single(await school.Customers.CreateAsync([draft], Stop));
        var again = Assert.Single(await school.Customers.CreateAsync([draft], Stop));
        school.Clock.Advance(TimeSpan.FromSeconds(120));
        var later = Assert.Single(await school.Customers.CreateAsync([draft], Stop));

        Assert.Equal((first, second, OutcomeKind.Done), (made.Kind, again.Kind, later.Kind));
        Assert.Equal(1, school.Twin.ThirdPartyCount);
    }

    [Fact]
    public async Task A_country_that_Dolibarr_does_not_know_refuses_that_customer_alone()
    {
        var good = school.Customer();
        var nowhere = school.Customer() with { Country = "XX" };

        var made = await school.Customers.CreateAsync([nowhere, good], Stop);

        Assert.Equal(OutcomeKind.Rejected, made.Single(o => o.Reference == nowhere.Reference).Kind);
        Assert.Contains("'XX'", made.Single(o => o.Reference == nowhere.Reference).Reason, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, made.Single(o => o.Reference == good.Reference).Kind);
    }

    private Task<IReadOnlyList<CustomerMatch>> FindAsync(CustomerQuery query) =>
        school.Customers.FindAsync([query], Stop);
}
