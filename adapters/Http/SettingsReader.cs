using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Http;

/// <summary>Reads an adapter's settings and collects every fault, so that an administrator mends them at once.</summary>
public sealed class SettingsReader
{
    private readonly string adapter;
    private readonly JObject settings;
    private readonly List<string> faults = [];
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    /// <summary>Initializes a new instance of the <see cref="SettingsReader"/> class.</summary>
    /// <param name="adapter">The adapter's name, for the faults.</param>
    /// <param name="json">The settings, a JSON object.</param>
    /// <exception cref="AdapterSettingsException">It is not a JSON object.</exception>
    public SettingsReader(string adapter, string json)
    {
        this.adapter = adapter;
        try
        {
            settings = JObject.Parse(json);
        }
        catch (JsonReaderException broken)
        {
            // The reader's own message quotes the text, which holds secrets: only the place is told.
            throw new AdapterSettingsException([
                $"{adapter}: the settings are not a JSON object (line {broken.LineNumber}, column {broken.LinePosition}).",
            ]);
        }
    }

    /// <summary>Reads a text that must be there.</summary>
    public string Text(string key)
    {
        var text = OptionalText(key);
        if (text.Length == 0 && !faults.Exists(f => f.Contains($"'{key}'", StringComparison.Ordinal)))
        {
            Fault(key, "is missing");
        }

        return text;
    }

    /// <summary>Reads a text that may be missing; then it is <paramref name="otherwise"/>.</summary>
    public string OptionalText(string key, string otherwise = "")
    {
        switch (Take(key))
        {
            case null:
                return otherwise;
            case { Type: JTokenType.String } text:
                return text.Value<string>()!.Trim();
            default:
                Fault(key, "must be a text");
                return otherwise;
        }
    }

    /// <summary>Reads one text or a list of them; at least one must be there.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        var texts = Take(key) switch
        {
            null => [],
            { Type: JTokenType.String } one => [one.Value<string>()!],
            JArray list when list.All(t => t.Type == JTokenType.String) => list.Select(t => t.Value<string>()!)
                .ToList(),
            _ => new List<string>(),
        };
        if (texts.Count == 0 || texts.Exists(string.IsNullOrWhiteSpace))
        {
            Fault(key, "must be a text, or a list of at least one text");
        }

        return texts;
    }

    /// <summary>Reads one text or a list of them that may be missing; then it is empty.</summary>
    public IReadOnlyList<string> OptionalTexts(string key) => Take(key) is null ? [] : Texts(key);

    /// <summary>Reads a whole number within limits.</summary>
    public int Number(string key, int otherwise, int least, int most)
    {
        var token = Take(key);
        if (token is null)
        {
            return otherwise;
        }

        if (
            token.Type == JTokenType.Integer
            && token.Value<decimal>() is var number
            && number >= least
            && number <= most
        )
        {
            return (int)number;
        }

        Fault(key, $"must be a whole number from {least} to {most}");
        return otherwise;
    }

    /// <summary>Reads an object of whole numbers within limits; one that is missing is empty.</summary>
    public IReadOnlyDictionary<string, int> NumbersByName(string key, int least, int most)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var token = Take(key);
        if (token is not (null or JObject))
        {
            Fault(key, $"must be an object that gives a whole number from {least} to {most} for each name");
        }

        foreach (var (name, value) in token as JObject ?? [])
        {
            if (
                value is { Type: JTokenType.Integer }
                && value.Value<decimal>() is var number
                && number >= least
                && number <= most
            )
            {
                numbers[name] = (int)number;
            }
            else
            {
                Fault(key, $"must give a whole number from {least} to {most} for '{name}'");
            }
        }

        return numbers;
    }

    /// <summary>Reads a yes or no.</summary>
    public bool Flag(string key, bool otherwise)
    {
        var token = Take(key);
        if (token is not (null or { Type: JTokenType.Boolean }))
        {
            Fault(key, "must be true or false");
        }

        return token is { Type: JTokenType.Boolean } ? token.Value<bool>() : otherwise;
    }

    /// <summary>Reads an http(s) address.</summary>
    public Uri Address(string key, string otherwise)
    {
        var text = OptionalText(key, otherwise);
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http")
        {
            return address!;
        }

        Fault(key, "must be an address such as https://host.example");
        return new Uri("https://invalid.invalid");
    }

    /// <summary>Adds a fault of a setting. The value itself is never told: it may be a secret.</summary>
    public void Fault(string key, string whatIsWrong) => faults.Add($"{adapter}: setting '{key}' {whatIsWrong}.");

    /// <summary>Ends the reading.</summary>
    /// <exception cref="AdapterSettingsException">There was a fault, or a key that nobody asked for.</exception>
    public void Finish()
    {
        var known = string.Join(", ", asked.Order(StringComparer.Ordinal));
        foreach (var unknown in settings.Properties().Where(p => !asked.Contains(p.Name)))
        {
            Fault(unknown.Name, $"is unknown; known are {known}");
        }

        if (faults.Count > 0)
        {
            throw new AdapterSettingsException(faults);
        }
    }

    private JToken? Take(string key)
    {
        asked.Add(key);
        return settings[key] is { Type: not JTokenType.Null } token ? token : null;
    }
}
