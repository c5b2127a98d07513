using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Flow.Mapping.Loading;

/// <summary>Reads one JSON file of a school's folder and checks it against its schema.</summary>
internal static class ConfigFile
{
    private const int MaximumBytes = 1024 * 1024;

    /// <summary>The file's content, even if its schema is not satisfied; null when it is not JSON at all.</summary>
    public static ConfigNode? Read(string folder, string file, FaultList faults) =>
        Read(folder, file, Path.GetFileNameWithoutExtension(file) + ".schema.json", faults);

    /// <summary>The same for a file that has not its schema's name.</summary>
    public static ConfigNode? Read(string folder, string file, string schemaName, FaultList faults)
    {
        if (ReadText(folder, file, faults) is not { } text || Parse(text, file, faults) is not { } json)
        {
            return null;
        }

        foreach (var error in SchemaLibrary.Of(schemaName).Validate(json))
        {
            SchemaSentences.Tell(error, file, faults);
        }

        return new ConfigNode(json, file, faults);
    }

    /// <summary>The text of a file in UTF-8; null, with the fault told, when it cannot be used.</summary>
    public static string? ReadText(string folder, string file, FaultList faults)
    {
        var info = new FileInfo(Path.Combine(folder, file));

        if (!info.Exists)
        {
            faults.Add(file, 0, "The file is missing.", "Create it; mappings/README.md says what belongs in it.");
            return null;
        }

        if (info.Length > MaximumBytes)
        {
            faults.Add(file, 0, $"The file is larger than {MaximumBytes / 1024} KiB.", "Keep mappings small.");
            return null;
        }

        try
        {
            return System.IO.File.ReadAllText(
                info.FullName,
                new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)
            );
        }
        catch (DecoderFallbackException)
        {
            faults.Add(file, 0, "The file is not UTF-8.", "Save it with the encoding UTF-8.");
            return null;
        }
        catch (IOException)
        {
            return Unreadable(file, faults);
        }
        catch (UnauthorizedAccessException)
        {
            return Unreadable(file, faults);
        }
    }

    private static string? Unreadable(string file, FaultList faults)
    {
        faults.Add(file, 0, "The file cannot be read.", "Give the service's account the right to read it.");
        return null;
    }

    private static JObject? Parse(string text, string file, FaultList faults)
    {
        try
        {
            using var reader = new JsonTextReader(new StringReader(text))
            {
                DateParseHandling = DateParseHandling.None,
                FloatParseHandling = FloatParseHandling.Decimal,
                MaxDepth = 32,
            };
            var settings = new JsonLoadSettings
            {
                LineInfoHandling = LineInfoHandling.Load,
                DuplicatePropertyNameHandling = DuplicatePropertyNameHandling.Error,
            };
            var token = JToken.ReadFrom(reader, settings);

            if (reader.Read())
            {
                faults.Add(file, reader.LineNumber, "There is text after the end of the object.", "Remove it.");
            }

            if (token is JObject json)
            {
                return json;
            }

            faults.Add(file, 1, "The file does not hold an object.", "Begin it with { and end it with }.");
            return null;
        }
        catch (JsonReaderException exception)
        {
            var what = exception.Message.Split(" Path '")[0];
            faults.Add(file, exception.LineNumber, $"This is not JSON: {what}", "Correct it from here on.");
            return null;
        }
    }
}
