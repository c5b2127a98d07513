using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Payments;

/// <summary>Plans what is to be entered in the ERP of money that the gateways took back, and parks what came back after it was entered.</summary>
internal sealed class RefundPlan(CycleRun run)
{
    /// <summary>Looks at each payment that is in the ERP, and of which more or less has been taken back than was entered there.</summary>
    public async Task PlanAsync(LedgerContext ledger, CancellationToken ct)
    {
        var payments = await ledger
            .Payments.Where(x =>
                x.School == run.School.Key
                && x.Source != DocumentStore.ErpSource
                && x.ErpKey != null
                && (
                    x.State == PaymentState.Disputed
                        ? x.GivenBackMinor < x.AmountMinor
                        : x.RefundedMinor != x.GivenBackMinor
                )
            )
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        foreach (var payment in payments)
        {
            await PlanAsync(ledger, payment, ct);
        }

        await ledger.SaveChangesAsync(ct);
    }

    private async Task PlanAsync(LedgerContext ledger, Payment payment, CancellationToken ct)
    {
        var entries = (await RefundWish.OfPaymentAsync(ledger, run.School.Key, payment.Reference, ct)).FindAll(x =>
            x.Wish.Way != RefundWay.Request
        );
        var ended = entries.Where(x => x.Intent.State is IntentState.Done or IntentState.Dismissed);
        var before = payment.GivenBackMinor - ended.Sum(x => x.Wish.AmountMinor); // Entered by people, before this was kept.
        var told = entries.Where(x => x.Wish.Way != RefundWay.ByHand).Sum(x => x.Wish.AmountMinor);
        var due = await TakenBackAsync(ledger, payment, ct) - before - told;

        // A dispute that was won before anybody entered it needs no word.
        foreach (var (intent, wish) in entries.AsEnumerable().Reverse())
        {
            var unsent = wish.Way == RefundWay.Gateway && intent is { State: IntentState.Planned, Attempts: 0 };
            if (unsent && due <= -wish.AmountMinor)
            {
                ledger.Intents.Remove(intent);
                entries.Remove((intent, wish));
                due += wish.AmountMinor;
            }
        }

        if (due > 0)
        {
            var day = payment.State == PaymentState.Succeeded ? run.Today : run.School.DayOf(payment.StateAt);
            Plan(ledger, new RefundWish(payment.Reference, RefundWay.Gateway, due, day), entries.Count + 1);
        }
        else if (due < 0)
        {
            var back = new RefundWish(payment.Reference, RefundWay.CameBack, due, run.Today);
            Park(run, ledger, Plan(ledger, back, entries.Count + 1), payment);
        }
    }

    private Intent Plan(LedgerContext ledger, RefundWish wish, int number) =>
        Intents.Plan(run, ledger, IntentKind.Refund, RefundWish.EntryReference(wish.Payment, number), wish.ToPayload());

    /// <summary>Asks a person to undo in the ERP what was entered there and came back.</summary>
    public static void Park(CycleRun run, LedgerContext ledger, Intent intent, Payment payment)
    {
        var amount = new Money(-RefundWish.Of(intent).AmountMinor, Currency.Of(payment.Currency));
        Intents.Park(
            run,
            ledger,
            intent,
            $"{amount} of payment {payment.Reference} came back, such as by a dispute that was won, and the ERP counts it as given back.",
            $"In the ERP: cancel the outgoing payment ({payment.Reference}_r...) and allocate the incoming one again. Then `parked dismiss {intent.Reference}`."
        );
    }

    /// <summary>What the gateway or the payer's bank has taken back in all. A dispute takes its own amount as soon as it begins.</summary>
    private async Task<long> TakenBackAsync(LedgerContext ledger, Payment payment, CancellationToken ct)
    {
        if (payment.State != PaymentState.Disputed)
        {
            return payment.RefundedMinor;
        }

        var disputed = await DisputedAsync(ledger, payment, ct) ?? payment.AmountMinor;
        return Math.Min(payment.AmountMinor, payment.RefundedMinor + disputed);
    }

    // The payment keeps its own amount; the dispute's stands in the event that told it. Disputes are rare.
    private async Task<long?> DisputedAsync(LedgerContext ledger, Payment payment, CancellationToken ct)
    {
        if (!run.Ports.Gateways.TryGetValue(payment.Source, out var gateway))
        {
            return null;
        }

        var bodies = await ledger
            .Inbox.Where(x => x.School == run.School.Key && x.Source == payment.Source && x.ProcessedAt != null)
            .Where(x => x.Body.Contains(payment.SourceKey))
            .OrderByDescending(x => x.At)
            .Select(x => x.Body)
            .ToListAsync(ct);
        return bodies
            .Select(gateway.ReadStored)
            .OfType<GatewayEvent>()
            .Where(x => x.State == PaymentState.Disputed && x.PaymentKey == payment.SourceKey)
            .Where(x => x.Amount.Currency.Code == payment.Currency)
            .Select(x => (long?)x.Amount.MinorUnits)
            .FirstOrDefault();
    }
}
