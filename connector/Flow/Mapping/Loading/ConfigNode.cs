using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Flow.Mapping.Loading;

/// <summary>
/// An object of a configuration file that remembers where it stands. Reading never fails: what is missing or of the wrong
/// type reads as null, because the schema has told that already and the checks of meaning still have to run.
/// </summary>
internal sealed class ConfigNode(JObject json, string file, FaultList faults)
{
    public JObject Json => json;

    public string File => file;

    public bool Has(string key) => json.ContainsKey(key);

    public string? Text(string key) => json[key] is JValue { Type: JTokenType.String } value ? (string?)value : null;

    public int? Integer(string key) =>
        json[key] is JValue { Type: JTokenType.Integer, Value: long number }
        && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : null;

    public bool? Flag(string key) => json[key] is JValue { Type: JTokenType.Boolean } value ? (bool)value : null;

    public DateOnly? Date(string key) =>
        DateOnly.TryParseExact(Text(key), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    /// <summary>A text, number or truth value as invariant text; null for anything else.</summary>
    public string? Scalar(string key) => Scalar(json[key]);

    public ConfigNode? Child(string key) => json[key] is JObject child ? new ConfigNode(child, file, faults) : null;

    /// <summary>The object under a key, or an empty one that stands where it is missing.</summary>
    public ConfigNode ChildOrEmpty(string key) => Child(key) ?? new ConfigNode([], file, faults);

    public IReadOnlyList<ConfigNode> Children(string key) =>
        json[key] is JArray array
            ? [.. array.OfType<JObject>().Select(child => new ConfigNode(child, file, faults))]
            : [];

    public IReadOnlyList<string> Texts(string key) =>
        json[key] is JArray array ? [.. array.Select(Scalar).OfType<string>()] : [];

    /// <summary>The objects of an object, by key.</summary>
    public IEnumerable<(string Key, ConfigNode Node)> Entries(string key) =>
        json[key] is JObject child
            ? child
                .Properties()
                .Where(property => property.Value is JObject)
                .Select(property => (property.Name, new ConfigNode((JObject)property.Value, file, faults)))
            : [];

    /// <summary>The scalars of an object, by key.</summary>
    public Dictionary<string, string> Scalars(string key) =>
        json[key] is JObject child
            ? child
                .Properties()
                .Select(property => (property.Name, Text: Scalar(property.Value)))
                .Where(entry => entry.Text is not null)
                .ToDictionary(entry => entry.Name, entry => entry.Text!, StringComparer.Ordinal)
            : [];

    public int LineOf(string? key = null) =>
        key is not null && json.Property(key, StringComparison.Ordinal) is IJsonLineInfo property
            ? property.LineNumber
            : ((IJsonLineInfo)json).LineNumber;

    public void Fault(string? key, string message, string hint) => faults.Add(file, LineOf(key), message, hint);

    private static string? Scalar(JToken? token) =>
        token is JValue { Value: { } value, Type: not JTokenType.Null }
            ? value is bool flag
                ? flag
                    ? "true"
                    : "false"
                : Convert.ToString(value, CultureInfo.InvariantCulture)
            : null;
}
