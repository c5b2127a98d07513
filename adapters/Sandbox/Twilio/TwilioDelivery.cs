// From documentation, not recorded; see TwilioTwin.cs.
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Collections.Adapters.Sandbox.Twilio;

/// <summary>A delivery on its way: post <paramref name="Body"/> with <paramref name="Headers"/> to <paramref name="Address"/>.</summary>
/// <param name="Address">Where it goes.</param>
/// <param name="Headers">Headers by lower-case name.</param>
/// <param name="Body">The form's exact bytes.</param>
public sealed record TwilioDelivery(Uri Address, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>Signs a form: HMAC-SHA1, in base64, over the address and the fields sorted by name.</summary>
    public static TwilioDelivery Signed(
        Uri address,
        IReadOnlyCollection<KeyValuePair<string, string>> fields,
        string authToken
    )
    {
        var signed =
            address.OriginalString
            + string.Concat(
                fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => field.Key + field.Value)
            );
        var hash = HMACSHA1.HashData(Encoding.UTF8.GetBytes(authToken), Encoding.UTF8.GetBytes(signed));
        var body = string.Join(
            '&',
            fields.Select(field => $"{WebUtility.UrlEncode(field.Key)}={WebUtility.UrlEncode(field.Value)}")
        );
        return new TwilioDelivery(
            address,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["content-type"] = "application/x-www-form-urlencoded; charset=utf-8",
                ["x-twilio-signature"] = Convert.ToBase64String(hash),
            },
            Encoding.UTF8.GetBytes(body)
        );
    }

    /// <summary>Posts it.</summary>
    /// <returns>The receiver's status.</returns>
    public async Task<HttpStatusCode> PostAsync(HttpClient client, CancellationToken ct)
    {
        using var content = new ByteArrayContent(Body);
        using var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = content };
        foreach (var (name, value) in Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await client.SendAsync(request, ct);
        return response.StatusCode;
    }
}
