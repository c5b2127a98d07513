using System.Globalization;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>Reading and writing Frappe's values: an empty one is <c>null</c> or an empty text, a flag is 0 or 1, an amount is exact.</summary>
internal static class ErpNextJson
{
    /// <summary>Parses an answer with decimals of amounts and dates as text.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JToken Parse(string body)
    {
        using var reader = new JsonTextReader(new StringReader(body))
        {
            FloatParseHandling = FloatParseHandling.Decimal,
            DateParseHandling = DateParseHandling.None,
            MaxDepth = 64,
        };
        return JToken.ReadFrom(reader);
    }

    /// <summary>Text; empty where there is none.</summary>
    public static string Text(this JToken row, string field) =>
        row[field] switch
        {
            { Type: JTokenType.String } text => text.Value<string>()!,
            { Type: JTokenType.Integer } number => number.ToString(),
            _ => "",
        };

    /// <summary>Text; null where there is none.</summary>
    public static string? TextOrNull(this JToken row, string field) =>
        row.Text(field) is { Length: > 0 } text ? text : null;

    /// <summary>An amount in major units; zero where there is none.</summary>
    public static decimal Amount(this JToken row, string field) =>
        row[field] is { Type: JTokenType.Float or JTokenType.Integer } value ? value.Value<decimal>() : 0m;

    /// <summary>Whether a flag is set.</summary>
    public static bool Flag(this JToken row, string field) =>
        row[field] switch
        {
            { Type: JTokenType.Integer } number => number.Value<long>() != 0,
            { Type: JTokenType.Boolean } flag => flag.Value<bool>(),
            _ => false,
        };

    /// <summary>A date; null where there is none.</summary>
    public static DateOnly? Date(this JToken row, string field) =>
        row.Text(field) is { Length: >= 10 } text && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", out var date)
            ? date
            : null;

    /// <summary>Writes a date.</summary>
    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Writes a number for a version.</summary>
    public static string Number(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    /// <summary>Writes an amount in major units.</summary>
    public static JValue Value(Money amount) => new(amount.Amount);

    /// <summary>A list of texts.</summary>
    public static JArray Texts(IEnumerable<string> texts) => new(texts.Distinct(StringComparer.Ordinal).Cast<object>());

    /// <summary>A condition of a search.</summary>
    public static JArray Is(string field, string way, JToken value) => [field, way, value];

    /// <summary>A condition: one of several texts.</summary>
    public static JArray In(string field, IEnumerable<string> texts) => [field, "in", Texts(texts)];

    /// <summary>
    /// A pattern for <c>like</c> that finds at least the texts with this in it. Frappe doubles backslashes, so <c>%</c> cannot be escaped:
    /// it becomes <c>_</c>, any one character, as <c>_</c> itself is. The caller compares what comes back.
    /// </summary>
    public static string Like(string text) => text.Replace('%', '_');
}
