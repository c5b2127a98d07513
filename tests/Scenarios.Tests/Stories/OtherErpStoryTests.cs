using Collections.Adapters.Sandbox;
using Collections.Adapters.Sandbox.Dolibarr;
using Collections.Adapters.Sandbox.ErpNext;
using Collections.Connector.Host.Demo;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.Stories;

/// <summary>The same road in schools with another ERP: only the configuration and the ERP's own names in invoices.json differ.</summary>
public sealed class OtherErpStoryTests
{
    [Fact]
    public async Task With_Dolibarr_who_does_not_pay_is_suspended_and_comes_back_the_day_the_bank_is_booked()
    {
        await using var town = await StartAsync();
        var twin = new DolibarrTwin(town.Clock);
        await using var server = await UseAsync(
            town,
            twin,
            "dolibarr",
            "21",
            ("apiKey", twin.ApiKey),
            settings =>
            {
                settings["currency"] = "EUR";
                settings["taxRates"] = new JArray("21");
                settings["bankAccounts"] = new JObject { ["STRP"] = twin.AddBankAccount("STRIPE") };
                settings["paymentMode"] = "CB";
            }
        );

        await WalkAsync(town, day => twin.Pay("1", 121m, Story.Day(day)), () => twin.InvoiceCount);
    }

    [Fact]
    public async Task With_ERPNext_who_does_not_pay_is_suspended_and_comes_back_the_day_the_payment_is_entered()
    {
        await using var town = await StartAsync();
        var twin = new ErpNextTwin(town.Clock);
        await using var server = await UseAsync(
            town,
            twin,
            "erpnext",
            "VAT21",
            ("apiSecret", twin.ApiSecret),
            settings =>
            {
                settings["apiKey"] = twin.ApiKey;
                settings["company"] = twin.Company;
                settings["incomeAccount"] = "Sales - S";
                settings["taxes"] = new JObject { ["VAT21"] = "VAT 21 - S" };
                settings["paymentAccounts"] = new JObject { ["STRP"] = "Stripe - S" };
            }
        );

        await WalkAsync(
            town,
            day => twin.PayByHand("ACC-SINV-2026-00001", 121m, Story.Day(day)),
            () => twin.Count("Sales Invoice")
        );
    }

    private static Task<TwinTown> StartAsync()
    {
        var root = Path.GetFullPath("../../../../..", AppContext.BaseDirectory);
        return TwinTown.StartAsync(Story.Morning("2026-09-01"), Path.Combine(root, "mappings/schools/demo"));
    }

    private static async Task WalkAsync(TwinTown town, Action<string> pay, Func<int> invoices)
    {
        var course = town.Moodle.AddCourse(
            "PRO-1",
            "Curso PRO-1",
            "CUR-1",
            new Dictionary<string, string> { ["price"] = "100", ["billable"] = "1" }
        );
        var user = town.Moodle.AddUser("ana", "ana", "Ejemplo", Story.Email("ana"));
        town.Moodle.Enrol(user, course);

        foreach (
            var day in new[]
            {
                "2026-09-01",
                "2026-09-08",
                "2026-09-14",
                "2026-09-21",
                "2026-10-01",
                "2026-10-04",
                "2026-10-10",
            }
        )
        {
            await SyncAsync(town, day);
            Assert.True(town.Moodle.CanEnter(user, course));
        }

        await SyncAsync(town, "2026-10-11");
        await SyncAsync(town, "2026-10-12");
        Assert.False(town.Moodle.CanEnter(user, course));

        pay("2026-10-13");
        await SyncAsync(town, "2026-10-13");
        await SyncAsync(town, "2026-10-14");

        Assert.True(town.Moodle.CanEnter(user, course));
        Assert.Equal(1, invoices());
        var compared = await TypeAsync(town, "reconcile");
        Assert.Empty(compared.SelectTokens("schools[*].differences[*]"));
    }

    private static async Task<TwinServer> UseAsync(
        TwinTown town,
        ITwin twin,
        string adapter,
        string tax,
        (string Name, string Value) secret,
        Action<JObject> fill
    )
    {
        var server = await TwinServer.StartAsync(twin, town.Clock);
        var file = Path.Combine(town.Folder, "erp.secret");
        await File.WriteAllTextAsync(file, secret.Value);
        var settings = new JObject { ["baseUrl"] = server.Url, [secret.Name] = $"${{file:{file}}}" };
        fill(settings);
        if (settings["apiKey"] is { } key && secret.Name != "apiKey")
        {
            var keyFile = Path.Combine(town.Folder, "erp.key");
            await File.WriteAllTextAsync(keyFile, (string)key!);
            settings["apiKey"] = $"${{file:{keyFile}}}";
        }

        await EditAsync(
            town.ConfigurationFile,
            json =>
                json["schools"]![0]!["adapters"]!["erp"] = new JObject { ["use"] = adapter, ["settings"] = settings }
        );
        // Every payment is entered by hand there: no bank line is waited for.
        await EditAsync(
            Path.Combine(town.Folder, "school", "school.json"),
            json =>
            {
                json["access"] ??= new JObject();
                json["access"]!["bank"] = "not-used";
            }
        );
        await EditAsync(
            Path.Combine(town.Folder, "school", "invoices.json"),
            json =>
            {
                json["tables"]!["taxes"] = new JObject { ["vat21-net"] = tax };
                ((JObject)json["header"]!).RemoveAll();
                ((JObject)json["line"]!).Remove("account");
                json.Remove("tests");
            }
        );
        return server;
    }

    private static async Task SyncAsync(TwinTown town, string day)
    {
        town.Clock.MoveTo(Story.Morning(day));
        var steps = (await TypeAsync(town, "sync"))["schools"]![0]!["steps"]!;
        Assert.DoesNotContain(steps, step => step["problem"]!.Type != JTokenType.Null);
    }

    private static async Task<JObject> TypeAsync(TwinTown town, params string[] words)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await town.TypeAsync(output, error, [.. words, "--json"]);
        Assert.True(code is 0 or 1, $"{string.Join(' ', words)}: {code}\n{error}\n{output}");
        return JObject.Parse(output.ToString());
    }

    private static async Task EditAsync(string path, Action<JObject> edit)
    {
        var json = JObject.Parse(await File.ReadAllTextAsync(path));
        edit(json);
        await File.WriteAllTextAsync(path, json.ToString());
    }
}
