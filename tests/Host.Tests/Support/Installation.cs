using System.Runtime.CompilerServices;
using Collections.Connector.Host.Commands;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Manifest;
using Collections.Connector.Host.Terminal;

namespace Collections.Host.Tests.Support;

/// <summary>A folder with a manifest, a configuration and a school, as an administrator would have it.</summary>
internal sealed class Installation : IDisposable
{
    public const string Manifest = """
        {
          "adapters": [
            {
              "id": "standin",
              "kind": "lms",
              "version": "1.0.0",
              "entry": { "assembly": "Collections.Host.Tests", "type": "Collections.Host.Tests.Support.StandInFactory" },
              "ports": ["Enrolments", "Customers", "Documents", "Gateway"],
              "capabilities": { "idempotency": "none", "lookupByReference": false, "incremental": false, "parallelWrites": 1, "softSuspend": false, "restore": false, "refunds": false, "customFields": false },
              "settings": {
                "type": "object",
                "additionalProperties": false,
                "required": ["baseUrl", "token"],
                "properties": {
                  "baseUrl": { "description": "a", "type": "string", "pattern": "^https?://" },
                  "token": { "description": "a", "type": "string", "minLength": 4, "x-secret": true },
                  "pageSize": { "description": "a", "type": "integer", "minimum": 1, "maximum": 500 },
                  "finding": { "description": "a", "type": "string" },
                  "login": {
                    "description": "a",
                    "type": "object",
                    "additionalProperties": false,
                    "properties": { "user": { "type": "string" }, "password": { "type": "string", "x-secret": true } }
                  }
                }
              },
              "permissions": [{ "name": "moodle/course:view", "for": "reading" }, { "name": "enrol/manual:enrol", "for": "suspension" }],
              "allowedHosts": ["always.example", { "fromSetting": "baseUrl" }],
              "personalData": [{ "field": "email", "direction": "read" }]
            }
          ]
        }
        """;

    public const string Configuration = """
        {
          "database": { "provider": "sqlite", "path": "data/collections.db" },
          "schools": [
            {
              "mapping": "schools/demo",
              "adapters": {
                "lms": { "use": "standin", "settings": { "baseUrl": "https://lms.example/moodle", "token": "${env:LMS_TOKEN}" } },
                "erp": { "use": "standin", "settings": { "baseUrl": "https://erp.example", "token": "${file:erp.key}" }, "allowedHosts": ["mirror.example"] }
              }
            }
          ]
        }
        """;

    public Installation(string configuration = Configuration, string manifest = Manifest)
    {
        Directory.CreateDirectory(Folder);
        Write("plugin.manifest.json", manifest);
        Write("connector.json", configuration);
        foreach (var file in Directory.EnumerateFiles(DemoMapping(), "*", SearchOption.AllDirectories))
        {
            Write(Path.Combine("schools/demo", Path.GetRelativePath(DemoMapping(), file)), File.ReadAllText(file));
        }

        Write("erp.key", "erp-secret-value\n");
    }

    private static string DemoMapping([CallerFilePath] string here = "") =>
        Path.GetFullPath("../../../mappings/schools/demo", Path.GetDirectoryName(here)!);

    public string Folder { get; } = Directory.CreateTempSubdirectory("collections-").FullName;

    public Dictionary<string, string> Variables { get; } =
        new(StringComparer.Ordinal) { ["LMS_TOKEN"] = "lms-secret-value" };

    public string PathOf(string file) => Path.Combine(Folder, file);

    public void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
        File.WriteAllText(PathOf(file), text);
    }

    public ConnectorConfiguration Load() =>
        new ConfigurationLoader(Variables, ManifestReader.Read(PathOf("plugin.manifest.json"))).Load(
            PathOf("connector.json")
        );

    /// <summary>Every fault of the configuration, as a person sees them.</summary>
    public IReadOnlyList<string> Faults() =>
        [.. Assert.Throws<ConfigurationException>(Load).Faults.Select(f => f.ToString())];

    /// <summary>Types a command and reads what came.</summary>
    public async Task<(int Exit, string Out, string Error)> TypeAsync(
        string typed,
        CancellationToken ct,
        params ICommandVerb[] verbs
    )
    {
        using var standardOutput = new StringWriter();
        using var standardError = new StringWriter();
        var host = new HostEnvironment
        {
            WorkingDirectory = Folder,
            ProgramDirectory = Folder,
            Variables = Variables,
            UserName = "tester",
            Clock = TimeProvider.System,
            Out = standardOutput,
            Error = standardError,
            OutIsTerminal = false,
        };
        var arguments = typed.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var exit = await new CommandLine(
            host,
            [.. Verbs.All().ExceptBy(verbs.Select(x => x.Name), x => x.Name), .. verbs]
        ).RunAsync(arguments, ct);
        return (exit, standardOutput.ToString(), standardError.ToString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
