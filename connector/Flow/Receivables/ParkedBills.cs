using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Receivables;

/// <summary>Enrolments that should be billed and cannot, because their data is at fault: parked until the data is mended.</summary>
internal sealed class ParkedBills
{
    private readonly CycleRun run;
    private readonly LedgerContext ledger;
    private readonly Dictionary<string, Intent> intents;

    private ParkedBills(CycleRun run, LedgerContext ledger, Dictionary<string, Intent> intents)
    {
        this.run = run;
        this.ledger = ledger;
        this.intents = intents;
    }

    public static async Task<ParkedBills> LoadAsync(
        CycleRun run,
        LedgerContext ledger,
        IEnumerable<string> keys,
        CancellationToken ct
    )
    {
        var wanted = keys.ToList();
        var found = await ledger
            .Intents.Where(x => x.School == run.School.Key && x.Kind == IntentKind.Bill && wanted.Contains(x.Reference))
            .ToDictionaryAsync(x => x.Reference, ct);
        return new ParkedBills(run, ledger, found);
    }

    /// <summary>The reference under which an episode is parked.</summary>
    public static string KeyOf(Episode episode) => $"{episode.CourseKey}-{episode.LearnerKey}-{episode.Number}";

    /// <summary>Parks an enrolment with every fault of its data; one that a person dismissed stays dismissed.</summary>
    public void Park(string key, IReadOnlyList<DataFault> faults)
    {
        if (!intents.TryGetValue(key, out var intent))
        {
            intents[key] = intent = Intents.Plan(run, ledger, IntentKind.Bill, key, "");
        }

        if (intent.State != IntentState.Dismissed)
        {
            var reason = string.Join(" ", faults.Select(x => $"[{x.Code}] {x.Where}: {x.Message}"));
            Intents.Park(run, ledger, intent, reason, faults[0].Hint);
        }
    }

    /// <summary>Nothing is wrong with it any more.</summary>
    public void Settle(string key)
    {
        if (intents.TryGetValue(key, out var intent) && intent.State == IntentState.Parked)
        {
            Intents.Done(intent);
        }
    }
}
