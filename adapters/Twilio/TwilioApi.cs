using System.Text;
using Collections.Adapters.Http;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using RestSharp;

namespace Collections.Adapters.Twilio;

/// <summary>Twilio's REST conventions: basic authentication, form-encoded writes, JSON answers.</summary>
internal sealed class TwilioApi(RemoteHost host, TwilioSettings settings)
{
    private readonly string account = $"2010-04-01/Accounts/{settings.AccountSid}";
    private readonly string authorization =
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Credentials(settings)));

    /// <summary>Creates a message. Twilio knows no idempotency key: what got no answer is never sent again.</summary>
    /// <returns>The message as Twilio took it.</returns>
    /// <exception cref="RemoteOutcomeUnknownException">It was sent, and no trustworthy answer came.</exception>
    public async Task<JObject> CreateMessageAsync(IReadOnlyList<(string Name, string Value)> form, CancellationToken ct)
    {
        const string Operation = "messages.create";
        var request = WithKey(new RestRequest($"{account}/Messages.json", Method.Post));
        foreach (var (name, value) in form)
        {
            request.AddParameter(name, value, ParameterType.GetOrPost);
        }

        var answer = await host.WriteAsync(Operation, request, ct);
        return Parse(answer.Body)
            ?? throw new RemoteOutcomeUnknownException(
                $"{Operation} answered what is not a JSON object; it may have been done."
            );
    }

    /// <summary>Reads the account itself; Twilio refuses that to standard and restricted API keys.</summary>
    public Task<JObject> ReadAccountAsync(CancellationToken ct) =>
        ReadAsync("account.get", new RestRequest($"{account}.json"), ct);

    /// <summary>Reads the account's numbers that are the given one: one, or none.</summary>
    public Task<JObject> ReadNumberAsync(string number, CancellationToken ct) =>
        ReadAsync(
            "numbers.list",
            new RestRequest($"{account}/IncomingPhoneNumbers.json")
                .AddQueryParameter("PhoneNumber", number)
                .AddQueryParameter("PageSize", "1"),
            ct
        );

    /// <summary>Reads a text as a JSON object without turning texts into dates.</summary>
    /// <returns>The object; null when it is none.</returns>
    public static JObject? Parse(string text)
    {
        try
        {
            using var reader = new JsonTextReader(new StringReader(text))
            {
                DateParseHandling = DateParseHandling.None,
                MaxDepth = 16,
            };
            return JToken.ReadFrom(reader) as JObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads a field as text; empty when it is absent or something else.</summary>
    public static string Text(JToken? row, string name) =>
        row is JObject && row[name] is { Type: JTokenType.String } text ? text.Value<string>()! : "";

    private async Task<JObject> ReadAsync(string operation, RestRequest request, CancellationToken ct)
    {
        var answer = await host.ReadAsync(operation, WithKey(request), ct);
        return Parse(answer.Body)
            ?? throw new RemoteUnavailableException($"{operation} answered what is not a JSON object.");
    }

    private RestRequest WithKey(RestRequest request) => request.AddHeader("Authorization", authorization);

    private static string Credentials(TwilioSettings settings) =>
        settings.ApiKeySid.Length > 0
            ? $"{settings.ApiKeySid}:{settings.ApiKeySecret}"
            : $"{settings.AccountSid}:{settings.AuthTokens[0]}";
}
