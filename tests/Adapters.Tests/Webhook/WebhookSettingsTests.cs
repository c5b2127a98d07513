using Collections.Adapters.Tests.Http;
using Collections.Adapters.Webhook;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Webhook;

public sealed class WebhookSettingsTests
{
    private const string Secret = WebhookHarness.Secret;

    [Theory]
    [InlineData("http://hooks.example/staff", "must be https")]
    [InlineData("https://elsewhere.example/staff", "not in allowedHosts")]
    [InlineData("https://ana:word@hooks.example/staff", "no user")]
    [InlineData("https://hooks.example/staff#top", "fragment")]
    [InlineData("ftp://hooks.example/staff", "must be an address")]
    [InlineData("", "must be an address")]
    public void An_address_that_must_not_be_posted_to_is_refused(string url, string message)
    {
        var refused = Assert.Throws<AdapterSettingsException>(() => Create(url, Secret));

        Assert.Contains(message, Assert.Single(refused.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_told_at_once_and_the_secret_never()
    {
        var refused = Assert.Throws<AdapterSettingsException>(() => Create("http://elsewhere.example", "short-one"));

        Assert.Equal(3, refused.Faults.Count);
        Assert.DoesNotContain("short-one", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_audience_is_staff_or_payers()
    {
        var settings = $$"""{ "url": "https://hooks.example/a", "secret": "{{Secret}}", "audience": "all" }""";

        var refused = Assert.Throws<AdapterSettingsException>(() =>
            new WebhookAdapterFactory().Create(WebhookHarness.Context(settings, TimeProvider.System, new CallLog()))
        );

        Assert.Contains("staff", Assert.Single(refused.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_check_calls_nobody_and_does_not_tell_the_path()
    {
        var log = new CallLog();
        await using var adapter = Create("https://hooks.example/half-a-secret", Secret, log);

        var findings = await adapter.CheckAsync(TestContext.Current.CancellationToken);

        Assert.Equal([CheckResult.Ok, CheckResult.Ok, CheckResult.Note], findings.Select(x => x.Result));
        Assert.All(findings, x => Assert.DoesNotContain("half-a-secret", x.ToString(), StringComparison.Ordinal));
        Assert.Empty(log.Calls);
    }

    private static IAdapter Create(string url, string secret, CallLog? log = null) =>
        new WebhookAdapterFactory().Create(
            WebhookHarness.Context(
                $$"""{ "url": "{{url}}", "secret": "{{secret}}" }""",
                TimeProvider.System,
                log ?? new CallLog()
            )
        );
}
