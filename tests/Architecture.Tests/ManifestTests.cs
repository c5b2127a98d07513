using System.Reflection;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Manifest;

namespace Collections.Architecture.Tests;

public sealed class ManifestTests
{
    private static PluginManifest Manifest => ManifestReader.Read(Repository.PathOf(ManifestReader.FileName));

    [Fact]
    public void The_manifest_has_a_schema_that_the_program_carries()
    {
        Assert.Contains("plugin.manifest", Schemas.Names);
    }

    [Fact]
    public void The_manifest_lists_every_adapter_and_nothing_else()
    {
        var adapters = Repository
            .Adapters.Where(a => a.Folder is not ("adapters/Http" or "adapters/Sandbox"))
            .Select(a => a.Name);

        Assert.Equal(
            adapters.Order(StringComparer.Ordinal),
            Manifest.Adapters.Select(a => a.Assembly).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void What_the_manifest_says_of_ports_and_classes_is_what_the_adapters_are()
    {
        Rules.Hold(AdapterTypes.Verify(Manifest).Select(f => f.ToString()));
    }

    [Fact]
    public void Every_adapter_says_its_rights_its_hosts_and_the_personal_data_that_passes_through_it()
    {
        Assert.All(
            Manifest.Adapters,
            adapter =>
            {
                Assert.NotEmpty(adapter.Permissions);
                Assert.Equal(adapter.Id == "letters", adapter.Hosts.Count == 0); // Only letters call nobody.
                Assert.NotEmpty(adapter.PersonalData);
                Assert.NotEmpty(adapter.Version);
            }
        );
    }

    [Fact]
    public void A_setting_that_is_a_secret_by_its_name_is_marked_as_one()
    {
        string[] names =
        [
            "password",
            "token",
            "secret",
            "apikey",
            "key",
            "signingsecret",
            "webhooksecret",
            "secretkey",
        ];

        Rules.Hold(
            Manifest.Adapters.SelectMany(adapter =>
                (adapter.Settings["properties"] as Newtonsoft.Json.Linq.JObject ?? [])
                    .Properties()
                    .Where(p => names.Contains(p.Name.ToLowerInvariant()) && (bool?)p.Value["x-secret"] != true)
                    .Select(p => $"{adapter.Id}: '{p.Name}' is not marked x-secret.")
            )
        );
    }

    [Fact]
    public void The_one_public_class_of_an_adapter_is_its_factory()
    {
        Rules.Hold(
            Manifest.Adapters.SelectMany(adapter =>
                Assembly
                    .Load(adapter.Assembly)
                    .GetExportedTypes()
                    .Where(type =>
                        type.FullName != adapter.Type
                        && type.IsAssignableTo(typeof(Collections.Connector.Ports.IAdapter))
                    )
                    .Select(type => $"{type.FullName} is public; only {adapter.Type} need be.")
            )
        );
    }
}
