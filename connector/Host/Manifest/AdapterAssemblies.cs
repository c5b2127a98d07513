using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;
using System.Security.Cryptography;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Manifest;

/// <summary>Loads the assemblies that the manifest names: our own from the program, a third party's from its folder.</summary>
internal static class AdapterAssemblies
{
    // An assembly once loaded stays: a school's adapters are made anew for each cycle, from the same one.
    private static readonly ConcurrentDictionary<string, Lazy<Assembly>> Dropped = new(StringComparer.Ordinal);

    /// <summary>Loads the assembly of an adapter.</summary>
    /// <exception cref="AdapterAssemblyException">It is not here, or not what the manifest says.</exception>
    public static Assembly Load(AdapterManifest adapter) =>
        adapter.Folder is null ? LoadOwn(adapter.Assembly) : LoadDropped(adapter, adapter.Folder);

    /// <summary>The digest that pins a third party's adapter.</summary>
    /// <returns>SHA-256 in small hex digits; null for an adapter that is part of the program.</returns>
    public static string? DigestOf(AdapterManifest adapter) =>
        adapter.Folder is null ? null : DigestOf(Path.Combine(adapter.Folder, adapter.Assembly + ".dll"));

    private static string DigestOf(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    private static Assembly LoadOwn(string name)
    {
        try
        {
            return Assembly.Load(new AssemblyName(name));
        }
        catch (FileNotFoundException)
        {
            throw new AdapterAssemblyException(
                $"its assembly {name} is no part of this program.",
                "Correct 'entry.assembly', or name its folder below adapters/ in 'entry.folder'."
            );
        }
    }

    private static Assembly LoadDropped(AdapterManifest adapter, string folder)
    {
        var file = Path.Combine(folder, adapter.Assembly + ".dll");
        if (!File.Exists(file))
        {
            throw new AdapterAssemblyException(
                $"{file} is not here.",
                "Put the adapter's files there, or correct 'entry'."
            );
        }

        // What is not what was reviewed is not even opened.
        var digest = DigestOf(file);
        if (adapter.Sha256 is { } expected && expected != digest)
        {
            throw new AdapterAssemblyException(
                $"{file} is not the file that the manifest pins: its SHA-256 is {digest}.",
                "Restore the file; or, after a review of the new one, write that digest into 'entry.sha256'."
            );
        }

        try
        {
            return Dropped.GetOrAdd(file + digest, _ => new(() => Open(file))).Value;
        }
        catch (Exception wrong) when (wrong is BadImageFormatException or FileLoadException)
        {
            throw new AdapterAssemblyException(
                $"{file} is no .NET assembly that this program can load: {wrong.Message}",
                "Copy the adapter's files again."
            );
        }
    }

    private static Assembly Open(string file)
    {
        var assembly = new AdapterLoadContext(file).LoadFromAssemblyPath(file);
        var ours = typeof(IAdapter).Assembly.GetName();
        var theirs = assembly.GetReferencedAssemblies().FirstOrDefault(x => x.Name == ours.Name)?.Version;
        return theirs is null || (theirs.Major == ours.Version!.Major && theirs <= ours.Version)
            ? assembly
            : throw new AdapterAssemblyException(
                $"it was built for {ours.Name} {theirs}, and this program has {ours.Version}.",
                "Take the adapter's release for this version, or build it against these ports."
            );
    }
}

/// <summary>A third party's adapter with its own dependencies, in the versions that it was built with. Only the ports are shared.</summary>
/// <param name="file">The adapter's assembly; its <c>.deps.json</c> beside it tells where its dependencies lie.</param>
internal sealed class AdapterLoadContext(string file)
    : AssemblyLoadContext($"adapter {Path.GetFileNameWithoutExtension(file)}")
{
    private static readonly string Shared = typeof(IAdapter).Assembly.GetName().Name!;
    private readonly AssemblyDependencyResolver resolver = new(file);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name != Shared && resolver.ResolveAssemblyToPath(assemblyName) is { } path
            ? LoadFromAssemblyPath(path)
            : null;

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}

/// <summary>An adapter's assembly cannot be used.</summary>
/// <param name="message">What is wrong, after the adapter's name.</param>
/// <param name="hint">What to do.</param>
internal sealed class AdapterAssemblyException(string message, string hint) : Exception(message)
{
    /// <summary>Gets what to do.</summary>
    public string Hint { get; } = hint;
}
