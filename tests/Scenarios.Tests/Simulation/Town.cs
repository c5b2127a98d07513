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
    private readonly List<(DateTimeOffset At, Func<Task> Deliver)> post = [];

    public Town(Plan plan, bool calls)
    {
        Weather = plan.Weather;
        Clock = new SimulatedClock(new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero));
        Trace = new Trace(Clock, calls);
        Wire = new Wire(Clock, Trace, Coverage) { ChangeDuringRun = ChangeDuringRun };
        School = SimulatedSchool.Draw(plan.Dice);
        School.Begin(plan.Life);
        Clock.Zone = School.Profile.Zone;
        Lms = new LmsWorld(Clock, Wire);
        Erp = new ErpWorld(Clock, Wire) { GivesBack = plan.Life is not null };
        Gateway = new GatewayWorld(Clock, Wire) { GivesBack = plan.Life is not null };
        Email = new ChannelWorld("email", RecipientKind.EmailAddress, Clock, Wire);
        Inbox = new ChannelWorld("lms-message", RecipientKind.LearnerKey, Clock, Wire);
        Sms = new ChannelWorld("sms", RecipientKind.PhoneNumber, Clock, Wire);
        Calls = new ChannelWorld("call", RecipientKind.PhoneNumber, Clock, Wire) { IsByHand = true };
        Ledger = new SimulatedLedger(Wire);
        Ports = new SchoolPorts(
            Lms,
            Lms,
            Erp,
            Erp,
            Erp,
            new Dictionary<string, IPaymentGateway> { [GatewayWorld.Name] = Gateway },
            Channels.ToDictionary(x => x.Name, IMessageChannel (x) => x)
        )
        {
            Replies = Channels.Where(x => x.Replies).ToDictionary(x => x.Name, IMessageReplies (x) => x),
        };
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
    public ChannelWorld Sms { get; }
    public ChannelWorld Calls { get; }

    /// <summary>Every way to reach a payer.</summary>
    public IReadOnlyList<ChannelWorld> Channels => [Email, Inbox, Sms, Calls];

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
    public IEnumerable<Letter> Letters => Channels.SelectMany(x => x.Arrived).OrderBy(x => x.At);

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
        var isAgain =
            again
            && IsUntouched
            && before is { IsClean: true, AtItsLimit: false }
            && !await AMomentComesAsync()
            && !await AChargeComesAsync(before.Began);
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
            isAgain,
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
        return await ledger.Intents.AnyAsync(x =>
            x.NextAt > now && !ledger.Contacts.Any(c => c.Reference == x.Reference && c.NotBefore != null)
        );
    }

    // A message that waited may go out in a second run right after the first.
    private async Task<bool> AMomentComesAsync()
    {
        var soon = Now.AddHours(1);
        await using var ledger = OpenLedger();
        return await ledger.Contacts.AnyAsync(x => x.State == ContactState.Planned && x.NotBefore < soon);
    }

    // A charge is invoiced by the run after the one that made it.
    private async Task<bool> AChargeComesAsync(DateTimeOffset since)
    {
        await using var ledger = OpenLedger();
        return await ledger.Agreements.AnyAsync(x => x.ChargeFor != null && x.CreatedAt >= since);
    }

    /// <summary>Lets time pass, and does what was to happen in it.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Clock.Move(time);
        Wire.Settle();
        Erp.BookTransfers();
        foreach (var late in post.Where(x => x.At <= Now).ToList())
        {
            post.Remove(late);
            await late.Deliver();
        }
    }

    /// <summary>The gateway's webhook, with what can become of it on its way.</summary>
    public async Task<Told> TellAsync(GatewayMoney payment, PaymentState state, Dice dice)
    {
        var late = Weather.Has(FaultKind.EventListedLate) && dice.Chance(200);
        var told = Gateway.Tell(payment, state, late ? TimeSpan.FromMinutes(dice.Between(5, 40)) : TimeSpan.Zero);
        Note(late, FaultKind.EventListedLate);
        await PostAsync(() => DeliverAsync(told), dice);
        return told;
    }

    /// <summary>A message provider's webhook, with what can become of it on its way.</summary>
    /// <param name="channel">Whose.</param>
    /// <param name="told">What it tells.</param>
    /// <param name="dice">Throws for what becomes of it.</param>
    /// <param name="onStored">Is called when the connector has it stored.</param>
    public Task TellAsync(ChannelWorld channel, MessageEvent told, Dice dice, Action onStored) =>
        PostAsync(
            async () =>
            {
                await using var ledger = OpenLedger();
                var row = new InboxEvent
                {
                    School = SimulatedSchool.Key,
                    Source = channel.Name,
                    EventKey = told.EventKey,
                    At = told.At,
                    Body = told.Body,
                    ReceivedAt = Now,
                };
                await InboxRows.StoreAsync(ledger, [row], CancellationToken.None);
                onStored();
            },
            dice
        );

    private async Task PostAsync(Func<Task> deliver, Dice dice)
    {
        if (Note(Weather.Has(FaultKind.WebhookLost) && dice.Chance(300), FaultKind.WebhookLost))
        {
            return;
        }

        if (Note(Weather.Has(FaultKind.WebhookLate) && dice.Chance(300), FaultKind.WebhookLate))
        {
            post.Add((Now.AddMinutes(dice.Between(10, 3000)), deliver));
            return;
        }

        await deliver();
        if (Note(Weather.Has(FaultKind.WebhookTwice) && dice.Chance(300), FaultKind.WebhookTwice))
        {
            await deliver();
        }
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
        var guardian = SimulatedPayers.Draw(dice, School);
        for (var i = 1; i <= count; i++)
        {
            Lms.AddLearner($"{i}", i >= 3 ? "ES77" : null, i >= 3 ? guardian : SimulatedPayers.Draw(dice, School));
            Lms.Enrol(dice.Pick(["10", "20"]), $"{i}", null);
        }
    }
}
