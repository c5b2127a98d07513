using System.Runtime.CompilerServices;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Manifest;
using Collections.Connector.Ports;
using Collections.Host.Tests.Support;

namespace Collections.Host.Tests.Manifest;

/// <summary>The school's webhook beside its e-mail, made from the product's own manifest.</summary>
public sealed class StaffWebhookTests
{
    private const string Mail = """{ "host": "127.0.0.1", "security": "none", "from": "office@school.example" }""";
    private const string Hook = """{ "url": "http://127.0.0.1:9/staff", "secret": "0123456789abcdef" }""";

    [Fact]
    public async Task A_school_has_both_channels_and_only_the_webhook_is_for_its_staff()
    {
        await using var adapters = await CreateAsync(("email", "smtp", Mail), ("webhook", "webhook", Hook));

        var channels = adapters.Adapters.Values.Select(x => (x.Messages!.Name, x.Messages.Recipient));

        Assert.Equal([("email", RecipientKind.EmailAddress), ("webhook", RecipientKind.SchoolKey)], channels);
    }

    [Fact]
    public async Task Two_parts_that_are_the_same_channel_are_a_fault_of_the_configuration()
    {
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() =>
            CreateAsync(("email", "smtp", Mail), ("webhook", "smtp", Mail))
        );

        Assert.Equal("email and webhook are both the channel 'email'.", Assert.Single(refused.Faults).Message);
    }

    [Fact]
    public void Whoever_is_the_webhook_in_the_configuration_must_send_messages()
    {
        const string Erp = "\"erp\": {";
        using var installation = new Installation(
            Installation.Configuration.Replace(
                Erp,
                """
                "webhook": { "use": "standin", "settings": { "baseUrl": "https://a.example", "token": "${env:LMS_TOKEN}" } },
                """ + Erp,
                StringComparison.Ordinal
            )
        );

        Assert.Contains(
            "The adapter 'standin' cannot be the webhook: it lacks Messages.",
            Assert.Single(installation.Faults()),
            StringComparison.Ordinal
        );
    }

    private static Task<AdapterSet> CreateAsync(params (string Part, string Use, string Settings)[] parts) =>
        AdapterSet.CreateAsync(
            new SchoolConfiguration(
                "schools/demo",
                parts.ToDictionary(x => x.Part, x => new AdapterConfiguration(x.Part, x.Use, x.Settings, ["127.0.0.1"]))
            ),
            ManifestReader.Read(Manifest()),
            "demo",
            "Europe/Madrid",
            TimeProvider.System,
            new NobodyLooks(),
            "connector.json"
        );

    private static string Manifest([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "plugin.manifest.json");

    private sealed class NobodyLooks : IRemoteCallObserver
    {
        public void Completed(RemoteCall call) { }
    }
}
