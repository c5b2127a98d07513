using Collections.Connector.Flow.Mapping.Loading;

namespace Collections.Connector.Flow.Mapping.Values;

/// <summary>The value tables of one file: what a value of the LMS is called in the ERP.</summary>
internal sealed class ValueTables
{
    private readonly Dictionary<string, Dictionary<string, string>> tables = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => tables.Keys;

    public IReadOnlyDictionary<string, string>? Find(string name) => tables.GetValueOrDefault(name);

    public static ValueTables Read(ConfigNode file)
    {
        var result = new ValueTables();

        foreach (var (name, _) in file.Entries("tables"))
        {
            result.tables[name] = file.Child("tables")!.Scalars(name);
        }

        return result;
    }
}

/// <summary>What happens when a table has no row for a value.</summary>
internal enum OnMiss
{
    /// <summary>The record's data are wrong.</summary>
    Error,

    /// <summary>The default is used.</summary>
    Default,

    /// <summary>The record waits until a person has added the row.</summary>
    Park,
}
