using Collections.Adapters.Tests.Contracts;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Letters;

public sealed class Letters_are_a_message_channel : MessageChannelContract
{
    protected override Task<IMessageHarness> StartAsync() => Task.FromResult<IMessageHarness>(new LetterHarness());

    /// <summary>A folder answers at once; what is written again is the same file.</summary>
    [Fact]
    public override async Task A_message_whose_answer_was_lost_is_unknown_and_not_sent_again_and_each_message_has_one_outcome()
    {
        await using var letters = new LetterHarness();
        OutgoingMessage[] messages = [Message("c-1", letters.Reachable), Message("c-2", letters.Reachable)];

        var first = await letters.Channel.SendAsync(messages, TestContext.Current.CancellationToken);
        var again = await letters.Channel.SendAsync(messages, TestContext.Current.CancellationToken);

        Assert.Equal(["c-1", "c-2"], first.Select(x => x.Reference));
        Assert.All(first.Concat(again), x => Assert.Equal(OutcomeKind.Done, x.Kind));
        Assert.Equal(2, letters.Taken);
    }

    private sealed class LetterHarness : IMessageHarness
    {
        private readonly LetterDesk desk = new();

        public IMessageChannel Channel => desk.Channel;

        public string Reachable => "Familia Muñoz\nAvenida de la Constitución 12\n41001 Sevilla";

        public string Unreachable => "nobody";

        public int Taken => desk.Files.Length;

        public void LoseNextAnswer() => throw new NotSupportedException("A folder answers at once.");

        public ValueTask DisposeAsync()
        {
            desk.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
