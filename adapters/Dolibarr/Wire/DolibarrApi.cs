using Collections.Adapters.Http;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using RestSharp;

namespace Collections.Adapters.Dolibarr.Wire;

/// <summary>Dolibarr's REST conventions: the key in a header, JSON both ways, 404 for "none".</summary>
internal sealed class DolibarrApi(RemoteHost host, string apiKey) : IAsyncDisposable
{
    /// <summary>Reads a list; where Dolibarr finds nothing it is empty.</summary>
    /// <param name="operation">Name for messages and counts.</param>
    /// <param name="resource">The path below <c>/api/index.php/</c>; ids and fixed words only.</param>
    /// <param name="query">Parameters; Dolibarr reads them decoded.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    public async Task<JArray> ListAsync(
        string operation,
        string resource,
        IEnumerable<(string Name, string Value)> query,
        CancellationToken ct
    ) =>
        await ReadAsync(operation, resource, query, ct) switch
        {
            JArray rows => rows,
            null => [],
            _ => throw new RemoteUnavailableException($"{operation} answered something else than a list."),
        };

    /// <summary>Reads one record; null where there is none.</summary>
    public async Task<JObject?> FindAsync(string operation, string resource, CancellationToken ct) =>
        await ReadAsync(operation, resource, [], ct) switch
        {
            JObject row => row,
            null => null,
            _ => throw new RemoteUnavailableException($"{operation} answered something else than a record."),
        };

    /// <summary>Writes; sent once.</summary>
    /// <returns>What Dolibarr answered; null where nothing was left to do.</returns>
    public async Task<JToken?> WriteAsync(string operation, string resource, JObject body, CancellationToken ct)
    {
        var request = WithKey(new RestRequest(Route(resource), Method.Post))
            .AddStringBody(body.ToString(Formatting.None), ContentType.Json);
        var answer = await host.WriteAsync(operation, request, ct);
        return answer.Status == 304
            ? null
            : DolibarrJson.TryParse(answer.Body)
                ?? throw new RemoteOutcomeUnknownException(
                    $"{operation} answered what is not JSON; it may have been done."
                );
    }

    /// <summary>Asks for a write that cannot be: about a record that does not exist, or without what it must have.</summary>
    /// <remarks>Dolibarr looks at rights before either, so whatever it refuses for another reason, the right is there.</remarks>
    /// <exception cref="RemoteMisconfiguredException">The right is missing, or the key is wrong.</exception>
    public async Task ProbeAsync(string operation, string resource, JObject body, CancellationToken ct)
    {
        var request = WithKey(new RestRequest(Route(resource), Method.Post))
            .AddStringBody(body.ToString(Formatting.None), ContentType.Json);
        try
        {
            await host.ReadAsync(operation, request, ct);
        }
        catch (RemoteRejectedException)
        {
            // As it should be.
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => host.DisposeAsync();

    private async Task<JToken?> ReadAsync(
        string operation,
        string resource,
        IEnumerable<(string Name, string Value)> query,
        CancellationToken ct
    )
    {
        var request = WithKey(new RestRequest(Route(resource)));
        foreach (var (name, value) in query)
        {
            request.AddQueryParameter(name, value);
        }

        var answer = await host.ReadAsync(operation, request, ct);
        return answer.Status == 404
            ? null
            : DolibarrJson.TryParse(answer.Body)
                ?? throw new RemoteUnavailableException($"{operation} answered what is not JSON.");
    }

    private static string Route(string resource) => $"api/index.php/{resource}";

    private RestRequest WithKey(RestRequest request) =>
        request
            .AddHeader("DOLAPIKEY", apiKey)
            .AddHeader("Accept", "application/json")
            .AddHeader("Accept-Encoding", "identity");
}
