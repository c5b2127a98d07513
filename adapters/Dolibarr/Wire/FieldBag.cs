using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Wire;

/// <summary>Further fields that the mapping gives by Dolibarr's own names; those that begin with <c>options_</c> are extrafields.</summary>
internal static class FieldBag
{
    /// <summary>Adds fields to a record; one that the connector sets itself is a fault.</summary>
    public static void Add(
        JObject body,
        IReadOnlyDictionary<string, string> fields,
        HashSet<string> owned,
        List<string> faults
    )
    {
        foreach (var (field, value) in fields)
        {
            if (owned.Contains(field))
            {
                faults.Add($"The field '{field}' is set by the connector itself. Remove it from the mapping.");
            }
            else if (field.StartsWith("options_", StringComparison.Ordinal))
            {
                body["array_options"] ??= new JObject();
                body["array_options"]![field] = value;
            }
            else
            {
                body[field] = value;
            }
        }
    }
}
