using System.Globalization;
using Collections.Connector.Ports;

namespace Collections.Scenarios.Tests.Simulation;

/// <summary>Everything between the connector and the other systems: each call goes through here, takes time, and may meet a fault.</summary>
internal sealed class Wire(SimulatedClock clock, Trace trace, Coverage coverage)
{
    /// <summary>A run that makes so many calls does not end by itself.</summary>
    private const int CallsMax = 3000;

    /// <summary>Writes are few among many reads: they meet faults so much more often.</summary>
    private const int WritesMeetMore = 4;
    private static readonly TimeSpan CallTakes = TimeSpan.FromSeconds(5);

    private static readonly FaultKind[] OfReads = [FaultKind.Unavailable, FaultKind.CrashBeforeCall];
    private static readonly FaultKind[] OfWrites =
    [
        FaultKind.Unavailable,
        FaultKind.AnswerLost,
        FaultKind.AnswerLostInPart,
        FaultKind.NeverArrived,
        FaultKind.DoneLate,
        FaultKind.ItemRefused,
        FaultKind.ItemPutOff,
        FaultKind.CrashBeforeCall,
        FaultKind.CrashAfterCall,
    ];

    private readonly List<LateEffect> late = [];
    private readonly HashSet<string> outages = new(StringComparer.Ordinal);
    private Weather weather = Weather.Fair;
    private Dice dice = new(0);
    private int crashAtCommit;
    private int changeAtCall;
    private int commits;

    /// <summary>What happens elsewhere in the middle of a run; set by the town.</summary>
    public Action ChangeDuringRun { get; set; } = () => { };

    /// <summary>The systems that do not answer.</summary>
    public IReadOnlySet<string> Outages => outages;

    /// <summary>Calls of the run so far.</summary>
    public int Calls { get; private set; }

    /// <summary>The call before which something changed elsewhere; 0 for none.</summary>
    public int ChangedAtCall { get; private set; }

    /// <summary>Items that the run's calls wrote, by call.</summary>
    public Dictionary<string, int> Written { get; } = [];

    /// <summary>How many faults the run met.</summary>
    public int FaultsMet { get; private set; }

    /// <summary>Whether something is still to be done late.</summary>
    public bool HasLate => late.Count > 0;

    /// <summary>Begins a run of the connector.</summary>
    public void BeginRun(Dice runDice, Weather runWeather)
    {
        dice = runDice;
        weather = runWeather;
        Calls = 0;
        commits = 0;
        FaultsMet = 0;
        ChangedAtCall = 0;
        Written.Clear();
        crashAtCommit = dice.Chance(weather.CommitPermille) ? dice.Between(1, 60) : 0;
        changeAtCall = weather.Has(FaultKind.ChangeDuringRun) && dice.Chance(250) ? dice.Between(2, 14) : 0;
    }

    /// <summary>The run is over: what people do themselves meets no faults.</summary>
    public void EndRun() => weather = Weather.Fair;

    public void BeginOutage(string system)
    {
        outages.Add(system);
        coverage.Met(FaultKind.Outage);
    }

    public void EndOutages() => outages.Clear();

    /// <summary>Does what systems had still to do and whose time has come.</summary>
    public void Settle(bool all = false)
    {
        foreach (var effect in late.Where(x => all || x.At <= clock.GetUtcNow()).ToList())
        {
            late.Remove(effect);
            effect.Do();
            trace.Say($"      late: {effect.Call} {effect.Reference} is done now");
        }
    }

    /// <summary>A commit of the connector begins or has ended.</summary>
    /// <exception cref="SimulatedCrash">The process dies here.</exception>
    public void Commit(bool ended)
    {
        commits += ended ? 0 : 1;
        if (commits > CallsMax)
        {
            throw new InvalidOperationException($"More than {CallsMax} commits in one run: it does not end.");
        }

        var kind = ended ? FaultKind.CrashAfterCommit : FaultKind.CrashBeforeCommit;
        if (commits == crashAtCommit && weather.Has(kind) && (ended || dice.Chance(500)))
        {
            Meet(kind, $"commit {commits}");
            throw new SimulatedCrash($"{kind} {commits}");
        }
    }

    /// <summary>A call that changes nothing.</summary>
    public Task<T> ReadAsync<T>(string system, string call, Func<T> read)
    {
        Begin(system, call, "");
        switch (Roll(OfReads, 1))
        {
            case FaultKind.Unavailable:
                Meet(FaultKind.Unavailable, call);
                throw new RemoteUnavailableException($"{system}: no answer to {call}.");
            case FaultKind.CrashBeforeCall:
                Meet(FaultKind.CrashBeforeCall, call);
                throw new SimulatedCrash($"before {call}");
            default:
                return Task.FromResult(read());
        }
    }

    /// <summary>Whether a fault of this kind comes now, for those that only one system knows.</summary>
    /// <param name="kind">The fault.</param>
    /// <param name="where">Where, for the trace.</param>
    /// <param name="times">How much more often than a read meets one: the rarer the place, the more.</param>
    public bool Rolls(FaultKind kind, string where, int times = 3)
    {
        if (!weather.Has(kind) || !dice.Chance(weather.CallPermille * times))
        {
            return false;
        }

        Meet(kind, where);
        return true;
    }

    /// <summary>A call that writes a batch, with one outcome per item.</summary>
    public Task<IReadOnlyList<ItemOutcome<T>>> WriteAsync<TItem, T>(
        string system,
        string call,
        IReadOnlyCollection<TItem> items,
        Func<TItem, string> reference,
        Func<TItem, ItemOutcome<T>> apply
    )
        where T : class
    {
        Begin(system, call, string.Join(' ', items.Select(reference)));
        Written[call] = Written.GetValueOrDefault(call) + items.Count;

        // The system is still at the first request: the second one waits for it, as a unique key makes it.
        foreach (var waiting in late.Where(x => x.Call == call && items.Any(i => reference(i) == x.Reference)).ToList())
        {
            late.Remove(waiting);
            waiting.Do();
        }

        var fault = Roll(OfWrites, WritesMeetMore);
        switch (fault)
        {
            case null:
                return Task.FromResult<IReadOnlyList<ItemOutcome<T>>>([.. items.Select(apply)]);
            case FaultKind.Unavailable:
                Meet(fault.Value, call);
                throw new RemoteUnavailableException($"{system}: no answer to {call}.");
            case FaultKind.CrashBeforeCall:
                Meet(fault.Value, call);
                throw new SimulatedCrash($"before {call}");
            case FaultKind.CrashAfterCall:
                items.Select(apply).ToList();
                Meet(fault.Value, call);
                throw new SimulatedCrash($"after {call}");
            default:
                Meet(fault.Value, call);
                return Task.FromResult(Answers(fault.Value, call, items, reference, apply));
        }
    }

    private IReadOnlyList<ItemOutcome<T>> Answers<TItem, T>(
        FaultKind fault,
        string call,
        IReadOnlyCollection<TItem> items,
        Func<TItem, string> reference,
        Func<TItem, ItemOutcome<T>> apply
    )
        where T : class
    {
        var struck = dice.Below(items.Count);
        return
        [
            .. items.Select(
                (item, i) =>
                    fault switch
                    {
                        FaultKind.AnswerLost => Lost(apply(item)),
                        FaultKind.AnswerLostInPart => i == struck ? Lost(apply(item)) : apply(item),
                        FaultKind.NeverArrived => Not(OutcomeKind.Unknown, item, "The connection broke."),
                        FaultKind.DoneLate => Late(call, item, reference(item), () => apply(item)),
                        FaultKind.ItemRefused when i == struck => Not(OutcomeKind.Rejected, item, "It is refused."),
                        FaultKind.ItemPutOff when i == struck => Not(OutcomeKind.Later, item, "It is put off."),
                        _ => apply(item),
                    }
            ),
        ];

        ItemOutcome<T> Not(OutcomeKind kind, TItem item, string reason) =>
            ItemOutcome<T>.Not(kind, reference(item), reason);

        ItemOutcome<T> Lost(ItemOutcome<T> done) =>
            ItemOutcome<T>.Not(OutcomeKind.Unknown, done.Reference, "The answer was lost.");

        ItemOutcome<T> Late(string what, TItem item, string key, Action effect)
        {
            late.Add(new LateEffect(clock.GetUtcNow().AddSeconds(dice.Between(10, 500)), what, key, effect));
            return Not(OutcomeKind.Unknown, item, "The answer was lost.");
        }
    }

    private void Begin(string system, string call, string about)
    {
        if (++Calls > CallsMax)
        {
            throw new InvalidOperationException($"More than {CallsMax} calls in one run: it does not end.");
        }

        if (Calls == changeAtCall)
        {
            ChangedAtCall = Calls;
            Meet(FaultKind.ChangeDuringRun, call);
            ChangeDuringRun();
        }

        clock.Move(CallTakes);
        Settle();
        trace.Call(string.Create(CultureInfo.InvariantCulture, $"{Calls} {system} {call} {about}"));
        if (outages.Contains(system))
        {
            FaultsMet++;
            throw new RemoteUnavailableException($"{system}: no answer to {call}.");
        }
    }

    private FaultKind? Roll(FaultKind[] possible, int times)
    {
        if (!dice.Chance(weather.CallPermille * times))
        {
            return null;
        }

        var kinds = possible.Where(weather.Has).ToList();
        return kinds.Count == 0 ? null : dice.Pick(kinds);
    }

    private void Meet(FaultKind kind, string where)
    {
        FaultsMet++;
        coverage.Met(kind);
        trace.Say($"      fault: {kind} at {where}");
    }

    private sealed record LateEffect(DateTimeOffset At, string Call, string Reference, Action Do);
}
