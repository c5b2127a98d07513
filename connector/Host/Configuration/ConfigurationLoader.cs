using System.Globalization;
using System.Net;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Manifest;
using Collections.Connector.Storage.PostgreSql;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Host.Configuration;

/// <summary>Reads connector.json: file, environment over it, secrets in, schema, and what belongs together. All faults at once.</summary>
/// <param name="variables">The environment.</param>
/// <param name="manifest">Says which adapters and settings there are.</param>
internal sealed class ConfigurationLoader(IReadOnlyDictionary<string, string> variables, PluginManifest manifest)
{
    /// <summary>The file's usual name.</summary>
    public const string FileName = "connector.json";

    private const int ShortestSigningKey = 32;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(7);
    private readonly List<ConfigurationFault> faults = [];

    /// <summary>Loads a file.</summary>
    /// <exception cref="ConfigurationException">Something is wrong: every fault is in it.</exception>
    public ConnectorConfiguration Load(string path)
    {
        var full = Path.GetFullPath(path);
        var shownAs = Path.GetFileName(full);
        var folder = Path.GetDirectoryName(full)!;
        var document = JsonFile.Read(full, shownAs, faults);
        if (document is null)
        {
            throw new ConfigurationException(faults);
        }

        var schema = JObject.Parse(Schemas.Find("connector")!);
        EnvironmentOverlay.Apply(document, variables, KnownNames(schema), faults);
        var secrets = new SecretReferences(folder, variables, shownAs, faults);
        secrets.RefuseLiterals(document, schema);
        foreach (var (_, adapter) in AdaptersOf(document))
        {
            if (adapter["settings"] is { } settings && EntryOf(adapter) is { } entry)
            {
                secrets.RefuseLiterals(settings, entry.Settings);
            }
        }

        secrets.Resolve(document);
        SchemaCheck.Check(document, Schemas.Compile(schema.ToString()), shownAs, faults);
        foreach (var (part, adapter) in AdaptersOf(document))
        {
            CheckAdapter(part, adapter, shownAs);
        }

        CheckWhole(document, shownAs);
        return faults.Count == 0
            ? ToConfiguration(document, full, folder)
            : throw new ConfigurationException([
                .. faults.OrderBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.Line),
            ]);
    }

    private void CheckAdapter(string part, JObject adapter, string shownAs)
    {
        if (adapter["use"] is not JValue { Type: JTokenType.String } use)
        {
            return; // The schema has said so.
        }

        if (EntryOf(adapter) is not { } entry)
        {
            var known = string.Join(", ", manifest.Adapters.Select(a => a.Id));
            Fault(
                use,
                shownAs,
                $"'{use.Path}' names an adapter that plugin.manifest.json does not list.",
                $"There are: {known}."
            );
            return;
        }

        var missing = PortNames.NeededBy(part).Except(entry.Ports, StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            Fault(
                use,
                shownAs,
                $"The adapter '{entry.Id}' cannot be the {part}: it lacks {string.Join(", ", missing)}.",
                "Name another adapter."
            );
        }

        if (adapter["settings"] is JObject settings)
        {
            SchemaCheck.Check(settings, Schemas.Compile(entry.Settings.ToString(Formatting.None)), shownAs, faults);
        }
    }

    private void CheckWhole(JObject document, string shownAs)
    {
        CheckDatabase(document, shownAs);
        CheckNodes(document, shownAs);
        var hasGateway = AdaptersOf(document).Any(a => a.Part == "gateway");
        if (hasGateway && document["publicUrl"] is null)
        {
            Fault(
                document,
                shownAs,
                "'publicUrl' is missing, and a school has a gateway.",
                "Add the address that payers reach."
            );
        }

        if (hasGateway && document["signingKey"] is null)
        {
            Fault(document, shownAs, "'signingKey' is missing, and a school has a gateway.", "Add it as ${env:NAME}.");
        }

        if (document["signingKey"] is JValue { Type: JTokenType.String } key && ToldAlready(key) is false)
        {
            if (((string)key!).Length < ShortestSigningKey)
            {
                Fault(key, shownAs, "'signingKey' is too short.", $"At least {ShortestSigningKey} characters, random.");
            }
        }

        if (
            document.SelectToken("schedule.every") is JValue { Type: JTokenType.String } every
            && Pause(every) is { } pause
        )
        {
            if (pause < ShortestPause || pause > LongestPause)
            {
                Fault(every, shownAs, "'schedule.every' is out of its range.", "From 00:01:00 to 7.00:00:00.");
            }
        }

        if (document.SelectToken("serve.address") is JValue { Type: JTokenType.String } address)
        {
            if (!IPAddress.TryParse((string?)address, out _))
            {
                Fault(address, shownAs, "'serve.address' is no IP address.", "Such as 127.0.0.1, or 0.0.0.0 for all.");
            }
        }

        var folders = Schools(document).Select(s => s["mapping"]).OfType<JValue>().ToList();
        foreach (var again in folders.GroupBy(f => (string?)f, StringComparer.Ordinal).SelectMany(g => g.Skip(1)))
        {
            Fault(
                again,
                shownAs,
                $"'{again.Path}' is a folder that another school has.",
                "Give each school its own folder."
            );
        }
    }

    private void CheckDatabase(JObject document, string shownAs)
    {
        if (document["database"] is not JObject database)
        {
            return; // The schema has said so.
        }

        if (database["postgres"] is null == (database["path"] ?? database["provider"]) is null || database.Count == 0)
        {
            Fault(
                database,
                shownAs,
                "'database' names one database, and exactly one.",
                "Write either \"path\": \"data/collections.db\" or \"postgres\": \"${env:COLLECTIONS_POSTGRES}\"."
            );
        }

        if (
            database["postgres"] is JValue { Type: JTokenType.String } postgres
            && !ToldAlready(postgres)
            && PostgreSqlLedger.FaultIn((string)postgres!) is { } fault
        )
        {
            Fault(postgres, shownAs, $"'database.postgres' cannot be read: {fault}.", PostgreSqlLedger.Example);
        }
    }

    // Renewed at every third of it, a turn must always have the remote's longest run left.
    private void CheckNodes(JObject document, string shownAs)
    {
        if (document["nodes"] is JObject nodes && ToNodes(document) is var terms && terms.Lease < terms.RemoteRun * 2)
        {
            Fault(
                nodes,
                shownAs,
                "'nodes.lease' is shorter than twice 'nodes.remoteRun'.",
                $"Such as {NodesConfiguration.Usual.Lease} and {NodesConfiguration.Usual.RemoteRun}."
            );
        }
    }

    private static NodesConfiguration ToNodes(JObject document) =>
        new(
            document.SelectToken("nodes.lease") is JValue lease && Pause(lease) is { } turn
                ? turn
                : NodesConfiguration.Usual.Lease,
            document.SelectToken("nodes.remoteRun") is JValue remote && Pause(remote) is { } run
                ? run
                : NodesConfiguration.Usual.RemoteRun
        );

    private void Fault(JToken at, string shownAs, string message, string hint) =>
        faults.Add(
            EnvironmentOverlay.OriginOf(at) is { } variable
                ? new ConfigurationFault(variable, 0, message, hint)
                : new ConfigurationFault(shownAs, JsonFile.LineOf(at), message, hint)
        );

    private ConnectorConfiguration ToConfiguration(JObject document, string full, string folder) =>
        new(
            full,
            new DatabaseConfiguration(
                (string?)document.SelectToken("database.path") is { } path ? Path.GetFullPath(path, folder) : null,
                (string?)document.SelectToken("database.postgres")
            ),
            ToNodes(document),
            (string?)document["publicUrl"] is { } url ? new Uri(url) : null,
            (string?)document["signingKey"],
            document.SelectToken("schedule.every") is JValue every ? Pause(every)!.Value : TimeSpan.FromMinutes(15),
            (string?)document.SelectToken("serve.address") ?? "127.0.0.1",
            (int?)document.SelectToken("serve.port") ?? 8085,
            [
                .. Schools(document)
                    .Select(school => new SchoolConfiguration(
                        Path.GetFullPath((string)school["mapping"]!, folder),
                        ((JObject)school["adapters"]!)
                            .Properties()
                            .ToDictionary(p => p.Name, p => ToAdapter(p.Name, p.Value), StringComparer.Ordinal)
                    )),
            ]
        )
        {
            AccessLedgerPath = AccessLedgerPath(document, folder),
        };

    private static string AccessLedgerPath(JObject document, string folder)
    {
        const string Name = "access-ledger.jsonl";
        return (string?)document["dataFolder"] is { } own ? Path.GetFullPath(Path.Combine(own, Name), folder)
            : (string?)document.SelectToken("database.path") is { } database
                ? Path.GetFullPath($"{database}.{Name}", folder)
            : Path.GetFullPath(Path.Combine("data", Name), folder);
    }

    private AdapterConfiguration ToAdapter(string part, JToken adapter)
    {
        var use = (string)adapter["use"]!;
        var settings = (JObject)adapter["settings"]!;
        var further = adapter["allowedHosts"]?.Values<string>().OfType<string>() ?? [];
        return new AdapterConfiguration(
            part,
            use,
            settings.ToString(Formatting.None),
            [.. manifest.Find(use)!.HostsFor(settings).Concat(further).Distinct(StringComparer.OrdinalIgnoreCase)]
        );
    }

    private HashSet<string> KnownNames(JObject schema) =>
        manifest
            .Adapters.Select(a => a.Settings)
            .Prepend(schema)
            .SelectMany(s => s.DescendantsAndSelf().OfType<JProperty>())
            .Where(p => p.Name == "properties" && p.Value is JObject)
            .SelectMany(p => ((JObject)p.Value).Properties().Select(inner => inner.Name))
            .ToHashSet(StringComparer.Ordinal);

    private AdapterManifest? EntryOf(JObject adapter) =>
        adapter["use"] is JValue { Type: JTokenType.String } use ? manifest.Find((string)use!) : null;

    private static IEnumerable<(string Part, JObject Adapter)> AdaptersOf(JObject document) =>
        Schools(document)
            .Select(school => school["adapters"])
            .OfType<JObject>()
            .SelectMany(adapters => adapters.Properties())
            .Where(p => p.Value is JObject)
            .Select(p => (p.Name, (JObject)p.Value));

    private static IEnumerable<JObject> Schools(JObject document) =>
        (document["schools"] as JArray)?.OfType<JObject>() ?? [];

    private static bool ToldAlready(JValue value) => value.Annotation<SecretReferences.Unresolved>() is not null;

    private static TimeSpan? Pause(JValue every) =>
        TimeSpan.TryParse((string?)every, CultureInfo.InvariantCulture, out var pause) ? pause : null;
}
