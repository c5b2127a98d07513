using System.Runtime.CompilerServices;
using Newtonsoft.Json.Linq;
using RestSharp;

namespace Collections.Adapters.Tests.Dolibarr;

/// <summary>The twin answers in the shapes that a real Dolibarr 16.0.3 answered in.</summary>
/// <remarks>A shape names keys and the JSON types seen; it was derived from recorded exchanges and holds none of their values.</remarks>
public sealed class DolibarrShapeTests : IAsyncLifetime
{
    /// <summary>Fields that were empty in every recording: a customer code, and the invoice that a discount was used on.</summary>
    private static readonly string[] OnlyRecordedEmpty = ["code_client", "fk_facture"];

    private DolibarrSchool school = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        school = await DolibarrSchool.OpenAsync();
        var invoice = await school.NewInvoiceAsync(Stop);
        await school.Ledger.RecordAsync([school.Entry(invoice, 10m)], Stop);
        var note = Assert.Single(await school.Book.DraftAsync([school.CreditNote(invoice, 40m)], Stop)).Value!;
        await school.Book.PostAsync([note], Stop);
        var customer = await school.NewCustomerAsync(Stop);
        await school.Book.DraftAsync([school.Invoice(customer)], Stop);
    }

    public ValueTask DisposeAsync() => school.DisposeAsync();

    [Theory]
    [InlineData("invoices.list", "invoices")]
    [InlineData("invoices.list", "invoices?status=unpaid")]
    [InlineData("invoices.get", "invoices/1")]
    [InlineData("invoices.get", "invoices/2")]
    [InlineData("invoices.get", "invoices/ref_ext/school-inv-1")]
    [InlineData("invoices.payments", "invoices/1/payments")]
    [InlineData("thirdparties.list", "thirdparties")]
    [InlineData("thirdparties.fixedamountdiscounts", "thirdparties/1/fixedamountdiscounts?filter=none")]
    [InlineData("bankaccounts.list", "bankaccounts")]
    [InlineData("bankaccounts.lines", "bankaccounts/2/lines")]
    [InlineData("setup.payment_types", "setup/dictionary/payment_types?active=1")]
    public async Task What_is_read_has_every_recorded_field_in_a_recorded_type(string shape, string resource)
    {
        var reference = (await school.Book.ReadAsync(["1"], Stop))[0].Reference;

        var answer = await DolibarrWire.GetAsync(
            school,
            resource.Replace("school-inv-1", reference, StringComparison.Ordinal),
            Stop
        );

        AssertRows(shape, answer, exact: true);
    }

    [Theory]
    [InlineData("products.get", "products/ref/CURSO-A")]
    [InlineData("status", "status")]
    public async Task What_is_read_in_part_has_recorded_fields_alone(string shape, string resource)
    {
        var answer = await DolibarrWire.GetAsync(school, resource, Stop);

        AssertRows(shape, answer, exact: false);
    }

    [Fact]
    public async Task Writes_answer_a_bare_number_or_the_record_of_before_without_what_remains()
    {
        JObject body = new()
        {
            ["socid"] = 1,
            ["ref_ext"] = "shape",
            ["ref_client"] = "shape",
            ["lines"] = new JArray(new JObject { ["subprice"] = 1, ["qty"] = 1 }),
        };
        var created = await DolibarrWire.PostAsync(school, "invoices", body, Stop);
        var validated = await DolibarrWire.PostAsync(school, $"invoices/{created.Content}/validate", [], Stop);
        var again = await DolibarrWire.PostAsync(school, $"invoices/{created.Content}/validate", [], Stop);
        var closed = await DolibarrWire.PostAsync(
            school,
            $"invoices/{created.Content}/settopaid",
            new JObject { ["close_code"] = "abandon", ["close_note"] = "left" },
            Stop
        );

        Assert.Equal(JTokenType.Integer, JToken.Parse(created.Content!).Type);
        AssertRows("invoices.validate", validated, exact: true);
        AssertRows("invoices.settopaid", closed, exact: true);
        Assert.Equal((304, ""), ((int)again.StatusCode, again.Content));
    }

    [Theory]
    [InlineData("invoices/99999", 404)]
    [InlineData("invoices?sqlfilters=(t.tms:>:'2027-01-01 00:00:00')", 404)]
    [InlineData("thirdparties?sqlfilters=(t.nom:=:'A (B)')", 503)]
    [InlineData("thirdparties?sqlfilters=(t.nope:=:'1')", 503)]
    public async Task An_error_has_the_recorded_envelope(string resource, int status)
    {
        var answer = await DolibarrWire.GetAsync(school, resource, Stop);

        var shape = Shape("error");
        var error = JObject.Parse(answer.Content!);
        Assert.Equal(status, (int)answer.StatusCode);
        AssertTypes(error, (JObject)shape["envelope"]!);
        AssertTypes((JObject)error["error"]!, (JObject)shape["error"]!);
        AssertTypes((JObject)error["debug"]!, (JObject)shape["debug"]!);
        AssertTypes((JObject)error["debug"]!["stages"]!, (JObject)shape["stages"]!);
    }

    [Fact]
    public async Task A_function_that_is_not_there_is_501_with_a_bare_text()
    {
        var answer = await DolibarrWire.GetAsync(school, "payments", Stop);

        Assert.Equal((501, JTokenType.String), ((int)answer.StatusCode, JToken.Parse(answer.Content!).Type));
    }

    [Fact]
    public async Task Text_beside_a_condition_goes_into_the_query_as_it_is()
    {
        var answer = await DolibarrWire.GetAsync(school, "thirdparties?sqlfilters=1=1", Stop);

        Assert.Equal(school.Twin.ThirdPartyCount, JArray.Parse(answer.Content!).Count);
    }

    private static void AssertRows(string name, RestResponse answer, bool exact)
    {
        var shape = Shape(name);
        Assert.Equal(200, (int)answer.StatusCode);
        var body = JToken.Parse(answer.Content!);
        var rows = body is JArray list
            ? list.Cast<JObject>().ToList()
            : [(JObject)(name == "status" ? body["success"]! : body)];
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            AssertTypes(row, (JObject)shape["row"]!);
            foreach (var line in row["lines"] as JArray ?? [])
            {
                AssertTypes((JObject)line, (JObject?)shape["line"] ?? (JObject)Shape("invoices.get")["line"]!);
            }

            if (exact)
            {
                Assert.Empty(Names((JObject)shape["row"]!).Except(Names(row)));
            }
        }
    }

    private static IEnumerable<string> Names(JObject row) => row.Properties().Select(p => p.Name);

    private static void AssertTypes(JObject actual, JObject shape)
    {
        foreach (var property in actual.Properties())
        {
            var allowed = shape[property.Name]?.Select(t => t.Value<string>()).ToList() ?? [];
            Assert.True(
                allowed.Contains(TypeOf(property.Value))
                    || (allowed is ["null"] && OnlyRecordedEmpty.Contains(property.Name)),
                $"{property.Name} is {TypeOf(property.Value)}, recorded was {string.Join(" or ", allowed)}"
            );
        }
    }

    private static string TypeOf(JToken value) =>
        value switch
        {
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
