using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Odoo;

/// <summary>The addresses at which payers see their documents.</summary>
public sealed class OdooPayerLinkTests
{
    private const string Operation = "account.move/get_portal_url";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_address_opens_the_document_and_asks_for_no_download()
    {
        await using var school = await OdooSchool.OpenAsync();
        var posted = await school.NewInvoiceAsync(Stop);

        var link = Assert.Single(await school.Book.ReadPayerLinksAsync([posted.Key], Stop)).Value;

        Assert.StartsWith(school.Server.Url.ToString(), link.ToString(), StringComparison.Ordinal);
        Assert.True(school.Twin.ShowsInPortal(posted.Key, link));
        Assert.DoesNotContain("download", link.Query, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://erp.school.example")]
    [InlineData("https://erp.school.example/")]
    public async Task Payers_who_reach_Odoo_at_another_address_get_that_one(string portal)
    {
        await using var school = await OdooSchool.OpenAsync(settings => settings["portalUrl"] = portal);
        var posted = await school.NewInvoiceAsync(Stop);

        var link = Assert.Single(await school.Book.ReadPayerLinksAsync([posted.Key], Stop)).Value;

        Assert.StartsWith(
            $"https://erp.school.example/my/invoices/{posted.Key}?",
            link.ToString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("x")]
    [InlineData("http://erp.school.example")]
    public void An_address_of_the_portal_that_is_none_or_not_encrypted_is_refused(string portal)
    {
        var refused = Assert.ThrowsAny<AdapterSettingsException>(() =>
            new Adapters.Odoo.OdooAdapterFactory().Create(
                new AdapterContext(
                    "erp",
                    $$"""{"baseUrl":"https://x","database":"d","user":"u","apiKey":"k","companyId":1,"portalUrl":"{{portal}}"}""",
                    ["x"],
                    "Europe/Madrid",
                    "school",
                    TimeProvider.System,
                    new Http.CallLog()
                )
            )
        );

        Assert.Contains("portalUrl", Assert.Single(refused.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_first_changes_the_document_once_and_asking_again_does_not()
    {
        await using var school = await OdooSchool.OpenAsync();
        var posted = await school.NewInvoiceAsync(Stop);
        school.Clock.Advance(TimeSpan.FromMinutes(1));

        await school.Book.ReadPayerLinksAsync([posted.Key], Stop);
        var first = Assert.Single(await school.Book.ReadAsync([posted.Key], Stop)).Version;
        school.Clock.Advance(TimeSpan.FromMinutes(1));
        await school.Book.ReadPayerLinksAsync([posted.Key], Stop);
        var second = Assert.Single(await school.Book.ReadAsync([posted.Key], Stop)).Version;

        Assert.NotEqual(posted.Version, first);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_and_an_outage_is_thrown()
    {
        await using var school = await OdooSchool.OpenAsync();
        var posted = await school.NewInvoiceAsync(Stop);
        school.Server.Faults.Add(new Fault(FaultKind.AnswerLost, Operation));

        Assert.Single(await school.Book.ReadPayerLinksAsync([posted.Key], Stop));
        school.Server.Faults.Add(new Fault(FaultKind.ServiceUnavailable, Operation, Times: 100));

        await Assert.ThrowsAsync<RemoteUnavailableException>(() => school.Book.ReadPayerLinksAsync([posted.Key], Stop));
    }

    [Fact]
    public async Task Each_document_is_one_call_and_their_addresses_stand_in_no_count()
    {
        await using var school = await OdooSchool.OpenAsync();
        var customer = await school.NewCustomerAsync(Stop);
        var keys = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            keys.Add((await school.NewInvoiceAsync(Stop, customer)).Key);
        }

        var links = await school.Book.ReadPayerLinksAsync([.. keys, keys[0]], Stop);

        Assert.Equal(keys.Order(), links.Keys.Order());
        Assert.Equal(5, school.Server.Counts[Operation]);
        Assert.DoesNotContain(school.Calls, call => call.ToString().Contains("access_token", StringComparison.Ordinal));
    }
}
