using Collections.Adapters.Tests.Contracts;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Letters;

public sealed class Letters_are_a_message_channel : MessageChannelContract
{
    protected override Task<IMessageHarness> StartAsync() => Task.FromResult<IMessageHarness>(new LetterHarness());

    private sealed class LetterHarness : IMessageHarness
    {
        private readonly LetterDesk desk = new();

        public IMessageChannel Channel => desk.Channel;

        public string Reachable => "Familia Muñoz\nAvenida de la Constitución 12\n41001 Sevilla";

        public string Unreachable => "nobody";

        public ValueTask DisposeAsync()
        {
            desk.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
