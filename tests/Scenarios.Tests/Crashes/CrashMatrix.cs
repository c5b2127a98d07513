namespace Collections.Scenarios.Tests.Crashes;

/// <summary>Kills <c>sync</c> at each of its crash points, starts it again, and compares the end with that of a run that was never killed.</summary>
internal sealed class CrashMatrix
{
    private readonly SortedDictionary<string, string> neverKilled;

    private CrashMatrix(IReadOnlyList<string> points, SortedDictionary<string, string> neverKilled)
    {
        Points = points;
        this.neverKilled = neverKilled;
    }

    /// <summary>Gets the names of the crash points, in order; the first is number 1.</summary>
    public IReadOnlyList<string> Points { get; }

    /// <summary>Gets what the run that was never killed leaves behind.</summary>
    public IReadOnlyDictionary<string, string> NeverKilled => neverKilled;

    /// <summary>Runs once without a crash.</summary>
    public static async Task<CrashMatrix> ListAsync(CancellationToken ct)
    {
        await using var town = await CrashTown.BuildAsync();
        var points = await town.SyncAsync(0, ct);
        await town.GoOnAsync();
        return new CrashMatrix(points, await town.StateAsync());
    }

    /// <summary>Dies at a point, and goes on.</summary>
    /// <param name="point">From 1.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<CrashResult> RunAsync(int point, CancellationToken ct)
    {
        await using var town = await CrashTown.BuildAsync();
        var died = Assert.Single(await town.SyncAsync(point, ct));
        await town.GoOnAsync();
        var state = await town.StateAsync();
        var differs = neverKilled.Where(x => state[x.Key] != x.Value).Select(x => x.Key).ToList();
        return new CrashResult(
            point,
            died,
            differs,
            string.Join('\n', differs.Select(x => $"{x}:\n-- never killed\n{neverKilled[x]}\n-- killed\n{state[x]}")),
            MailsMissing(town.Mails()),
            town.Mails().GroupBy(x => x).Any(x => x.Count() > neverKilled["mails"].Split('\n').Count(m => m == x.Key))
        );
    }

    private int MailsMissing(IReadOnlyList<string> mails) => neverKilled["mails"].Split('\n').Except(mails).Count();
}

/// <summary>What became of one crash.</summary>
/// <param name="Point">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Differs">What differs in the end from the run that was never killed.</param>
/// <param name="Detail">Both sides of it.</param>
/// <param name="MailsMissing">Messages that did not go out: nobody knows of them, and a person is asked.</param>
/// <param name="MailsDoubled">Whether somebody got a message that nobody gets otherwise, or twice.</param>
internal sealed record CrashResult(
    int Point,
    string Name,
    IReadOnlyList<string> Differs,
    string Detail,
    int MailsMissing,
    bool MailsDoubled
)
{
    /// <summary>What a message that may have gone out leaves: it waits for a person, and is not in the journal as sent.</summary>
    private static readonly string[] OfAnUnknownMessage = ["journal", "ledger parked, suspended", "mails"];

    /// <summary>Gets a value indicating whether all is as if it had never been killed, but for a message of which nobody knows whether it went out.</summary>
    public bool Holds => !MailsDoubled && Differs.All(OfAnUnknownMessage.Contains);

    /// <summary>Gets the result in words.</summary>
    public string Words =>
        Differs.Count == 0 ? "equal"
        : !Holds ? $"DIFFERS: {string.Join(", ", Differs)}"
        : MailsMissing > 0 ? "equal; a message did not go out, and waits for a person"
        : "equal; a message went out once, nobody knows, and it waits for a person";
}
