using Collections.Connector.Ports;

namespace Collections.Connector.Host.Serving;

/// <summary>Takes webhooks in: checked and stored before they are answered, processed later.</summary>
internal interface IWebhookInbox
{
    /// <summary>Checks a delivery's signature and stores it.</summary>
    /// <param name="school">The school's key, from the address.</param>
    /// <param name="gateway">The gateway's source name, from the address.</param>
    /// <param name="delivery">The request, bytes unchanged.</param>
    /// <param name="ct">Stops the call; the gateway then delivers again.</param>
    /// <returns>False when there is no such school or gateway. A delivery that was stored before is true.</returns>
    /// <exception cref="RemoteRejectedException">The signature is wrong or too old: nothing was stored.</exception>
    Task<bool> StoreAsync(string school, string gateway, WebhookDelivery delivery, CancellationToken ct);
}
