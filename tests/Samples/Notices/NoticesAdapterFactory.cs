using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;
using RestSharp;

namespace Acme.Notices;

/// <summary>Makes the adapter for Acme Notices, a made-up school messenger: what a third party writes, and all that it writes.</summary>
public sealed class NoticesAdapterFactory : IAdapterFactory
{
    /// <inheritdoc/>
    public IAdapter Create(AdapterContext context)
    {
        var settings = JObject.Parse(context.SettingsJson);
        var token = (string?)settings["token"];
        var faults = new List<string>();
        if (
            !Uri.TryCreate((string?)settings["baseUrl"], UriKind.Absolute, out var address)
            || !context.AllowedHosts.Contains(address.Host)
        )
        {
            faults.Add("baseUrl: this is not the address of an allowed host. Write it as https://notices.example.org.");
        }

        if (string.IsNullOrEmpty(token))
        {
            faults.Add("token: it is missing. Make one in Acme Notices under Settings > Keys.");
        }

        return faults.Count == 0
            ? new NoticesAdapter(context.Name, address!, token!, context.Observer, context.Clock)
            : throw new AdapterSettingsException(faults);
    }
}

/// <summary>Acme Notices, by its one port.</summary>
internal sealed class NoticesAdapter : IAdapter
{
    private readonly RestClient client;

    public NoticesAdapter(string name, Uri address, string token, IRemoteCallObserver calls, TimeProvider clock)
    {
        client = new RestClient(new RestClientOptions(address) { Timeout = TimeSpan.FromSeconds(20) });
        client.AddDefaultHeader("Authorization", "Bearer " + token);
        Messages = new NoticesChannel(client, name, calls, clock);
    }

    /// <inheritdoc/>
    public IMessageChannel Messages { get; }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CheckFinding>> CheckAsync(CancellationToken ct)
    {
        var answer = await client.ExecuteAsync(new RestRequest("me"), ct);
        return
        [
            answer.IsSuccessful
                ? new(CheckResult.Ok, "notices.key", "The key", "", "")
                : new(
                    CheckResult.Missing,
                    "notices.key",
                    $"The key (status {(int)answer.StatusCode})",
                    "No notice can be sent.",
                    "Make a new key in Acme Notices under Settings > Keys."
                ),
        ];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }
}
