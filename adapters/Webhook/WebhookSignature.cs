using System.Security.Cryptography;
using System.Text;

namespace Collections.Adapters.Webhook;

/// <summary>Signs what is posted, so that the receiver can tell who posted it and when.</summary>
internal static class WebhookSignature
{
    /// <summary>The header with the seconds since 1970, UTC, at which it was signed.</summary>
    public const string TimestampHeader = "X-Collections-Timestamp";

    /// <summary>The header with the signature.</summary>
    public const string SignatureHeader = "X-Collections-Signature";

    /// <summary>Signs by HMAC-SHA256 over the timestamp, a full stop and the body's bytes in UTF-8.</summary>
    /// <returns><c>sha256=</c> and the hash in lower-case hexadecimal digits.</returns>
    public static string Sign(string secret, string timestamp, string body) =>
        "sha256="
        + Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}"))
        );
}
