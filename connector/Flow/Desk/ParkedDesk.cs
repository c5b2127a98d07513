using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Payments;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Desk;

/// <summary>Intents that need a person: listed, tried again, or ended, with who and why.</summary>
internal sealed class ParkedDesk(IDbContextFactory<LedgerContext> ledgers, string school, TimeProvider clock)
{
    private const string Retried = "intent.retried";

    /// <summary>Lists what needs a person, and what the next run looks up by itself; oldest first.</summary>
    public async Task<IReadOnlyList<ParkedItem>> ListAsync(CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var intents = await ledger
            .Intents.AsNoTracking()
            .Where(x => x.School == school && (x.State == IntentState.Parked || x.State == IntentState.Unknown))
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        var uncertain = await ledger
            .Contacts.Where(x => x.School == school && x.State == ContactState.Unknown)
            .Select(x => x.Reference)
            .ToHashSetAsync(ct);
        return [.. intents.Select(x => ParkedItem.Of(x, uncertain.Contains(x.Reference) || RefundWish.CameBack(x)))];
    }

    /// <summary>Lets the next run try again.</summary>
    /// <remarks>A message that was dismissed without any channel having taken it may be wanted after all: it is tried again too.</remarks>
    /// <returns>False when nothing is parked under that reference.</returns>
    public Task<bool> RetryAsync(string reference, string who, string? why, CancellationToken ct) =>
        EndAsync(reference, who, why, Retried, Retry, ct);

    /// <summary>Ends it without doing it.</summary>
    /// <remarks>
    /// A message of which nobody knows whether it went out then counts as sent. One that no channel took is passed over: the next
    /// message may come, a suspension may not. A credit note takes its correction with it: the invoice stands as it was. A refund
    /// counts as entered in the ERP by hand.
    /// </remarks>
    /// <returns>False when nothing is parked under that reference.</returns>
    public Task<bool> DismissAsync(string reference, string who, string why, CancellationToken ct) =>
        EndAsync(reference, who, why, "intent.dismissed", Dismiss, ct);

    private async Task<bool> EndAsync(
        string reference,
        string who,
        string? why,
        string kind,
        Func<LedgerContext, Intent, CancellationToken, Task> end,
        CancellationToken ct
    )
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var intents = await ledger
            .Intents.Where(x => x.School == school && x.Reference == reference)
            .Where(x =>
                x.State == IntentState.Parked
                || (
                    kind == Retried
                    && ledger.Contacts.Any(c =>
                        c.School == school && c.Reference == x.Reference && c.State == ContactState.PassedOver
                    )
                )
            )
            .ToListAsync(ct);
        foreach (var intent in intents)
        {
            await end(ledger, intent, ct);
            var facts = new { kind = intent.Kind.ToString(), why };
            ledger.Journal.Add(JournalEntry.Of(school, clock.GetUtcNow(), who, kind, reference, facts));
        }

        await ledger.SaveChangesAsync(ct);
        return intents.Count > 0;
    }

    private async Task Retry(LedgerContext ledger, Intent intent, CancellationToken ct)
    {
        intent.Attempts = 0;
        switch (intent.Kind)
        {
            case IntentKind.Bill or IntentKind.Customer:
            case IntentKind.Document when intent.Payload.Length == 0:
                await ForgetAsync(ledger, intent, ct);
                break;
            case IntentKind.Document:
                await ReplanAsync(ledger, intent, ct);
                break;
            case IntentKind.Contact:
                intent.State = IntentState.Planned;
                await ledger
                    .Contacts.Where(x => x.School == school && x.Reference == intent.Reference)
                    .ExecuteUpdateAsync(x => x.SetProperty(c => c.State, ContactState.Planned), ct);
                break;
            case IntentKind.Suspend:
                // The next run decides and looks anew; a suspension that never was leaves no trace in the way.
                intent.State = IntentState.Dismissed;
                break;
            default:
                intent.State = IntentState.Planned;
                break;
        }
    }

    // A document that has no legal force yet is asked for anew, out of the mapping as it is now. What the ERP posted stays, and a credit note is what it takes back, whatever the mapping says.
    private async Task ReplanAsync(LedgerContext ledger, Intent intent, CancellationToken ct)
    {
        var document = await ledger
            .Documents.Include(x => x.Lines)
            .SingleAsync(x => x.School == school && x.Reference == intent.Reference, ct);
        if (document is { Kind: Ports.DocumentKind.Invoice, Standing: DocumentStanding.Cancelled })
        {
            Replace(intent);
            return;
        }

        if (
            document.Kind == Ports.DocumentKind.Invoice
            && document.Standing is DocumentStanding.Planned or DocumentStanding.Draft
        )
        {
            ledger.Documents.Remove(document);
            ledger.Intents.Remove(intent);
            return;
        }

        intent.State = IntentState.Planned;
    }

    // The next run looks at the facts anew; an adopted invoice that was cancelled gives way to one of our own.
    private async Task ForgetAsync(LedgerContext ledger, Intent intent, CancellationToken ct)
    {
        if (
            intent.Kind == IntentKind.Document
            && await ledger.Documents.AnyAsync(x => x.School == school && x.Reference == intent.Reference, ct)
        )
        {
            Replace(intent);
            return;
        }

        ledger.Intents.Remove(intent);
    }

    // What the ERP cancelled is over; the next revision comes in its place.
    private static void Replace(Intent intent)
    {
        intent.State = IntentState.Dismissed;
        intent.Payload = "";
        intent.PayloadDigest = Cycle.CycleRun.Digest("");
    }

    private async Task Dismiss(LedgerContext ledger, Intent intent, CancellationToken ct)
    {
        intent.State = IntentState.Dismissed;
        if (intent.Kind == IntentKind.Document)
        {
            await EndDebtAsync(ledger, intent, ct);
            await CorrectionWithdrawal.WithdrawAsync(ledger, intent, ct);
        }

        if (intent.Kind == IntentKind.Refund)
        {
            await RefundWish.AcceptAsync(ledger, intent, ct);
        }

        if (intent.Kind == IntentKind.Contact)
        {
            var contact = await ledger.Contacts.SingleAsync(
                x => x.School == school && x.Reference == intent.Reference,
                ct
            );
            if (contact.State == ContactState.Unknown)
            {
                contact.State = ContactState.Sent;
                contact.SentAt = intent.SentAt ?? clock.GetUtcNow();
            }
            else if (contact.State == ContactState.Failed)
            {
                contact.State = ContactState.PassedOver;
            }
        }
    }

    // Nobody bills what was cancelled in the ERP and given up here.
    private async Task EndDebtAsync(LedgerContext ledger, Intent intent, CancellationToken ct)
    {
        var ended = ledger
            .Documents.Where(x =>
                x.School == school
                && x.Reference == intent.Reference
                && x.Kind == Ports.DocumentKind.Invoice
                && x.Standing == DocumentStanding.Cancelled
            )
            .SelectMany(x => x.Lines)
            .Select(x => x.ReceivableRef);
        var receivables = await ledger
            .Receivables.Where(x => x.School == school && ended.Contains(x.Reference))
            .ToListAsync(ct);
        receivables.ForEach(x => x.State = ReceivableState.Cancelled);
    }
}
