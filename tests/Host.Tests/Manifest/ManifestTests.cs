using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Manifest;
using Collections.Host.Tests.Support;

namespace Collections.Host.Tests.Manifest;

public sealed class ManifestTests
{
    [Fact]
    public void The_manifest_is_found_above_the_first_folder_that_has_one()
    {
        using var installation = new Installation();
        var below = Directory.CreateDirectory(installation.PathOf("a/b/c")).FullName;
        using var other = new Installation();

        var found = ManifestReader.Locate(below, other.Folder);

        Assert.Equal(installation.PathOf("plugin.manifest.json"), found);
    }

    [Fact]
    public void A_manifest_that_agrees_with_its_adapters_has_no_fault()
    {
        using var installation = new Installation();

        var manifest = ManifestReader.Read(installation.PathOf("plugin.manifest.json"));

        Assert.Empty(AdapterTypes.Verify(manifest));
        Assert.Equal(
            ["moodle/course:view: reading", "enrol/manual:enrol: suspension"],
            manifest.Adapters[0].Permissions
        );
    }

    [Theory]
    [InlineData("\"Gateway\"]", "\"Gateway\", \"Access\"]", "it does not have the port Access.")]
    [InlineData(", \"Gateway\"]", "]", "it has the port Gateway, which is not listed.")]
    [InlineData("Support.StandInFactory", "Support.StandIn", "is no adapter factory")]
    [InlineData(
        "\"Collections.Host.Tests\"",
        "\"Collections.Adapters.Nowhere\"",
        "its assembly Collections.Adapters.Nowhere is no part of this program."
    )]
    public void What_the_manifest_says_is_compared_with_the_assembly(string right, string wrong, string fault)
    {
        using var installation = new Installation(
            manifest: Installation.Manifest.Replace(right, wrong, StringComparison.Ordinal)
        );
        var manifest = ManifestReader.Read(installation.PathOf("plugin.manifest.json"));

        var found = Assert.Single(AdapterTypes.Verify(manifest));

        Assert.Contains(fault, found.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"Enrolments\"", "\"Grades\"", "plugin.manifest.json:8: There is no port 'Grades'.")]
    [InlineData(
        "\"fromSetting\": \"baseUrl\"",
        "\"fromSetting\": \"url\"",
        "An allowed host names no setting of the adapter."
    )]
    [InlineData("\"id\": \"standin\",", "", "An adapter's 'id' is missing.")]
    public void What_is_wrong_in_the_manifest_is_told_with_its_line(string right, string wrong, string fault)
    {
        using var installation = new Installation(
            manifest: Installation.Manifest.Replace(right, wrong, StringComparison.Ordinal)
        );

        var thrown = Assert.Throws<ConfigurationException>(() =>
            ManifestReader.Read(installation.PathOf("plugin.manifest.json"))
        );

        Assert.Contains(thrown.Faults, f => f.ToString().Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void A_port_may_be_listed_by_its_interface()
    {
        Assert.Equal("Enrolments", PortNames.Resolve("IEnrolmentSource"));
        Assert.Equal("Messages", PortNames.Resolve("messages"));
        Assert.Null(PortNames.Resolve("Grades"));
    }

    [Theory]
    [InlineData("{ \"host\": \"smtp.example\" }", "smtp.example")]
    [InlineData("{ \"host\": \"https://smtp.example:8443/x\" }", "smtp.example")]
    [InlineData("{}", null)]
    public void A_setting_names_a_host_by_address_or_by_name(string settings, string? host)
    {
        var rule = new HostRule(null, "host");

        Assert.Equal(host, rule.HostIn(Newtonsoft.Json.Linq.JObject.Parse(settings)));
    }
}
