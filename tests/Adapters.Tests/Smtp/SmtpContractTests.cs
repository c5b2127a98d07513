using Collections.Adapters.Sandbox.Smtp;
using Collections.Adapters.Smtp;
using Collections.Adapters.Tests.Contracts;
using Collections.Adapters.Tests.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Smtp;

public sealed class Smtp_is_a_message_channel : MessageChannelContract
{
    protected override Task<IMessageHarness> StartAsync() => Task.FromResult<IMessageHarness>(new SmtpHarness());

    private sealed class SmtpHarness : IMessageHarness
    {
        private readonly SmtpSink sink = SmtpSink.Start();
        private readonly IAdapter adapter;

        public SmtpHarness() =>
            adapter = new SmtpAdapterFactory().Create(
                new AdapterContext(
                    "mail",
                    $$"""{ "host": "127.0.0.1", "port": {{sink.Port}}, "security": "none", "from": "cobros@school.example" }""",
                    ["127.0.0.1"],
                    "Europe/Madrid",
                    "demo",
                    TimeProvider.System,
                    new CallLog()
                )
            );

        public IMessageChannel Channel => adapter.Messages!;

        public string Reachable => "familia@school.example";

        public string Unreachable => "nobody";

        public int Taken => sink.Messages.Count;

        public void LoseNextAnswer() => sink.Add(SmtpFault.DropAfterData);

        public async ValueTask DisposeAsync()
        {
            await adapter.DisposeAsync();
            await sink.DisposeAsync();
        }
    }
}
