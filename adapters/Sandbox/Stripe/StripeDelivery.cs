// From documentation, not recorded; see StripeTwin.cs.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Collections.Adapters.Sandbox.Stripe;

/// <summary>A webhook on its way: post <paramref name="Body"/> with <paramref name="Headers"/> to the connector.</summary>
/// <param name="Headers">Headers by lower-case name.</param>
/// <param name="Body">The body's exact bytes.</param>
public sealed record StripeDelivery(IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>Signs a body: HMAC-SHA256 over time, a point and the body.</summary>
    public static StripeDelivery Signed(string body, DateTimeOffset at, string secret)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}"));
        return new StripeDelivery(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["content-type"] = "application/json; charset=utf-8",
                ["stripe-signature"] = $"t={time},v1={Convert.ToHexStringLower(hash)},v0=unused",
            },
            Encoding.UTF8.GetBytes(body)
        );
    }
}
