using System.Runtime.CompilerServices;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using RestSharp;

namespace Collections.Adapters.Tests.Odoo;

/// <summary>The twin answers in the shapes that a real Odoo 17 answered in.</summary>
/// <remarks>A shape names keys and the JSON types seen; it was derived from recorded exchanges and holds none of their values.</remarks>
public sealed class OdooShapeTests : IAsyncLifetime
{
    private OdooSchool school = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        school = await OdooSchool.OpenAsync();
        var invoice = await school.NewInvoiceAsync(Stop);
        school.Twin.PayByBank(invoice.Key, 10m, school.Today);
        school.Twin.RegisterPayment(invoice.Key, 10m, school.Today, "CASH");
    }

    public ValueTask DisposeAsync() => school.DisposeAsync();

    public static TheoryData<string> ReadShapes() =>
        [
            .. Directory
                .GetFiles(Folder(), "*.search_read.json")
                .Select(file => Path.GetFileName(file).Replace(".search_read.json", "", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(ReadShapes))]
    public async Task Rows_have_the_recorded_types(string model)
    {
        var rows = (JObject)Shape($"{model}.search_read")["rows"]!;
        var known = (JObject)(await CallAsync(model, "fields_get", [new JArray(), new JArray("type")]))["result"]!;
        var fields = rows.Properties().Select(p => p.Name).Where(name => known[name] is not null).ToList();

        var answer = await CallAsync(model, "search_read", [new JArray(), new JArray(fields.Cast<object>())]);

        Assert.NotEmpty(answer["result"]!);
        Assert.All(answer["result"]!, row => AssertTypes((JObject)row, rows, emptyIsFalse: true));
    }

    [Fact]
    public async Task A_load_that_is_done_answers_ids_in_the_recorded_shape()
    {
        var columns = new JArray("id", "name", "ref");
        var rows = new JArray { new JArray("school.shape", "Shape", "shape") };

        var answer = await CallAsync("res.partner", "load", [columns, rows], InsertOnly());

        AssertExact((JObject)answer["result"]!, (JObject)Shape("res.partner.load")["result"]!);
        Assert.Equal(JTokenType.Array, answer["result"]!["ids"]!.Type);
    }

    [Fact]
    public async Task A_load_that_is_refused_answers_false_and_messages_in_the_recorded_shape()
    {
        var columns = new JArray("id", "move_type", "partner_id/.id", "ref");
        var rows = new JArray { new JArray("school.shape", "out_invoice", "999999", "shape") };

        var answer = await CallAsync("account.move", "load", [columns, rows], InsertOnly());

        var shape = Shape("account.move.load");
        AssertExact((JObject)answer["result"]!, (JObject)shape["result"]!);
        Assert.Equal(JTokenType.Boolean, answer["result"]!["ids"]!.Type);
        Assert.All(answer["result"]!["messages"]!, m => AssertTypes((JObject)m, (JObject)shape["message"]!, false));
        Assert.Equal(
            ["from", "to"],
            ((JObject)answer["result"]!["messages"]![0]!["rows"]!).Properties().Select(p => p.Name)
        );
    }

    [Fact]
    public async Task Posting_a_document_answers_false_and_posting_a_payment_answers_nothing()
    {
        var customer = await school.NewCustomerAsync(Stop);
        var draft = Assert.Single(await school.Book.DraftAsync([school.Invoice(customer)], Stop)).Value!;
        var columns = new JArray("id", "partner_id/.id", "amount", "date", "journal_id/.id", "currency_id/.id");
        var journal = await IdAsync("account.journal", "code", "STRP");
        var euro = await IdAsync("res.currency", "name", "EUR");
        var rows = new JArray { new JArray("school.pay", customer, "5", "2026-11-21", $"{journal}", $"{euro}") };
        var loaded = await CallAsync("account.payment", "load", [columns, rows], InsertOnly());
        var payment = loaded["result"]!["ids"]![0]!.Value<int>();

        var document = await CallAsync("account.move", "action_post", [new JArray(int.Parse(draft.Key, null))]);
        var money = await CallAsync("account.payment", "action_post", [new JArray(payment)]);

        AssertResult(document, "account.move.action_post");
        Assert.False(document.Value<bool>("result"));
        AssertResult(money, "account.payment.action_post");
        Assert.Null(money["error"]);
    }

    [Theory]
    [InlineData("res.users", "has_group", "account.group_account_invoice")]
    [InlineData("account.move", "check_access_rights", "create")]
    [InlineData("res.lang", "get_installed", null)]
    [InlineData("res.company", "fields_get", null)]
    public async Task Small_calls_answer_in_the_recorded_type(string model, string method, string? argument)
    {
        var answer = await CallAsync(model, method, argument is null ? [] : [argument]);

        AssertResult(answer, $"{model}.{method}");
    }

    [Fact]
    public async Task Undoing_a_reconciliation_answers_true_and_reconciling_lines_answers_nothing()
    {
        var partials = await CallAsync("account.partial.reconcile", "search_read", [new JArray(), new JArray("id")]);
        var partial = partials["result"]!.Last!.Value<long>("id");
        JArray open = [new JArray("reconciled", "=", false), new JArray("account_type", "=", "asset_receivable")];

        var undone = await CallAsync("account.move", "js_remove_outstanding_partial", [new JArray(), partial]);
        var lines = (await CallAsync("account.move.line", "search", [open]))["result"]!;
        var settled = await CallAsync("account.move.line", "reconcile", [lines]);

        AssertResult(undone, "account.move.js_remove_outstanding_partial");
        AssertResult(settled, "account.move.line.reconcile");
        Assert.Null(settled["error"]);
    }

    [Fact]
    public async Task An_error_has_the_recorded_envelope()
    {
        var answer = await CallAsync("res.partner", "no_such_method", []);

        var shape = Shape("error");
        AssertExact((JObject)answer["error"]!, (JObject)shape["error"]!);
        AssertExact((JObject)answer["error"]!["data"]!, (JObject)shape["data"]!);
        Assert.Null(answer["result"]);
    }

    [Theory]
    [InlineData("text/plain", "{}", 400)]
    [InlineData("application/json", "{\"jsonrpc\":", 400)]
    public async Task What_is_no_JSON_gets_a_page_and_HTTP_400(string contentType, string body, int status)
    {
        using var client = new RestClient(school.Server.Url);

        var answer = await client.ExecuteAsync(
            new RestRequest("jsonrpc", Method.Post).AddStringBody(body, contentType),
            Stop
        );

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("text/html", answer.ContentType);
    }

    [Fact]
    public async Task A_wrong_key_at_login_is_false_and_no_error()
    {
        await using var other = school.Connect(settings => settings["apiKey"] = "wrong");

        await Assert.ThrowsAsync<RemoteMisconfiguredException>(() => other.Rpc.LoginAsync(Stop));
    }

    private static JObject InsertOnly() =>
        new()
        {
            ["context"] = new JObject { ["mode"] = "update", ["noupdate"] = true },
        };

    private async Task<long> IdAsync(string model, string field, string value)
    {
        JArray domain = [new JArray(field, "=", value)];
        var answer = await CallAsync(model, "search", [domain]);
        return answer["result"]![0]!.Value<long>();
    }

    private async Task<JObject> CallAsync(string model, string method, JArray args, JObject? named = null)
    {
        using var client = new RestClient(school.Server.Url);
        JArray all = [school.Twin.Database, 6, school.Twin.ApiKey, model, method, args, named ?? []];
        var envelope = new JObject
        {
            ["jsonrpc"] = "2.0",
            ["method"] = "call",
            ["id"] = 1,
            ["params"] = new JObject
            {
                ["service"] = "object",
                ["method"] = "execute_kw",
                ["args"] = all,
            },
        };
        var request = new RestRequest("jsonrpc", Method.Post).AddStringBody(
            envelope.ToString(Formatting.None),
            ContentType.Json
        );
        var answer = await client.ExecuteAsync(request, Stop);
        return JObject.Parse(answer.Content!);
    }

    private static void AssertResult(JObject answer, string call)
    {
        var allowed = Shape(call)["answer"]!["result"]!.Select(t => t.Value<string>());
        Assert.Contains(answer["result"] is { } result ? TypeOf(result) : "absent", allowed);
    }

    private static void AssertExact(JObject actual, JObject shape)
    {
        Assert.Equal(shape.Properties().Select(p => p.Name).Order(), actual.Properties().Select(p => p.Name).Order());
        AssertTypes(actual, shape, emptyIsFalse: false);
    }

    private static void AssertTypes(JObject actual, JObject shape, bool emptyIsFalse)
    {
        foreach (var property in actual.Properties())
        {
            var allowed = shape[property.Name]!.Select(t => t.Value<string>()).ToList();
            var empty = emptyIsFalse && property.Value is JValue { Value: false };
            Assert.True(
                empty || allowed.Contains(TypeOf(property.Value)),
                $"{property.Name} is {TypeOf(property.Value)}, recorded was {string.Join(" or ", allowed)}"
            );
        }
    }

    private static string TypeOf(JToken value) =>
        value switch
        {
            JArray { Count: 2 } pair when pair[0].Type == JTokenType.Integer && pair[1].Type == JTokenType.String =>
                "link",
            JArray => "list",
            JObject => "object",
            { Type: JTokenType.Integer or JTokenType.Float } => "number",
            { Type: JTokenType.Boolean } => "boolean",
            { Type: JTokenType.Null } => "null",
            _ => "string",
        };

    private static JObject Shape(string call) =>
        JObject.Parse(File.ReadAllText(Path.Combine(Folder(), $"{call}.json")));

    private static string Folder([CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, "shapes");
}
