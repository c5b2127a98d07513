using Collections.Adapters.Http;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using RestSharp;

namespace Collections.Adapters.Stripe;

/// <summary>Stripe's REST conventions: form-encoded writes, bearer key, pinned version, cursors.</summary>
internal sealed class StripeApi(RemoteHost host, StripeSettings settings)
{
    /// <summary>The version whose field names this adapter reads.</summary>
    /// <remarks>
    /// Pinned because an account's default version changes when somebody presses "upgrade" in the dashboard. This is the last
    /// version before the named ones (acacia, basil); every field read here is documented for it.
    /// </remarks>
    public const string Version = "2024-06-20";

    /// <summary>The most items that Stripe gives on a page.</summary>
    public const int PageSize = 100;

    /// <summary>Reads one object.</summary>
    public async Task<JObject> GetAsync(string operation, RestRequest request, CancellationToken ct) =>
        Parse(await host.ReadAsync(operation, WithHeaders(request), ct), isWrite: false);

    /// <summary>Reads a list, newest first, page by page, up to a number of pages.</summary>
    /// <returns>The items, and whether the list goes on beyond the last page.</returns>
    public async Task<(List<JObject> Items, bool Truncated)> ListAsync(
        string operation,
        string path,
        IReadOnlyList<(string Name, string Value)> filter,
        int pagesAtMost,
        CancellationToken ct
    )
    {
        var items = new List<JObject>();
        for (var page = 0; page < pagesAtMost; page++)
        {
            var request = new RestRequest(path).AddQueryParameter("limit", PageSize);
            foreach (var (name, value) in filter)
            {
                request.AddQueryParameter(name, value);
            }

            if (items.Count > 0)
            {
                request.AddQueryParameter("starting_after", (string?)items[^1]["id"]);
            }

            var answer = await GetAsync(operation, request, ct);
            var data = answer["data"] is JArray list ? list.OfType<JObject>().ToList() : [];
            items.AddRange(data);
            if ((bool?)answer["has_more"] is not true || data.Count == 0)
            {
                return (items, false);
            }
        }

        return (items, true);
    }

    /// <summary>Writes under an idempotency key: a repetition with the same key and form is the same write.</summary>
    /// <exception cref="RemoteUnavailableException">No trustworthy answer; safe to repeat, because the key makes it so.</exception>
    public async Task<JObject> PostAsync(
        string operation,
        string path,
        IReadOnlyList<(string Name, string Value)> form,
        string idempotencyKey,
        CancellationToken ct
    )
    {
        var request = WithHeaders(new RestRequest(path, Method.Post)).AddHeader("Idempotency-Key", idempotencyKey);
        foreach (var (name, value) in form)
        {
            request.AddParameter(name, value, ParameterType.GetOrPost);
        }

        try
        {
            return Parse(await host.WriteAsync(operation, request, ct), isWrite: true);
        }
        catch (RemoteOutcomeUnknownException unknown)
        {
            throw new RemoteUnavailableException(
                $"{unknown.Message} It carries an idempotency key: it is safe to repeat.",
                unknown
            );
        }
    }

    private RestRequest WithHeaders(RestRequest request) =>
        request.AddHeader("Authorization", $"Bearer {settings.SecretKey}").AddHeader("Stripe-Version", Version);

    private static JObject Parse(RemoteAnswer answer, bool isWrite)
    {
        try
        {
            return StripeJson.Parse(answer.Body);
        }
        catch (JsonReaderException broken)
        {
            var message = $"{answer.Operation} answered what is not a JSON object.";
            throw isWrite
                ? new RemoteOutcomeUnknownException(message, broken)
                : new RemoteUnavailableException(message, broken);
        }
    }
}

/// <summary>Parses JSON without turning texts that look like dates into dates.</summary>
internal static class StripeJson
{
    public static JObject Parse(string text)
    {
        using var reader = new JsonTextReader(new StringReader(text))
        {
            DateParseHandling = DateParseHandling.None,
            MaxDepth = 64,
        };
        return JObject.Load(reader);
    }
}
