using Collections.Connector.Ports;
using Collections.Scenarios.Tests.Stories;
using Microsoft.Data.Sqlite;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.Reconciliation;

/// <summary>A town on 13 October 2026 in which all agree, with a learner named after each difference that can be made.</summary>
internal sealed class DifferingTown : IAsyncDisposable
{
    private static readonly string[] Names =
    [
        "left",
        "deleted",
        "answer",
        "duplicate",
        "cancelled",
        "draft",
        "edited",
        "tax",
        "cent",
        "open",
        "card",
        "twice",
        "over",
        "dispute",
        "refund",
        "differs",
    ];

    private readonly Dictionary<string, long> users = [];
    private readonly Dictionary<string, string> payments = [];
    private readonly Dictionary<string, string> intents = [];
    private readonly CancellationToken stop;
    private string strayKey = "";
    private string copyKey = "";

    private DifferingTown(Story story, CancellationToken stop)
    {
        Story = story;
        this.stop = stop;
    }

    /// <summary>Learners who can enter the course while nothing differs; two more are suspended.</summary>
    public static int Learners => Names.Length;

    public Story Story { get; }

    public long this[string name] => users[name];

    public static async Task<DifferingTown> BuildAsync(CancellationToken ct)
    {
        var town = new DifferingTown(await Story.BeginAsync(), ct);
        town.Enrol("suspended", "letin");
        foreach (var day in new[] { "09-01", "09-08", "09-14", "09-21", "10-01", "10-04" })
        {
            await town.Story.SyncAsync($"2026-{day}");
        }

        town.Story.Town.Clock.MoveTo(Story.Morning("2026-10-11"));
        town.Enrol(Names);
        await town.Story.TypeAsync("sync", "--limit-suspensions", "2", "--json");
        await town.PayAsync("dispute", "refund", "differs");
        town.Story.Odoo.PayByBank(town.Key("twice"), 121m, Story.Day("2026-10-11"));
        await town.Story.SyncAsync("2026-10-12");
        await town.Story.SyncAsync("2026-10-13");
        return town;
    }

    public string Invoice(string name) => $"{Story.Receivable(users[name])}_inv1";

    /// <summary>People do what they should not, or the connector has not looked yet.</summary>
    /// <returns>What must be named.</returns>
    public async Task<IReadOnlyList<(string Cause, string Subject)>> MakeEveryDifferenceAsync()
    {
        var odoo = Story.Odoo;
        var today = Story.Day("2026-10-13");
        odoo.EditPosted(Key("cent"), 0.01m);
        odoo.ToDraft(Key("answer"));
        odoo.CancelPayments(payments["differs"]);
        odoo.RegisterPayment(Key("differs"), 100m, today, $"by hand ({payments["differs"]})");
        odoo.PayByBank(Key("suspended"), 121m, today);
        await Story.TypeAsync("sync", "--step", "balances", "--json");

        Enrol("new");
        Story.Town.Moodle.Unenrol(users["left"], Story.Course);
        odoo.ToDraft(Key("deleted"));
        odoo.Delete(Key("deleted"));
        odoo.Post(Key("answer"));
        strayKey = odoo.IssueByHand(Customer("open"), 50m, today, "", "demo_enr_9-9_1_1_1_inv1");
        copyKey = odoo.IssueByHand(Customer("duplicate"), 100m, today, "", Invoice("duplicate"));
        odoo.Cancel(Key("cancelled"));
        odoo.ToDraft(Key("draft"));
        odoo.EditPosted(Key("edited"), 5m);
        odoo.EditTax(Key("tax"), 0.01m);
        odoo.PayByBank(Key("open"), 20m, today);
        await PayAsync("card");
        odoo.RegisterCredit(Customer("twice"), 121m, today);
        odoo.RegisterCredit(Customer("over"), 9m, today);
        Story.Town.Stripe.Dispute(Intent("dispute"));
        Story.Town.Stripe.Refund(Intent("refund"), 2_100);
        Story.Town.Moodle.Enrol(users["letin"], Story.Course);
        return
        [
            ("enrolledNotBilled", $"{Story.Course}/{users["new"]}"),
            ("noLongerEnrolled", Invoice("left")),
            ("billedNotInErp", Invoice("deleted")),
            ("answerNotTakenIn", Invoice("answer")),
            ("unknownInLedger", "demo_enr_9-9_1_1_1_inv1"),
            ("duplicateReference", Invoice("duplicate")),
            ("cancelledInErp", Invoice("cancelled")),
            ("backToDraftInErp", Invoice("draft")),
            ("editedInErp", Invoice("edited")),
            ("taxDiffers", Invoice("tax")),
            ("amountDiffers", Invoice("cent")),
            ("openDiffers", Invoice("open")),
            ("paidNotInErp", payments["card"]),
            ("paidTwice", $"customer {Customer("twice")}"),
            ("overpaid", $"customer {Customer("over")}"),
            ("chargeback", payments["dispute"]),
            ("givenBack", payments["refund"]),
            ("paymentDiffers", payments["differs"]),
            ("suspendedThoughPaid", $"{Story.Course}/{users["suspended"]}"),
            ("accessAlthoughSuspended", $"{Story.Course}/{users["letin"]}"),
        ];
    }

    /// <summary>What the differences tell people to do in the other systems.</summary>
    public IEnumerable<(string Cause, string Subject, Action Do)> StepsOfPeople()
    {
        var odoo = Story.Odoo;
        var today = Story.Day("2026-10-15");
        yield return ("noLongerEnrolled", Invoice("left"), () => odoo.PayByBank(Key("left"), 121m, today));
        yield return ("unknownInLedger", "demo_enr_9-9_1_1_1_inv1", () => odoo.Cancel(strayKey));
        yield return ("duplicateReference", Invoice("duplicate"), () => odoo.Cancel(copyKey));
        yield return ("backToDraftInErp", Invoice("draft"), () => odoo.Post(Key("draft")));
        yield return ("amountDiffers", Invoice("edited"), () => odoo.EditPosted(Key("edited"), -5m));
        yield return ("amountDiffers", Invoice("cent"), () => odoo.EditPosted(Key("cent"), -0.01m));
        yield return (
            "paidTwice",
            $"customer {Customer("twice")}",
            () => odoo.GiveBack(Customer("twice"), 121m, today)
        );
        yield return ("overpaid", $"customer {Customer("over")}", () => odoo.GiveBack(Customer("over"), 9m, today));
        yield return (
            "paymentDiffers",
            payments["differs"],
            () => odoo.RegisterPayment(Key("differs"), 21m, today, $"the rest ({payments["differs"]})")
        );
    }

    public async Task<(int Exit, JObject Report)> ReconcileAsync(params string[] words)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await Story.Town.TypeAsync(output, error, ["reconcile", "--json", .. words]);
        Assert.True(exit is 0 or 1, error.ToString() + output);
        return (exit, (JObject)JObject.Parse(output.ToString())["schools"]![0]!);
    }

    /// <summary>The remote calls of a comparison.</summary>
    public async Task<JArray> CallsAsync() => (JArray)(await Story.TypeAsync("reconcile", "--json"))["calls"]!;

    /// <summary>Everything that a comparison might have changed.</summary>
    public string Fingerprint()
    {
        using var ledger = new SqliteConnection(
            $"Data Source={Path.Combine(Story.Town.Folder, "collections.db")};Pooling=False"
        );
        ledger.Open();
        var tables = Column(ledger, "select name from sqlite_master where type = 'table' order by name");
        var rows = tables.Select(x => string.Join('\n', Rows(ledger, x)));
        return string.Join(
            "\n\n",
            rows.Append(string.Join('\n', Story.Odoo.Invoices)).Append($"{Story.Town.Mail.Messages.Count}")
        );
    }

    public ValueTask DisposeAsync() => Story.DisposeAsync();

    private void Enrol(params IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            users[name] = Story.Enrol(name);
        }
    }

    private async Task PayAsync(params IEnumerable<string> names)
    {
        await using var installation = await Story.Town.OpenAsync(stop);
        var desk = Assert.Single(installation.Schools).PayDesk!;
        foreach (var name in names)
        {
            var opened = await desk.OpenAsync($"l{users[name]}", stop);
            payments[name] = Reference(Story.Town.Stripe.Pay(opened!.Url!.Segments[^1]));
        }
    }

    private string Reference(string paymentIntent)
    {
        var reference = References.Payment("demo", "stripe", paymentIntent);
        intents[reference] = paymentIntent;
        return reference;
    }

    private string Intent(string name) => intents[payments[name]];

    private string Key(string name) => Story.Document(Invoice(name)).Key;

    private string Customer(string name) => Story.Odoo.Invoices.First(x => x.Reference == Invoice(name)).CustomerKey;

    private static IEnumerable<string> Rows(SqliteConnection ledger, string table)
    {
        using var command = ledger.CreateCommand();
#pragma warning disable CA2100 // The name comes from the database's own list.
        command.CommandText = $"select * from \"{table}\"";
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            yield return $"{table}: {string.Join('|', values)}";
        }
    }

    private static List<string> Column(SqliteConnection ledger, string query)
    {
        using var command = ledger.CreateCommand();
#pragma warning disable CA2100 // A text of this class.
        command.CommandText = query;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
