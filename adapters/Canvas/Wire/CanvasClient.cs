using System.Runtime.CompilerServices;
using Collections.Adapters.Http;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using RestSharp;

namespace Collections.Adapters.Canvas;

/// <summary>Calls Canvas's REST API. The token travels in a header: a URL would put it into logs.</summary>
internal sealed class CanvasClient(RemoteHost host, CanvasPace pace, CanvasSettings settings, string adapter)
{
    /// <summary>How many pages a listing may have; with 100 rows each, more than any course has people.</summary>
    private const int PagesMax = 2_000;

    private static readonly JsonSerializerSettings Json = new()
    {
        DateParseHandling = DateParseHandling.None,
        FloatParseHandling = FloatParseHandling.Decimal,
    };

    /// <summary>Gets the adapter's name, for messages.</summary>
    public string Adapter => adapter;

    /// <summary>Makes a request to a path below <c>/api/v1</c>.</summary>
    /// <param name="path">The path, of ids and words that need no escaping.</param>
    /// <param name="method">HTTP method.</param>
    public RestRequest Request(string path, Method method = Method.Get) => WithToken(new($"api/v1/{path}", method));

    /// <summary>Reads one answer.</summary>
    public async Task<T> ReadAsync<T>(string route, RestRequest request, CancellationToken ct) =>
        Parse<T>(route, (await CallAsync(route, request, ct)).Body);

    /// <summary>Reads a listing, page by page.</summary>
    /// <param name="route">The route's name.</param>
    /// <param name="request">The first page; the others are where Canvas says they are.</param>
    /// <param name="ct">Stops the calls.</param>
    /// <returns>The pages. Whoever gets to the end without an exception has seen them all.</returns>
    /// <exception cref="RemoteRejectedException">The pages go in a circle, or are too many.</exception>
    public async IAsyncEnumerable<T> ReadPagesAsync<T>(
        string route,
        RestRequest request,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        request.AddQueryParameter("per_page", settings.PageSize);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var page = request; ; )
        {
            var answer = await CallAsync(route, page, ct);
            yield return Parse<T>(route, answer.Body);
            if (NextLink.Read(answer.Headers.GetValueOrDefault("link")) is not { } next)
            {
                yield break;
            }

            if (!seen.Add(next) || seen.Count >= PagesMax)
            {
                throw new RemoteRejectedException(
                    seen.Count >= PagesMax
                        ? $"{adapter}: {route} has more than {PagesMax} pages."
                        : $"{adapter}: {route} sends in a circle: its next page was read already."
                );
            }

            page = Follow(route, next);
        }
    }

    /// <summary>Calls to change something.</summary>
    public async Task<T> WriteAsync<T>(string route, RestRequest request, CancellationToken ct)
    {
        await pace.WaitAsync(ct);
        var answer = await host.WriteAsync(route, request, ct);
        pace.Hear(answer);
        try
        {
            return Parse<T>(route, answer.Body);
        }
        catch (RemoteRejectedException wrong)
        {
            throw new RemoteOutcomeUnknownException($"{wrong.Message} It may have been done.", wrong);
        }
    }

    /// <summary>The next page's address is taken as it is, and only if it is of the same Canvas: the token goes there.</summary>
    private RestRequest Follow(string route, string next)
    {
        if (
            Uri.TryCreate(next, UriKind.Absolute, out var address)
            && address.Scheme == settings.BaseUrl.Scheme
            && address.Authority == settings.BaseUrl.Authority
        )
        {
            return WithToken(new RestRequest(next));
        }

        throw new RemoteMisconfiguredException(
            $"{adapter}: {route} names a next page at another address than baseUrl. Put the address into baseUrl that Canvas itself uses."
        );
    }

    private async Task<RemoteAnswer> CallAsync(string route, RestRequest request, CancellationToken ct)
    {
        await pace.WaitAsync(ct);
        var answer = await host.ReadAsync(route, request, ct);
        pace.Hear(answer);
        return answer;
    }

    private RestRequest WithToken(RestRequest request) =>
        request
            .AddHeader("Authorization", $"Bearer {settings.Token}")
            // Ids of other shards are too long for some readers' numbers: asked for as texts (documentation, "SIS IDs").
            .AddHeader("Accept", "application/json+canvas-string-ids");

    private T Parse<T>(string route, string body)
    {
        try
        {
            return JsonConvert.DeserializeObject<T>(body, Json)
                ?? throw new JsonSerializationException("null where a value was due");
        }
        catch (JsonException wrong)
        {
            throw new RemoteRejectedException($"{adapter}: {route} answered what is not understood.", wrong);
        }
    }
}
