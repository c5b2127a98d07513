using System.Net;
using System.Text;
using Collections.Connector.Ports;

namespace Collections.Adapters.Twilio;

/// <summary>A delivered form: names and values, decoded, in the order of their coming.</summary>
internal sealed class TwilioForm
{
    private readonly List<KeyValuePair<string, string>> fields = [];

    private TwilioForm() { }

    /// <summary>Gets every field.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields => fields;

    /// <summary>Gets a field's value, trimmed; empty when it is absent.</summary>
    public string this[string name] =>
        fields.FirstOrDefault(field => field.Key == name) is { Value: { } value } ? value.Trim() : "";

    /// <summary>Reads a body of the type <c>application/x-www-form-urlencoded</c>.</summary>
    /// <exception cref="RemoteRejectedException">It is not UTF-8.</exception>
    public static TwilioForm Read(ReadOnlySpan<byte> body, string adapter)
    {
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(body);
        }
        catch (DecoderFallbackException broken)
        {
            throw new RemoteRejectedException($"{adapter}: a delivery is not UTF-8.", broken);
        }

        var form = new TwilioForm();
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var halves = pair.Split('=', 2);
            var value = halves.Length > 1 ? WebUtility.UrlDecode(halves[1]) : "";
            form.fields.Add(new(WebUtility.UrlDecode(halves[0]), value));
        }

        return form;
    }
}
