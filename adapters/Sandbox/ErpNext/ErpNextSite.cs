using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.ErpNext;

/// <summary>The twin's database: documents by doctype, searched as Frappe's <c>get_list</c> does.</summary>
/// <remarks>Text is compared without regard to case, as MariaDB's collation does. Stamps are the site's own time of day.</remarks>
internal sealed class ErpNextSite(TimeProvider clock, TimeZoneInfo zone)
{
    private readonly Dictionary<string, List<JObject>> tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> series = new(StringComparer.Ordinal);
    private readonly List<Action> undo = [];
    private long stamps;
    private long hashes;

    /// <summary>Gets the custom fields: doctype, name, unique, not copied.</summary>
    public List<(string DocType, string Name, bool Unique, bool NoCopy)> CustomFields { get; } = [];

    /// <summary>Gets today on the site's calendar.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime);

    /// <summary>The fields that a doctype has.</summary>
    public IEnumerable<string> FieldsOf(string docType) =>
        [
            .. ErpNextFields.Every,
            .. ErpNextFields.Own.GetValueOrDefault(docType, []),
            .. ErpNextFields.IsRow(docType) ? ErpNextFields.OfRow : [],
            .. CustomFields.Where(f => f.DocType == docType).Select(f => f.Name),
        ];

    /// <summary>Finds a document; null when there is none.</summary>
    public JObject? Find(string docType, string? name) => Table(docType).Find(d => Same(Text(d, "name"), name ?? ""));

    /// <summary>Gets a document.</summary>
    public JObject Get(string docType, string name) =>
        Find(docType, name) ?? throw new ErpNextError("DoesNotExistError", $"{docType} {name} not found", 404);

    /// <summary>All documents of a doctype that is no row of a table.</summary>
    public IReadOnlyList<JObject> All(string docType) => Table(docType);

    /// <summary>Refuses a link that leads nowhere.</summary>
    public void RequireLink(string docType, string name)
    {
        if (name.Length > 0 && Find(docType, name) is null)
        {
            throw ErpNextError.Link(docType, name);
        }
    }

    /// <summary>Adds a document under a name, with stamps and row names.</summary>
    public JObject Add(string docType, string name, JObject document)
    {
        document["doctype"] = docType;
        document["name"] = name;
        document["owner"] = "api@school.example";
        document["creation"] = Stamp();
        document["modified"] = document["creation"];
        document["docstatus"] ??= 0;
        NameRows(docType, document);
        foreach (var field in CustomFields.Where(f => f.DocType == docType && f.Unique))
        {
            var value = Text(document, field.Name);
            if (value.Length > 0 && Table(docType).Exists(d => Same(Text(d, field.Name), value)))
            {
                throw new ErpNextError("UniqueValidationError", $"{field.Name} must be unique");
            }
        }

        Table(docType).Add(document);
        undo.Add(() => Table(docType).Remove(document));
        return document;
    }

    /// <summary>Changes a document and stamps it.</summary>
    public void Change(JObject document, Action<JObject> change)
    {
        var before = (JObject)document.DeepClone();
        undo.Add(() => document.ReplaceAll(before.Properties()));
        change(document);
        document["modified"] = Stamp();
        NameRows(Text(document, "doctype"), document);
    }

    /// <summary>What was done is kept.</summary>
    public void Commit() => undo.Clear();

    /// <summary>What was done is taken back; a series keeps its count, as Frappe's does not. A gap harms no test.</summary>
    public void Rollback()
    {
        for (var i = undo.Count - 1; i >= 0; i--)
        {
            undo[i]();
        }

        undo.Clear();
    }

    /// <summary>The next name of a series such as <c>ACC-SINV-.YYYY.-</c>.</summary>
    public string Next(string pattern)
    {
        var prefix = pattern
            .Replace(".YYYY.", Today.Year.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace(".#####", "", StringComparison.Ordinal);
        series[prefix] = series.GetValueOrDefault(prefix) + 1;
        return $"{prefix}{series[prefix]:D5}";
    }

    /// <summary>A name such as Frappe's hashes.</summary>
    public string Hash() => (0x5EED0000 + ++hashes).ToString("x10", CultureInfo.InvariantCulture);

    /// <summary>Answers a search.</summary>
    public JArray List(JObject query)
    {
        var docType = Text(query, "doctype");
        var fields = (query["fields"] as JArray ?? ["name"]).Select(f => f.Value<string>()!).ToList();
        var known = FieldsOf(docType).ToHashSet(StringComparer.Ordinal);
        var (all, any) = (Conditions(query["filters"], known), Conditions(query["or_filters"], known));
        var rows = Rows(docType, Text(query, "parent")).Where(row => all.TrueForAll(c => Holds(row, c)));
        if (any.Count > 0)
        {
            rows = rows.Where(row => any.Exists(c => Holds(row, c)));
        }

        var order = (Text(query, "order_by") is { Length: > 0 } given ? given : "modified desc").Split(' ');
        rows = order is [var by, "desc"]
            ? rows.OrderByDescending(row => Text(row, by), StringComparer.OrdinalIgnoreCase)
            : rows.OrderBy(row => Text(row, order[0]), StringComparer.OrdinalIgnoreCase);
        var limit = query.Value<int?>("limit_page_length") ?? 20;
        rows = rows.Skip(query.Value<int?>("limit_start") ?? 0);
        rows = limit == 0 ? rows : rows.Take(limit);
        return new JArray(
            rows.Select(row => new JObject(
                fields.Where(known.Contains).Select(f => new JProperty(f, row[f]?.DeepClone() ?? JValue.CreateNull()))
            ))
        );
    }

    /// <summary>Text of a field; empty where there is none.</summary>
    public static string Text(JObject document, string field) =>
        document[field] switch
        {
            null or { Type: JTokenType.Null } => "",
            JValue value => Convert.ToString(value.Value, CultureInfo.InvariantCulture) ?? "",
            _ => "",
        };

    /// <summary>Amount of a field; zero where there is none.</summary>
    public static decimal Number(JObject document, string field) =>
        decimal.TryParse(Text(document, field), NumberStyles.Any, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0m;

    /// <summary>Whether a flag is set.</summary>
    public static bool Flag(JObject document, string field) => Number(document, field) != 0;

    /// <summary>Rows of a table; empty where there is none.</summary>
    public static List<JObject> RowsOf(JObject document, string field) =>
        document[field] is JArray rows ? [.. rows.OfType<JObject>()] : [];

    private List<JObject> Table(string docType)
    {
        if (!tables.TryGetValue(docType, out var table))
        {
            tables[docType] = table = [];
        }

        return table;
    }

    private IEnumerable<JObject> Rows(string docType, string parent)
    {
        if (!ErpNextFields.IsRow(docType))
        {
            return ErpNextFields.Own.ContainsKey(docType)
                ? Table(docType)
                : throw new ErpNextError("DoesNotExistError", $"DocType {docType} not found", 404);
        }

        // Rows of a table are read with the right on their parent, which the caller must name.
        var tablesOfParent = ErpNextFields.Tables.GetValueOrDefault(parent, []);
        var field = Array.Find(tablesOfParent, t => t.Rows == docType).Field;
        return field is null
            ? throw ErpNextError.Forbidden(docType)
            : Table(parent).SelectMany(document => RowsOf(document, field));
    }

    private void NameRows(string docType, JObject document)
    {
        foreach (var (field, _) in ErpNextFields.Tables.GetValueOrDefault(docType, []))
        {
            var place = 0;
            foreach (var row in RowsOf(document, field))
            {
                row["name"] ??= Hash();
                row["idx"] = ++place;
                row["parent"] = document["name"];
                row["parenttype"] = docType;
                row["parentfield"] = field;
                row["docstatus"] = document["docstatus"];
            }
        }
    }

    /// <summary>The conditions; one on a field that does not exist breaks the search, in whatever rows.</summary>
    private static List<JArray> Conditions(JToken? filters, HashSet<string> known)
    {
        List<JArray> conditions = filters is JArray list ? [.. list.OfType<JArray>()] : [];
        var strange = conditions.Select(c => c[^3]!.Value<string>()!).FirstOrDefault(field => !known.Contains(field));
        return strange is null
            ? conditions
            : throw new ErpNextError(
                "OperationalError",
                $"(1054, \"Unknown column '{strange}' in 'where clause'\")",
                500
            );
    }

    private static bool Holds(JObject row, JArray condition)
    {
        var (field, way, value) = (condition[^3]!.Value<string>()!, condition[^2]!.Value<string>()!, condition[^1]!);
        var text = Text(row, field);
        return way.ToLowerInvariant() switch
        {
            "in" => ((JArray)value).Any(v => Same(text, v.Value<string>()!)),
            "like" => Like(text, value.Value<string>()!),
            "=" => Same(text, Plain(value)),
            "!=" => !Same(text, Plain(value)),
            ">" => Compare(row, field, value) > 0,
            ">=" => Compare(row, field, value) >= 0,
            "<" => Compare(row, field, value) < 0,
            "<=" => Compare(row, field, value) <= 0,
            _ => throw new ErpNextError("ValidationError", $"Operator {way} is not played"),
        };
    }

    private static string Plain(JToken value) =>
        Convert.ToString(((JValue)value).Value, CultureInfo.InvariantCulture) ?? "";

    private static int Compare(JObject row, string field, JToken value) =>
        value.Type is JTokenType.Integer or JTokenType.Float
            ? Number(row, field).CompareTo(value.Value<decimal>())
            : string.Compare(Text(row, field), Plain(value), StringComparison.OrdinalIgnoreCase);

    /// <summary>MariaDB's LIKE; a backslash that comes in is doubled by Frappe, and so stands for itself.</summary>
    private static bool Like(string text, string pattern)
    {
        var expression = System.Text.RegularExpressions.Regex.Escape(pattern).Replace("%", ".*").Replace('_', '.');
        return System.Text.RegularExpressions.Regex.IsMatch(
            text,
            $"^{expression}$",
            System.Text.RegularExpressions.RegexOptions.IgnoreCase
                | System.Text.RegularExpressions.RegexOptions.Singleline
        );
    }

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private string Stamp()
    {
        var now = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime.AddMicroseconds(++stamps);
        return now.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
    }
}
