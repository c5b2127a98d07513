using System.Runtime.CompilerServices;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Mapping.Billing;
using Collections.Connector.Flow.Mapping.Invoices;
using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Receivables;
using Newtonsoft.Json.Linq;

namespace Collections.Flow.Tests.Mapping;

/// <summary>A copy of the demo school's folder that a test may spoil.</summary>
internal sealed class MappingFolder : IDisposable
{
    /// <param name="realMessages">Whether the demo's own messages come along; compiling 24 of them takes half a second.</param>
    public MappingFolder(bool realMessages = false)
    {
        Root = Directory.CreateTempSubdirectory("mapping-").FullName;

        foreach (var file in Directory.EnumerateFiles(DemoPath, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Root, Path.GetRelativePath(DemoPath, file));
            var shortened = !realMessages && Path.GetExtension(file) == ".hbs";
            if (shortened && !copy.Contains("/es/", StringComparison.Ordinal))
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (shortened)
            {
                File.WriteAllText(copy, "Subject: Hola\n\nHola.\n");
            }
            else
            {
                File.Copy(file, copy);
            }
        }
    }

    public static string DemoPath { get; } =
        Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "mappings", "schools", "demo"));

    public string Root { get; }

    public MappingLoad Load() => SchoolMappingLoader.Load(Root);

    public SchoolMapping LoadValid()
    {
        var load = Load();
        Assert.True(load.Faults.Count == 0, string.Join('\n', load.Faults));
        return load.Value!;
    }

    /// <summary>receivables.json alone: a test about prices need not compile messages.</summary>
    public IBillingRules Billing()
    {
        var faults = new FaultList();
        var rules = new BillingRules(Read("receivables.json", faults), SchoolFile.Read(Read("school.json", faults)));
        Assert.True(faults.Count == 0, string.Join('\n', faults.Sorted()));
        return rules;
    }

    /// <summary>invoices.json alone.</summary>
    public IInvoiceRules Invoices()
    {
        var faults = new FaultList();
        var rules = new InvoiceRules(Read("invoices.json", faults), SchoolFile.Read(Read("school.json", faults)));
        Assert.True(faults.Count == 0, string.Join('\n', faults.Sorted()));
        return rules;
    }

    public MappingFolder Replace(string file, string old, string with)
    {
        var path = Path.Combine(Root, file);
        var text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, with, StringComparison.Ordinal));
        return this;
    }

    public MappingFolder Edit(string file, Action<JObject> edit)
    {
        var path = Path.Combine(Root, file);
        var json = JObject.Parse(File.ReadAllText(path));
        edit(json);
        File.WriteAllText(path, json.ToString());
        return this;
    }

    public MappingFolder Set(string file, string path, string json) =>
        Edit(
            file,
            root =>
            {
                var keys = path.Split('.');
                var parent = keys[..^1].Aggregate(root, (node, key) => (JObject)node[key]!);
                parent[keys[^1]] = JToken.Parse(json);
            }
        );

    public MappingFolder Write(string file, string text)
    {
        var path = Path.Combine(Root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return this;
    }

    public MappingFolder Delete(string file)
    {
        File.Delete(Path.Combine(Root, file));
        return this;
    }

    public int LineOf(string file, string text) =>
        Array.FindIndex(
            File.ReadAllLines(Path.Combine(Root, file)),
            line => line.Contains(text, StringComparison.Ordinal)
        ) + 1;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private ConfigNode Read(string file, FaultList faults) => ConfigFile.Read(Root, file, faults)!;

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
