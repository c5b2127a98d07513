using System.Globalization;
using System.Runtime.CompilerServices;
using Collections.Connector.Ports;

namespace Collections.Adapters.Stripe;

/// <summary>Stripe's own list of events: what repairs webhooks that never came.</summary>
internal sealed class StripeEventLog(StripeApi api, TimeProvider clock, string adapter)
{
    private const int PagesAtMost = 200;

    // docs.stripe.com/api/events: "going back up to 30 days".
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Lists events since an instant, oldest first. Stripe gives the newest first, so they are read whole before.</summary>
    public async IAsyncEnumerable<GatewayEvent> ListAsync(
        DateTimeOffset since,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        if (since < clock.GetUtcNow() - Kept)
        {
            throw new RemoteRejectedException(
                $"{adapter}: Stripe keeps events for 30 days, and they were asked since {since.UtcDateTime:yyyy-MM-dd}. "
                    + "Ask for the last 30 days, and compare what is older with Stripe's balance report."
            );
        }

        var filter = StripeEvent
            .Kinds.Select(kind => ("types[]", kind))
            .Append(("created[gte]", since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)))
            .ToList();
        var (events, truncated) = await api.ListAsync("events.list", "v1/events", filter, PagesAtMost, ct);
        if (truncated)
        {
            throw new RemoteRejectedException(
                $"{adapter}: more than {PagesAtMost * StripeApi.PageSize} events since {since.UtcDateTime:yyyy-MM-dd HH:mm}. Ask for a shorter time."
            );
        }

        for (var i = events.Count - 1; i >= 0; i--)
        {
            if (StripeEvent.Read(events[i]) is { } told)
            {
                yield return told;
            }
        }
    }
}
