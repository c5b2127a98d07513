using System.Runtime.CompilerServices;
using Collections.Connector.Host.Manifest;
using Collections.Host.Tests.Support;

namespace Collections.Host.Tests.Manifest;

/// <summary>An installation into whose adapters folder a third party's files were dropped, and which lists them.</summary>
internal sealed class DroppedAdapter : IDisposable
{
    private const string Entry = """
        "entry": { "assembly": "Acme.Notices", "type": "Acme.Notices.NoticesAdapterFactory", "folder": "acme-notices"MORE }
        """;

    private static readonly string Listed = $$"""
        {
          "adapters": [
            {
              "id": "acme-notices",
              "kind": "channel",
              "version": "1.2.0",
              {{Entry}},
              "ports": ["Messages"],
              "capabilities": { "idempotency": "none", "lookupByReference": false, "incremental": false, "parallelWrites": 1, "softSuspend": false, "restore": false, "refunds": false, "customFields": false },
              "settings": {
                "type": "object",
                "additionalProperties": false,
                "required": ["baseUrl", "token"],
                "properties": {
                  "baseUrl": { "description": "Where Acme Notices is.", "type": "string" },
                  "token": { "description": "The key.", "type": "string", "x-secret": true }
                }
              },
              "permissions": [{ "name": "notices:write", "for": "sending" }],
              "allowedHosts": [{ "fromSetting": "baseUrl" }],
              "personalData": [{ "field": "message text", "direction": "written" }]
            }
          ]
        }
        """;

    /// <summary>Drops and lists it.</summary>
    /// <param name="more">More keys of its entry, such as a pinned digest.</param>
    /// <param name="dropped">False lists it without its files.</param>
    public DroppedAdapter(string more = "", bool dropped = true)
    {
        Installation = new(manifest: Listed.Replace("MORE", more, StringComparison.Ordinal));
        Directory.CreateDirectory(Folder);
        foreach (var file in dropped ? Directory.EnumerateFiles(Built()) : [])
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        }
    }

    public Installation Installation { get; }

    public string Folder => Installation.PathOf("adapters/acme-notices");

    public string AssemblyFile => Path.Combine(Folder, "Acme.Notices.dll");

    public PluginManifest Manifest => ManifestReader.Read(Installation.PathOf("plugin.manifest.json"));

    public AdapterManifest Adapter => Manifest.Find("acme-notices")!;

    public void Dispose() => Installation.Dispose();

    // Where the build put the sample: the same configuration as these tests.
    private static string Built([CallerFilePath] string here = "")
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.GetFullPath(
            $"../../Samples/Notices/bin/{framework.Parent!.Name}/{framework.Name}",
            Path.GetDirectoryName(here)!
        );
    }
}
