using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Payments;

/// <summary>Money that goes back: asked for at the gateway, and entered in the ERP, each once.</summary>
internal sealed class Refunds(CycleRun run)
{
    private const string AskHint = "Give the money back in the gateway's own console, then `parked dismiss`.";
    private const string EntryHint =
        "Enter it in the ERP by hand, then `parked dismiss`; or mend what the reason says, then `parked retry`.";

    /// <summary>Asks for what people wished for, and enters what went back.</summary>
    public async Task EnterAsync(CancellationToken ct)
    {
        if (run.Switches.Invoices != SwitchLevel.Act)
        {
            return;
        }

        await using var ledger = run.OpenLedger();
        await AskAsync(ledger, ct);
        await new RefundPlan(run).PlanAsync(ledger, ct);
        await EnterAsync(ledger, ct);
    }

    private async Task AskAsync(LedgerContext ledger, CancellationToken ct)
    {
        foreach (var (intent, wish, payment) in await DueAsync(ledger, x => x.Way == RefundWay.Request, ct))
        {
            if (!run.Ports.Gateways.TryGetValue(payment.Source, out var gateway))
            {
                Intents.Park(run, ledger, intent, $"There is no gateway {payment.Source} any more.", AskHint);
                await ledger.SaveChangesAsync(ct);
                continue;
            }

            if (!(await Intents.SendingAsync(run, ledger, [intent], ct)).Contains(intent))
            {
                continue;
            }

            var amount = new Money(wish.AmountMinor, Currency.Of(payment.Currency));
            await AskAsync(ledger, intent, gateway, new GatewayRefund(intent.Reference, payment.SourceKey, amount), ct);
        }
    }

    private async Task AskAsync(
        LedgerContext ledger,
        Intent intent,
        IPaymentGateway gateway,
        GatewayRefund refund,
        CancellationToken ct
    )
    {
        ItemOutcome<string> outcome;
        try
        {
            outcome = await gateway.RefundAsync(refund, ct);
        }
        catch (RemoteUnavailableException problem)
        {
            // Perhaps it was taken: the same reference is the same refund, and the next run asks again.
            outcome = ItemOutcome<string>.Not(OutcomeKind.Unknown, refund.Reference, problem.Message);
        }
        catch (RemoteMisconfiguredException problem)
        {
            // A key that may not give back must not keep what went back out of the ERP.
            outcome = ItemOutcome<string>.Not(OutcomeKind.Rejected, refund.Reference, problem.Message);
        }

        if (outcome.Kind == OutcomeKind.Done)
        {
            Intents.Done(intent);
            run.Journal(ledger, "refund.asked", intent.Reference, new { key = outcome.Value });
            run.Report.Count("refunds.asked");
        }
        else
        {
            Intents.NotDone(run, ledger, intent, outcome.Kind, outcome.Reason!, AskHint);
        }

        await ledger.SaveChangesAsync(ct);
    }

    private async Task EnterAsync(LedgerContext ledger, CancellationToken ct)
    {
        var entries = new List<Entry>();
        foreach (var (intent, wish, payment) in await DueAsync(ledger, x => x.Way != RefundWay.Request, ct))
        {
            if (wish.Way == RefundWay.CameBack)
            {
                RefundPlan.Park(run, ledger, intent, payment);
            }
            else if (payment.ErpKey is not null && await ToEntryAsync(ledger, payment, intent, wish, ct) is { } entry)
            {
                entries.Add(entry);
            }
        }

        await ledger.SaveChangesAsync(ct);
        foreach (var chunk in entries.Chunk(100))
        {
            await EnterAsync(ledger, chunk, ct);
        }
    }

    private async Task<List<(Intent Intent, RefundWish Wish, Payment Payment)>> DueAsync(
        LedgerContext ledger,
        Func<RefundWish, bool> wanted,
        CancellationToken ct
    )
    {
        var intents = await Intents.Due(run, ledger, IntentKind.Refund).ToListAsync(ct);
        var wishes = intents.ConvertAll(x => (Intent: x, Wish: RefundWish.Of(x))).FindAll(x => wanted(x.Wish));
        var references = wishes.Select(x => x.Wish.Payment).Distinct().ToList();
        var payments = await ledger
            .Payments.Include(x => x.Allocations)
            .Where(x => x.School == run.School.Key && x.Source != DocumentStore.ErpSource)
            .Where(x => references.Contains(x.Reference))
            .ToDictionaryAsync(x => x.Reference, ct);
        return wishes.ConvertAll(x => (x.Intent, x.Wish, payments[x.Wish.Payment]));
    }

    private async Task<Entry?> ToEntryAsync(
        LedgerContext ledger,
        Payment payment,
        Intent intent,
        RefundWish wish,
        CancellationToken ct
    )
    {
        var journal = wish.JournalKey ?? run.School.GatewayJournals.GetValueOrDefault(payment.Source);
        var documents = await DocumentsAsync(ledger, payment, ct);
        var invoice = documents.Find(x => x.Kind == DocumentKind.Invoice);
        if (journal is null || invoice is null)
        {
            Intents.Park(
                run,
                ledger,
                intent,
                journal is null
                    ? $"No journal is named for gateway {payment.Source}."
                    : "None of the payment's receivables has a posted invoice.",
                EntryHint
            );
            return null;
        }

        var open = documents.Where(x => x is { Kind: DocumentKind.CreditNote, OpenMinor: > 0 });
        var refund = new RefundEntry(
            intent.Reference,
            payment.ErpKey!,
            invoice.CustomerKey,
            new Money(wish.AmountMinor, Currency.Of(payment.Currency)),
            wish.PaidOn,
            journal,
            $"{payment.Source} {payment.SourceKey}" + (wish.Way == RefundWay.ByHand ? ", given back by hand" : ""),
            [.. open.Select(x => x.ErpKey!)]
        );
        var touched = documents.Select(x => x.ErpKey!).Union(await OfPayerAsync(ledger, payment, ct));
        return new Entry(payment, intent, refund, [.. touched]);
    }

    // People may have allocated the payment's rest in the ERP to any of the payer's documents: what opens again may be one of those.
    private async Task<List<string>> OfPayerAsync(LedgerContext ledger, Payment payment, CancellationToken ct) =>
        await ledger
            .Documents.Where(x => x.School == run.School.Key && x.PayerKey == payment.PayerKey)
            .Where(x => x.Standing == DocumentStanding.Posted && x.ErpKey != null)
            .Select(x => x.ErpKey!)
            .ToListAsync(ct);

    /// <summary>The posted invoices that a payment paid, and the credit notes over them; the oldest first.</summary>
    private async Task<List<Document>> DocumentsAsync(LedgerContext ledger, Payment payment, CancellationToken ct)
    {
        var references = payment.Allocations.ConvertAll(x => x.ReceivableRef);
        var posted = ledger
            .Documents.AsNoTracking()
            .Where(x => x.School == run.School.Key && x.Standing == DocumentStanding.Posted && x.ErpKey != null);
        var invoices = await posted
            .Where(x => x.Kind == DocumentKind.Invoice && x.Lines.Any(l => references.Contains(l.ReceivableRef)))
            .OrderBy(x => x.IssueOn)
            .ThenBy(x => x.Id)
            .ToListAsync(ct);
        var reversed = invoices.ConvertAll(x => x.Reference);
        var notes = await posted
            .Where(x => x.Kind == DocumentKind.CreditNote && reversed.Contains(x.ReversesReference!))
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        return [.. invoices, .. notes];
    }

    private async Task EnterAsync(LedgerContext ledger, Entry[] entries, CancellationToken ct)
    {
        var claimed = await Intents.SendingAsync(run, ledger, entries.Select(x => x.Intent), ct);
        var byReference = entries.Where(x => claimed.Contains(x.Intent)).ToDictionary(x => x.Refund.Reference);
        var outcomes = await run.Ports.Payments.GiveBackAsync([.. byReference.Values.Select(x => x.Refund)], ct);

        // What may be open again is read before the entry counts: between the two, too little would be owed, not too much.
        await new DocumentStore(run).RefreshAsync([.. byReference.Values.SelectMany(x => x.ErpKeys).Distinct()], ct);
        foreach (var outcome in outcomes)
        {
            await TakeAsync(ledger, byReference[outcome.Reference], outcome, ct);
        }

        await ledger.SaveChangesAsync(ct);
    }

    private async Task TakeAsync(
        LedgerContext ledger,
        Entry entry,
        ItemOutcome<ErpPayment> outcome,
        CancellationToken ct
    )
    {
        var (payment, intent, refund, _) = entry;
        if (outcome.Kind != OutcomeKind.Done)
        {
            Intents.NotDone(run, ledger, intent, outcome.Kind, outcome.Reason!, EntryHint);
            return;
        }

        Intents.Done(intent);
        payment.GivenBackMinor += refund.Amount.MinorUnits;
        var facts = new { key = outcome.Value!.Key, amount = refund.Amount.ToString() };
        run.Journal(ledger, "payment.given-back", intent.Reference, facts);
        run.Report.Count("refunds.entered");
        await ReopenedDebts.HoldAsync(run, ledger, payment, intent.Reference, ct);
        if (outcome.Value.Unallocated.IsPositive)
        {
            run.Report.Say(
                "refund.unallocated",
                intent.Reference,
                $"{outcome.Value.Unallocated} of it has nothing in the ERP that it could be set against.",
                $"In the ERP: allocate outgoing payment {outcome.Value.Key}.",
                needsPerson: true
            );
        }
    }

    /// <param name="Payment">The payment that it was.</param>
    /// <param name="Intent">The wish.</param>
    /// <param name="Refund">What the ERP is asked to enter.</param>
    /// <param name="ErpKeys">The ERP's keys of the documents that it may change.</param>
    private sealed record Entry(Payment Payment, Intent Intent, RefundEntry Refund, IReadOnlyList<string> ErpKeys);
}
