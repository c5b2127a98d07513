using Collections.Adapters.Http;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using RestSharp;

namespace Collections.Adapters.ErpNext;

/// <summary>What a search asks for.</summary>
/// <param name="DocType">The doctype, such as <c>Sales Invoice</c>.</param>
/// <param name="Fields">The fields to read. One that does not exist is left out of the answer without a word.</param>
/// <param name="Filters">Conditions that must all hold; one on a field that does not exist is an error.</param>
internal sealed record ErpNextQuery(string DocType, string[] Fields, params JArray[] Filters)
{
    /// <summary>Gets conditions of which one must hold; empty for none.</summary>
    public JArray[] AnyOf { get; init; } = [];

    /// <summary>Gets the doctype that the rows belong to, where they are rows of a table in it.</summary>
    public string? Parent { get; init; }

    /// <summary>Gets the order of a single page.</summary>
    public string Order { get; init; } = "name asc";
}

/// <summary>Frappe's REST API, version 1. Searches are posted, since a server takes addresses of 4 KB only.</summary>
internal sealed class ErpNextApi(ErpNextSettings settings, RemoteHost host) : IAsyncDisposable
{
    /// <summary>How many rows a page has at most.</summary>
    public const int PageSize = 1_000;

    /// <summary>How many names one condition holds at most.</summary>
    public const int NamesPerCall = 200;

    private const int PagesAtMost = 10_000;

    /// <summary>Reads one page.</summary>
    /// <param name="query">What to read.</param>
    /// <param name="limit">How many rows at most.</param>
    /// <param name="ct">Stops the call.</param>
    public async Task<JArray> PageAsync(ErpNextQuery query, int limit, CancellationToken ct)
    {
        var body = new JObject
        {
            ["doctype"] = query.DocType,
            ["fields"] = new JArray(query.Fields.Cast<object>()),
            ["filters"] = new JArray(query.Filters.Cast<object>()),
            ["order_by"] = query.Order,
            ["limit_start"] = 0,
            ["limit_page_length"] = limit,
        };
        if (query.AnyOf.Length > 0)
        {
            body["or_filters"] = new JArray(query.AnyOf.Cast<object>());
        }

        if (query.Parent is not null)
        {
            body["parent"] = query.Parent;
        }

        var request = Request("api/method/frappe.client.get_list", Method.Post, body);
        var answer = await SendAsync($"{query.DocType} list", request, isWrite: false, ct);
        return answer["message"] as JArray
            ?? throw new RemoteRejectedException($"{query.DocType} list: ERPNext answered what is no list.");
    }

    /// <summary>Streams every row, in pages by name: a row that changes meanwhile is neither lost nor doubled.</summary>
    public async IAsyncEnumerable<JArray> PagesAsync(
        ErpNextQuery query,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        string[] fields = query.Fields.Contains("name") ? query.Fields : ["name", .. query.Fields];
        var next = query with { Fields = fields, Order = "name asc" };
        for (var page = 1; page <= PagesAtMost; page++)
        {
            var rows = await PageAsync(next, PageSize, ct);
            yield return rows;
            if (rows.Count < PageSize)
            {
                yield break;
            }

            next = next with { Filters = [.. query.Filters, ErpNextJson.Is("name", ">", rows.Last!.Text("name"))] };
        }

        throw new RemoteRejectedException(
            $"{query.DocType} list: more than {PagesAtMost * (long)PageSize} rows; the listing is not complete."
        );
    }

    /// <summary>Reads every row.</summary>
    public async Task<List<JToken>> ListAsync(ErpNextQuery query, CancellationToken ct)
    {
        var all = new List<JToken>();
        await foreach (var page in PagesAsync(query, ct))
        {
            all.AddRange(page);
        }

        return all;
    }

    /// <summary>Reads every row in which a field has one of many values, as many at a time as one condition holds.</summary>
    public async Task<List<JToken>> ListAsync(
        ErpNextQuery query,
        string field,
        IEnumerable<string> values,
        CancellationToken ct
    )
    {
        var all = new List<JToken>();
        foreach (var some in values.Distinct(StringComparer.Ordinal).Chunk(NamesPerCall))
        {
            all.AddRange(await ListAsync(query with { Filters = [.. query.Filters, ErpNextJson.In(field, some)] }, ct));
        }

        return all;
    }

    /// <summary>Calls a whitelisted function that changes nothing; the whole answer.</summary>
    public Task<JToken> CallAsync(string function, JObject arguments, CancellationToken ct) =>
        SendAsync(function, Request($"api/method/{function}", Method.Post, arguments), isWrite: false, ct);

    /// <summary>Makes a document, submitted at once where <c>docstatus</c> is 1: all of it in one transaction, or nothing.</summary>
    /// <returns>The document as ERPNext has it.</returns>
    public Task<JToken> InsertAsync(string docType, JObject document, CancellationToken ct) =>
        WriteAsync(docType, "create", Request(Address(docType), Method.Post, document), ct);

    /// <summary>Changes fields of a document; <c>docstatus</c> 1 submits it. With <c>modified</c> it is refused when somebody else changed it since.</summary>
    /// <returns>The document as ERPNext has it.</returns>
    public Task<JToken> UpdateAsync(string docType, string name, JObject changes, CancellationToken ct) =>
        WriteAsync(
            docType,
            "update",
            Request($"{Address(docType)}/{Uri.EscapeDataString(name)}", Method.Put, changes),
            ct
        );

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => host.DisposeAsync();

    private static string Address(string docType) => $"api/resource/{Uri.EscapeDataString(docType)}";

    private RestRequest Request(string address, Method method, JObject body) =>
        new RestRequest(address, method)
            .AddHeader("Authorization", $"token {settings.Token}")
            .AddHeader("Accept", "application/json")
            .AddStringBody(body.ToString(Formatting.None), ContentType.Json);

    private async Task<JToken> WriteAsync(string docType, string what, RestRequest request, CancellationToken ct)
    {
        var operation = $"{docType} {what}";
        return (await SendAsync(operation, request, isWrite: true, ct))["data"] is JObject { HasValues: true } document
            ? document
            : throw new RemoteOutcomeUnknownException(
                $"{operation} answered without the document; it may have been done."
            );
    }

    private async Task<JToken> SendAsync(string operation, RestRequest request, bool isWrite, CancellationToken ct)
    {
        var answer = isWrite
            ? await host.WriteAsync(operation, request, ct)
            : await host.ReadAsync(operation, request, ct);
        try
        {
            return ErpNextJson.Parse(answer.Body);
        }
        catch (JsonException broken)
        {
            throw isWrite
                ? new RemoteOutcomeUnknownException($"{operation} answered what is no JSON.", broken)
                : new RemoteUnavailableException($"{operation} answered what is no JSON.", broken);
        }
    }
}
