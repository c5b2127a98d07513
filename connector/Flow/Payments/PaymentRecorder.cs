using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Payments;

/// <summary>Enters gateway payments into the ERP, once, and reads the documents that they paid again.</summary>
internal sealed class PaymentRecorder(CycleRun run)
{
    /// <summary>Records what succeeded and is not in the ERP.</summary>
    public async Task RecordAsync(CancellationToken ct)
    {
        if (run.Switches.Invoices != SwitchLevel.Act)
        {
            return;
        }

        await using var ledger = run.OpenLedger();
        var payments = await ledger
            .Payments.Include(x => x.Allocations)
            .Where(x => x.School == run.School.Key && x.ErpKey == null)
            .Where(x =>
                x.State == PaymentState.Succeeded
                || Intents.Due(run, ledger, IntentKind.Payment).Any(intent => intent.Reference == x.Reference)
            )
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        var intents = await Intents.FindAsync(
            ledger,
            run.School.Key,
            IntentKind.Payment,
            [.. payments.Select(x => x.Reference)],
            ct
        );
        var entries = new List<(Payment Payment, Intent Intent, PaymentEntry Entry)>();
        foreach (var payment in payments)
        {
            var intent =
                intents.GetValueOrDefault(payment.Reference)
                ?? Intents.Plan(run, ledger, IntentKind.Payment, payment.Reference, "");
            if (payment is { State: PaymentState.Succeeded, UnallocatedMinor: > 0 } && intent.Attempts == 0)
            {
                // The invoice may be known only since this run: nobody is reminded of what this money pays.
                await PaymentAllocation.AllocateAsync(run, ledger, payment, [], ct);
                await ledger.SaveChangesAsync(ct);
            }

            if (payment.State != PaymentState.Succeeded && intent.State == IntentState.Planned)
            {
                ledger.Intents.Remove(intent); // Taken back before it was entered. What may be there is looked up.
            }
            else if (
                intent.State is not (IntentState.Parked or IntentState.Dismissed)
                && !Intents.Waits(run, intent)
                && await ToEntryAsync(ledger, payment, intent, ct) is { } entry
            )
            {
                entries.Add((payment, intent, entry));
            }
        }

        await ledger.SaveChangesAsync(ct);
        foreach (var chunk in entries.Chunk(100))
        {
            await RecordAsync(ledger, chunk, ct);
        }
    }

    private async Task<PaymentEntry?> ToEntryAsync(
        LedgerContext ledger,
        Payment payment,
        Intent intent,
        CancellationToken ct
    )
    {
        if (!run.School.GatewayJournals.TryGetValue(payment.Source, out var journal))
        {
            Intents.Park(
                run,
                ledger,
                intent,
                $"No journal is named for gateway {payment.Source}.",
                "Name it in school.json under gatewayJournals, then `parked retry`."
            );
            return null;
        }

        var references = payment.Allocations.OrderBy(x => x.Id).Select(x => x.ReceivableRef).ToList();
        var documents = await ledger
            .Documents.Where(x =>
                x.School == run.School.Key
                && x.Standing == DocumentStanding.Posted
                && x.Kind == DocumentKind.Invoice
                && x.Lines.Any(line => references.Contains(line.ReceivableRef))
            )
            .OrderBy(x => x.IssueOn)
            .ThenBy(x => x.Id)
            .Select(x => new
            {
                x.ErpKey,
                x.CustomerKey,
                Receivables = x.Lines.Select(line => line.ReceivableRef),
            })
            .ToListAsync(ct);
        if (documents.Count == 0)
        {
            Intents.Park(
                run,
                ledger,
                intent,
                "None of its receivables has a posted invoice.",
                "Enter it in the ERP by hand, then dismiss it here."
            );
            return null;
        }

        return new PaymentEntry(
            payment.Reference,
            documents[0].CustomerKey,
            new Money(payment.AmountMinor, Currency.Of(payment.Currency)),
            run.School.DayOf(payment.StateAt),
            journal,
            $"{payment.Source} {payment.SourceKey}",
            // In the order in which the payment was allocated: the school says what is paid first.
            [
                .. documents
                    .OrderBy(x => x.Receivables.Where(references.Contains).Min(references.IndexOf))
                    .Select(x => x.ErpKey!),
            ]
        );
    }

    private async Task RecordAsync(
        LedgerContext ledger,
        (Payment Payment, Intent Intent, PaymentEntry Entry)[] entries,
        CancellationToken ct
    )
    {
        var claimed = await Intents.SendingAsync(run, ledger, entries.Select(x => x.Intent), ct);
        var byReference = entries.Where(x => claimed.Contains(x.Intent)).ToDictionary(x => x.Entry.Reference);
        var outcomes = await run.Ports.Payments.RecordAsync([.. byReference.Values.Select(x => x.Entry)], ct);
        var touched = new List<string>();
        foreach (var outcome in outcomes)
        {
            var (payment, intent, entry) = byReference[outcome.Reference];
            if (outcome.Kind != OutcomeKind.Done)
            {
                const string Hint = "Mend journal or customer in the ERP, then `parked retry`.";
                Intents.NotDone(run, ledger, intent, outcome.Kind, outcome.Reason!, Hint);
                continue;
            }

            Intents.Done(intent);
            touched.AddRange(entry.DocumentKeys);
            payment.ErpKey = outcome.Value!.Key;
            payment.UnallocatedMinor = outcome.Value.Unallocated.MinorUnits;
            run.Journal(ledger, "payment.recorded", payment.Reference, new { key = payment.ErpKey });
            run.Report.Count("payments.recorded");
        }

        // The open amounts are read before the entry counts as recorded: between the two, "owed" would be too high.
        await new DocumentStore(run).RefreshAsync([.. touched.Distinct()], ct);
        await ledger.SaveChangesAsync(ct);
    }
}
