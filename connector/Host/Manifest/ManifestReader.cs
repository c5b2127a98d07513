using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Configuration;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Host.Manifest;

/// <summary>Finds and reads plugin.manifest.json.</summary>
/// <param name="adaptersFolder">Where third parties' adapters lie, a folder for each: <c>adapters</c> beside the manifest.</param>
internal sealed class ManifestReader(string adaptersFolder)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "plugin.manifest.json";

    private readonly List<ConfigurationFault> faults = [];

    /// <summary>Looks beside and above each folder, in order.</summary>
    /// <exception cref="ConfigurationException">It is nowhere.</exception>
    public static string Locate(params IEnumerable<string> folders)
    {
        foreach (var folder in folders)
        {
            for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            {
                var path = Path.Combine(at.FullName, FileName);
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }

        throw new ConfigurationException([
            new(
                FileName,
                0,
                "The manifest was not found.",
                "Put it beside the program: without it nothing may be loaded."
            ),
        ]);
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="ConfigurationException">Something is wrong: every fault is in it.</exception>
    public static PluginManifest Read(string path)
    {
        path = Path.GetFullPath(path);
        var reader = new ManifestReader(Path.Combine(Path.GetDirectoryName(path)!, "adapters"));
        var manifest = reader.TryRead(path);
        return manifest is not null && reader.faults.Count == 0
            ? manifest
            : throw new ConfigurationException(reader.faults);
    }

    private PluginManifest? TryRead(string path)
    {
        var document = JsonFile.Read(path, FileName, faults);
        if (document is null)
        {
            return null;
        }

        if (Schemas.Find("plugin.manifest") is { } schema)
        {
            SchemaCheck.Check(document, Schemas.Compile(schema), FileName, faults);
        }

        if (document["adapters"] is not JArray { Count: > 0 } list)
        {
            Fault(document, "'adapters' is missing or empty.", "List the adapters that may be loaded.");
            return null;
        }

        var adapters = list.OfType<JObject>().Select(ToAdapter).ToList();
        foreach (
            var (adapter, at) in adapters.Zip(list).Where(a => adapters.Count(b => b.Id == a.First.Id) > 1).Skip(1)
        )
        {
            Fault(at, $"The id '{adapter.Id}' stands twice.", "Give each adapter its own id.");
        }

        return new PluginManifest(path, adapters);
    }

    private AdapterManifest ToAdapter(JObject adapter)
    {
        var settings = adapter["settings"] as JObject ?? new JObject();
        return new AdapterManifest(
            Text(adapter, "id"),
            Text(adapter, "kind"),
            Text(adapter, "version"),
            AssemblyName(Text(adapter, "entry.assembly")),
            Text(adapter, "entry.type"),
            adapter.SelectToken("entry.folder") is { } folder ? Path.Combine(adaptersFolder, folder.ToString()) : null,
            (string?)adapter.SelectToken("entry.sha256"),
            [.. Items(adapter, "ports").Select(Port).OfType<string>()],
            adapter["capabilities"] ?? new JObject(),
            settings,
            [.. Items(adapter, "permissions").Select(Sentence)],
            [.. Items(adapter, "allowedHosts").Select(host => Host(host, settings)).OfType<HostRule>()],
            [.. Items(adapter, "personalData").Select(Sentence)]
        );
    }

    private string Text(JObject adapter, string path)
    {
        if (adapter.SelectToken(path) is JValue { Type: JTokenType.String } value && ((string)value!).Length > 0)
        {
            return (string)value!;
        }

        Fault(adapter, $"An adapter's '{path}' is missing.", "Fill it in.");
        return "";
    }

    private string? Port(JToken name)
    {
        var port = PortNames.Resolve(name.ToString());
        if (port is null)
        {
            Fault(name, $"There is no port '{name}'.", $"There are: {string.Join(", ", PortNames.All)}.");
        }

        return port;
    }

    private HostRule? Host(JToken host, JObject settings)
    {
        if (host is JValue { Type: JTokenType.String } name)
        {
            return new HostRule((string)name!, null);
        }

        var setting = (string?)host["fromSetting"];
        if (setting is not null && settings["properties"]?[setting] is not null)
        {
            return new HostRule(null, setting);
        }

        Fault(
            host,
            "An allowed host names no setting of the adapter.",
            "Write a host, or {\"fromSetting\": \"NAME\"}."
        );
        return null;
    }

    private void Fault(JToken at, string message, string hint) =>
        faults.Add(new(FileName, JsonFile.LineOf(at), message, hint));

    private static IEnumerable<JToken> Items(JObject adapter, string name) => adapter[name] as JArray ?? [];

    // A permission or field is a text, or an object of texts: what, and what for.
    private static string Sentence(JToken item) =>
        item is JObject parts
            ? string.Join(": ", parts.Properties().Where(p => p.Value is JValue).Select(p => p.Value.ToString()))
            : item.ToString();

    private static string AssemblyName(string entry) =>
        entry.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? entry[..^4] : entry;
}
