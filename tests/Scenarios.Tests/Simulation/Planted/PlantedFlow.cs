using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Collections.Scenarios.Tests.Simulation.Planted;

/// <summary>The flow with a planted bug: compiled from its sources by the SDK's own compiler, and loaded beside the real one.</summary>
internal sealed class PlantedFlow : AssemblyLoadContext
{
    private const string FlowName = "Collections.Connector.Flow";

    /// <summary>What refers to the flow, and so must be loaded beside it.</summary>
    private static readonly string[] Users = ["Collections.Connector.Storage.Sqlite", "Collections.Scenarios.Tests"];

    // What the build gives the project besides its sources.
    private const string Surroundings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Collections.Connector.Storage.Sqlite")]
        [assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Collections.Scenarios.Tests")]
        """;

    private readonly byte[] flow;

    private PlantedFlow(byte[] flow) => this.flow = flow;

    private static string Root { get; } = FindRoot();

    /// <summary>Where the text of a bug stands.</summary>
    public static string SourceOf(PlantedBug bug) => Path.Combine(Root, "connector", "Flow", bug.File);

    /// <summary>Plants a bug and plays seeds until one fails.</summary>
    /// <returns>The first failure; null when every seed passed.</returns>
    public static async Task<Finding?> PlayAsync(PlantedBug bug, ulong from, int count, int cores)
    {
        var planted = new PlantedFlow(await CompileAsync(bug));
        var play = planted
            .LoadFromAssemblyName(new AssemblyName("Collections.Scenarios.Tests"))
            .GetType(typeof(SimulateVerb).FullName!)!
            .GetMethod(nameof(SimulateVerb.FirstFailureAsync))!;
        var found = await (Task<string?>)play.Invoke(null, [from, count, cores])!;
        return found?.Split('\t') is [var seed, var step, var invariant, var what]
            ? new Finding(
                ulong.Parse(seed, CultureInfo.InvariantCulture),
                int.Parse(step, CultureInfo.InvariantCulture),
                invariant,
                what
            )
            : null;
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name == FlowName ? LoadFromStream(new MemoryStream(flow))
        : Users.Contains(assemblyName.Name)
            ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll"))
        : null;

    private static async Task<byte[]> CompileAsync(PlantedBug bug)
    {
        var folder = Directory.CreateTempSubdirectory("planted").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "flow.rsp"), await ResponseAsync(bug, folder));
            await RunCompilerAsync(Path.Combine(folder, "flow.rsp"), bug);
            return await File.ReadAllBytesAsync(Path.Combine(folder, FlowName + ".dll"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> ResponseAsync(PlantedBug bug, string folder)
    {
        var text = await File.ReadAllTextAsync(SourceOf(bug));
        var changed = Path.Combine(folder, "planted.cs");
        await File.WriteAllTextAsync(changed, text.Replace(bug.Old, bug.New, StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(folder, "surroundings.cs"), Surroundings);
        var sources = Directory
            .EnumerateFiles(Path.Combine(Root, "connector", "Flow"), "*.cs", SearchOption.AllDirectories)
            .Where(x =>
                !x.Contains("/obj/", StringComparison.Ordinal) && !x.Contains("/bin/", StringComparison.Ordinal)
            )
            .Where(x => Path.GetFullPath(x) != Path.GetFullPath(SourceOf(bug)))
            .Append(changed)
            .Append(Path.Combine(folder, "surroundings.cs"));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(x =>
                Path.GetFileNameWithoutExtension(x) != FlowName && !Users.Contains(Path.GetFileNameWithoutExtension(x))
            )
            .Where(x => !Path.GetFileName(x).StartsWith("Collections.Connector.Host", StringComparison.Ordinal));
        string[] options =
        [
            "/noconfig /nostdlib+ /target:library /langversion:latest /nullable:enable /checked+ /optimize+ /nowarn:1591",
            $"/out:\"{Path.Combine(folder, FlowName + ".dll")}\"",
            $"/analyzer:\"{RegexGenerator()}\"",
        ];
        return string.Join(
            '\n',
            options
                .Concat(Resources(folder))
                .Concat(references.Select(x => $"/r:\"{x}\""))
                .Concat(sources.Select(x => $"\"{x}\""))
        );
    }

    // What the real flow carries with it, such as the countries' law.
    private static IEnumerable<string> Resources(string folder)
    {
        var real = typeof(Collections.Connector.Flow.CollectionsCycle).Assembly;
        foreach (var (name, number) in real.GetManifestResourceNames().Select((x, i) => (x, i)))
        {
            var path = Path.Combine(folder, $"resource{number}");
            using (var stream = real.GetManifestResourceStream(name)!)
            using (var file = File.Create(path))
            {
                stream.CopyTo(file);
            }

            yield return $"/resource:\"{path}\",\"{name}\"";
        }
    }

    private static async Task RunCompilerAsync(string response, PlantedBug bug)
    {
        var start = new ProcessStartInfo("dotnet", [Compiler(), "@" + response]) { RedirectStandardOutput = true };
        using var compiler = Process.Start(start)!;
        var said = await compiler.StandardOutput.ReadToEndAsync();
        await compiler.WaitForExitAsync();
        if (compiler.ExitCode != 0)
        {
            throw new InvalidOperationException($"\"{bug.Name}\" does not compile:\n{said}");
        }
    }

    private static string Dotnet =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));

    private static string Compiler() => Newest("sdk", Path.Combine("Roslyn", "bincore", "csc.dll"));

    private static string RegexGenerator() =>
        Newest(
            Path.Combine("packs", "Microsoft.NETCore.App.Ref"),
            Path.Combine("analyzers", "dotnet", "cs", "System.Text.RegularExpressions.Generator.dll")
        );

    private static string Newest(string folder, string file) =>
        Directory
            .EnumerateDirectories(Path.Combine(Dotnet, folder))
            .Order(StringComparer.Ordinal)
            .Select(x => Path.Combine(x, file))
            .Last(File.Exists);

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", ".."));
}

/// <summary>The seed that found a planted bug.</summary>
internal sealed record Finding(ulong Seed, int Step, string Invariant, string What);
