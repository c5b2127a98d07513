using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>Reading Odoo's values: an empty one is <c>false</c>, a link is <c>[id, "label"]</c>, an amount is exact.</summary>
internal static class OdooJson
{
    /// <summary>A reader that makes decimals of amounts and leaves dates as text.</summary>
    public static JsonTextReader Reader(string body) =>
        new(new StringReader(body))
        {
            FloatParseHandling = FloatParseHandling.Decimal,
            DateParseHandling = DateParseHandling.None,
            MaxDepth = 64,
        };

    /// <summary>Text, or null where Odoo says <c>false</c>.</summary>
    public static string? Text(this JToken row, string field) =>
        row[field] is { Type: JTokenType.String } value ? value.Value<string>() : null;

    /// <summary>A whole number; 0 where Odoo says <c>false</c>.</summary>
    public static long Id(this JToken row, string field) =>
        row[field] switch
        {
            { Type: JTokenType.Integer } value => value.Value<long>(),
            JArray { Count: > 0 } link => link[0].Value<long>(),
            _ => 0,
        };

    /// <summary>A link's id as a key; null where Odoo says <c>false</c>.</summary>
    public static string? Key(this JToken row, string field) => row.Id(field) is > 0 and var id ? Key(id) : null;

    /// <summary>An id as a key.</summary>
    public static string Key(long id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>A link's label; null where Odoo says <c>false</c>. For a currency it is the code.</summary>
    public static string? Label(this JToken row, string field) =>
        row[field] is JArray { Count: > 1 } link ? link[1].Value<string>() : null;

    /// <summary>An amount in major units.</summary>
    public static decimal Amount(this JToken row, string field) =>
        row[field] is { Type: JTokenType.Float or JTokenType.Integer } value ? value.Value<decimal>() : 0m;

    /// <summary>A date; null where Odoo says <c>false</c>.</summary>
    public static DateOnly? Date(this JToken row, string field) =>
        DateOnly.TryParseExact(row.Text(field), "yyyy-MM-dd", out var date) ? date : null;

    /// <summary>Whether Odoo says <c>true</c>.</summary>
    public static bool Flag(this JToken row, string field) =>
        row[field] is { Type: JTokenType.Boolean } value && (bool)value;

    /// <summary>Writes a date as Odoo reads it.</summary>
    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Writes an instant as Odoo reads it, UTC.</summary>
    public static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Writes a number with a point.</summary>
    public static string Number(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    /// <summary>Reads keys as ids, leaving out what is no id: the ERP cannot know it.</summary>
    public static List<long> Ids(IEnumerable<string> keys) =>
        [
            .. keys.Select(key =>
                    long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0
                )
                .Where(id => id > 0)
                .Distinct(),
        ];
}
