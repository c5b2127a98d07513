using System.Reflection;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Manifest;

/// <summary>Finds the classes that the manifest names. Only those are ever made.</summary>
internal static class AdapterTypes
{
    /// <summary>Makes the factory of an adapter.</summary>
    /// <exception cref="ConfigurationException">The manifest names an assembly or class that cannot be used.</exception>
    public static IAdapterFactory FactoryOf(AdapterManifest adapter)
    {
        var faults = new List<ConfigurationFault>();
        return FactoryType(adapter, faults) is { } type
            ? (IAdapterFactory)Activator.CreateInstance(type)!
            : throw new ConfigurationException(faults);
    }

    /// <summary>Compares the manifest with the assemblies that it names.</summary>
    /// <returns>Every fault; empty when host and manifest agree.</returns>
    public static IReadOnlyList<ConfigurationFault> Verify(PluginManifest manifest)
    {
        var faults = new List<ConfigurationFault>();
        foreach (var adapter in manifest.Adapters)
        {
            if (FactoryType(adapter, faults) is { } factory)
            {
                VerifyPorts(adapter, factory.Assembly, faults);
            }
        }

        return faults;
    }

    private static Type? FactoryType(AdapterManifest adapter, List<ConfigurationFault> faults)
    {
        Assembly assembly;
        try
        {
            assembly = AdapterAssemblies.Load(adapter);
        }
        catch (AdapterAssemblyException unusable)
        {
            faults.Add(Fault(adapter, unusable.Message, unusable.Hint));
            return null;
        }

        var type = assembly.GetType(adapter.Type);
        if (type is null || type.IsAbstract || !type.IsAssignableTo(typeof(IAdapterFactory)))
        {
            faults.Add(
                Fault(adapter, $"{adapter.Type} is no adapter factory of {adapter.Assembly}.", "Correct 'entry.type'.")
            );
            return null;
        }

        if (type.GetConstructor(Type.EmptyTypes) is null)
        {
            faults.Add(Fault(adapter, $"{adapter.Type} has no constructor without parameters.", "Add one."));
            return null;
        }

        return type;
    }

    private static void VerifyPorts(AdapterManifest adapter, Assembly assembly, List<ConfigurationFault> faults)
    {
        var offered = TypesOf(adapter, assembly, faults)
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IAdapter)))
            .SelectMany(PortNames.OfferedBy)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var port in adapter.Ports.Where(port => !offered.Contains(port)))
        {
            faults.Add(Fault(adapter, $"it does not have the port {port}.", "Remove it from 'ports'."));
        }

        foreach (var port in offered.Except(adapter.Ports, StringComparer.Ordinal))
        {
            faults.Add(Fault(adapter, $"it has the port {port}, which is not listed.", "Add it to 'ports'."));
        }
    }

    private static Type[] TypesOf(AdapterManifest adapter, Assembly assembly, List<ConfigurationFault> faults)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException missing)
        {
            var reason = missing.LoaderExceptions.OfType<Exception>().First().Message;
            faults.Add(Fault(adapter, reason, "Copy all of the adapter's files, with its .deps.json."));
            return [.. missing.Types.OfType<Type>()];
        }
    }

    private static ConfigurationFault Fault(AdapterManifest adapter, string message, string hint) =>
        new(ManifestReader.FileName, 0, $"Adapter '{adapter.Id}': {message}", hint);
}
