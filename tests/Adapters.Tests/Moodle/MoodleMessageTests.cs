using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Moodle;

public sealed class MoodleMessageTests
{
    private const string Send = "core_message_send_instant_messages";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_who_takes_no_messages_from_strangers_is_rejected_with_the_right_that_would_help()
    {
        await using var moodle = await MoodleStage.StartAsync();
        moodle.Twin.RefuseMessages(moodle.User);
        moodle.Twin.RemoveCapability("moodle/site:messageanyuser");

        var outcome = Assert.Single(await moodle.Messages.SendAsync([Message("c-1", moodle.Reachable)], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Contains("moodle/site:messageanyuser", outcome.Reason, StringComparison.Ordinal);
        Assert.Empty(moodle.Twin.Messages);
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    public async Task Messages_go_in_calls_of_a_hundred(int messages, int calls)
    {
        await using var moodle = await MoodleStage.StartAsync();

        var outcomes = await moodle.Messages.SendAsync(
            Enumerable.Range(0, messages).Select(i => Message($"c-{i}", moodle.Reachable)).ToList(),
            Ct
        );

        Assert.All(outcomes, outcome => Assert.Equal(OutcomeKind.Done, outcome.Kind));
        Assert.Equal(calls, moodle.Counts[Send]);
        Assert.Distinct(outcomes.Select(outcome => outcome.Value!.ProviderKey));
    }

    [Fact]
    public async Task A_message_whose_answer_was_lost_is_unknown_and_not_sent_again()
    {
        await using var moodle = await MoodleStage.StartAsync();
        moodle.Faults.Add(new Fault(FaultKind.AnswerLost, Send));

        var outcome = Assert.Single(await moodle.Messages.SendAsync([Message("c-1", moodle.Reachable)], Ct));

        Assert.Equal(OutcomeKind.Unknown, outcome.Kind);
        Assert.Single(moodle.Twin.Messages);
    }

    [Fact]
    public async Task An_outage_after_the_first_call_leaves_the_rest_for_later()
    {
        await using var moodle = await MoodleStage.StartAsync();
        moodle.Faults.Add(new Fault(FaultKind.ServiceUnavailable, Send, Times: 9, After: 1));

        var outcomes = await moodle.Messages.SendAsync(
            Enumerable.Range(0, 101).Select(i => Message($"c-{i}", moodle.Reachable)).ToList(),
            Ct
        );

        Assert.Equal(100, outcomes.Count(outcome => outcome.Kind == OutcomeKind.Done));
        Assert.Equal(OutcomeKind.Later, outcomes[100].Kind);
    }

    [Fact]
    public async Task An_outage_at_the_first_call_means_that_nothing_was_sent()
    {
        await using var moodle = await MoodleStage.StartAsync();
        moodle.Faults.Add(new Fault(FaultKind.ServiceUnavailable, Send));

        await Assert.ThrowsAsync<RemoteUnavailableException>(() =>
            moodle.Messages.SendAsync([Message("c-1", moodle.Reachable)], Ct)
        );

        Assert.Empty(moodle.Twin.Messages);
    }

    [Fact]
    public async Task Signs_of_markup_arrive_as_text()
    {
        await using var moodle = await MoodleStage.StartAsync();

        await moodle.Messages.SendAsync([Message("c-1", moodle.Reachable, "1 < 2 & 3 &lt; ñ\n100 €")], Ct);

        Assert.Equal("1 &lt; 2 & 3 &amp;lt; ñ\n100 €", Assert.Single(moodle.Twin.Messages).Text);
    }

    [Fact]
    public async Task A_recipient_that_is_no_learner_key_is_rejected_without_a_call()
    {
        await using var moodle = await MoodleStage.StartAsync();

        var outcome = Assert.Single(await moodle.Messages.SendAsync([Message("c-1", "ana@example.invalid")], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Equal(0, moodle.Requests);
    }

    private static OutgoingMessage Message(string reference, string recipient, string text = "Hola") =>
        new(reference, recipient, "Recordatorio", text, "es");
}
