using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.ErpNext;

/// <summary>A small, stateful ERPNext 15 with one company: Frappe's REST API, version 1.</summary>
/// <remarks>From documentation and the open source of frappe and erpnext, not recorded: no real ERPNext was asked.</remarks>
public sealed partial class ErpNextTwin : ITwin
{
    private readonly Lock gate = new();
    private readonly ErpNextSite site;
    private readonly ErpNextBooks books;
    private readonly ErpNextSales sales;
    private readonly Dictionary<(string DocType, string Field), JToken> singles = [];

    /// <summary>Initializes a new instance of the <see cref="ErpNextTwin"/> class, with a school's company in it.</summary>
    /// <param name="clock">The site's clock; its stamps are in the zone of Madrid.</param>
    public ErpNextTwin(TimeProvider clock)
    {
        site = new ErpNextSite(clock, TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid"));
        books = new ErpNextBooks(site);
        sales = new ErpNextSales(site, books);
        Found();
    }

    /// <summary>Gets the API user's key.</summary>
    public string ApiKey => "twin-key";

    /// <summary>Gets the API user's secret.</summary>
    public string ApiSecret => "twin-secret";

    /// <summary>Gets the company's name.</summary>
    public string Company => "School";

    /// <summary>Gets or sets who the API user is.</summary>
    public string User { get; set; } = "api@school.example";

    /// <summary>Gets or sets the version that the site tells.</summary>
    public string Version { get; set; } = "15.40.0";

    /// <summary>Gets the rights that the API user lacks: doctype and right, such as <c>Sales Invoice submit</c>.</summary>
    public HashSet<string> Denied { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string OperationOf(TwinRequest request)
    {
        var parts = Parts(request);
        return parts switch
        {
            ["api", "method", "frappe.client.get_list"] => $"{Body(request).Value<string>("doctype")} list",
            ["api", "method", var method] => method,
            ["api", "resource", var docType, ..] => $"{docType} {(request.Method == "POST" ? "create" : "update")}",
            _ => request.Path,
        };
    }

    /// <inheritdoc/>
    public Task<TwinAnswer> AnswerAsync(TwinRequest request, CancellationToken ct)
    {
        lock (gate)
        {
            try
            {
                var answer = Answer(request, Parts(request));
                site.Commit();
                return Task.FromResult(Json(200, answer));
            }
            catch (ErpNextError error)
            {
                site.Rollback();
                return Task.FromResult(Json(error.Status, ToJson(error)));
            }
        }
    }

    private JObject Answer(TwinRequest request, string[] parts)
    {
        if (request.Headers.GetValueOrDefault("authorization") != $"token {ApiKey}:{ApiSecret}")
        {
            throw new ErpNextError("AuthenticationError", "Authentication failed", 401);
        }

        var body = Body(request);
        return parts switch
        {
            ["api", "method", var method] => Call(method, body),
            ["api", "resource", var docType] when request.Method == "POST" => Data(Insert(docType, body)),
            ["api", "resource", var docType, var name] when request.Method == "PUT" => Data(
                Update(docType, name, body)
            ),
            _ => throw new ErpNextError("DoesNotExistError", "Not found", 404),
        };
    }

    private JObject Call(string method, JObject body) =>
        method switch
        {
            "frappe.auth.get_logged_user" => Message(User),
            "frappe.utils.change_log.get_versions" => Message(
                new JObject
                {
                    ["frappe"] = new JObject { ["version"] = Version },
                    ["erpnext"] = new JObject { ["version"] = Version },
                }
            ),
            "frappe.client.get_list" => Message(List(body)),
            "frappe.client.get_single_value" => Message(Single(body)),
            "frappe.client.has_permission" => Message(
                new JObject
                {
                    ["has_permission"] = May(body.Value<string>("doctype")!, body.Value<string>("perm_type")!),
                }
            ),
            "frappe.desk.form.load.getdoctype" => Meta(body.Value<string>("doctype")!),
            _ => throw ErpNextError.Invalid($"Failed to get method for command {method}"),
        };

    private JArray List(JObject query)
    {
        var parent = query.Value<string>("parent");
        Require(parent ?? query.Value<string>("doctype")!, "read");
        return site.List(query);
    }

    private JToken Single(JObject body)
    {
        var (docType, field) = (body.Value<string>("doctype")!, body.Value<string>("field")!);
        Require(docType, "read");
        return (docType, field) == ("Accounts Settings", "acc_frozen_upto")
            ? books.FrozenUpTo?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
            : singles.GetValueOrDefault((docType, field)) ?? JValue.CreateNull();
    }

    private JObject Insert(string docType, JObject body)
    {
        Require(docType, "create");
        if (body.Value<int?>("docstatus") == 1)
        {
            Require(docType, "submit");
        }

        return docType switch
        {
            "Customer" => InsertCustomer(body),
            "Sales Invoice" => sales.Insert(body),
            "Payment Entry" => books.InsertPayment(body),
            "Journal Entry" => books.InsertJournal(body),
            _ => throw ErpNextError.Forbidden(docType),
        };
    }

    private JObject Update(string docType, string name, JObject changes)
    {
        Require(docType, changes.Value<int?>("docstatus") == 1 ? "submit" : "write");
        return docType == "Sales Invoice"
            ? sales.Update(site.Get(docType, name), changes)
            : throw ErpNextError.Forbidden(docType);
    }

    private JObject InsertCustomer(JObject body)
    {
        var name = ErpNextSite.Text(body, "customer_name").Trim();
        if (name.Length == 0)
        {
            throw ErpNextError.Mandatory("customer_name");
        }

        body["disabled"] ??= 0;
        var customer = site.Add("Customer", site.Next("CUST-.YYYY.-"), body);
        if (ErpNextSite.Text(customer, "email_id").Length > 0)
        {
            AddContact(ErpNextSite.Text(customer, "name"), ErpNextSite.Text(customer, "email_id"));
        }

        return customer;
    }

    private JObject Meta(string docType)
    {
        var fields = site.FieldsOf(docType)
            .Select(name =>
            {
                var custom = site.CustomFields.Find(f => f.DocType == docType && f.Name == name);
                return new JObject
                {
                    ["fieldname"] = name,
                    ["unique"] = custom.Unique ? 1 : 0,
                    ["no_copy"] = custom.NoCopy ? 1 : 0,
                    ["options"] =
                        (docType, name) == ("Sales Invoice", "naming_series") ? ErpNextSales.SeriesOptions : null,
                };
            });
        var meta = new JObject
        {
            ["doctype"] = "DocType",
            ["name"] = docType,
            ["fields"] = new JArray(fields),
        };
        return new JObject { ["docs"] = new JArray(meta) };
    }

    private bool May(string docType, string right) => !Denied.Contains($"{docType} {right}");

    private void Require(string docType, string right)
    {
        if (!May(docType, right))
        {
            throw ErpNextError.Forbidden(docType);
        }
    }

    private static JObject ToJson(ErpNextError error) =>
        new()
        {
            ["exception"] = $"frappe.exceptions.{error.Name}: {error.Message}",
            ["exc_type"] = error.Name,
            ["exc"] = new JArray($"Traceback (most recent call last): {error.Message}").ToString(Formatting.None),
            ["_server_messages"] = new JArray(
                new JObject { ["message"] = error.Message }.ToString(Formatting.None)
            ).ToString(Formatting.None),
        };

    private static string[] Parts(TwinRequest request) =>
        [.. request.Path.Trim('/').Split('/').Select(Uri.UnescapeDataString)];

    private static JObject Body(TwinRequest request)
    {
        if (request.Body.Length == 0)
        {
            return [];
        }

        using var reader = new JsonTextReader(new StringReader(request.Body))
        {
            FloatParseHandling = FloatParseHandling.Decimal,
            DateParseHandling = DateParseHandling.None,
        };
        return JObject.Load(reader);
    }

    private static JObject Data(JObject document) => new() { ["data"] = document.DeepClone() };

    private static JObject Message(JToken value) => new() { ["message"] = value };

    private static TwinAnswer Json(int status, JObject body) =>
        new(status, "application/json", body.ToString(Formatting.None));
}
