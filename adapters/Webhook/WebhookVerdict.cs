using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Webhook;

/// <summary>Says what an answer of the receiver means, by its status alone: the body is the receiver's own affair.</summary>
/// <param name="adapter">The adapter's name, for messages.</param>
internal sealed class WebhookVerdict(string adapter)
{
    /// <summary>Judges an answer.</summary>
    public RemoteException? Judge(RemoteAnswer answer, bool isWrite)
    {
        var what = $"{adapter}: {answer.Operation} answered HTTP {answer.Status}";
        return answer.Status switch
        {
            >= 200 and < 300 => null,
            >= 300 and < 400 => new RemoteMisconfiguredException(
                $"{what}: it sends to another address. Put the final address into url."
            ),
            401 or 403 => new RemoteMisconfiguredException(
                $"{what}: the receiver does not take the signature. Give both sides the same secret, and check the clocks."
            ),
            404 or 410 => new RemoteMisconfiguredException($"{what}: nobody listens at this address. Check url."),

            // The reference goes along as the idempotency key: to post again is safe, so that nothing has to be looked up.
            408 or 429 or >= 500 => new RemoteUnavailableException($"{what}; the message may be posted again."),
            _ => new RemoteRejectedException($"{what}: the receiver does not take this message."),
        };
    }
}
