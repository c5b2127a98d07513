using Collections.Connector.Flow.Mapping.Loading;

namespace Collections.Connector.Flow.Mapping;

/// <summary>The JSON Schemas of the mapping files, as <c>map schema</c> shows them.</summary>
public static class MappingSchemas
{
    /// <summary>Gets the names of the files under mappings/schema.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "school.schema.json",
        "receivables.schema.json",
        "invoices.schema.json",
        "policy.schema.json",
        "values.schema.json",
    ];

    /// <summary>The text of one of <see cref="Names"/>.</summary>
    /// <param name="name">The file's name.</param>
    /// <exception cref="InvalidOperationException">There is no such schema.</exception>
    public static string TextOf(string name) => SchemaLibrary.TextOf(name);
}
