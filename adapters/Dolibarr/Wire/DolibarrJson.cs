using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Wire;

/// <summary>Reading Dolibarr's values: numbers and ids come as texts or as numbers, what is not there as null, "" or an empty list.</summary>
internal static class DolibarrJson
{
    /// <summary>Parses a body; decimals stay exact and dates stay text.</summary>
    /// <returns>The value; null when it is no JSON, or more than one value.</returns>
    public static JToken? TryParse(string body)
    {
        try
        {
            using var reader = new JsonTextReader(new StringReader(body))
            {
                FloatParseHandling = FloatParseHandling.Decimal,
                DateParseHandling = DateParseHandling.None,
                MaxDepth = 64,
            };
            var value = JToken.ReadFrom(reader);
            return reader.Read() ? null : value;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Text; empty where there is none.</summary>
    public static string Text(this JToken row, string field) =>
        row[field] switch
        {
            { Type: JTokenType.String } text => text.Value<string>()!,
            { Type: JTokenType.Integer or JTokenType.Float } number => Convert.ToString(
                ((JValue)number).Value,
                CultureInfo.InvariantCulture
            )!,
            _ => "",
        };

    /// <summary>A whole number, such as an id; 0 where there is none.</summary>
    public static long Number(this JToken row, string field) =>
        long.TryParse(row.Text(field), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    /// <summary>An amount in major units; 0 where there is none.</summary>
    public static decimal Amount(this JToken row, string field) =>
        decimal.TryParse(row.Text(field), NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : 0m;

    /// <summary>The day with which a text of the form <c>yyyy-MM-dd HH:mm:ss</c> begins; null when it does not.</summary>
    public static DateOnly? Day(this JToken row, string field) =>
        row.Text(field) is { Length: >= 10 } text
        && DateOnly.TryParseExact(
            text[..10],
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
            : null;

    /// <summary>An extrafield's value; empty where the record has none. Without any, Dolibarr gives a list in the object's place.</summary>
    public static string Extra(this JToken row, string field) =>
        field.Length > 0 && row["array_options"] is JObject extras ? extras.Text(field) : "";

    /// <summary>An id as a key.</summary>
    public static string Key(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>A key as an id; 0 when it is none: Dolibarr cannot know it.</summary>
    public static long Id(string key) =>
        long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id is > 0 and <= int.MaxValue
            ? id
            : 0;

    /// <summary>Keys as ids, each once, leaving out what is none.</summary>
    public static List<long> Ids(IEnumerable<string> keys) => [.. keys.Select(Id).Where(id => id > 0).Distinct()];

    /// <summary>Writes a number with a point.</summary>
    public static string Plain(decimal value) => value.ToString("0.########", CultureInfo.InvariantCulture);

    /// <summary>Writes a day as the database reads it.</summary>
    public static string Plain(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
