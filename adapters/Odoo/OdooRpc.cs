using Collections.Adapters.Http;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using RestSharp;

namespace Collections.Adapters.Odoo;

/// <summary>A result with the server's clock at the answer.</summary>
/// <param name="Result">The result; null where the method returns nothing.</param>
/// <param name="ServerTime">The server's clock; null when it did not say.</param>
internal sealed record OdooAnswer(JToken? Result, DateTimeOffset? ServerTime);

/// <summary>Odoo's JSON-RPC: logs in once, and sends company, language and zone with every call.</summary>
internal sealed class OdooRpc(OdooSettings settings, string zoneId, RemoteHost host) : IAsyncDisposable
{
    private readonly SemaphoreSlim login = new(1, 1);
    private long userId;
    private int calls;

    /// <summary>Gets the settings.</summary>
    public OdooSettings Settings => settings;

    /// <summary>Calls without changing anything.</summary>
    public Task<OdooAnswer> ReadAsync(string model, string method, JArray args, JObject? named, CancellationToken ct) =>
        ExecuteAsync(model, method, args, named, isWrite: false, ct);

    /// <summary>Calls to change something; sent at most once.</summary>
    public Task<OdooAnswer> WriteAsync(
        string model,
        string method,
        JArray args,
        JObject? named,
        CancellationToken ct
    ) => ExecuteAsync(model, method, args, named, isWrite: true, ct);

    /// <summary>Reads the rows that a domain finds.</summary>
    public async Task<OdooAnswer> SearchAsync(
        string model,
        JArray domain,
        string[] fields,
        CancellationToken ct,
        string? order = null,
        int? limit = null,
        bool archivedToo = false
    )
    {
        var named = new JObject { ["fields"] = new JArray(fields.Cast<object>()) };
        if (order is not null)
        {
            named["order"] = order;
        }

        if (limit is not null)
        {
            named["limit"] = limit;
        }

        if (archivedToo)
        {
            named["context"] = new JObject { ["active_test"] = false };
        }

        var answer = await ReadAsync(model, "search_read", [domain], named, ct);
        return answer.Result is JArray
            ? answer
            : throw new RemoteRejectedException($"{model}.search_read answered what is no list.");
    }

    /// <summary>Calls a function of the service that needs no login.</summary>
    public async Task<JToken?> CommonAsync(string method, JArray args, CancellationToken ct) =>
        (await SendAsync("common." + method, Envelope("common", method, args), isWrite: false, ct)).Result;

    /// <summary>Logs in, once; the API user's id.</summary>
    /// <exception cref="RemoteMisconfiguredException">Odoo does not know user and key.</exception>
    public async Task<long> LoginAsync(CancellationToken ct)
    {
        if (Interlocked.Read(ref userId) is > 0 and var known)
        {
            return known;
        }

        await login.WaitAsync(ct);
        try
        {
            if (userId > 0)
            {
                return userId;
            }

            var result = await CommonAsync(
                "authenticate",
                [settings.Database, settings.User, settings.ApiKey, new JObject()],
                ct
            );
            if (result is not { Type: JTokenType.Integer })
            {
                throw new RemoteMisconfiguredException(
                    "common.authenticate: Odoo does not know this user and API key. Check database, user and apiKey."
                );
            }

            Interlocked.Exchange(ref userId, result.Value<long>());
            return userId;
        }
        finally
        {
            login.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        login.Dispose();
        return host.DisposeAsync();
    }

    private async Task<OdooAnswer> ExecuteAsync(
        string model,
        string method,
        JArray args,
        JObject? named,
        bool isWrite,
        CancellationToken ct
    )
    {
        var user = await LoginAsync(ct);
        var context = new JObject
        {
            ["lang"] = "en_US",
            ["tz"] = zoneId,
            ["allowed_company_ids"] = new JArray(settings.CompanyId),
        };
        var all = named is null ? [] : (JObject)named.DeepClone();
        if (all["context"] is JObject more)
        {
            context.Merge(more);
        }

        all["context"] = context;
        var call = new JArray(settings.Database, user, settings.ApiKey, model, method, args, all);
        return await SendAsync($"{model}.{method}", Envelope("object", "execute_kw", call), isWrite, ct);
    }

    private async Task<OdooAnswer> SendAsync(string operation, JObject envelope, bool isWrite, CancellationToken ct)
    {
        var request = new RestRequest("jsonrpc", Method.Post).AddStringBody(
            envelope.ToString(Formatting.None),
            ContentType.Json
        );
        var answer = isWrite
            ? await host.WriteAsync(operation, request, ct)
            : await host.ReadAsync(operation, request, ct);
        try
        {
            using var reader = OdooJson.Reader(answer.Body);
            return new OdooAnswer(JToken.ReadFrom(reader)["result"], answer.ServerTime);
        }
        catch (JsonException broken)
        {
            // The verdict saw that a result begins; here it breaks off.
            throw isWrite
                ? new RemoteOutcomeUnknownException($"{operation} answered JSON that breaks off.", broken)
                : new RemoteUnavailableException($"{operation} answered JSON that breaks off.", broken);
        }
    }

    private JObject Envelope(string service, string method, JArray args) =>
        new()
        {
            ["jsonrpc"] = "2.0",
            ["method"] = "call",
            ["id"] = Interlocked.Increment(ref calls),
            ["params"] = new JObject
            {
                ["service"] = service,
                ["method"] = method,
                ["args"] = args,
            },
        };
}
