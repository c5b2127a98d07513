using Collections.Adapters.Sandbox;
using Collections.Adapters.Sandbox.Webhook;
using Collections.Adapters.Webhook;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Webhook;

public sealed class WebhookChannelTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_receiver_gets_what_was_written_signed_and_under_its_reference()
    {
        await using var hook = await WebhookHarness.StartAsync();

        await hook.Channel.SendAsync([WebhookHarness.Alarm("demo_alarm_1")], Ct);

        var expected = new SinkAlarm(
            "demo_alarm_1",
            "Cobranzas: 1 asunto",
            "Año 2026: «ñandú» no volvió\nSegunda línea",
            "es",
            new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero)
        );
        Assert.Equal(expected, Assert.Single(hook.Sink.Alarms));
    }

    [Fact]
    public async Task For_payers_the_receiver_gets_the_payers_key_and_passes_the_message_on()
    {
        await using var hook = await WebhookHarness.StartAsync(forPayers: true);

        await hook.Channel.SendAsync([WebhookHarness.Alarm("demo_contact_1") with { Recipient = "payer-7k2" }], Ct);

        var passed = Assert.Single(hook.Sink.Alarms);
        Assert.Equal(("demo_contact_1", "payer-7k2"), (passed.Reference, passed.Recipient));
        Assert.Equal(
            ("payer-webhook", RecipientKind.PayerKey, false),
            (hook.Channel.Name, hook.Channel.Recipient, hook.Channel.IsByHand)
        );
    }

    [Fact]
    public async Task For_the_staff_the_message_names_no_recipient_and_a_payers_message_is_not_posted()
    {
        await using var hook = await WebhookHarness.StartAsync();

        var outcomes = await hook.Channel.SendAsync(
            [WebhookHarness.Alarm("a-1"), WebhookHarness.Alarm("a-2") with { Recipient = "payer-7k2" }],
            Ct
        );

        Assert.Equal([OutcomeKind.Done, OutcomeKind.Rejected], outcomes.Select(x => x.Kind));
        Assert.Null(Assert.Single(hook.Sink.Alarms).Recipient);
        Assert.Equal(("webhook", RecipientKind.SchoolKey), (hook.Channel.Name, hook.Channel.Recipient));
    }

    [Fact]
    public void A_signature_is_the_one_that_any_receiver_computes() =>
        // printf '1788249600.{"a":1}' | openssl dgst -sha256 -hmac 0123456789abcdef
        Assert.Equal(
            "sha256=113d9c48705b83013305e7a88d81febb46e849c94c91fba927ba39b29623bb77",
            WebhookSignature.Sign("0123456789abcdef", "1788249600", """{"a":1}""")
        );

    [Theory]
    [InlineData(400)]
    [InlineData(409)]
    [InlineData(422)]
    public async Task A_message_that_the_receiver_refuses_is_rejected_and_the_next_is_posted(int status)
    {
        await using var hook = await WebhookHarness.StartAsync();
        hook.Sink.Refusal = new TwinAnswer(status, "text/plain", "no");

        var outcomes = await hook.Channel.SendAsync([WebhookHarness.Alarm("a-1"), WebhookHarness.Alarm("a-2")], Ct);

        Assert.Equal([OutcomeKind.Rejected, OutcomeKind.Rejected], outcomes.Select(x => x.Kind));
        Assert.Equal(2, hook.Server.Requests);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task An_address_that_is_not_the_receiver_is_a_matter_of_the_administrator(int status)
    {
        await using var hook = await WebhookHarness.StartAsync();
        hook.Sink.Refusal = new TwinAnswer(status, "text/plain", "no");

        await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            hook.Channel.SendAsync([WebhookHarness.Alarm("a-1"), WebhookHarness.Alarm("a-2")], Ct)
        );

        Assert.Equal(1, hook.Server.Requests);
    }

    [Fact]
    public async Task Another_secret_than_the_receivers_is_a_matter_of_the_administrator()
    {
        await using var hook = await WebhookHarness.StartAsync(secret: "another-secret-0123456789");

        await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            hook.Channel.SendAsync([WebhookHarness.Alarm("a-1")], Ct)
        );

        Assert.Empty(hook.Sink.Alarms);
    }

    [Fact]
    public async Task A_clock_that_is_ten_minutes_off_is_a_matter_of_the_administrator()
    {
        await using var hook = await WebhookHarness.StartAsync();
        hook.Clock.Advance(TimeSpan.FromMinutes(10));

        var refused = await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            hook.Channel.SendAsync([WebhookHarness.Alarm("a-1")], Ct)
        );

        Assert.Contains("clocks", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_receiver_that_is_busy_or_broken_is_tried_later(int status)
    {
        await using var hook = await WebhookHarness.StartAsync();
        hook.Sink.Refusal = new TwinAnswer(status, "text/plain", "later");

        await Assert.ThrowsAsync<RemoteUnavailableException>(() =>
            hook.Channel.SendAsync([WebhookHarness.Alarm("a-1")], Ct)
        );
    }

    [Fact]
    public async Task What_was_not_posted_after_an_outage_waits_and_what_was_posted_is_done()
    {
        await using var hook = await WebhookHarness.StartAsync();
        hook.Server.Faults.Add(new Fault(FaultKind.ServiceUnavailable, After: 1));

        var outcomes = await hook.Channel.SendAsync(
            [WebhookHarness.Alarm("a-1"), WebhookHarness.Alarm("a-2"), WebhookHarness.Alarm("a-3")],
            Ct
        );

        Assert.Equal([OutcomeKind.Done, OutcomeKind.Later, OutcomeKind.Later], outcomes.Select(x => x.Kind));
        Assert.Equal(2, hook.Server.Requests);
    }

    [Fact]
    public async Task A_receiver_that_does_not_run_is_unavailable()
    {
        await using var hook = await WebhookHarness.StartAsync();
        await hook.Server.DisposeAsync();

        await Assert.ThrowsAsync<RemoteUnavailableException>(() =>
            hook.Channel.SendAsync([WebhookHarness.Alarm("a-1")], Ct)
        );
    }

    [Fact]
    public async Task An_answer_that_got_lost_leaves_the_message_unknown_and_a_repetition_is_taken_once()
    {
        await using var hook = await WebhookHarness.StartAsync();
        hook.Server.Faults.Add(new Fault(FaultKind.AnswerLost));

        var lost = await hook.Channel.SendAsync([WebhookHarness.Alarm("a-1")], Ct);
        var again = await hook.Channel.SendAsync([WebhookHarness.Alarm("a-1")], Ct);

        Assert.Equal(OutcomeKind.Unknown, Assert.Single(lost).Kind);
        Assert.Equal(OutcomeKind.Done, Assert.Single(again).Kind);
        Assert.Single(hook.Sink.Alarms);
    }

    [Fact]
    public async Task A_receiver_that_is_slower_than_the_limit_leaves_the_message_unknown()
    {
        await using var hook = await WebhookHarness.StartAsync(timeoutSeconds: 1);
        hook.Server.Faults.Add(new Fault(FaultKind.SlowAfterCommit, Delay: TimeSpan.FromSeconds(30)));

        var outcome = Assert.Single(await hook.Channel.SendAsync([WebhookHarness.Alarm("a-1")], Ct));

        Assert.Equal(OutcomeKind.Unknown, outcome.Kind);
    }

    [Fact]
    public async Task No_outcome_and_no_count_tells_the_message_the_secret_or_the_path()
    {
        await using var hook = await WebhookHarness.StartAsync("/half-a-secret");

        var wrong = await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            hook.Channel.SendAsync([WebhookHarness.Alarm("a-1")], Ct)
        );

        var told = $"{wrong.Message} {string.Join(' ', hook.Log.Calls)}";
        Assert.All(
            ["half-a-secret", WebhookHarness.Secret, "ñandú", "Cobranzas"],
            x => Assert.DoesNotContain(x, told, StringComparison.Ordinal)
        );
        Assert.Equal((true, 404), (hook.Log.Calls.Single().IsWrite, hook.Log.Calls.Single().Status));
    }
}
