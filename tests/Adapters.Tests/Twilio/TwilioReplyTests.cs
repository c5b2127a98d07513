using Collections.Adapters.Twilio;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Twilio;

public sealed class TwilioReplyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task That_a_message_arrived_is_told_once_and_that_it_was_sent_is_nothing_new()
    {
        await using var stage = await TwilioStage.StartAsync();
        var key = await SendAsync(stage);

        stage.Twin.Deliver(key);

        var told = stage.Read(twice: true);
        Assert.Equal([true, true, false, false], told.Select(x => x is null));
        Assert.Equal($"{key}/delivered", Assert.Single(told.OfType<MessageEvent>().Select(x => x.EventKey).Distinct()));
        Assert.Equal(
            (MessageEventKind.Delivered, key, "", "", stage.Clock.GetUtcNow()),
            (told[2]!.Kind, told[2]!.ProviderKey, told[2]!.Sender, told[2]!.Text, told[2]!.At)
        );
    }

    [Fact]
    public async Task A_message_that_was_read_arrived()
    {
        await using var stage = await TwilioStage.StartAsync();
        var key = await SendAsync(stage);

        stage.Twin.Read(key);

        var read = Assert.Single(stage.Read().OfType<MessageEvent>());
        Assert.Equal((MessageEventKind.Delivered, $"{key}/read"), (read.Kind, read.EventKey));
    }

    [Theory]
    [InlineData(30003, "switched off")]
    [InlineData(30006, "landline")]
    [InlineData(39999, "twilio.com/docs/api/errors/39999")]
    public async Task A_message_that_did_not_arrive_is_told_with_its_reason(int code, string reason)
    {
        await using var stage = await TwilioStage.StartAsync();
        var key = await SendAsync(stage);

        stage.Twin.Fail(key, code);

        var failed = Assert.Single(stage.Read().OfType<MessageEvent>());
        Assert.Equal((MessageEventKind.Failed, key), (failed.Kind, failed.ProviderKey));
        Assert.Contains(reason, failed.Text, StringComparison.Ordinal);
        Assert.Contains($"{code}", failed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Reachable, failed.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sms", "")]
    [InlineData("whatsapp", "SM00000000000000000000000000000077")]
    public async Task An_answer_is_told_with_who_wrote_and_what_and_keeps_nothing_else(string channel, string repliedTo)
    {
        await using var stage = await TwilioStage.StartAsync(channel);

        var answer = stage.Hear("Pago mañana, ¿sí? 50%&más", repliedTo: repliedTo.Length > 0 ? repliedTo : null)!;

        Assert.Equal(
            (MessageEventKind.Answer, stage.Reachable, "Pago mañana, ¿sí? 50%&más", repliedTo, TwilioStage.Start),
            (answer.Kind, answer.Sender, answer.Text, answer.ProviderKey, answer.At)
        );
        Assert.DoesNotContain("Pérez", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(TwilioStage.Sender, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_stored_reads_as_what_was_delivered_whenever_it_is_read()
    {
        await using var stage = await TwilioStage.StartAsync("whatsapp");
        var key = await SendAsync(stage, stage.Message() with { Template = TwilioStage.ATemplate() });
        stage.Twin.Fail(key, 63024);
        var failed = stage.Read().OfType<MessageEvent>().Single();
        var answer = stage.Hear("BAJA")!;
        stage.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(failed, stage.Replies.ReadStored(failed.Body));
        Assert.Equal(answer, stage.Replies.ReadStored(answer.Body));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("no JSON")]
    [InlineData("""{"MessageSid":"SM1","Status":"delivered"}""")]
    public async Task What_was_never_stored_is_refused(string body)
    {
        await using var stage = await TwilioStage.StartAsync();

        Assert.Throws<RemoteRejectedException>(() => stage.Replies.ReadStored(body));
    }

    [Theory]
    [InlineData("STOP", "STOP", MessageEventKind.OptOut)]
    [InlineData("No quiero más mensajes", "STOP", MessageEventKind.OptOut)]
    [InlineData("Sí", "START", MessageEventKind.OptIn)]
    [InlineData("AYUDA", "HELP", MessageEventKind.Answer)]
    [InlineData("STOP", "HELP", MessageEventKind.Answer)]
    public async Task What_Twilio_made_of_an_answer_counts_before_its_words(
        string text,
        string optOutType,
        MessageEventKind kind
    )
    {
        await using var stage = await TwilioStage.StartAsync();

        Assert.Equal(kind, stage.Hear(text, optOutType)!.Kind);
    }

    [Fact]
    public async Task Who_opted_out_gets_nothing_before_opting_in_again()
    {
        await using var stage = await TwilioStage.StartAsync();

        Assert.Equal(MessageEventKind.OptOut, stage.Hear("Stop")!.Kind);
        var refused = Assert.Single(await stage.Channel.SendAsync([stage.Message()], Ct));
        Assert.Equal(MessageEventKind.OptIn, stage.Hear("Start")!.Kind);
        var taken = Assert.Single(await stage.Channel.SendAsync([stage.Message()], Ct));

        Assert.Equal((OutcomeKind.Rejected, OutcomeKind.Done), (refused.Kind, taken.Kind));
        Assert.Contains("opted out", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("STOP")]
    [InlineData(" stop \n")]
    [InlineData("Stop.")]
    [InlineData("*STOP*")]
    [InlineData("stopall")]
    [InlineData("Unsubscribe")]
    [InlineData("cancel")]
    [InlineData("END")]
    [InlineData("quit")]
    [InlineData("¡BAJA!")]
    [InlineData("Bajá")]
    [InlineData("CANCELÁR")]
    [InlineData("dar  de baja")]
    [InlineData("alto")]
    [InlineData("parar")]
    [InlineData("Cancelar")]
    [InlineData("sair")]
    public void A_stop_word_alone_ends_the_messages(string text) =>
        Assert.Equal(MessageEventKind.OptOut, StopWords.KindOf(text));

    [Theory]
    [InlineData("START")]
    [InlineData("unstop")]
    [InlineData("Alta ")]
    public void A_start_word_alone_resumes_them(string text) =>
        Assert.Equal(MessageEventKind.OptIn, StopWords.KindOf(text));

    [Theory]
    [InlineData("")]
    [InlineData("…")]
    [InlineData("No pude parar en el banco")]
    [InlineData("Quiero cancelar la deuda")]
    [InlineData("stop it")]
    [InlineData("altos")]
    [InlineData("ba ja")]
    [InlineData("Sí")]
    public void A_stop_word_among_others_is_an_answer(string text) =>
        Assert.Equal(MessageEventKind.Answer, StopWords.KindOf(text));

    [Theory]
    [InlineData("sms", "whatsapp:+34600111222")]
    [InlineData("sms", "messenger:1234567890")]
    [InlineData("whatsapp", "+34600111222")]
    public async Task An_answer_of_another_channel_is_refused_with_what_to_do(string channel, string from)
    {
        await using var stage = await TwilioStage.StartAsync(channel);
        stage.Twin.Answer(from, "BAJA", TwilioStage.Callback);

        var refused = Assert.Throws<RemoteRejectedException>(() => stage.Read());

        Assert.Contains("console", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("600111222", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_machine_writes_from_a_short_code_is_nobodys_answer()
    {
        await using var stage = await TwilioStage.StartAsync();
        stage.Twin.Answer("22000", "Promo!", TwilioStage.Callback);

        Assert.Null(Assert.Single(stage.Read()));
    }

    private static async Task<string> SendAsync(TwilioStage stage, OutgoingMessage? message = null) =>
        Assert.Single(await stage.Channel.SendAsync([message ?? stage.Message()], Ct)).Value!.ProviderKey;
}
