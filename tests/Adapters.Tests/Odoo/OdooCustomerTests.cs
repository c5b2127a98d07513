using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Odoo;

/// <summary>Finding and making Odoo's contacts.</summary>
public sealed class OdooCustomerTests : IAsyncLifetime
{
    private OdooSchool school = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ICustomerBook Book => school.Adapter.Customers!;

    public async ValueTask InitializeAsync() => school = await OdooSchool.OpenAsync();

    public ValueTask DisposeAsync() => school.DisposeAsync();

    [Theory]
    [InlineData("B12345674", "B12345674")]
    [InlineData("B12345674", "ESB12345674")]
    [InlineData("ESB12345674", "B12345674")]
    [InlineData("ESB12345674", "es b-12.345.674")]
    [InlineData("ES B-12345674", "ES B-12345674")]
    public async Task A_tax_id_matches_in_the_ways_that_people_write_it(string inOdoo, string asked)
    {
        var key = school.Twin.AddPartner("Company", vat: inOdoo);

        var match = Assert.Single(await Book.FindAsync([new CustomerQuery("p1", asked, null)], Stop));

        Assert.Equal(CustomerMatchKind.TaxId, match.Kind);
        Assert.Equal(key, match.Customer.Key);
    }

    [Fact]
    public async Task A_tax_id_of_another_country_does_not_match_the_same_digits()
    {
        school.Twin.AddPartner("German", vat: "DE123456789");

        Assert.Empty(await Book.FindAsync([new CustomerQuery("p1", "123456789", null)], Stop));
    }

    [Fact]
    public async Task Every_match_is_told_archived_ones_too()
    {
        var first = school.Twin.AddPartner("One", email: "same@example.org");
        var second = school.Twin.AddPartner("Two", email: "Same@Example.org", archived: true);

        var found = await Book.FindAsync([new CustomerQuery("p1", null, "SAME@example.org")], Stop);

        Assert.Equal(
            [new ErpCustomer(first, false), new ErpCustomer(second, true)],
            found.Select(m => m.Customer).OrderBy(c => c.Key)
        );
    }

    [Fact]
    public async Task Five_hundred_queries_cost_three_calls()
    {
        await Book.FindAsync([new CustomerQuery("warm", "B1", "warm@example.org")], Stop);
        var queries = Enumerable
            .Range(0, 500)
            .Select(i => new CustomerQuery($"p{i}", $"B{i:D8}", $"p{i}@example.org"))
            .ToList();
        school.Server.ResetCounts();

        await Book.FindAsync(queries, Stop);

        Assert.Equal(3, school.Server.Requests);
    }

    [Fact]
    public async Task One_customer_that_a_rule_of_Odoo_refuses_is_named_and_the_others_are_made()
    {
        var drafts = Enumerable.Range(0, 6).Select(_ => school.Customer() with { TaxId = "B1" }).ToList();
        drafts[3] = drafts[3] with { TaxId = "INVALID" };

        var made = await Book.CreateAsync(drafts, Stop);

        var refused = Assert.Single(made, o => o.Kind == OutcomeKind.Rejected);
        Assert.Equal(drafts[3].Reference, refused.Reference);
        Assert.DoesNotContain(drafts[3].Name, refused.Reason, StringComparison.Ordinal);
        Assert.Equal(5, school.Twin.PartnerCount);
    }

    [Fact]
    public async Task A_language_that_is_not_installed_is_left_out()
    {
        var made = await Book.CreateAsync(
            [school.Customer() with { Language = "fr" }, school.Customer() with { Language = "pt" }],
            Stop
        );

        Assert.All(made, o => Assert.Equal(OutcomeKind.Done, o.Kind));
    }

    [Fact]
    public async Task An_archived_customer_under_our_reference_stays_archived_and_says_so()
    {
        var draft = school.Customer();
        var first = Assert.Single(await Book.CreateAsync([draft], Stop));
        school.Twin.Archive(first.Value!.Key);

        var again = Assert.Single(await Book.CreateAsync([draft], Stop));

        Assert.Equal(new ErpCustomer(first.Value.Key, true), again.Value);
    }

    [Fact]
    public async Task Without_the_right_to_create_contacts_the_adapter_stops_and_says_which()
    {
        school.Twin.Deny("res.partner:create");

        var error = await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            Book.CreateAsync([school.Customer()], Stop)
        );

        Assert.Contains("res.partner", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_lost_while_creating_makes_one_customer()
    {
        school.Server.Faults.Add(new Fault(FaultKind.AnswerLost, "res.partner/load"));

        var made = Assert.Single(await Book.CreateAsync([school.Customer()], Stop));

        Assert.Equal(OutcomeKind.Done, made.Kind);
        Assert.Equal(1, school.Twin.PartnerCount);
    }
}
