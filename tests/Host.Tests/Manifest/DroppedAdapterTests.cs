using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using System.Security.Cryptography;
using Collections.Adapters.Tests.Contracts;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Manifest;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Host.Tests.Manifest;

public sealed class A_dropped_adapter_is_a_message_channel : MessageChannelContract
{
    protected override async Task<IMessageHarness> StartAsync() => await NoticesHarness.StartAsync();
}

public sealed class DroppedAdapterTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_runs_with_its_own_dependencies_and_shares_only_the_ports()
    {
        await using var harness = await NoticesHarness.StartAsync();

        var context = AssemblyLoadContext.GetLoadContext(harness.Channel.GetType().Assembly)!;
        var theirs = context.LoadFromAssemblyName(new AssemblyName("Newtonsoft.Json"));

        Assert.NotSame(AssemblyLoadContext.Default, context);
        Assert.StartsWith("13.0.3", Version(theirs), StringComparison.Ordinal);
        Assert.StartsWith("13.0.4", Version(typeof(JObject).Assembly), StringComparison.Ordinal);
        Assert.Same(typeof(IAdapter).Assembly, context.LoadFromAssemblyName(typeof(IAdapter).Assembly.GetName()));

        static string Version(Assembly assembly) =>
            assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()!.Version is var file
            && assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>() is { } said
                ? said.InformationalVersion
                : file;
    }

    [Fact]
    public async Task Its_calls_are_counted_like_everybodys()
    {
        await using var harness = await NoticesHarness.StartAsync();

        await harness.Channel.SendAsync([new("c-1", harness.Reachable, "Recordatorio", "Texto", "es")], Ct);

        var call = Assert.Single(harness.Calls);
        Assert.Equal(("notices", true, 201), (call.Operation, call.IsWrite, call.Status));
    }

    [Fact]
    public void Its_wrong_settings_are_faults_of_the_configuration()
    {
        using var dropped = new DroppedAdapter();

        var thrown = Assert.Throws<AdapterSettingsException>(() =>
            AdapterTypes.FactoryOf(dropped.Adapter).Create(NoticesHarness.Context("{}", []))
        );

        Assert.Equal(2, thrown.Faults.Count);
    }

    [Fact]
    public async Task Manifest_validate_looks_at_it_and_prints_the_digest_that_pins_it()
    {
        using var dropped = new DroppedAdapter();
        var digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(dropped.AssemblyFile, Ct)));

        var (exit, text, error) = await dropped.Installation.TypeAsync("manifest validate", Ct);

        Assert.True(exit == 0, error);
        Assert.Contains($"\"sha256\": \"{digest}\"", text, StringComparison.Ordinal);
        using var pinned = new DroppedAdapter($", \"sha256\": \"{digest}\"");
        Assert.Empty(AdapterTypes.Verify(pinned.Manifest));
    }

    [Fact]
    public void A_file_other_than_the_pinned_one_is_not_opened()
    {
        using var dropped = new DroppedAdapter($", \"sha256\": \"{new string('0', 64)}\"");

        var fault = Assert.Single(AdapterTypes.Verify(dropped.Manifest)).ToString();

        Assert.Contains("is not the file that the manifest pins", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_its_assembly_is_told_with_the_path_that_was_looked_at()
    {
        using var dropped = new DroppedAdapter(dropped: false);

        var fault = Assert.Single(AdapterTypes.Verify(dropped.Manifest)).ToString();

        Assert.Contains($"{dropped.AssemblyFile} is not here.", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_assembly_is_told()
    {
        using var dropped = new DroppedAdapter();
        File.WriteAllText(dropped.AssemblyFile, "not an assembly");

        var fault = Assert.Single(AdapterTypes.Verify(dropped.Manifest)).ToString();

        Assert.Contains("is no .NET assembly that this program can load", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_adapter_does_not_bring_it_takes_from_the_program()
    {
        using var dropped = new DroppedAdapter();
        File.Delete(Path.Combine(dropped.Folder, "RestSharp.dll"));
        File.Delete(Path.Combine(dropped.Folder, "Acme.Notices.deps.json"));
        var adapter = dropped.Adapter;

        Assert.Empty(AdapterTypes.Verify(dropped.Manifest));
        Assert.NotNull(AdapterTypes.FactoryOf(adapter));
    }

    [Theory]
    [InlineData(2, 0, false)]
    [InlineData(1, 9, false)]
    [InlineData(1, 0, true)]
    public void An_adapter_for_newer_ports_is_refused_with_both_versions(int major, int minor, bool fits)
    {
        using var dropped = new DroppedAdapter();
        WriteAssemblyFor(new Version(major, minor, 0, 0), dropped.AssemblyFile);

        var fault = string.Concat(AdapterTypes.Verify(dropped.Manifest));

        Assert.Equal(
            !fits,
            fault.Contains($"was built for Collections.Connector.Ports {major}.{minor}.0.0", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("../../elsewhere")]
    [InlineData("/etc")]
    [InlineData("..")]
    [InlineData("a/../../b")]
    public void A_folder_outside_the_adapters_folder_is_refused(string folder)
    {
        using var dropped = new DroppedAdapter();
        var manifest = File.ReadAllText(dropped.Installation.PathOf("plugin.manifest.json"));
        dropped.Installation.Write(
            "plugin.manifest.json",
            manifest.Replace("\"folder\": \"acme-notices\"", $"\"folder\": \"{folder}\"", StringComparison.Ordinal)
        );

        var thrown = Assert.Throws<ConfigurationException>(() => dropped.Manifest);
        Assert.Contains(thrown.Faults, f => f.ToString().Contains("folder", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_adapters_of_one_id_are_refused()
    {
        using var dropped = new DroppedAdapter();
        var manifest = JObject.Parse(File.ReadAllText(dropped.Installation.PathOf("plugin.manifest.json")));
        ((JArray)manifest["adapters"]!).Add(manifest["adapters"]![0]!.DeepClone());
        dropped.Installation.Write("plugin.manifest.json", manifest.ToString());

        var thrown = Assert.Throws<ConfigurationException>(() => dropped.Manifest);

        Assert.Contains(thrown.Faults, f => f.ToString().Contains("stands twice", StringComparison.Ordinal));
    }

    // An assembly with a class that refers to another version of the ports.
    private static void WriteAssemblyFor(Version ports, string file)
    {
        var other = new PersistedAssemblyBuilder(
            new AssemblyName("Collections.Connector.Ports") { Version = ports },
            typeof(object).Assembly
        );
        var contract = other
            .DefineDynamicModule("ports")
            .DefineType(
                typeof(IAdapterFactory).FullName!,
                TypeAttributes.Public | TypeAttributes.Interface | TypeAttributes.Abstract
            );
        contract.CreateType();
        var adapter = new PersistedAssemblyBuilder(new AssemblyName("Acme.Notices"), typeof(object).Assembly);
        adapter
            .DefineDynamicModule("adapter")
            .DefineType(
                "Acme.Notices.Factory" + ports.Major,
                TypeAttributes.Public | TypeAttributes.Abstract,
                typeof(object),
                [contract]
            )
            .CreateType();
        adapter.Save(file);
    }
}
