using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Payments;

/// <summary>Works through the gateway events that were stored, after listing those whose webhook never came.</summary>
internal sealed class GatewayInbox(CycleRun run)
{
    /// <summary>How far back events are listed again each time.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(1);

    /// <summary>How far past an event that names nobody the listing must be read before its payment is known to be none of ours.</summary>
    private static readonly TimeSpan PaymentMayFollowFor = TimeSpan.FromDays(3);

    /// <summary>Lists, and processes what is new, oldest first.</summary>
    public async Task ProcessAsync(CancellationToken ct)
    {
        // What is stored here does not wait for a gateway that cannot list.
        await ProcessStoredAsync(ct);
        foreach (var gateway in run.Ports.Gateways.Values)
        {
            await ListMissedAsync(gateway, ct);
        }

        await ProcessStoredAsync(ct);
    }

    /// <summary>Processes what is stored here already; asks nobody.</summary>
    public async Task ProcessStoredAsync(CancellationToken ct)
    {
        // Twice, because what waits for its payment may have come before it under the same second.
        if (await ProcessWaitingAsync(again: false, ct))
        {
            await ProcessWaitingAsync(again: true, ct);
        }
    }

    /// <summary>Takes in what is not taken in yet, the oldest first.</summary>
    /// <returns>Whether one still waits.</returns>
    private async Task<bool> ProcessWaitingAsync(bool again, CancellationToken ct)
    {
        var waits = false;
        List<long> waiting;
        var channels = run.Ports.Replies.Keys.ToList();
        await using (var ledger = run.OpenLedger())
        {
            waiting = await ledger
                .Inbox.Where(x => x.School == run.School.Key && x.ProcessedAt == null)
                .Where(x => !channels.Contains(x.Source))
                .OrderBy(x => x.At)
                .ThenBy(x => x.Id)
                .Select(x => x.Id)
                .ToListAsync(ct);
        }

        foreach (var ids in waiting.Chunk(CycleRun.ChunkSize))
        {
            await using var ledger = run.OpenLedger();
            var rows = await ledger.Inbox.Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, ct);
            List<ReadEvent> events = [.. ids.Select(id => Read(rows[id]))];
            var known = await KnownAsync(ledger, events, ct);
            var others = new List<long>();
            foreach (var one in events)
            {
                // What moved money is saved by itself; others' events on the same account are noted together.
                var taken = await ProcessAsync(ledger, one, known, again, ct);
                waits |= taken == Taken.Waits;
                if (taken == Taken.Ours)
                {
                    await ledger.SaveChangesAsync(ct);
                }
                else if (taken == Taken.NotOurs)
                {
                    others.Add(one.Row.Id);
                }
            }

            await ledger.SaveChangesAsync(ct);
            await NoteProcessedAsync(ledger, others, ct);
        }

        return waits;
    }

    // One question for all of them: an account that others use too sends many events that are not ours.
    private async Task<HashSet<(string Source, string Key)>> KnownAsync(
        LedgerContext ledger,
        List<ReadEvent> events,
        CancellationToken ct
    )
    {
        var keys = events.Select(x => x.Event?.PaymentKey).OfType<string>().Distinct().ToList();
        var known = await ledger
            .Payments.Where(x => x.School == run.School.Key && keys.Contains(x.SourceKey))
            .Select(x => new { x.Source, x.SourceKey })
            .ToListAsync(ct);
        return [.. known.Select(x => (x.Source, x.SourceKey))];
    }

    private async Task NoteProcessedAsync(LedgerContext ledger, List<long> ids, CancellationToken ct)
    {
        var now = run.Now;
        if (ids.Count > 0)
        {
            await ledger
                .Inbox.Where(x => ids.Contains(x.Id))
                .ExecuteUpdateAsync(x => x.SetProperty(row => row.ProcessedAt, now), ct);
        }
    }

    private async Task ListMissedAsync(IPaymentGateway gateway, CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var source = ListingOf(gateway.Source);
        var read = (await Readings.FindAsync(ledger, run.School.Key, source, ct))?.ReadAt;
        var began = run.Now;
        var oldest = began - gateway.EventsKeptFor + Overlap;

        // Never read before, perhaps since every try failed: all that it keeps may be news.
        var since = read - Overlap ?? oldest;
        var forgotten = since < oldest;
        if (forgotten)
        {
            run.Report.Say(
                "gateway.events-too-old",
                $"gateway {gateway.Source}",
                $"It was last read on {read:yyyy-MM-dd}, and forgets events after {gateway.EventsKeptFor.TotalDays:0} days.",
                $"Compare the gateway's own list of payments from {since:yyyy-MM-dd} to {oldest:yyyy-MM-dd} with "
                    + $"`reconcile --since {since:yyyy-MM-dd}`, and enter in the ERP what is missing there.",
                needsPerson: true
            );
            since = oldest;
        }

        var listed = new List<InboxEvent>();
        await foreach (var gatewayEvent in gateway.ListEventsAsync(since, ct))
        {
            listed.Add(InboxRows.ToRow(run.School.Key, gateway.Source, gatewayEvent, run.Now));
            if (listed.Count == CycleRun.ChunkSize)
            {
                await StoreListedAsync(ledger, listed, ct);
            }
        }

        await StoreListedAsync(ledger, listed, ct);

        // A dry run does not use up the word about money that nobody here has seen: the run that acts says it again.
        if (!forgotten || !run.Options.DryRun)
        {
            await Readings.NoteAsync(ledger, run.School.Key, source, null, began, ct);
            await ledger.SaveChangesAsync(ct);
        }
    }

    private async Task StoreListedAsync(LedgerContext ledger, List<InboxEvent> listed, CancellationToken ct)
    {
        var repaired = await InboxRows.StoreAsync(ledger, listed, ct);
        if (repaired > 0)
        {
            run.Report.Count("gateway.events-repaired", repaired);
        }

        listed.Clear();
        ledger.ChangeTracker.Clear();
    }

    private ReadEvent Read(InboxEvent row)
    {
        try
        {
            var gateway = run.Ports.Gateways.GetValueOrDefault(row.Source);
            return new ReadEvent(row, gateway?.ReadStored(row.Body), null);
        }
        catch (RemoteRejectedException problem)
        {
            return new ReadEvent(row, null, problem.Message);
        }
    }

    /// <summary>Takes an event in. One that is not ours is noted by the caller.</summary>
    private async Task<Taken> ProcessAsync(
        LedgerContext ledger,
        ReadEvent one,
        HashSet<(string Source, string Key)> known,
        bool again,
        CancellationToken ct
    )
    {
        var (row, gatewayEvent, problem) = one;
        if (problem is not null)
        {
            // It stays, whatever its number of tries: an event that failed once may be processed by a later version.
            row.Problem = problem;
            run.Report.Say(
                "gateway.event-unreadable",
                $"{row.Source} event {row.EventKey}",
                problem,
                "Look at the event in the gateway.",
                needsPerson: true
            );
            return Taken.Waits;
        }

        if (gatewayEvent is null)
        {
            return Taken.NotOurs;
        }

        if (gatewayEvent.PayerKey.Length == 0 && !known.Contains((row.Source, gatewayEvent.PaymentKey)))
        {
            // Somebody else's payment on the same account; or a dispute, which names nobody, that came before its payment.
            return gatewayEvent.State != PaymentState.Disputed || (again && await IsListedPastAsync(ledger, row, ct))
                ? Taken.NotOurs
                : Taken.Waits;
        }

        known.Add((row.Source, gatewayEvent.PaymentKey));
        await TakeAsync(ledger, row, gatewayEvent, ct);
        row.ProcessedAt = run.Now;
        return Taken.Ours;
    }

    private async Task TakeAsync(LedgerContext ledger, InboxEvent row, GatewayEvent gatewayEvent, CancellationToken ct)
    {
        var payment = await ledger
            .Payments.Include(x => x.Allocations)
            .SingleOrDefaultAsync(
                x => x.School == run.School.Key && x.Source == row.Source && x.SourceKey == gatewayEvent.PaymentKey,
                ct
            );
        var isNew = payment is null;
        if (payment is null)
        {
            payment = new Payment
            {
                School = run.School.Key,
                Source = row.Source,
                SourceKey = gatewayEvent.PaymentKey,
                Reference = References.Payment(run.School.Key, row.Source, gatewayEvent.PaymentKey),
                State = PaymentState.Pending,
                StateAt = DateTimeOffset.MinValue.AddYears(1),
                Currency = gatewayEvent.Amount.Currency.Code,
                PayerKey = gatewayEvent.PayerKey,
                SeenAt = row.ReceivedAt,
            };
            ledger.Payments.Add(payment);
        }

        if (!PaymentStates.Apply(payment, gatewayEvent) && !isNew)
        {
            return;
        }

        if (payment.State == PaymentState.Succeeded && payment.Allocations.Count == 0)
        {
            await PaymentAllocation.AllocateAsync(run, ledger, payment, gatewayEvent.ReceivableRefs, ct);
            SayOverpaid(payment);
        }
        else if (payment is { State: PaymentState.Succeeded, ErpKey: null, RefundedMinor: > 0 })
        {
            PaymentAllocation.TakeBack(payment);
        }

        await PayPages.AttemptEndedAsync(ledger, run.School.Key, gatewayEvent, ct);
        run.Journal(
            ledger,
            $"payment.{payment.State.ToString().ToLowerInvariant()}",
            payment.Reference,
            new { source = row.Source, amount = gatewayEvent.Amount.ToString() }
        );
        run.Report.Count($"payments.{payment.State.ToString().ToLowerInvariant()}");
        await SayTakenBackAsync(ledger, payment, gatewayEvent, ct);
    }

    // Not by the clock: when nobody ran it for a week, the payment is still to be listed.
    private async Task<bool> IsListedPastAsync(LedgerContext ledger, InboxEvent row, CancellationToken ct)
    {
        var listed = await Readings.FindAsync(ledger, run.School.Key, ListingOf(row.Source), ct);
        return listed?.ReadAt > row.At + PaymentMayFollowFor;
    }

    /// <summary>The reading in which it stands up to when a gateway's events were listed.</summary>
    public static string ListingOf(string source) => $"{source}.events";

    private void SayOverpaid(Payment payment)
    {
        if (payment.UnallocatedMinor > 0)
        {
            run.Report.Say(
                "payment.overpaid",
                payment.Reference,
                $"{new Money(payment.UnallocatedMinor, Currency.Of(payment.Currency))} of it has no receivable to go to.",
                "It goes to the ERP as the payer's credit; decide there.",
                needsPerson: true
            );
        }
    }

    // What the gateway takes back whole before the ERP has the payment is simply not entered; otherwise it is entered as given back.
    private async Task SayTakenBackAsync(
        LedgerContext ledger,
        Payment payment,
        GatewayEvent gatewayEvent,
        CancellationToken ct
    )
    {
        var partly = payment.State == PaymentState.Succeeded && gatewayEvent.State == PaymentState.Refunded;
        if (!partly && payment.State is not (PaymentState.Refunded or PaymentState.Disputed))
        {
            return;
        }

        await ReopenedDebts.HoldAsync(run, ledger, payment, gatewayEvent.EventKey, ct);
        var intent = await Intents.FindAsync(ledger, run.School.Key, IntentKind.Payment, payment.Reference, ct);
        var byPerson = intent?.State == IntentState.Dismissed;
        if (
            partly
            || byPerson
            || payment.ErpKey is not null
            || intent?.State is IntentState.Sent or IntentState.Unknown
        )
        {
            run.Report.Say(
                "payment.taken-back",
                payment.Reference,
                $"The gateway has taken back {gatewayEvent.Amount}, and the ERP has or gets the whole payment.",
                byPerson
                    ? "Enter the refund or chargeback in the ERP, where the payment was entered by hand."
                    : "It is entered in the ERP by itself, and what it had paid is open again.",
                needsPerson: byPerson
            );
        }
    }

    /// <summary>A stored event as its gateway reads it.</summary>
    /// <param name="Row">The row.</param>
    /// <param name="Event">What it says; null when it is about no payment, or its gateway is gone.</param>
    /// <param name="Problem">Why it cannot be read; null when it can.</param>
    private sealed record ReadEvent(InboxEvent Row, GatewayEvent? Event, string? Problem);

    private enum Taken
    {
        /// <summary>It is not understood, or its payment has not come yet: it is looked at again.</summary>
        Waits,

        /// <summary>It is somebody else's on the same account, or about no payment.</summary>
        NotOurs,

        /// <summary>It is about a payment of ours.</summary>
        Ours,
    }
}
