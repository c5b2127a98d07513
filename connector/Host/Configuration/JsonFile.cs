using Collections.Connector.Flow.Mapping;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Host.Configuration;

/// <summary>Reads a JSON file that a person wrote, keeping lines, and refusing what JSON readers silently accept.</summary>
internal static class JsonFile
{
    /// <summary>Reads an object; null when the file cannot be read, with the fault added.</summary>
    public static JObject? Read(string path, string shownAs, ICollection<ConfigurationFault> faults)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (JsonReaderException wrong)
        {
            // Its message is not shown: it may quote the text around the mistake, and so a secret.
            faults.Add(
                wrong.Message.Contains("already exists", StringComparison.Ordinal)
                    ? new(shownAs, wrong.LineNumber, "A key stands twice in one object.", "Remove one of the two.")
                    : new(shownAs, wrong.LineNumber, "This is not valid JSON.", Where(wrong))
            );
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            faults.Add(
                new(shownAs, 0, "The file cannot be read.", "Check that it exists and that this user may read it.")
            );
        }

        return null;
    }

    /// <summary>Reads an object from text.</summary>
    /// <exception cref="JsonReaderException">It is not an object, or not JSON, or has a key twice.</exception>
    public static JObject Parse(string text)
    {
        using var reader = new JsonTextReader(new StringReader(text))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Decimal,
            MaxDepth = 64,
        };
        var document = JObject.Load(
            reader,
            new JsonLoadSettings
            {
                LineInfoHandling = LineInfoHandling.Load,
                CommentHandling = CommentHandling.Ignore,
                DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error,
            }
        );
        while (reader.Read())
        {
            if (reader.TokenType != JsonToken.Comment)
            {
                throw new JsonReaderException("Text after the end.", reader.Path, reader.LineNumber, 1, null);
            }
        }

        return document;
    }

    /// <summary>The line of a token, from 1; 0 when it came from elsewhere than the file.</summary>
    public static int LineOf(JToken? token) => token is IJsonLineInfo info && info.HasLineInfo() ? info.LineNumber : 0;

    private static string Where(JsonReaderException wrong) =>
        wrong.Path is { Length: > 0 }
            ? $"Look at column {wrong.LinePosition}, in or after {wrong.Path}: a comma, a quote or a bracket."
            : $"Look at column {wrong.LinePosition}: a comma, a quote or a bracket.";
}
