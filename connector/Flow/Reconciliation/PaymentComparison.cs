using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Payments;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Reconciliation;

/// <summary>Compares what the gateways tell with what the ERP has entered, and finds money that no document has taken.</summary>
internal sealed class PaymentComparison(CycleRun run, DateOnly? since, DifferenceList found)
{
    /// <summary>A payment is entered some days after it was made, at most as late as a gateway still tells it.</summary>
    private const int EntryLagDays = 31;

    private readonly Dictionary<string, (Money Sum, int Entries)> entered = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Source, string Key), List<GatewayEvent>> told = [];
    private readonly Dictionary<string, DateTimeOffset> nextRunFrom = [];
    private readonly Sums atGateway = new();
    private readonly Sums inErp = new();

    /// <summary>Gets the control totals of gateways and ERP.</summary>
    public IEnumerable<ControlLine> Totals =>
        [
            .. atGateway.Lines("gateway", "payments kept", withOpen: false),
            .. inErp.Lines("ERP", "gateway payments entered", withOpen: false),
        ];

    /// <summary>Compares.</summary>
    public async Task CompareAsync(CancellationToken ct)
    {
        foreach (var gateway in run.Ports.Gateways.Values)
        {
            await ListenAsync(gateway, ct);
        }

        var paidFrom = since?.AddDays(-EntryLagDays);
        await foreach (var page in run.Ports.Payments.ListAsync($"{run.School.Key}_pay_", paidFrom, ct))
        {
            foreach (var entry in page)
            {
                Enter(entry);
            }
        }

        await CompareLedgerAsync(ct);
        CompareUnknown();
        await CompareCreditAsync(ct);
    }

    private async Task ListenAsync(IPaymentGateway gateway, CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var read = (await Readings.FindAsync(ledger, run.School.Key, $"{gateway.Source}.events", ct))?.ReadAt;
        nextRunFrom[gateway.Source] = (read ?? run.Now) - GatewayInbox.Overlap;
        var from = run.Now - gateway.EventsKeptFor + GatewayInbox.Overlap;
        var wanted = since is { } day ? new DateTimeOffset(day.ToDateTime(default), TimeSpan.Zero).AddDays(-1) : from;
        await foreach (var one in gateway.ListEventsAsync(wanted > from ? wanted : from, ct))
        {
            var key = (gateway.Source, one.PaymentKey);
            if (!told.TryGetValue(key, out var events))
            {
                told[key] = events = [];
            }

            events.Add(one);
        }
    }

    private void Enter(EnteredPayment entry)
    {
        // What went back stands under references of its own, and below zero.
        var reference = RefundWish.PaymentOf(entry.Reference);
        var one = entry.Amount.IsPositive ? 1 : 0;
        if (!entered.TryGetValue(reference, out var before))
        {
            entered[reference] = (entry.Amount, one);
        }
        else if (before.Sum.Currency == entry.Amount.Currency)
        {
            entered[reference] = (before.Sum + entry.Amount, before.Entries + one);
        }
        else
        {
            found.Add(PaymentCauses.Of(new PaymentFacts(reference, null, false, entry.Amount)));
        }
    }

    private async Task CompareLedgerAsync(CancellationToken ct)
    {
        var last = 0L;
        while (true)
        {
            await using var ledger = run.OpenLedger();
            var chunk = await ledger
                .Payments.AsNoTracking()
                .Where(x => x.School == run.School.Key && x.Source != DocumentStore.ErpSource && x.Id > last)
                .OrderBy(x => x.Id)
                .Take(CycleRun.ChunkSize)
                .ToListAsync(ct);
            if (chunk.Count == 0)
            {
                return;
            }

            last = chunk[^1].Id;
            var references = chunk.Select(x => x.Reference).ToList();
            var intents = await ledger
                .Intents.AsNoTracking()
                .Where(x => x.School == run.School.Key && x.Kind == IntentKind.Payment)
                .Where(x => references.Contains(x.Reference))
                .ToDictionaryAsync(x => x.Reference, ct);
            foreach (var payment in chunk)
            {
                var events = told.Remove((payment.Source, payment.SourceKey), out var news) ? news : [];
                var has = entered.Remove(payment.Reference, out var sum) ? sum : default;
                if (since is null || run.School.DayOf(payment.SeenAt) >= since)
                {
                    Compare(payment, events, true, has, intents.GetValueOrDefault(payment.Reference));
                }
            }
        }
    }

    // What no webhook and no listing has brought to the ledger yet, and what the ERP alone has.
    private void CompareUnknown()
    {
        foreach (var ((source, key), events) in told)
        {
            if (events.Exists(x => x.PayerKey.Length > 0))
            {
                var reference = References.Payment(run.School.Key, source, key);
                var blank = new Payment
                {
                    Source = source,
                    SourceKey = key,
                    Reference = reference,
                    Currency = events[0].Amount.Currency.Code,
                    StateAt = DateTimeOffset.UnixEpoch,
                };
                var has = entered.Remove(reference, out var sum) ? sum : default;
                Compare(blank, events, false, has, null);
            }
        }

        foreach (var (reference, (sum, entries)) in entered)
        {
            inErp.Add(sum, sum);
            found.Add(PaymentCauses.Of(new PaymentFacts(reference, null, false, sum, entries)));
        }
    }

    private void Compare(
        Payment payment,
        List<GatewayEvent> events,
        bool inLedger,
        (Money Sum, int Entries) has,
        Intent? intent
    )
    {
        events.ForEach(x => PaymentStates.Apply(payment, x));
        var kept = new Money(PaymentStates.KeptMinor(payment), Currency.Of(payment.Currency));
        if (!kept.IsZero)
        {
            atGateway.Add(kept, kept);
        }

        if (has.Entries > 0)
        {
            inErp.Add(has.Sum, has.Sum);
        }

        found.Add(
            PaymentCauses.Of(
                new PaymentFacts(
                    payment.Reference,
                    payment,
                    inLedger,
                    has.Entries == 0 ? null : has.Sum,
                    has.Entries,
                    intent,
                    events.Exists(x => x.At >= nextRunFrom[payment.Source])
                )
            )
        );
    }

    private async Task CompareCreditAsync(CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var posted = ledger.Documents.Where(x =>
            x.School == run.School.Key && x.Standing == DocumentStanding.Posted && x.Kind == DocumentKind.Invoice
        );
        var customers = await posted.Select(x => x.CustomerKey).Distinct().ToListAsync(ct);
        foreach (var chunk in customers.Chunk(1_000))
        {
            var credit = await run.Ports.Payments.ReadCreditAsync(chunk, ct);
            var keys = credit.Select(x => x.CustomerKey).Distinct().ToList();
            var settled = await posted
                .Where(x => keys.Contains(x.CustomerKey) && x.OpenMinor == 0)
                .Select(x => new
                {
                    x.CustomerKey,
                    x.Number,
                    x.TotalMinor,
                    x.Currency,
                })
                .ToListAsync(ct);
            foreach (var one in credit)
            {
                var twin = settled.Find(x =>
                    x.CustomerKey == one.CustomerKey
                    && x.TotalMinor == one.Amount.MinorUnits
                    && x.Currency == one.Amount.Currency.Code
                );
                found.Add(PaymentCauses.Of(new CreditFacts(one.CustomerKey, one.Amount, twin?.Number)));
            }
        }
    }
}
