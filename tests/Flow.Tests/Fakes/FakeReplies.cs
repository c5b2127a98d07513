using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Newtonsoft.Json;

namespace Collections.Flow.Tests.Fakes;

/// <summary>What comes back from a channel, as the test says it.</summary>
internal sealed class FakeReplies(string channel) : IMessageReplies
{
    private int count;

    public string Channel => channel;

    public MessageEvent? ReadWebhook(WebhookDelivery delivery) => throw new NotSupportedException();

    public MessageEvent? ReadStored(string body) => JsonConvert.DeserializeObject<MessageEvent>(body);

    /// <summary>Stores an event, as the service does when a provider delivers one.</summary>
    public async Task TellAsync(
        TestSchool school,
        MessageEventKind kind,
        string providerKey = "",
        string sender = "",
        string text = ""
    )
    {
        var told = new MessageEvent($"e{++count}", school.Now, kind, providerKey, sender, text, "");
        await using var ledger = school.Ledger.CreateDbContext();
        ledger.Inbox.Add(
            new InboxEvent
            {
                School = "demo",
                Source = channel,
                EventKey = told.EventKey,
                At = told.At,
                Body = JsonConvert.SerializeObject(told),
                ReceivedAt = school.Now,
            }
        );
        await ledger.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
