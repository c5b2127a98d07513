using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Odoo;

/// <summary>One record of a load: its rows' cells by column; the first row has the header.</summary>
internal sealed record LoadEntry(int Row, int Number, List<Dictionary<string, string>> Rows)
{
    public string ExternalId => this["id"]!;

    public string? this[string column] => Rows[0].GetValueOrDefault(column);

    public string? Filled(string column) => this[column] is { Length: > 0 } text ? text : null;

    /// <summary>A message that names this record.</summary>
    public JObject Message(string? field, string message)
    {
        var json = new JObject
        {
            ["rows"] = new JObject { ["from"] = Row, ["to"] = Row + Rows.Count - 1 },
            ["record"] = Number,
            ["type"] = "error",
            ["message"] = message,
        };
        if (field is not null)
        {
            json["field"] = field;
        }

        return json;
    }
}
