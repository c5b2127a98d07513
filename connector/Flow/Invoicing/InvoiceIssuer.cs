using System.Globalization;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Invoicing;

/// <summary>Issues the planned documents: drafts, compares to the cent, posts only what is equal, and stores number and open amount.</summary>
/// <remarks>May die anywhere: an intent found "sent" is drafted again, which finds the document under its reference.</remarks>
internal sealed class InvoiceIssuer(CycleRun run)
{
    private const string DraftHint =
        "Look at the draft in the ERP: mend tax, price or customer in the mapping, delete the draft there, then `parked retry`.";

    /// <summary>Plans and issues.</summary>
    public async Task IssueAsync(CancellationToken ct)
    {
        if (run.Switches.Invoices == SwitchLevel.Off)
        {
            return;
        }

        var act = run.Switches.Invoices == SwitchLevel.Act;
        if (act)
        {
            // What a credit note takes back is billed anew in the same run.
            await IssueAsync(DocumentKind.CreditNote, ct);
        }

        await new LostInvoices(run).ParkAsync(ct);
        await new InvoicePlanner(run).PlanAsync(ct);
        if (act)
        {
            await IssueAsync(DocumentKind.Invoice, ct);
        }
    }

    private async Task IssueAsync(DocumentKind kind, CancellationToken ct)
    {
        List<long> due;
        await using (var ledger = run.OpenLedger())
        {
            due = await Intents
                .Due(run, ledger, IntentKind.Document)
                .Where(x =>
                    ledger.Documents.Any(d => d.School == x.School && d.Reference == x.Reference && d.Kind == kind)
                )
                .Select(x => x.Id)
                .ToListAsync(ct);
        }

        PeriodLocks? locks = null;
        var issued = 0;
        foreach (var ids in due.Chunk(run.Ports.Documents.BatchLimit))
        {
            await using var ledger = run.OpenLedger();
            // Asked again: a person may have parked or dismissed one since.
            var intents = await Intents
                .Due(run, ledger, IntentKind.Document)
                .Where(x => ids.Contains(x.Id))
                .ToListAsync(ct);
            if (intents.Count == 0)
            {
                continue;
            }

            locks ??= await run.Ports.Documents.ReadLocksAsync(ct);
            await IssueAsync(ledger, intents, locks, ct);
            run.Tell("invoices", issued += intents.Count, due.Count);
        }
    }

    private async Task IssueAsync(LedgerContext ledger, List<Intent> intents, PeriodLocks locks, CancellationToken ct)
    {
        var references = intents.Select(x => x.Reference).ToList();
        var documents = await ledger
            .Documents.Include(x => x.Lines)
            .Where(x => x.School == run.School.Key && references.Contains(x.Reference))
            .ToDictionaryAsync(x => x.Reference, ct);
        var standing = await StandingInClosedAsync(intents, documents, locks, ct);
        var drafts = new List<DocumentDraft>();
        foreach (var intent in intents)
        {
            if (documents[intent.Reference].IssueOn <= locks.LastClosedDay && !standing.Contains(intent.Reference))
            {
                Intents.Park(
                    run,
                    ledger,
                    intent,
                    $"Its date {documents[intent.Reference].IssueOn:yyyy-MM-dd} is in a period that the ERP has closed (up to {locks.LastClosedDay:yyyy-MM-dd}).",
                    "Open the period, or change the due rule, then `parked retry`."
                );
            }
            else
            {
                drafts.Add(JsonConvert.DeserializeObject<DocumentDraft>(intent.Payload, AgreementSnapshot.Json)!);
            }
        }

        var byReference = intents.ToDictionary(x => x.Reference);
        var claimed = await Intents.SendingAsync(run, ledger, drafts.Select(x => byReference[x.Reference]), ct);
        drafts.RemoveAll(x => !claimed.Contains(byReference[x.Reference]));
        var toPost = new List<ErpDocument>();
        foreach (var outcome in drafts.Count == 0 ? [] : await run.Ports.Documents.DraftAsync(drafts, ct))
        {
            if (Drafted(ledger, byReference[outcome.Reference], documents[outcome.Reference], outcome))
            {
                toPost.Add(outcome.Value!);
            }
        }

        await ledger.SaveChangesAsync(ct);
        foreach (var outcome in toPost.Count == 0 ? [] : await run.Ports.Documents.PostAsync(toPost, ct))
        {
            Posted(ledger, byReference[outcome.Reference], documents[outcome.Reference], outcome);
        }

        await ledger.SaveChangesAsync(ct);
        await RefreshSettledAsync(ledger, documents.Values, ct);
    }

    // What a credit note took back, and what was paid before its answer reached us, is read whole.
    private async Task RefreshSettledAsync(LedgerContext ledger, IEnumerable<Document> documents, CancellationToken ct)
    {
        var references = documents
            .Where(x => x.Standing == DocumentStanding.Posted)
            .Select(x => x.ReversesReference)
            .OfType<string>()
            .ToList();
        var keys = documents.Where(x => x.ErpKey is not null && x.Version is null).Select(x => x.ErpKey!).ToList();
        if (references.Count > 0)
        {
            var takenBack = ledger
                .Documents.Where(x => x.School == run.School.Key && references.Contains(x.Reference))
                .Select(x => x.ErpKey!);
            keys.AddRange(await takenBack.ToListAsync(ct));
        }

        await new DocumentStore(run).RefreshAsync(keys, ct);
    }

    // A period may close between a lost answer and now: a document that stands in the ERP already is taken in, not parked.
    private async Task<HashSet<string>> StandingInClosedAsync(
        List<Intent> intents,
        Dictionary<string, Document> documents,
        PeriodLocks locks,
        CancellationToken ct
    )
    {
        var asked = intents
            .Where(x => x.State != IntentState.Planned && documents[x.Reference].IssueOn <= locks.LastClosedDay)
            .Select(x => x.Reference)
            .ToList();
        var found = asked.Count == 0 ? [] : await run.Ports.Documents.FindAsync(asked, ct);
        return [.. found.Where(x => x.State == DocumentState.Posted).Select(x => x.Reference)];
    }

    /// <summary>Takes a draft in.</summary>
    /// <returns>Whether it may be posted.</returns>
    private bool Drafted(LedgerContext ledger, Intent intent, Document document, ItemOutcome<ErpDocument> outcome)
    {
        if (outcome.Kind != OutcomeKind.Done)
        {
            NotDone(ledger, intent, outcome);
            return false;
        }

        var erp = outcome.Value!;
        Take(document, erp);
        if (erp.State == DocumentState.Cancelled)
        {
            Intents.Park(
                run,
                ledger,
                intent,
                "Under its reference stands a cancelled document.",
                "Decide in the ERP whether the debt stands; dismiss it with `parked dismiss` if not."
            );
            return false;
        }

        if (!DocumentMirror.IsEqual(document, erp))
        {
            var expected = new Money(document.ExpectedMinor, Currency.Of(document.Currency));
            Intents.Park(
                run,
                ledger,
                intent,
                $"The draft in the ERP has {erp.Untaxed} without tax and {erp.Total} in all for customer {erp.CustomerKey}; expected was {expected} {(document.ExpectedBasis == AmountBasis.Net ? "without" : "with")} tax for customer {document.CustomerKey}.",
                DraftHint
            );
            return false;
        }

        return HasItsDueDays(ledger, intent, erp);
    }

    // A payment term of the ERP divides as it likes: its days must be those that the payer was told.
    private bool HasItsDueDays(LedgerContext ledger, Intent intent, ErpDocument erp)
    {
        var asked = JsonConvert.DeserializeObject<DocumentDraft>(intent.Payload, AgreementSnapshot.Json)!.DueParts;
        if (asked.Count == 0 || asked.Select(x => x.DueOn).SequenceEqual(erp.DueLines.Select(x => x.DueOn)))
        {
            return true;
        }

        Intents.Park(
            run,
            ledger,
            intent,
            $"The draft in the ERP is due on {Days(erp.DueLines.Select(x => x.DueOn))}; the plan says {Days(asked.Select(x => x.DueOn))}.",
            DraftHint
        );
        return false;
    }

    private static string Days(IEnumerable<DateOnly> days) =>
        string.Join(", ", days.Select(x => x.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

    private void Posted(LedgerContext ledger, Intent intent, Document document, ItemOutcome<ErpDocument> outcome)
    {
        if (outcome.Kind != OutcomeKind.Done)
        {
            NotDone(ledger, intent, outcome);
            return;
        }

        Take(document, outcome.Value!);
        Intents.Done(intent);
        run.Journal(
            ledger,
            "document.posted",
            document.Reference,
            new
            {
                number = document.Number,
                key = document.ErpKey,
                total = document.Total.ToString(),
            }
        );
        run.Report.Count(document.Kind == DocumentKind.Invoice ? "documents.posted" : "credit-notes.posted");
    }

    // One that is settled in part already is known without a version until its settlements are read too.
    private static void Take(Document document, ErpDocument erp)
    {
        DocumentMirror.Take(document, erp, NoDueDates);
        if (erp.State == DocumentState.Posted && (erp.Open != erp.Total || document.Lines.Count > 1))
        {
            document.Version = null;
        }
    }

    private void NotDone(LedgerContext ledger, Intent intent, ItemOutcome<ErpDocument> outcome) =>
        Intents.NotDone(
            run,
            ledger,
            intent,
            outcome.Kind,
            outcome.Reason!,
            "Mend the mapping or the record in the ERP, then `parked retry`."
        );

    // A document of the first form has one line: its open amount is the document's.
    private static readonly Dictionary<string, DateOnly> NoDueDates = [];
}
