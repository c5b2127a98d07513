using Collections.Adapters.Http;
using Collections.Connector.Ports;
using Newtonsoft.Json;

namespace Collections.Adapters.Stripe;

/// <summary>What Stripe's answers mean (docs.stripe.com/api/errors).</summary>
internal static class StripeVerdict
{
    /// <summary>The kit's verdict, with Stripe's own error code, and 409 as "later".</summary>
    public static RemoteException? Judge(RemoteAnswer answer, bool isWrite)
    {
        if (answer.IsSuccess || !answer.IsJson || answer.Status is >= 500 or < 400)
        {
            return StatusVerdict.Judge(answer, isWrite);
        }

        var what = $"{answer.Operation} answered HTTP {answer.Status}{Error(answer)}";
        return answer.Status switch
        {
            401 => new RemoteMisconfiguredException($"{what}: the secret key is wrong, expired or of another account."),
            403 => new RemoteMisconfiguredException(
                $"{what}: the restricted key lacks the right for this; see the check."
            ),

            // Another call with the same idempotency key is still running, or an object is locked: nothing was done by this one.
            409 or 429 => new RemoteUnavailableException($"{what}. It is tried again in the next cycle."),
            _ => new RemoteRejectedException($"{what}."),
        };
    }

    // Not error.message: it may repeat what was sent.
    private static string Error(RemoteAnswer answer)
    {
        try
        {
            var error = StripeJson.Parse(answer.Body)["error"];
            var parts = new[] { "type", "code", "decline_code", "param" }
                .Select(name => (string?)error?[name])
                .Where(part => !string.IsNullOrEmpty(part));
            return $" ({string.Join(", ", parts)})";
        }
        catch (JsonReaderException)
        {
            return "";
        }
    }
}
