using System.Collections.Concurrent;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>Reads which fields a doctype has, custom ones too. Remembered as long as the adapter lives.</summary>
internal sealed class ErpNextMeta(ErpNextApi api)
{
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, JToken>> known = new(
        StringComparer.Ordinal
    );

    /// <summary>The fields by name.</summary>
    public async Task<IReadOnlyDictionary<string, JToken>> FieldsAsync(string docType, CancellationToken ct)
    {
        if (known.TryGetValue(docType, out var fields))
        {
            return fields;
        }

        // What the desk reads before it shows a form: any user of the desk may, unlike Custom Field itself.
        var arguments = new JObject { ["doctype"] = docType };
        var answer = await api.CallAsync("frappe.desk.form.load.getdoctype", arguments, ct);
        var meta = answer["docs"]?.FirstOrDefault(doc => doc.Text("name") == docType);
        fields = (meta?["fields"] ?? new JArray())
            .GroupBy(field => field.Text("fieldname"), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        return known[docType] = fields;
    }

    /// <summary>The naming series that a doctype offers.</summary>
    public async Task<IReadOnlyList<string>> SeriesAsync(string docType, CancellationToken ct)
    {
        var fields = await FieldsAsync(docType, ct);
        var options = fields.TryGetValue("naming_series", out var field) ? field.Text("options") : "";
        return options.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
