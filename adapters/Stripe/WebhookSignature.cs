using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Collections.Connector.Ports;

namespace Collections.Adapters.Stripe;

/// <summary>Proves that a webhook comes from Stripe and is fresh (docs.stripe.com/webhooks#verify-manually).</summary>
internal sealed class WebhookSignature(StripeSettings settings, TimeProvider clock, string adapter)
{
    private const string Header = "stripe-signature";

    /// <summary>Throws unless one of the signatures fits one of the secrets, and the time is near ours.</summary>
    /// <exception cref="RemoteRejectedException">It does not.</exception>
    public void Verify(WebhookDelivery delivery)
    {
        var header = delivery.Headers.TryGetValue(Header, out var text) ? text : "";
        var fields = header.Split(',').Select(part => part.Split('=', 2)).Where(field => field.Length == 2).ToList();
        var times = fields.Where(field => field[0].Trim() == "t").Select(field => field[1]).ToList();
        if (
            times.Count != 1
            || !long.TryParse(times[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > 253_402_300_799
        )
        {
            throw new RemoteRejectedException($"{adapter}: a webhook came without a usable Stripe-Signature.");
        }

        // The signature first: a wrong one learns nothing about our clock.
        var signatures = fields.Where(field => field[0].Trim() == "v1").Select(field => field[1].Trim());
        if (!IsSigned(times[0], delivery.Body.Span, signatures))
        {
            throw new RemoteRejectedException(
                $"{adapter}: a webhook's signature fits none of {settings.WebhookSecrets.Count} webhookSecret(s)."
            );
        }

        var distance = (clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration();
        if (distance > settings.Tolerance)
        {
            throw new RemoteRejectedException(
                $"{adapter}: a webhook was signed {distance.TotalSeconds:0} s away from our clock, more than toleranceSeconds. "
                    + "Check the server's clock; Stripe signs again when it delivers again."
            );
        }
    }

    private bool IsSigned(string time, ReadOnlySpan<byte> body, IEnumerable<string> signatures)
    {
        var prefix = Encoding.UTF8.GetBytes($"{time}.");
        var signed = new byte[prefix.Length + body.Length];
        prefix.CopyTo(signed, 0);
        body.CopyTo(signed.AsSpan(prefix.Length));
        var given = signatures.Select(Encoding.UTF8.GetBytes).ToList();
        var fits = false;
        foreach (var secret in settings.WebhookSecrets)
        {
            var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
            var due = Encoding.UTF8.GetBytes(Convert.ToHexStringLower(hash));
            foreach (var candidate in given)
            {
                fits |= CryptographicOperations.FixedTimeEquals(due, candidate);
            }
        }

        return fits;
    }
}
