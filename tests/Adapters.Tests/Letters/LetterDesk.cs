using Collections.Adapters.Letters;
using Collections.Adapters.Tests.Http;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Letters;

/// <summary>A folder of its own for letters, and the adapter that writes into it.</summary>
internal sealed class LetterDesk : IDisposable
{
    public LetterDesk(Action<JObject>? change = null, DateTimeOffset? now = null)
    {
        var settings = new JObject
        {
            ["folder"] = Folder.FullName,
            ["sender"] = new JArray("Escuela Demo", "Calle de Alcalá 100", "28009 Madrid"),
            ["place"] = "Madrid",
            ["signature"] = new JArray("Lucía Núñez", "Secretaría"),
        };
        change?.Invoke(settings);
        Adapter = new LettersAdapterFactory().Create(
            new AdapterContext(
                "letter",
                settings.ToString(),
                [],
                "America/Bogota",
                "demo",
                new FixedClock(now ?? new DateTimeOffset(2026, 11, 22, 15, 0, 0, TimeSpan.Zero)),
                Calls
            )
        );
    }

    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("letters-");

    public CallLog Calls { get; } = new();

    public IAdapter Adapter { get; }

    public IMessageChannel Channel => Adapter.Messages!;

    public string[] Files => [.. Folder.EnumerateFiles().Select(f => f.Name).Order(StringComparer.Ordinal)];

    public string PathOf(string name) => Path.Combine(Folder.FullName, name);

    public async Task<ItemOutcome<SentMessage>> SendAsync(OutgoingMessage message) =>
        Assert.Single(await Channel.SendAsync([message], TestContext.Current.CancellationToken));

    public void Dispose()
    {
        if (Folder.Exists)
        {
            Folder.Delete(recursive: true);
        }
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
