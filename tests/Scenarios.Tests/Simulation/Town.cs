using Collections.Connector.Flow;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Payments;
using Collections.Connector.Ports;
using Collections.Scenarios.Tests.Simulation.Worlds;
using Microsoft.EntityFrameworkCore;

namespace Collections.Scenarios.Tests.Simulation;

/// <summary>Everything that one seed sees: the worlds around the connector, its ledger, its clock, and what was witnessed.</summary>
internal sealed class Town : IDisposable
{
    private readonly List<(DateTimeOffset At, Told Told)> post = [];

    public Town(Plan plan, bool calls)
    {
        Weather = plan.Weather;
        Clock = new SimulatedClock(new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero));
        Trace = new Trace(Clock, calls);
        Wire = new Wire(Clock, Trace, Coverage) { ChangeDuringRun = ChangeDuringRun };
        School = SimulatedSchool.Draw(plan.Dice);
        Lms = new LmsWorld(Clock, Wire);
        Erp = new ErpWorld(Clock, Wire);
        Gateway = new GatewayWorld(Clock, Wire);
        Email = new ChannelWorld("email", RecipientKind.EmailAddress, Clock, Wire);
        Inbox = new ChannelWorld("lms-message", RecipientKind.LearnerKey, Clock, Wire);
        Ledger = new SimulatedLedger(Wire);
        Ports = new SchoolPorts(
            Lms,
            Lms,
            Erp,
            Erp,
            Erp,
            new Dictionary<string, IPaymentGateway> { [GatewayWorld.Name] = Gateway },
            new Dictionary<string, IMessageChannel> { [Email.Name] = Email, [Inbox.Name] = Inbox }
        );
        Witness = new Witness(this);
        Settle(plan.Dice);
    }

    public Coverage Coverage { get; } = new();
    public SimulatedClock Clock { get; }
    public Trace Trace { get; }
    public Wire Wire { get; }
    public Weather Weather { get; set; }
    public SimulatedSchool School { get; }
    public LmsWorld Lms { get; }
    public ErpWorld Erp { get; }
    public GatewayWorld Gateway { get; }
    public ChannelWorld Email { get; }
    public ChannelWorld Inbox { get; }
    public SimulatedLedger Ledger { get; }
    public Witness Witness { get; }

    /// <summary>The systems as the connector has them.</summary>
    public SchoolPorts Ports { get; }

    /// <summary>The run that just ended; null before the first.</summary>
    public RunFacts? Run { get; private set; }

    /// <summary>Whether nothing happened since the last run.</summary>
    public bool IsUntouched { get; set; }

    /// <summary>What the journal's entries said when they were first seen, by id.</summary>
    public Dictionary<long, string> JournalSeen { get; } = [];

    /// <summary>When the last run began after which everything had to be as it should.</summary>
    public DateTimeOffset LastCleanRunBegan { get; private set; }

    /// <summary>What happens elsewhere in the middle of the run that begins next; null for nothing.</summary>
    public Action? DuringRun { get; set; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public DateOnly Today => School.Profile.DayOf(Now);

    /// <summary>The letters that arrived, on every channel, in the order of asking.</summary>
    public IEnumerable<Letter> Letters => Email.Arrived.Concat(Inbox.Arrived).OrderBy(x => x.At);

    /// <summary>Runs the real cycle until it ends or dies.</summary>
    /// <param name="dice">Throws for its faults.</param>
    /// <param name="steps">The steps to run; null for all.</param>
    /// <param name="again">Whether it repeats the run before, with nothing between.</param>
    public async Task<RunFacts> RunAsync(Dice dice, IReadOnlySet<string>? steps, bool again)
    {
        var began = Now;
        var before = Run;
        CycleReport? report = null;
        var death = "";
        Wire.BeginRun(dice, Weather);
        Witness.BeginRun();
        try
        {
            var options = new CycleOptions("simulation", Steps: steps);
            report = await CollectionsCycle.RunAsync(
                new CycleRun(School.Mapping, Ports, Ledger, Clock, options),
                CancellationToken.None
            );
        }
        catch (SimulatedCrash crash)
        {
            death = crash.Message;
        }

        Wire.EndRun();
        Run = new RunFacts(
            began,
            report,
            steps is null,
            report is { Complete: true }
                && Wire.FaultsMet == 0
                && Wire.Outages.Count == 0
                && !await AnythingIsPutOffAsync(),
            again && IsUntouched && before is { IsClean: true, AtItsLimit: false },
            Wire.ChangedAtCall > 0,
            new Dictionary<string, int>(Wire.Written)
        );
        LastCleanRunBegan = Run.IsClean ? began : LastCleanRunBegan;
        Trace.Call(string.Join(' ', report?.Counts.Select(x => $"{x.Key}={x.Value}") ?? []));
        Trace.Say($"  run: {Run.Describe(death)}");
        return Run;
    }

    // An earlier fault may have put a look off to a later hour than this run's.
    private async Task<bool> AnythingIsPutOffAsync()
    {
        var now = Now;
        await using var ledger = OpenLedger();
        return await ledger.Intents.AnyAsync(x => x.NextAt > now);
    }

    /// <summary>Lets time pass, and does what was to happen in it.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Clock.Move(time);
        Wire.Settle();
        Erp.BookTransfers();
        foreach (var (_, told) in post.Where(x => x.At <= Now).ToList())
        {
            post.RemoveAll(x => x.Told == told);
            await DeliverAsync(told);
        }
    }

    /// <summary>The gateway's webhook, with what can become of it on its way.</summary>
    public async Task<Told> TellAsync(GatewayMoney payment, PaymentState state, Dice dice)
    {
        var late = Weather.Has(FaultKind.EventListedLate) && dice.Chance(200);
        var told = Gateway.Tell(payment, state, late ? TimeSpan.FromMinutes(dice.Between(5, 40)) : TimeSpan.Zero);
        Note(late, FaultKind.EventListedLate);
        if (Note(Weather.Has(FaultKind.WebhookLost) && dice.Chance(300), FaultKind.WebhookLost))
        {
            return told;
        }

        if (Note(Weather.Has(FaultKind.WebhookLate) && dice.Chance(300), FaultKind.WebhookLate))
        {
            post.Add((Now.AddMinutes(dice.Between(10, 3000)), told));
            return told;
        }

        await DeliverAsync(told);
        if (Note(Weather.Has(FaultKind.WebhookTwice) && dice.Chance(300), FaultKind.WebhookTwice))
        {
            await DeliverAsync(told);
        }

        return told;
    }

    public LedgerContext OpenLedger() => Ledger.CreateDbContext();

    public void Dispose() => Ledger.Dispose();

    private bool Note(bool met, FaultKind kind)
    {
        if (met)
        {
            Coverage.Met(kind);
        }

        return met;
    }

    private async Task DeliverAsync(Told told)
    {
        told.DeliveredAt ??= Now;
        await using var ledger = OpenLedger();
        await InboxRows.StoreAsync(
            ledger,
            [InboxRows.ToRow(SimulatedSchool.Key, GatewayWorld.Name, told.Event, Now)],
            CancellationToken.None
        );
    }

    private void ChangeDuringRun()
    {
        var change = DuringRun;
        DuringRun = null;
        change?.Invoke();
    }

    // Two courses, one paid in two parts; a few learners, two of whom have one guardian.
    private void Settle(Dice dice)
    {
        Lms.AddCourse("10", dice.Pick([50, 80, 120]), 1);
        Lms.AddCourse("20", dice.Pick([33, 90]), 2);
        var count = dice.Between(2, 4);
        for (var i = 1; i <= count; i++)
        {
            Lms.AddLearner($"{i}", i >= 3 ? "ES77" : null);
            Lms.Enrol(dice.Pick(["10", "20"]), $"{i}", null);
        }
    }
}
