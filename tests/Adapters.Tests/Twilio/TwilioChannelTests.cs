using Collections.Adapters.Sandbox;
using Collections.Adapters.Twilio;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Twilio;

public sealed class TwilioChannelTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_text_message_goes_out_as_it_was_written_and_asks_for_its_fate()
    {
        await using var stage = await TwilioStage.StartAsync();

        var outcome = Assert.Single(await stage.Channel.SendAsync([stage.Message()], Ct));

        var taken = Assert.Single(stage.Twin.Messages);
        Assert.Equal(taken.Key, outcome.Value!.ProviderKey);
        Assert.Equal(
            (stage.Reachable, TwilioStage.Sender, "Cuota vencida: «ñ» 1.234,50 € & más", "", TwilioStage.Callback),
            (taken.To, taken.From, taken.Text, taken.Template, taken.Callback)
        );
        Assert.Equal(
            ("sms", RecipientKind.PhoneNumber, false),
            (stage.Channel.Name, stage.Channel.Recipient, stage.Channel.IsByHand)
        );
    }

    [Fact]
    public async Task A_messaging_service_chooses_who_writes()
    {
        await using var stage = await TwilioStage.StartAsync(more: settings =>
        {
            settings.Remove("from");
            settings["messagingServiceSid"] = "MG0123456789abcdef0123456789abcdef";
        });

        await stage.Channel.SendAsync([stage.Message()], Ct);

        var taken = Assert.Single(stage.Twin.Messages);
        Assert.Equal(("", "MG0123456789abcdef0123456789abcdef"), (taken.From, taken.Service));
    }

    [Theory]
    [InlineData(21211, "correct it with the payer")]
    [InlineData(21408, "Geo permissions")]
    [InlineData(21610, "opted out")]
    [InlineData(21612, "another channel")]
    [InlineData(21614, "mobile")]
    [InlineData(21656, "variables")]
    [InlineData(63016, "template")]
    [InlineData(63024, "not on WhatsApp")]
    [InlineData(29999, "twilio.com/docs/api/errors/29999")]
    public async Task An_error_about_a_message_rejects_it_says_what_to_do_and_never_the_number(int code, string told)
    {
        await using var stage = await TwilioStage.StartAsync();
        stage.Twin.Refuse(stage.Unreachable, code);
        OutgoingMessage[] messages =
        [
            stage.Message("c-1") with
            {
                Recipient = stage.Unreachable,
            },
            stage.Message("c-2"),
        ];

        var outcomes = await stage.Channel.SendAsync(messages, Ct);

        Assert.Equal([OutcomeKind.Rejected, OutcomeKind.Done], outcomes.Select(o => o.Kind));
        Assert.Contains(told, outcomes[0].Reason, StringComparison.Ordinal);
        Assert.Contains($"{code}", outcomes[0].Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(
            stage.Unreachable,
            $"{outcomes[0].Reason} {string.Join(' ', stage.Log.Calls)}",
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(21212)]
    [InlineData(21606)]
    [InlineData(21609)]
    [InlineData(21703)]
    [InlineData(63007)]
    public async Task An_error_about_the_sender_is_a_matter_of_the_administrator_and_the_rest_is_not_tried(int code)
    {
        await using var stage = await TwilioStage.StartAsync();
        stage.Twin.Refuse(stage.Reachable, code);

        await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            stage.Channel.SendAsync([stage.Message("c-1"), stage.Message("c-2")], Ct)
        );

        Assert.Equal(1, stage.Server.Requests);
    }

    [Fact]
    public async Task A_sender_whose_queue_is_full_is_asked_later()
    {
        await using var stage = await TwilioStage.StartAsync();
        stage.Twin.Refuse(stage.Unreachable, 21611);
        OutgoingMessage[] messages =
        [
            stage.Message("c-1"),
            stage.Message("c-2") with
            {
                Recipient = stage.Unreachable,
            },
        ];

        var outcomes = await stage.Channel.SendAsync(messages, Ct);

        Assert.Equal([OutcomeKind.Done, OutcomeKind.Later], outcomes.Select(o => o.Kind));
    }

    [Theory]
    [InlineData("accountSid", "AC00000000000000000000000000000009")]
    [InlineData("authToken", "another")]
    public async Task A_wrong_account_or_token_is_a_matter_of_the_administrator(string setting, string value)
    {
        await using var stage = await TwilioStage.StartAsync(more: settings => settings[setting] = value);

        await Assert.ThrowsAsync<RemoteMisconfiguredException>(() => stage.Channel.SendAsync([stage.Message()], Ct));
    }

    [Fact]
    public async Task An_account_that_is_suspended_is_a_matter_of_the_administrator()
    {
        await using var stage = await TwilioStage.StartAsync();
        stage.Twin.AccountStatus = "suspended";

        var wrong = await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            stage.Channel.SendAsync([stage.Message()], Ct)
        );

        Assert.Contains("10001", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_calls_at_the_start_mean_that_nothing_was_sent_and_in_the_middle_the_rest_waits()
    {
        await using var stage = await TwilioStage.StartAsync();
        OutgoingMessage[] three = [stage.Message("c-1"), stage.Message("c-2"), stage.Message("c-3")];
        stage.Server.Faults.Add(new Fault(FaultKind.TooManyRequests, TwilioStage.Create));

        await Assert.ThrowsAsync<RemoteUnavailableException>(() => stage.Channel.SendAsync(three, Ct));
        stage.Server.Faults.Add(new Fault(FaultKind.TooManyRequests, TwilioStage.Create, After: 1));
        var outcomes = await stage.Channel.SendAsync(three, Ct);

        Assert.Equal([OutcomeKind.Done, OutcomeKind.Later, OutcomeKind.Later], outcomes.Select(o => o.Kind));
        Assert.Single(stage.Twin.Messages);
    }

    [Theory]
    [InlineData(FaultKind.AnswerLost)]
    [InlineData(FaultKind.ErrorAfterCommit)]
    [InlineData(FaultKind.Reset)]
    [InlineData(FaultKind.ServiceUnavailable)]
    [InlineData(FaultKind.MaintenancePage)]
    public async Task A_message_without_an_answer_is_unknown_and_the_rest_of_the_batch_waits(FaultKind fault)
    {
        await using var stage = await TwilioStage.StartAsync();
        stage.Server.Faults.Add(new Fault(fault, TwilioStage.Create));

        var outcomes = await stage.Channel.SendAsync([stage.Message("c-1"), stage.Message("c-2")], Ct);

        Assert.Equal([OutcomeKind.Unknown, OutcomeKind.Later], outcomes.Select(o => o.Kind));
        Assert.Equal(1, stage.Server.Requests);
    }

    [Fact]
    public async Task A_Twilio_that_cannot_be_reached_took_nothing()
    {
        await using var stage = await TwilioStage.StartAsync();
        await stage.Server.DisposeAsync();

        await Assert.ThrowsAsync<RemoteUnavailableException>(() => stage.Channel.SendAsync([stage.Message()], Ct));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1600, true)]
    [InlineData(1601, false)]
    [InlineData(0, false)]
    public async Task A_text_has_at_most_1600_characters_and_one_that_does_not_fit_is_not_sent(int length, bool fits)
    {
        await using var stage = await TwilioStage.StartAsync();

        var outcome = Assert.Single(await stage.Channel.SendAsync([stage.Message(text: new string('x', length))], Ct));

        Assert.Equal(fits ? OutcomeKind.Done : OutcomeKind.Rejected, outcome.Kind);
        Assert.Equal(fits ? 1 : 0, stage.Server.Requests);
    }

    [Theory]
    [InlineData("600111222")]
    [InlineData("+34 600 111 222")]
    [InlineData("+034600111222")]
    [InlineData("whatsapp:+34600111222")]
    [InlineData("")]
    public async Task A_recipient_that_is_no_number_in_the_form_of_E164_is_rejected_without_a_call(string recipient)
    {
        await using var stage = await TwilioStage.StartAsync();

        var outcome = Assert.Single(
            await stage.Channel.SendAsync([stage.Message() with { Recipient = recipient }], Ct)
        );

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Equal(0, stage.Server.Requests);
    }

    [Theory]
    [InlineData("""{"sid":"SM1","status":"queued"}""", OutcomeKind.Done)]
    [InlineData("""{"sid":"SM1","status":"failed","error_code":30006}""", OutcomeKind.Rejected)]
    [InlineData("""{"sid":"SM1","status":"failed","error_code":null}""", OutcomeKind.Rejected)]
    [InlineData("""{"sid":"SM1","status":"failed","error_code":99999999999}""", OutcomeKind.Rejected)]
    [InlineData("""{"sid":7,"status":{}}""", OutcomeKind.Unknown)]
    [InlineData("""{}""", OutcomeKind.Unknown)]
    [InlineData("""[]""", OutcomeKind.Unknown)]
    [InlineData("""{"sid":""", OutcomeKind.Unknown)]
    public async Task An_answer_is_a_receipt_only_with_the_messages_key(string body, OutcomeKind kind)
    {
        await using var server = await TwinServer.StartAsync(new Answering(body), TimeProvider.System);
        var settings = TwilioStage.Settings();
        settings["baseUrl"] = server.Url.ToString();
        await using var adapter = new TwilioAdapterFactory().Create(
            TwilioStage.Context(settings.ToString(), TimeProvider.System, new Http.CallLog())
        );
        var message = new OutgoingMessage("c-1", "+34600111222", "", "Hola", "es");

        var outcome = Assert.Single(await adapter.Messages!.SendAsync([message], Ct));

        Assert.Equal(kind, outcome.Kind);
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData(400, "{}", typeof(RemoteRejectedException))]
    [InlineData(400, """{"code":99999999999}""", typeof(RemoteRejectedException))]
    [InlineData(400, """{"code":"21211"}""", typeof(RemoteRejectedException))]
    [InlineData(400, "[", typeof(RemoteRejectedException))]
    [InlineData(403, """{"code":20403}""", typeof(RemoteMisconfiguredException))]
    [InlineData(408, "{}", typeof(RemoteOutcomeUnknownException))]
    [InlineData(302, "{}", typeof(RemoteMisconfiguredException))]
    public void An_answer_that_is_odd_is_still_judged(int status, string body, Type expected)
    {
        var answer = new Adapters.Http.RemoteAnswer(
            "messages.create",
            status,
            "application/json",
            body,
            new Dictionary<string, string>()
        );

        Assert.IsType(expected, TwilioVerdict.Judge(answer, isWrite: true));
    }

    private sealed class Answering(string body) : ITwin
    {
        public string OperationOf(TwinRequest request) => "any";

        public Task<TwinAnswer> AnswerAsync(TwinRequest request, CancellationToken ct) =>
            Task.FromResult(new TwinAnswer(201, "application/json", body));
    }
}
