using Collections.Adapters.Tests.Http;
using Collections.Adapters.Twilio;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Twilio;

public sealed class TwilioCheckTests
{
    private const string Key = "SK00000000000000000000000000000002";

    [Fact]
    public async Task A_complete_account_has_nothing_missing_and_nothing_is_written()
    {
        await using var stage = await TwilioStage.StartAsync();

        var findings = await stage.CheckAsync();

        Assert.Equal(
            [
                ("twilio.account", CheckResult.Ok),
                ("twilio.key", CheckResult.Note),
                ("twilio.sender", CheckResult.Ok),
                ("twilio.incoming", CheckResult.Ok),
                ("twilio.callback", CheckResult.Ok),
            ],
            findings.Select(f => (f.Code, f.Result))
        );
        Assert.DoesNotContain(stage.Log.Calls, call => call.IsWrite);
        Assert.DoesNotContain(stage.Twin.AuthToken, string.Join(' ', findings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_standard_key_sends_and_may_not_read_the_account()
    {
        await using var stage = await TwilioStage.StartAsync(more: settings =>
            (settings["apiKeySid"], settings["apiKeySecret"]) = (Key, "secret")
        );
        stage.Twin.ApiKey = $"{Key}:secret";

        var findings = await stage.CheckAsync();
        var sent = await stage.Channel.SendAsync([stage.Message()], TestContext.Current.CancellationToken);

        Assert.Equal(OutcomeKind.Done, Assert.Single(sent).Kind);
        Assert.Equal(CheckResult.NotProven, findings.Single(f => f.Code == "twilio.account").Result);
        Assert.Equal(CheckResult.Ok, findings.Single(f => f.Code == "twilio.key").Result);
        Assert.Equal(CheckResult.Ok, findings.Single(f => f.Code == "twilio.sender").Result);
    }

    [Theory]
    [InlineData("suspended", "Full")]
    [InlineData("active", "Trial")]
    public async Task An_account_that_cannot_reach_everybody_is_named(string status, string type)
    {
        await using var stage = await TwilioStage.StartAsync();
        (stage.Twin.AccountStatus, stage.Twin.AccountType) = (status, type);

        var finding = Assert.Single(await stage.CheckAsync(), f => f.Result == CheckResult.Missing);

        Assert.Equal("twilio.account", finding.Code);
        Assert.NotEmpty(finding.Remedy);
    }

    [Fact]
    public async Task A_sender_that_is_not_the_accounts_or_answers_elsewhere_is_named()
    {
        await using var stranger = await TwilioStage.StartAsync(more: settings => settings["from"] = "+34900999999");
        await using var elsewhere = await TwilioStage.StartAsync();
        elsewhere.Twin.AddNumber(TwilioStage.Sender, "https://demo.twilio.com/welcome/sms/reply", canText: false);

        var unknown = Assert.Single(await stranger.CheckAsync(), f => f.Result == CheckResult.Missing);
        var wrong = (await elsewhere.CheckAsync()).Where(f => f.Result == CheckResult.Missing);

        Assert.Equal("twilio.sender", unknown.Code);
        Assert.Equal(["twilio.sender", "twilio.incoming"], wrong.Select(f => f.Code));
    }

    [Fact]
    public async Task A_sender_on_WhatsApp_is_not_proved_and_templates_are_spoken_of()
    {
        await using var stage = await TwilioStage.StartAsync("whatsapp");

        var findings = await stage.CheckAsync();

        Assert.Equal(CheckResult.NotProven, findings.Single(f => f.Code == "twilio.sender").Result);
        Assert.Equal(CheckResult.NotProven, findings.Single(f => f.Code == "twilio.incoming").Result);
        Assert.Contains(findings, f => f.Code == "twilio.whatsapp-window");
    }

    [Fact]
    public async Task A_sender_that_is_a_name_hears_nobody()
    {
        await using var stage = await TwilioStage.StartAsync(more: settings => settings["from"] = "COLEGIO ANA");

        var finding = (await stage.CheckAsync()).Single(f => f.Code == "twilio.sender");

        Assert.Equal(CheckResult.Note, finding.Result);
        Assert.Contains("STOP", finding.Consequence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Twilio_that_is_away_is_a_finding_and_not_an_exception()
    {
        await using var stage = await TwilioStage.StartAsync(more: settings => settings["authToken"] = "wrong");

        var findings = await stage.CheckAsync();

        Assert.Equal(CheckResult.Missing, findings[0].Result);
        Assert.Equal(CheckResult.NotProven, findings.Single(f => f.Code == "twilio.sender").Result);
    }

    [Theory]
    [InlineData("channel", "mms", "must be \"sms\" or \"whatsapp\"")]
    [InlineData("accountSid", "AC1", "32 hexadecimal digits")]
    [InlineData("from", "Colegio de Santa Ana", "at most 11")]
    [InlineData("from", "", "one of them")]
    [InlineData("messagingServiceSid", "MG0123456789abcdef0123456789abcdef", "one of them")]
    [InlineData("apiKeySid", Key, "belong together")]
    [InlineData("callbackUrl", "http://school.example/a", "must be https")]
    [InlineData("callbackUrl", "https://ana:word@school.example/a", "no user")]
    [InlineData("callbackUrl", "", "must be an address")]
    [InlineData("baseUrl", "https://elsewhere.example", "not in allowedHosts")]
    public void A_setting_that_is_wrong_is_refused_with_what_to_do(string setting, string value, string told)
    {
        var settings = TwilioStage.Settings();
        settings[setting] = value;

        var refused = Assert.Throws<AdapterSettingsException>(() => Create(settings.ToString()));

        Assert.Contains(told, Assert.Single(refused.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sender_on_WhatsApp_is_a_number_and_every_fault_is_told_at_once()
    {
        var settings = TwilioStage.Settings("whatsapp");
        (settings["from"], settings["accountSid"], settings["apiKeySecret"]) = ("COLEGIO", "AC1", "half-a-secret");

        var refused = Assert.Throws<AdapterSettingsException>(() => Create(settings.ToString()));

        Assert.Equal(3, refused.Faults.Count);
        Assert.DoesNotContain("half-a-secret", refused.Message, StringComparison.Ordinal);
    }

    private static IAdapter Create(string settings) =>
        new TwilioAdapterFactory().Create(TwilioStage.Context(settings, TimeProvider.System, new CallLog()));
}
