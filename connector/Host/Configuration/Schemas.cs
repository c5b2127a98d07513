using NJsonSchema;

namespace Collections.Connector.Host.Configuration;

/// <summary>The JSON Schemas of every file that a person writes, carried inside the program.</summary>
internal static class Schemas
{
    private const string Prefix = "schema/";
    private const string Suffix = ".schema.json";

    /// <summary>Gets the names, such as <c>connector</c>, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(Schemas)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The text of a schema; null when there is none of this name.</summary>
    public static string? Find(string name)
    {
        using var stream = typeof(Schemas).Assembly.GetManifestResourceStream($"{Prefix}{name}{Suffix}");
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Makes a schema ready to check with.</summary>
    /// <exception cref="Newtonsoft.Json.JsonException">The text is no schema.</exception>
    public static JsonSchema Compile(string text) =>
        // It only resolves references inside the text, so nothing is waited for.
        JsonSchema.FromJsonAsync(text).GetAwaiter().GetResult();
}
