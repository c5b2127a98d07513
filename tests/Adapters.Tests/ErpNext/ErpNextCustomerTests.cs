using Collections.Adapters.ErpNext;
using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.ErpNext;

public sealed class ErpNextCustomerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("B12345678", "ES B-12345678")]
    [InlineData("ESB12345678", "b12345678")]
    public async Task A_tax_id_is_found_in_the_ways_that_people_write_it(string standing, string asked)
    {
        await using var school = await ErpNextSchool.OpenAsync();
        school.Twin.Add("Customer", "CUST-OLD", new JObject { ["customer_name"] = "Old", ["tax_id"] = standing });

        var match = Assert.Single(
            await school.Adapter.Customers!.FindAsync([new CustomerQuery("nobody", asked, null)], Stop)
        );

        Assert.Equal((CustomerMatchKind.TaxId, "CUST-OLD"), (match.Kind, match.Customer.Key));
    }

    [Fact]
    public async Task A_customer_is_found_by_the_address_of_a_contact_and_a_disabled_one_is_archived()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        school.Twin.Add("Customer", "CUST-OLD", new JObject { ["customer_name"] = "Old", ["disabled"] = 1 });
        school.Twin.AddContact("CUST-OLD", "Guardian@Example.org");

        var match = Assert.Single(
            await school.Adapter.Customers!.FindAsync([new CustomerQuery("nobody", null, "guardian@example.org")], Stop)
        );

        Assert.Equal(new ErpCustomer("CUST-OLD", Archived: true), match.Customer);
    }

    [Fact]
    public async Task A_customer_whose_answer_was_lost_is_found_and_not_made_again()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        school.Server.Faults.Add(new Fault(FaultKind.ErrorAfterCommit, "Customer create"));

        var made = Assert.Single(await school.Adapter.Customers!.CreateAsync([school.Customer("a@b.example")], Stop));

        Assert.Equal(OutcomeKind.Done, made.Kind);
        Assert.Equal(1, school.Twin.Count("Customer"));
    }

    [Fact]
    public async Task Two_customers_under_one_reference_are_counted_and_not_named()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        school.Twin.Customize("Customer", isThere: true, unique: false);
        var draft = school.Customer();
        foreach (var name in new[] { "Ana Diaz", "Ana Diaz - 1" })
        {
            school.Twin.Add(
                "Customer",
                name,
                new JObject { ["customer_name"] = name, ["collections_reference"] = draft.Reference }
            );
        }

        var refused = Assert.Single(await school.Adapter.Customers!.CreateAsync([draft], Stop));

        Assert.Equal(OutcomeKind.Rejected, refused.Kind);
        Assert.Contains("2 documents of Customer", refused.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("Ana", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_custom_field_nothing_is_written_and_the_check_is_named()
    {
        await using var school = await ErpNextSchool.OpenAsync();
        school.Twin.Customize("Customer", isThere: false);

        var stopped = await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            school.Adapter.Customers!.CreateAsync([school.Customer()], Stop)
        );

        Assert.Contains("check", stopped.Message, StringComparison.Ordinal);
        Assert.Equal(0, school.Twin.Count("Customer"));
    }

    [Fact]
    public async Task Further_fields_go_in_and_those_of_the_connector_do_not()
    {
        await using var school = await ErpNextSchool.OpenAsync(s => s["customerGroup"] = "Students");
        var draft = school.Customer() with
        {
            Country = "ES",
            Fields = new Dictionary<string, string> { ["address_line1"] = "Street 1", ["city"] = "Madrid" },
        };
        var wrong = school.Customer() with { Fields = new Dictionary<string, string> { ["tax_id"] = "X" } };

        var made = await school.Adapter.Customers!.CreateAsync([draft, wrong], Stop);

        var customer = school.Twin.Document("Customer", made[0].Value!.Key)!;
        Assert.Equal(("Spain", "Students"), ((string?)customer["country"], (string?)customer["customer_group"]));
        Assert.Equal(OutcomeKind.Rejected, made[1].Kind);
        Assert.Contains("tax_id", made[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_of_the_settings_is_told_at_once_and_no_secret_with_it()
    {
        var settings = """
            { "baseUrl": "erp", "apiKey": "", "apiSecret": "hidden", "taxes": ["a"], "referenceField": "Our Field",
              "receivableAccounts": { "EURO": "Debtors - S" }, "colour": "blue" }
            """;
        var context = new AdapterContext("erp", settings, [], "UTC", "school", TimeProvider.System, new Nobody());

        var faults = Assert.Throws<AdapterSettingsException>(() => ErpNextSettings.Parse(context)).Faults;

        foreach (var name in new[] { "baseUrl", "apiKey", "company", "taxes", "referenceField", "EURO", "colour" })
        {
            Assert.Contains(faults, f => f.Contains(name, StringComparison.Ordinal));
        }

        Assert.DoesNotContain(faults, f => f.Contains("hidden", StringComparison.Ordinal));
    }

    private sealed class Nobody : IRemoteCallObserver
    {
        public void Completed(RemoteCall call) { }
    }
}
