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
              "capabilities": {},
              "settings": {
                "type": "object",
                "additionalProperties": false,
                "required": ["baseUrl", "token"],
                "properties": {
                  "baseUrl": { "type": "string", "pattern": "^https?://" },
                  "token": { "type": "string", "minLength": 4, "x-secret": true },
                  "pageSize": { "type": "integer", "minimum": 1, "maximum": 500 },
                  "finding": { "type": "string" },
                  "login": {
                    "type": "object",
                    "additionalProperties": false,
                    "properties": { "user": { "type": "string" }, "password": { "type": "string", "x-secret": true } }
                  }
                }
              },
              "permissions": ["moodle/course:view", { "name": "enrol/manual:enrol", "for": "suspension" }],
              "allowedHosts": ["always.example", { "fromSetting": "baseUrl" }],
              "personalData": ["e-mail"]
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
        Write("schools/demo/school.json", """{ "key": "demo", "zone": "Europe/Madrid" }""");
        Write("erp.key", "erp-secret-value\n");
    }

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
        var exit = await new CommandLine(host, [.. Verbs.All(), .. verbs]).RunAsync(arguments, ct);
        return (exit, standardOutput.ToString(), standardError.ToString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
