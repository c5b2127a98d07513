using Collections.Adapters.Http;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using RestSharp;

namespace Collections.Adapters.Moodle;

/// <summary>Calls the site's functions. The token travels in the body: a URL would put it into logs.</summary>
internal sealed class MoodleClient(RemoteHost host, string token, string adapter)
{
    private static readonly JsonSerializer Serializer = JsonSerializer.Create(
        new JsonSerializerSettings
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Decimal,
        }
    );

    /// <summary>Gets the adapter's name, for messages.</summary>
    public string Adapter => adapter;

    /// <summary>Calls a function that changes nothing.</summary>
    public Task<T> ReadAsync<T>(string function, MoodleForm form, CancellationToken ct) =>
        ReadAsync(function, form, Whole<T>, ct);

    /// <summary>Calls a function that changes nothing, and reads the answer piece by piece.</summary>
    /// <param name="function">The function.</param>
    /// <param name="form">Its parameters.</param>
    /// <param name="parse">Reads the answer; may throw <see cref="JsonException"/>.</param>
    /// <param name="ct">Stops the call.</param>
    /// <param name="zone">The time zone of the texts in the answer.</param>
    public async Task<T> ReadAsync<T>(
        string function,
        MoodleForm form,
        Func<JsonTextReader, T> parse,
        CancellationToken ct,
        string zone = "UTC"
    )
    {
        var answer = await host.ReadAsync(function, ToRequest(function, form, zone), ct);
        try
        {
            return Parse(answer.Body, parse);
        }
        catch (JsonException wrong)
        {
            throw new RemoteRejectedException($"{adapter}: {function} answered what is not understood.", wrong);
        }
    }

    /// <summary>Calls a function that changes something.</summary>
    public async Task<T> WriteAsync<T>(string function, MoodleForm form, CancellationToken ct)
    {
        var answer = await host.WriteAsync(function, ToRequest(function, form, "UTC"), ct);
        try
        {
            return Parse(answer.Body, Whole<T>);
        }
        catch (JsonException wrong)
        {
            throw new RemoteOutcomeUnknownException(
                $"{adapter}: {function} answered what is not understood; it may have been done.",
                wrong
            );
        }
    }

    private RestRequest ToRequest(string function, MoodleForm form, string zone)
    {
        var request = new RestRequest("webservice/rest/server.php", Method.Post);
        request.AddParameter("wstoken", token);
        request.AddParameter("wsfunction", function);
        request.AddParameter("moodlewsrestformat", "json");
        request.AddParameter("moodlewssettinglang", "en");
        request.AddParameter("moodlewssettingtimezone", zone);
        foreach (var (name, value) in form.Fields)
        {
            request.AddParameter(name, value);
        }

        return request;
    }

    private static T Parse<T>(string body, Func<JsonTextReader, T> parse)
    {
        using var reader = new JsonTextReader(new StringReader(body))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Decimal,
        };
        return parse(reader);
    }

    private static T Whole<T>(JsonTextReader reader) =>
        Serializer.Deserialize<T>(reader) is { } value ? value
        : default(T) is null && typeof(T) == typeof(object) ? default!
        : throw new JsonSerializationException("null where a value was due");
}
