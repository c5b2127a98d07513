using Collections.Adapters.Tests.Contracts;
using Collections.Adapters.Twilio;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Twilio;

public sealed class TwilioWhatsAppTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<TimeSpan?, bool> Windows =>
        new()
        {
            { null, false },
            { TimeSpan.Zero, true },
            { TimeSpan.FromHours(24) - TimeSpan.FromTicks(1), true },
            { TimeSpan.FromHours(24), false },
            { TimeSpan.FromHours(24) + TimeSpan.FromTicks(1), false },
            { TimeSpan.FromMinutes(-1), true },
        };

    [Theory]
    [MemberData(nameof(Windows))]
    public void Free_text_goes_within_24_hours_of_the_last_answer_and_not_at_24_hours(TimeSpan? since, bool open) =>
        Assert.Equal(open, WhatsAppWindow.IsOpen(TwilioStage.Start - since, TwilioStage.Start));

    [Fact]
    public async Task Outside_the_window_a_message_without_a_template_is_rejected_with_what_to_do_and_nothing_is_called()
    {
        await using var stage = await TwilioStage.StartAsync("whatsapp");
        var old = stage.Message() with { LastAnswerAt = TwilioStage.Start.AddHours(-24) };

        var outcomes = await stage.Channel.SendAsync([stage.Message(), old], Ct);

        Assert.All(outcomes, outcome => Assert.Equal(OutcomeKind.Rejected, outcome.Kind));
        Assert.Contains("template", outcomes[0].Reason, StringComparison.Ordinal);
        Assert.Equal(0, stage.Server.Requests);
    }

    [Fact]
    public async Task Outside_the_window_the_template_goes_with_its_variables_and_no_text()
    {
        await using var stage = await TwilioStage.StartAsync("whatsapp");
        var message = stage.Message() with { Template = TwilioStage.ATemplate(("1", "Ana \"ñ\""), ("2", "120,00 €")) };

        var outcome = Assert.Single(await stage.Channel.SendAsync([message], Ct));

        var taken = Assert.Single(stage.Twin.Messages);
        Assert.Equal(OutcomeKind.Done, outcome.Kind);
        Assert.Equal(
            ("whatsapp:" + stage.Reachable, "whatsapp:" + TwilioStage.Sender, "", TwilioStage.Template),
            (taken.To, taken.From, taken.Text, taken.Template)
        );
        Assert.Equal("""{"1":"Ana \"ñ\"","2":"120,00 €"}""", taken.Variables);
    }

    [Fact]
    public async Task Within_the_window_the_text_goes_even_when_there_is_a_template()
    {
        await using var stage = await TwilioStage.StartAsync("whatsapp");
        var heard = stage.Hear("Hola")!;
        stage.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        var message = stage.Message() with { Template = TwilioStage.ATemplate(), LastAnswerAt = heard.At };

        await stage.Channel.SendAsync([message], Ct);

        var taken = Assert.Single(stage.Twin.Messages);
        Assert.Equal((message.Text, ""), (taken.Text, taken.Template));
    }

    [Fact]
    public async Task A_template_whose_name_is_no_key_of_Twilios_is_rejected_without_a_call()
    {
        await using var stage = await TwilioStage.StartAsync("whatsapp");
        var message = stage.Message() with { Template = new("recordatorio", new Dictionary<string, string>()) };

        var outcome = Assert.Single(await stage.Channel.SendAsync([message], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Equal(0, stage.Server.Requests);
    }

    [Fact]
    public async Task A_text_message_asks_for_no_template_and_takes_none()
    {
        await using var stage = await TwilioStage.StartAsync();

        await stage.Channel.SendAsync([stage.Message() with { Template = TwilioStage.ATemplate() }], Ct);

        Assert.Equal("", Assert.Single(stage.Twin.Messages).Template);
    }

    [Fact]
    public async Task A_window_that_Twilio_sees_closed_is_told_as_a_failed_message()
    {
        await using var stage = await TwilioStage.StartAsync("whatsapp");
        var message = stage.Message() with { LastAnswerAt = TwilioStage.Start };
        var sent = Assert.Single(await stage.Channel.SendAsync([message], Ct)).Value!;

        stage.Twin.Deliver(sent.ProviderKey);

        var failed = stage.Read().OfType<MessageEvent>().Single();
        Assert.Equal((MessageEventKind.Failed, sent.ProviderKey), (failed.Kind, failed.ProviderKey));
        Assert.Contains("63016", failed.Text, StringComparison.Ordinal);
    }
}

/// <summary>Every message of the contract is within the window, as after an answer.</summary>
public sealed class Twilio_by_WhatsApp_is_a_message_channel : MessageChannelContract
{
    protected override async Task<IMessageHarness> StartAsync() =>
        new Answered(await TwilioStage.StartAsync("whatsapp"));

    private sealed class Answered(TwilioStage stage) : IMessageHarness, IMessageChannel
    {
        public IMessageChannel Channel => this;

        public string Name => stage.Channel.Name;

        public RecipientKind Recipient => stage.Channel.Recipient;

        public string Reachable => stage.Reachable;

        public string Unreachable => stage.Unreachable;

        public int Taken => stage.Taken;

        public Task<IReadOnlyList<ItemOutcome<SentMessage>>> SendAsync(
            IReadOnlyCollection<OutgoingMessage> messages,
            CancellationToken ct
        ) => stage.Channel.SendAsync([.. messages.Select(m => m with { LastAnswerAt = TwilioStage.Start })], ct);

        public void LoseNextAnswer() => stage.LoseNextAnswer();

        public ValueTask DisposeAsync() => stage.DisposeAsync();
    }
}
