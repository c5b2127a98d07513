using System.Collections.Concurrent;
using Newtonsoft.Json.Linq;
using NJsonSchema;

namespace Collections.Connector.Flow.Mapping.Loading;

/// <summary>The JSON Schemas of mappings/schema, which are embedded in this assembly.</summary>
internal static class SchemaLibrary
{
    private const string SharedDefinitions = "values.schema.json";

    private static readonly ConcurrentDictionary<string, Lazy<JsonSchema>> Compiled = new(StringComparer.Ordinal);

    public static JsonSchema Of(string name) =>
        Compiled.GetOrAdd(name, key => new Lazy<JsonSchema>(() => Compile(key))).Value;

    /// <summary>The schema's text as it stands in mappings/schema.</summary>
    public static string TextOf(string name)
    {
        using var stream =
            typeof(SchemaLibrary).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The schema {name} is not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static JsonSchema Compile(string name)
    {
        var schema = JObject.Parse(TextOf(name));

        // NJsonSchema resolves references to other files through the file system; here the shared definitions come along.
        if (name != SharedDefinitions)
        {
            var own = (JObject?)schema["definitions"] ?? [];
            own.Merge(JObject.Parse(TextOf(SharedDefinitions))["definitions"]);
            schema["definitions"] = own;

            foreach (
                var reference in schema.Descendants().OfType<JProperty>().Where(item => item.Name == "$ref").ToList()
            )
            {
                reference.Value = ((string?)reference.Value)?.Replace(SharedDefinitions, "", StringComparison.Ordinal);
            }
        }

        schema.Remove("$id");

        // Nothing is awaited inside: without external references the library answers synchronously.
        return JsonSchema.FromJsonAsync(schema.ToString()).GetAwaiter().GetResult();
    }
}
