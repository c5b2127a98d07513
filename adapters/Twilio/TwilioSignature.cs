using System.Security.Cryptography;
using System.Text;

namespace Collections.Adapters.Twilio;

/// <summary>Proves that a delivery comes from Twilio (twilio.com/docs/usage/security, "Validating requests").</summary>
internal static class TwilioSignature
{
    /// <summary>The header that it stands in, lower case.</summary>
    public const string Header = "x-twilio-signature";

    /// <summary>
    /// Signs: HMAC-SHA1, in base64, over the address as Twilio has it and after it each field's name and value, sorted by name.
    /// SHA-1 is Twilio's choice; as an HMAC it still holds.
    /// </summary>
    public static string Sign(string authToken, string url, IEnumerable<KeyValuePair<string, string>> fields)
    {
        var signed = new StringBuilder(url);
        var sorted = fields
            .OrderBy(field => field.Key, StringComparer.Ordinal)
            .ThenBy(field => field.Value, StringComparer.Ordinal);
        foreach (var (name, value) in sorted)
        {
            signed.Append(name).Append(value);
        }

        return Convert.ToBase64String(
            HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Encoding.UTF8.GetBytes(signed.ToString()))
        );
    }

    /// <summary>Says, in constant time, whether one of the tokens signed it.</summary>
    /// <remarks>Twilio writes the port into the address, or not, as its own libraries say: both forms are tried.</remarks>
    public static bool Fits(
        IReadOnlyList<string> authTokens,
        Uri url,
        IReadOnlyList<KeyValuePair<string, string>> fields,
        string signature
    )
    {
        var given = Encoding.UTF8.GetBytes(signature);
        var fits = false;
        foreach (var token in authTokens)
        {
            foreach (var form in FormsOf(url))
            {
                var due = Encoding.UTF8.GetBytes(Sign(token, form, fields));
                fits |= CryptographicOperations.FixedTimeEquals(due, given);
            }
        }

        return fits;
    }

    private static IEnumerable<string> FormsOf(Uri url)
    {
        var written = url.OriginalString;
        var authority = written.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = written.AsSpan(authority).IndexOfAny('/', '?');
        var rest = end < 0 ? "" : written[(authority + end)..];
        var host = written[..authority] + url.Host;
        return new[] { written, host + rest, $"{host}:{url.Port}{rest}" }.Distinct(StringComparer.Ordinal);
    }
}
