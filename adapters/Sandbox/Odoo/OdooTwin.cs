using System.Globalization;
using System.Runtime.CompilerServices;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Odoo;

/// <summary>A stateful twin of Odoo 17: the calls that the connector makes, with the shapes, lies and traps recorded on a real one.</summary>
/// <remarks>Thread-safe: one call at a time. It holds tens of thousands of invoices.</remarks>
public sealed partial class OdooTwin : ITwin
{
    private const int ApiUser = 6;
    private readonly Lock gate = new();
    private readonly ConditionalWeakTable<TwinRequest, JObject> parsed = [];
    private readonly OdooSchema schema = new();
    private readonly HashSet<string> denied = new(StringComparer.Ordinal);
    private readonly List<string> languages = ["en_US", "es_ES", "pt_PT"];
    private readonly OdooLedger ledger;
    private readonly OdooLoads loads;
    private int lostRaces;

    /// <summary>Gets the database's name.</summary>
    public string Database { get; init; } = "odoo";

    /// <summary>Gets the API user's login.</summary>
    public string User { get; init; } = "connector";

    /// <summary>Gets the API user's key.</summary>
    public string ApiKey { get; init; } = "twin-key";

    /// <inheritdoc/>
    public string OperationOf(TwinRequest request)
    {
        if (Parse(request)?["params"] is not JObject call || call["args"] is not JArray args)
        {
            return request.Path.Trim('/');
        }

        return call.Value<string>("method") == "execute_kw" && args.Count > 4
            ? $"{args[3]}/{args[4]}"
            : $"{call.Value<string>("service")}/{call.Value<string>("method")}";
    }

    /// <inheritdoc/>
    public Task<TwinAnswer> AnswerAsync(TwinRequest request, CancellationToken ct)
    {
        if (request.Path != "/jsonrpc")
        {
            return Task.FromResult(new TwinAnswer(404, "text/html; charset=utf-8", "<h1>Not Found</h1>"));
        }

        var contentType = request.Headers.GetValueOrDefault("content-type", "");
        if (!contentType.StartsWith("application/json", StringComparison.Ordinal) || Parse(request) is not { } json)
        {
            return Task.FromResult(new TwinAnswer(400, "text/html; charset=utf-8", "Invalid JSON data"));
        }

        var answer = new JObject { ["jsonrpc"] = "2.0", ["id"] = json["id"] };
        try
        {
            lock (gate)
            {
                if (Execute((JObject)json["params"]!) is { } result)
                {
                    answer["result"] = result; // None has neither result nor error.
                }
            }
        }
        catch (OdooError error)
        {
            answer["error"] = ToJson(error);
        }

        return Task.FromResult(
            new TwinAnswer(200, "application/json; charset=utf-8", answer.ToString(Formatting.None))
        );
    }

    private static JObject ToJson(OdooError error) =>
        new()
        {
            ["code"] = 200,
            ["message"] = "Odoo Server Error",
            ["data"] = new JObject
            {
                ["name"] = error.Name,
                ["debug"] = "Traceback (most recent call last):\n  File \"/opt/odoo/odoo/http.py\", line 1",
                ["message"] = error.Message,
                ["arguments"] = new JArray(error.Message),
                ["context"] = new JObject(),
            },
        };

    private JObject? Parse(TwinRequest request)
    {
        if (parsed.TryGetValue(request, out var known))
        {
            return known;
        }

        try
        {
            using var reader = new JsonTextReader(new StringReader(request.Body))
            {
                FloatParseHandling = FloatParseHandling.Decimal,
                DateParseHandling = DateParseHandling.None,
            };
            if (JToken.ReadFrom(reader) is not JObject json)
            {
                return null;
            }

            parsed.AddOrUpdate(request, json);
            return json;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private JToken? Execute(JObject call)
    {
        var args = (JArray)call["args"]!;
        var method = call.Value<string>("method");
        if (call.Value<string>("service") == "common")
        {
            return method == "version" ? Version() : Login(args);
        }

        if (args[0].Value<string>() != Database)
        {
            throw new OdooError(
                "psycopg2.OperationalError",
                $"connection to server failed: FATAL:  database \"{args[0]}\" does not exist\n"
            );
        }

        if (args[1].Value<int>() != ApiUser)
        {
            throw OdooError.Missing("res.users", args[1].Value<int>());
        }

        if (args[2].Value<string>() != ApiKey)
        {
            throw new OdooError("odoo.exceptions.AccessDenied", "Access Denied");
        }

        var named = args.Count > 6 ? (JObject)args[6] : [];
        if (args[3].Value<string>() is not ("res.users" or "res.lang"))
        {
            CheckCompany(named); // Odoo looks at the companies where its record rules do.
        }

        return Execute(args[3].Value<string>()!, args[4].Value<string>()!, (JArray)args[5], named);
    }

    private static JObject Version() =>
        new()
        {
            ["server_version"] = "17.0",
            ["server_version_info"] = new JArray(17, 0, 0, "final", 0, ""),
            ["server_serie"] = "17.0",
            ["protocol_version"] = 1,
        };

    private JToken Login(JArray args)
    {
        if (args[0].Value<string>() != Database)
        {
            throw new OdooError(
                "psycopg2.OperationalError",
                $"connection to server failed: FATAL:  database \"{args[0]}\" does not exist\n"
            );
        }

        return args[1].Value<string>() == User && args[2].Value<string>() == ApiKey ? ApiUser : false;
    }

    private void CheckCompany(JObject named)
    {
        var companies = named["context"]?["allowed_company_ids"] ?? new JArray();
        if (companies.Any(id => schema["res.company"].Find(id.Value<int>()) is null))
        {
            throw new OdooError("odoo.exceptions.AccessError", "Access to unauthorized or invalid companies.");
        }
    }

    private JToken? Execute(string name, string method, JArray args, JObject named)
    {
        switch (name, method)
        {
            case ("res.users", "has_group"):
                return !denied.Contains(args[0].Value<string>()!) && args[0].Value<string>() != "base.group_system";
            case ("res.lang", "get_installed"):
                return new JArray(languages.Select(code => new JArray(code, code)));
            case ("ir.module.module", _):
                throw OdooError.Access(name);
            case ("ir.model.data", "check_object_reference"):
                return Reference($"{args[0]}.{args[1]}");
        }

        var model =
            schema.Find(name) ?? throw new OdooError("odoo.exceptions.UserError", $"Object {name} doesn't exist");
        return method switch
        {
            "check_access_rights" => !denied.Contains($"{name}:{args[0]}"),
            "fields_get" => FieldsGet(model, args),
            "search_read" or "search" or "search_count" => Search(model, method, args, named),
            "read" => Read(model, args, named),
            "load" => Load(model, args, named),
            "get_external_id" => ExternalIds(model, args),
            _ => Act(model, method, args),
        };
    }

    private JToken? Act(Model model, string method, JArray args)
    {
        switch (model.Name, method)
        {
            case ("account.move", "action_post"):
                Demand(model.Name, "write");
                ledger.Post(Records<Move>(model, args));
                return false;
            case ("account.payment", "action_post"):
                Demand(model.Name, "write");
                ledger.Post([.. Records<Payment>(model, args).Select(payment => payment.Move)]);
                return null;
            case ("account.move", "js_assign_outstanding_line"):
                Demand("account.partial.reconcile", "create");
                Assign(Records<Move>(model, args)[0], args[1].Value<int>());
                return null;
            case ("account.move", "js_remove_outstanding_partial"):
                Demand("account.partial.reconcile", "unlink");
                ledger.Undo(Partial(args[1].Value<int>()));
                return true;
            case ("account.move.line", "reconcile"):
                Demand("account.partial.reconcile", "create");
                Reconcile(Records<MoveLine>(model, args));
                return null;
            case ("account.move", "get_portal_url"):
                return PortalUrl(Records<Move>(model, args));
            case ("account.move", "button_cancel"):
                Records<Move>(model, args).ForEach(Cancel);
                return null;
            case ("account.move", "unlink"):
                Records<Move>(model, args).ForEach(ledger.Delete);
                return true;
            default:
                throw new OdooError(
                    "builtins.AttributeError",
                    $"The method '{method}' does not exist on the model '{model.Name}'"
                );
        }
    }

    private void Cancel(Move move)
    {
        ledger.Unreconcile(move);
        move.State = "cancel";
        ledger.Touch(move);
    }

    private JArray Reference(string externalId) =>
        ledger.ByExternalId(externalId) is { } record
            ? new JArray(schema.Of(record).Name, record.Id)
            : throw new OdooError("builtins.ValueError", $"External ID not found in the system: {externalId}");

    private static JObject ExternalIds(Model model, JArray args) =>
        new(
            args[0]
                .Select(id => new JProperty(
                    id.Value<int>().ToString(CultureInfo.InvariantCulture),
                    model.Find(id.Value<int>())?.ExternalId ?? ""
                ))
        );

    private static JObject FieldsGet(Model model, JArray args)
    {
        var asked = args.Count > 0 && args[0] is JArray { Count: > 0 } names ? names : new JArray(model.Fields.Keys);
        return new JObject(
            asked
                .Select(name => name.Value<string>()!)
                .Where(model.Fields.ContainsKey)
                .Select(name => new JProperty(name, new JObject { ["type"] = model.Fields[name].Type }))
        );
    }

    private JToken Search(Model model, string method, JArray args, JObject named)
    {
        Demand(model.Name, "read");
        BookBankDay();
        var domain = (JArray)(args.Count > 0 ? args[0] : named["domain"] ?? new JArray());
        var archivedToo = named["context"]?["active_test"] is { Type: JTokenType.Boolean } test && !(bool)test;
        var found = new OdooDomain(schema, model).Search(domain, archivedToo);
        if (method == "search_count")
        {
            return found.Count();
        }

        // Of the orders that Odoo knows only "newest first" is asked for by anybody.
        if ((string?)named["order"] is { } order && order.StartsWith("date desc", StringComparison.Ordinal))
        {
            found = found
                .OrderByDescending(record => model.Fields["date"].Get(record))
                .ThenByDescending(record => record.Id);
        }

        var page = found.Skip(named.Value<int?>("offset") ?? 0).Take(named.Value<int?>("limit") ?? int.MaxValue);
        return method == "search"
            ? new JArray(page.Select(record => record.Id))
            : Rows(model, page, FieldNames(model, args, named));
    }

    private JArray Read(Model model, JArray args, JObject named)
    {
        Demand(model.Name, "read");
        var records = args[0].Select(id => model.Find(id.Value<int>())).OfType<Record>(); // A missing id is left out.
        return Rows(model, records, FieldNames(model, args, named));
    }

    private static string[] FieldNames(Model model, JArray args, JObject named)
    {
        var fields = args.Count > 1 ? args[1] : named["fields"];
        var names = fields is JArray { Count: > 0 } ? fields.Select(f => f.Value<string>()!) : model.Fields.Keys;
        string[] all = ["id", .. names.Where(name => name != "id")];
        return Array.Find(all, name => !model.Fields.ContainsKey(name)) is { } unknown
            ? throw new OdooError("builtins.ValueError", $"Invalid field '{unknown}' on model '{model.Name}'")
            : all;
    }

    private static JArray Rows(Model model, IEnumerable<Record> records, string[] fields) =>
        new(
            records.Select(record => new JObject(
                fields.Select(field => new JProperty(field, OdooSchema.ToJson(model.Fields[field].Get(record))))
            ))
        );

    private JObject Load(Model model, JArray args, JObject named)
    {
        var context = named["context"];
        if (context?.Value<string>("mode") != "update" || context["noupdate"] is not { Type: JTokenType.Boolean })
        {
            throw new OdooError(
                "builtins.NotImplementedError",
                "The twin refuses a plain load: on a real Odoo it appends lines and rewrites posted invoices."
            );
        }

        if (lostRaces > 0)
        {
            lostRaces--;
            return OdooLoads.LostRace();
        }

        var mayCreate = !denied.Contains($"{model.Name}:create");
        return loads.Load(model.Name, (JArray)args[0], (JArray)args[1], mayCreate);
    }

    private static List<T> Records<T>(Model model, JArray args)
        where T : Record =>
        [
            .. args[0]
                .Select(id => model.Find(id.Value<int>()) as T ?? throw OdooError.Missing(model.Name, id.Value<int>())),
        ];

    private void Demand(string model, string right)
    {
        if (denied.Contains($"{model}:{right}"))
        {
            throw OdooError.Access(model);
        }
    }
}
