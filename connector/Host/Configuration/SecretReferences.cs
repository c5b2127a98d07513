using System.Text.RegularExpressions;
using Collections.Connector.Flow.Mapping;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Host.Configuration;

/// <summary>Puts secrets in the place of <c>${env:NAME}</c> and <c>${file:PATH}</c>, and refuses secrets that stand in the file.</summary>
/// <param name="folder">What relative paths are relative to.</param>
/// <param name="variables">The environment.</param>
/// <param name="file">The file's name in faults.</param>
/// <param name="faults">Takes every fault.</param>
internal sealed partial class SecretReferences(
    string folder,
    IReadOnlyDictionary<string, string> variables,
    string file,
    ICollection<ConfigurationFault> faults
)
{
    private const long LongestSecretBytes = 64 * 1024;

    /// <summary>Marks a value whose fault has been told, so that it is not told again.</summary>
    internal sealed record Unresolved;

    /// <summary>Puts the values in the place of every reference in the part.</summary>
    public void Resolve(JContainer part)
    {
        foreach (
            var value in part.DescendantsAndSelf().OfType<JValue>().Where(v => v.Type == JTokenType.String).ToList()
        )
        {
            Resolve(value);
        }
    }

    /// <summary>Refuses literals where the schema says <c>x-secret</c>.</summary>
    public void RefuseLiterals(JToken part, JObject schema) => RefuseLiterals(part, schema, schema);

    private void RefuseLiterals(JToken part, JObject schema, JObject root)
    {
        if (schema["$ref"]?.ToString() is { } reference && root.SelectToken(PathOf(reference)) is JObject target)
        {
            schema = target;
        }

        if (schema.Value<bool?>("x-secret") == true && part is JValue value && IsLiteral(value))
        {
            Refuse(
                value,
                $"'{value.Path}' is a secret and must not stand in this file.",
                "Write ${env:NAME} for an environment variable or ${file:PATH} for a file that only the connector may read."
            );
            value.Value = ""; // It goes no further.
        }

        if (part is JObject map && schema["properties"] is JObject properties)
        {
            foreach (var property in map.Properties().Where(p => properties[p.Name] is JObject))
            {
                RefuseLiterals(property.Value, (JObject)properties[property.Name]!, root);
            }
        }

        if (part is JArray list && schema["items"] is JObject items)
        {
            foreach (var item in list)
            {
                RefuseLiterals(item, items, root);
            }
        }
    }

    // A value that an environment variable set did not stand in the file.
    private static bool IsLiteral(JValue value) =>
        value.Type != JTokenType.Null
        && EnvironmentOverlay.OriginOf(value) is null
        && !Reference().IsMatch((string?)value ?? "");

    private void Resolve(JValue value)
    {
        var text = (string)value.Value!;
        var match = Reference().Match(text);
        if (!match.Success)
        {
            if (text.Contains("${", StringComparison.Ordinal))
            {
                Refuse(
                    value,
                    $"'{value.Path}' holds a reference that cannot be read.",
                    "The whole text must be ${env:NAME} or ${file:PATH}."
                );
            }

            return;
        }

        var name = match.Groups["name"].Value;
        if (match.Groups["kind"].Value == "env")
        {
            FromEnvironment(value, name);
        }
        else
        {
            FromFile(value, name);
        }
    }

    private void FromEnvironment(JValue value, string name)
    {
        if (variables.TryGetValue(name, out var found) && found.Length > 0)
        {
            value.Value = found;
            return;
        }

        Refuse(
            value,
            $"'{value.Path}' asks for the environment variable {name}, which is not set.",
            $"Set {name} for the user that runs the connector."
        );
    }

    private void FromFile(JValue value, string name)
    {
        var path = Path.GetFullPath(name, folder);
        try
        {
            var text = new FileInfo(path).Length <= LongestSecretBytes ? File.ReadAllText(path).Trim() : "";
            if (text.Length > 0)
            {
                value.Value = text;
                return;
            }

            Refuse(
                value,
                $"'{value.Path}' asks for the file {name}, which is empty or too large.",
                "Put the secret into it."
            );
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Refuse(
                value,
                $"'{value.Path}' asks for the file {name}, which cannot be read.",
                "Check that it exists and that this user may read it."
            );
        }
    }

    private void Refuse(JValue value, string message, string hint)
    {
        value.AddAnnotation(new Unresolved());
        faults.Add(
            EnvironmentOverlay.OriginOf(value) is { } variable
                ? new ConfigurationFault(variable, 0, message, hint)
                : new ConfigurationFault(file, JsonFile.LineOf(value), message, hint)
        );
    }

    private static string PathOf(string reference) => reference.TrimStart('#', '/').Replace('/', '.');

    [GeneratedRegex(@"^\$\{(?<kind>env|file):(?<name>[^}]+)\}$", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
