using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Dolibarr;

/// <summary>A stateful twin of Dolibarr 16.0.3: the calls that the connector makes, with the shapes, lies and traps recorded on a real one.</summary>
/// <remarks>
/// Thread-safe. Reads run side by side; a write beside another write fails, as it does there. Payment terms, countries and what
/// becomes of a credit note of several VAT rates are from Dolibarr's source, not recorded.
/// </remarks>
public sealed partial class DolibarrTwin(TimeProvider clock) : ITwin
{
    private readonly Lock gate = new();
    private readonly HashSet<string> denied = new(StringComparer.Ordinal);
    private int writing;
    private int overlaps;

    /// <summary>Gets the API user's key.</summary>
    public string ApiKey { get; init; } = "twin-key";

    /// <summary>Gets or sets how long a write takes: time for another one to come in beside it.</summary>
    public TimeSpan WriteTime { get; set; }

    /// <summary>Gets or sets what every write waits for before it ends.</summary>
    public Task WriteHold { get; set; } = Task.CompletedTask;

    /// <summary>Gets how many writes are running.</summary>
    public int WritesRunning => Volatile.Read(ref writing);

    /// <summary>Gets how many writes came in beside another, and failed.</summary>
    public int Overlaps => Volatile.Read(ref overlaps);

    /// <summary>Gets the Accept-Encoding of the last request.</summary>
    public string AcceptEncoding { get; private set; } = "";

    /// <summary>Takes a right away.</summary>
    /// <param name="right">A right, such as <c>invoices.create</c>, <c>invoices.read</c>, <c>payments.create</c>.</param>
    public void Deny(string right)
    {
        lock (gate)
        {
            denied.Add(right);
        }
    }

    /// <inheritdoc/>
    public string OperationOf(TwinRequest request)
    {
        var steps = Steps(request);
        return (request.Method, steps) switch
        {
            ("GET", ["invoices"]) => "invoices.list",
            ("GET", ["invoices", "ref_ext", _]) => "invoices.get",
            ("GET", ["invoices", _]) => "invoices.get",
            ("POST", ["invoices"]) => "invoices.create",
            ("DELETE", ["invoices", _]) => "invoices.delete",
            (_, ["invoices", "paymentsdistributed"]) => "invoices.paymentsdistributed",
            ("POST", ["invoices", _, "payments"]) => "invoices.pay",
            (_, ["invoices", _, var act, ..]) => $"invoices.{act}",
            ("GET", ["thirdparties"]) => "thirdparties.list",
            ("POST", ["thirdparties"]) => "thirdparties.create",
            ("GET", ["thirdparties", _]) => "thirdparties.get",
            (_, ["thirdparties", _, var act]) => $"thirdparties.{act}",
            (_, ["bankaccounts"]) => "bankaccounts.list",
            (_, ["bankaccounts", _, var act]) => $"bankaccounts.{act}",
            (_, ["setup", "dictionary", var list, ..]) => $"setup.{list}",
            (_, ["products", "ref", _]) => "products.get",
            _ => string.Join('.', steps),
        };
    }

    /// <inheritdoc/>
    public async Task<TwinAnswer> AnswerAsync(TwinRequest request, CancellationToken ct)
    {
        AcceptEncoding = request.Headers.GetValueOrDefault("accept-encoding", "");
        if (request.Headers.GetValueOrDefault("dolapikey") != ApiKey)
        {
            return NoKey(request);
        }

        if (request.Method == "GET")
        {
            return Answer(request);
        }

        try
        {
            if (Interlocked.Increment(ref writing) > 1)
            {
                Interlocked.Increment(ref overlaps);
                return OperationOf(request) == "invoices.create" ? Deadlock() : DolibarrTwinAnswer.Broken();
            }

            await WriteHold;
            if (WriteTime > TimeSpan.Zero)
            {
                await Task.Delay(WriteTime, ct);
            }

            return Answer(request);
        }
        finally
        {
            Interlocked.Decrement(ref writing);
        }
    }

    private static TwinAnswer NoKey(TwinRequest request) =>
        DolibarrTwinAnswer.Error(
            401,
            request.Headers.ContainsKey("dolapikey")
                ? "Unauthorized: Failed to login to API. Bad value for parameter 'HTTP_DOLAPIKEY'"
                : "Unauthorized: Failed to login to API. No parameter 'HTTP_DOLAPIKEY' on HTTP header (and no parameter DOLAPIKEY in URL).",
            "api_access.class.php:167"
        );

    private static TwinAnswer Deadlock() =>
        DolibarrTwinAnswer.Error(
            500,
            "Internal Server Error: Error creating invoice",
            "api_invoices.class.php:320",
            "Deadlock found when trying to get lock; try restarting transaction"
        );

    private TwinAnswer Answer(TwinRequest request)
    {
        lock (gate)
        {
            try
            {
                return Route(request);
            }
            catch (DolibarrTwinRefusal refusal)
            {
                return refusal.Answer;
            }
            catch (JsonException)
            {
                return DolibarrTwinAnswer.Error(400, "Bad Request: Syntax error", "JsonFormat.php:1");
            }
        }
    }

    private TwinAnswer Route(TwinRequest request)
    {
        var query = Query(request);
        return (request.Method, Steps(request)) switch
        {
            ("GET", ["status"]) => Status(),
            ("GET", ["invoices"]) => ListInvoices(query),
            ("POST", ["invoices"]) => CreateInvoice(Body(request)),
            ("GET", ["invoices", "ref_ext", var reference]) => GetInvoice(i => i.RefExt == reference),
            ("POST", ["invoices", "paymentsdistributed"]) => PayDistributed(Body(request)),
            ("GET", ["invoices", var id]) => GetInvoice(i => i.Id == Id(id)),
            ("DELETE", ["invoices", var id]) => DeleteInvoice(Id(id)),
            ("GET", ["invoices", var id, "payments"]) => ListPayments(Id(id)),
            ("POST", ["invoices", var id, "payments"]) => PayWhatRemains(Id(id), Body(request)),
            ("POST", ["invoices", var id, "validate"]) => Validate(Id(id)),
            ("POST", ["invoices", var id, "settopaid"]) => SetToPaid(Id(id), Body(request)),
            ("POST", ["invoices", var id, "markAsCreditAvailable"]) => MarkAsCreditAvailable(Id(id)),
            ("POST", ["invoices", var id, "usecreditnote", var discount]) => UseCreditNote(Id(id), Id(discount)),
            ("GET", ["thirdparties"]) => ListThirdParties(query),
            ("POST", ["thirdparties"]) => CreateThirdParty(Body(request)),
            ("GET", ["thirdparties", var id]) => GetThirdParty(Id(id)),
            ("GET", ["thirdparties", var id, "fixedamountdiscounts"]) => ListDiscounts(Id(id)),
            ("GET", ["bankaccounts"]) => ListBankAccounts(),
            ("GET", ["bankaccounts", var id, "lines"]) => ListBankLines(Id(id)),
            ("GET", ["setup", "dictionary", "payment_types"]) => PaymentTypes(),
            ("GET", ["setup", "dictionary", "payment_terms"]) => PaymentTerms(),
            ("GET", ["setup", "dictionary", "countries", "byCode", var code]) => Country(code),
            ("GET", ["products", "ref", var reference]) => Product(reference),
            _ => DolibarrTwinAnswer.NoRoute(),
        };
    }

    private static TwinAnswer Status() =>
        DolibarrTwinAnswer.Of(
            new JObject
            {
                ["success"] = new JObject
                {
                    ["code"] = 200,
                    ["dolibarr_version"] = "16.0.3",
                    ["access_locked"] = "0",
                },
            }
        );

    private void Demand(string right, int status, string source)
    {
        if (denied.Contains(right))
        {
            throw DolibarrTwinRefusal.Of(status, status == 401 ? "Unauthorized" : "Forbidden", source);
        }
    }

    private static string[] Steps(TwinRequest request)
    {
        var steps = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return steps is ["api", "index.php", .. var rest] ? [.. rest.Select(Uri.UnescapeDataString)] : steps;
    }

    private static Dictionary<string, string> Query(TwinRequest request) =>
        request
            .Query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(
                pair => pair[0],
                pair => Uri.UnescapeDataString(pair[^1].Replace('+', ' ')),
                StringComparer.Ordinal
            );

    private static JObject Body(TwinRequest request) => request.Body.Length == 0 ? [] : JObject.Parse(request.Body);

    private static int Id(string text) => int.TryParse(text, out var id) ? id : 0;

    private static IEnumerable<T> Page<T>(IEnumerable<T> found, Dictionary<string, string> query)
    {
        var limit = query.TryGetValue("limit", out var text) ? Id(text) : 100;
        var page = query.TryGetValue("page", out var number) ? Id(number) : 0;
        return limit == 0 ? found : found.Skip(limit * page).Take(limit);
    }
}
