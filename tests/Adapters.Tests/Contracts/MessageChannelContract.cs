using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Contracts;

/// <summary>What every message channel does. A subclass makes the harness.</summary>
public abstract class MessageChannelContract
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract Task<IMessageHarness> StartAsync();

    [Fact]
    public async Task A_message_that_was_taken_is_done_under_its_own_reference()
    {
        await using var mail = await StartAsync();

        var outcome = Assert.Single(await mail.Channel.SendAsync([Message("c-1", mail.Reachable)], Ct));

        Assert.True(outcome.Kind == OutcomeKind.Done, outcome.Reason);
        Assert.Equal("c-1", outcome.Reference);
        Assert.NotNull(outcome.Value);
    }

    [Fact]
    public async Task One_who_cannot_be_reached_is_rejected_with_a_reason_and_the_others_get_theirs()
    {
        await using var mail = await StartAsync();

        var outcomes = await mail.Channel.SendAsync(
            [Message("c-1", mail.Reachable), Message("c-2", mail.Unreachable), Message("c-3", mail.Reachable)],
            Ct
        );

        Assert.Equal(["c-1", "c-2", "c-3"], outcomes.Select(outcome => outcome.Reference));
        Assert.Equal(
            [OutcomeKind.Done, OutcomeKind.Rejected, OutcomeKind.Done],
            outcomes.Select(outcome => outcome.Kind)
        );
        Assert.NotEmpty(outcomes[1].Reason!);
    }

    [Fact]
    public async Task No_messages_give_no_outcomes()
    {
        await using var mail = await StartAsync();

        Assert.Empty(await mail.Channel.SendAsync([], Ct));
    }

    [Fact]
    public virtual async Task A_message_whose_answer_was_lost_is_unknown_and_not_sent_again_and_each_message_has_one_outcome()
    {
        await using var mail = await StartAsync();
        mail.LoseNextAnswer();

        var outcomes = await mail.Channel.SendAsync(
            [Message("c-1", mail.Reachable), Message("c-2", mail.Reachable)],
            Ct
        );

        Assert.Equal(["c-1", "c-2"], outcomes.Select(outcome => outcome.Reference));
        Assert.Equal(OutcomeKind.Unknown, outcomes[0].Kind);
        Assert.NotEmpty(outcomes[0].Reason!);
        Assert.Equal(outcomes.Count(o => o.Kind is OutcomeKind.Done or OutcomeKind.Unknown), mail.Taken);
    }

    protected static OutgoingMessage Message(
        string reference,
        string recipient,
        string text = "Cuota vencida: $ 1.234,50"
    ) => new(reference, recipient, "Recordatorio", text, "es");
}

/// <summary>A channel ready for its contract.</summary>
public interface IMessageHarness : IAsyncDisposable
{
    IMessageChannel Channel { get; }

    string Reachable { get; }

    string Unreachable { get; }

    /// <summary>How many messages the other side took, those too whose answer was lost.</summary>
    int Taken { get; }

    /// <summary>The other side takes the next message, and its answer does not come back.</summary>
    void LoseNextAnswer();
}
