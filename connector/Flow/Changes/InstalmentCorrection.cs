using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Changes;

/// <summary>Corrects an agreement of several instalments: what is not issued follows the new terms, what is issued otherwise is credited and billed anew, the rest stays.</summary>
internal sealed class InstalmentCorrection(CycleRun run, LedgerContext ledger)
{
    /// <summary>Plans it, within the caller's ledger, and saves.</summary>
    /// <param name="receivable">The receivable that was named, with its agreement.</param>
    /// <param name="source">What the rules look at now.</param>
    /// <param name="answer">What they say now.</param>
    /// <param name="why">A person's reason, for the journal.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<CorrectionAnswer> PlanAsync(
        Receivable receivable,
        BillingSource source,
        BillingAnswer answer,
        string why,
        CancellationToken ct
    )
    {
        var state = await AgreementState.LoadAsync(ledger, receivable.AgreementId, ct);
        if ((Objection(state, answer) ?? await PayerObjectionAsync(state, answer.Terms!, ct)) is { } objection)
        {
            return new CorrectionAnswer(CorrectionKind.Refused, receivable.Reference, objection);
        }

        var merged = new List<InstalmentTerms>();
        var again = new List<StandingPart>();
        var followed = 0;
        foreach (var part in state.Parts)
        {
            var now = answer.Terms!.Instalments.Single(x => x.Number == part.Row.Instalment);
            var before = state.Snapshot.Terms.Instalments.Single(x => x.Number == part.Row.Instalment);
            if (part.Invoice is null)
            {
                followed += now == before ? 0 : 1;
                merged.Add(now);
                continue;
            }

            var (same, fault) = await IsSameAsync(part, source, answer.Terms, now, before, ct);
            if ((fault ?? (same ? null : CreditNotes.Objection(part.Invoice))) is { } refusal)
            {
                return new CorrectionAnswer(CorrectionKind.Refused, receivable.Reference, refusal);
            }

            merged.Add(same ? before : CorrectionDraft.Dated(now, run.Today));
            if (!same)
            {
                again.Add(part);
            }
        }

        return again.Count + followed == 0
            ? new CorrectionAnswer(
                CorrectionKind.Nothing,
                receivable.Reference,
                "Invoices and parts to come say what the rules say now."
            )
            : await StoreAsync(
                receivable,
                state,
                new AgreementSnapshot(source, answer.Terms! with { Instalments = merged }),
                again,
                followed,
                why,
                ct
            );
    }

    private async Task<CorrectionAnswer> StoreAsync(
        Receivable receivable,
        AgreementState state,
        AgreementSnapshot after,
        List<StandingPart> again,
        int followed,
        string why,
        CancellationToken ct
    )
    {
        var notes = await new CreditNotes(run, ledger).PlanAsync(
            state,
            [.. again.Select(x => new LeavingCut(x.ToPart(), x.ToPart().Amount, true))],
            ct
        );
        Leaving.Store(state with { Snapshot = after }, after.Terms);
        foreach (var part in state.Parts.Where(x => x.Invoice is null || again.Contains(x)))
        {
            CorrectionDraft.Revise(part.Row, after.Terms, part.Row.PayerKey);
        }

        run.Journal(
            ledger,
            "agreement.corrected",
            state.Name,
            new
            {
                why,
                creditNotes = notes.Select(x => x.Reference),
                terms = state.Agreement.TermsDigest,
            }
        );
        ChangeAnswer.Tell(run, notes);
        await ledger.SaveChangesAsync(ct);
        return new CorrectionAnswer(
            CorrectionKind.Planned,
            receivable.Reference,
            $"{again.Count} invoices are taken back and billed anew, {followed} parts that are not invoiced follow the new terms, {state.Parts.Count - again.Count - followed} stay as they are."
        );
    }

    private static string? Objection(AgreementState state, BillingAnswer answer)
    {
        var before = state.Snapshot.Terms;
        var numbers = before.Instalments.Select(x => x.Number);
        return state.Obstacle is { } obstacle ? obstacle
            : state.Agreement.EndedOn is not null ? "The agreement ended: what stands of it stays as it is."
            : state.Agreement.Shares.Count > 1 || answer.Terms?.Shares.Count > 0
                ? "Several payers share it: correct it in the ERP."
            : answer.Faults.Count > 0
                ? string.Join(' ', answer.Faults.Select(x => $"[{x.Code}] {x.Where}: {x.Message} {x.Hint}"))
            : answer.Terms is not { } now
                ? $"The rules bill nothing for it any more ({answer.NotBillable}): use `cancel`."
            : now.Subscription is not null || before.Subscription is not null
                ? "It is a price for each month: the months to come follow by themselves."
            : now.Documents == DocumentsPer.Plan || before.Documents == DocumentsPer.Plan
                ? "All its instalments are on one invoice: correct it in the ERP."
            : state.Parts.Count != before.Instalments.Count || state.Parts.Any(x => x.CreditedMinor > 0)
                ? "A part of it was taken back before: correct the rest in the ERP."
            : !now.Instalments.Select(x => x.Number).SequenceEqual(numbers)
                ? "The rules divide it into other instalments now: use `renegotiate`, or correct it in the ERP."
            : now.Price.Currency != before.Price.Currency
                ? "The rules give another currency now: correct it in the ERP."
            : null;
    }

    private async Task<string?> PayerObjectionAsync(AgreementState state, BillingTerms now, CancellationToken ct)
    {
        var learner = state.Agreement.LearnerKey;
        var payers = await PayerBook.LoadAsync(run, ledger, [(learner, now.Payer)], ct);
        return payers.FindOrMake(learner, now.Payer).Key == state.Parts[0].Row.PayerKey
            ? null
            : "Somebody else pays now: correct it in the ERP.";
    }

    // Asked for as then, but for what the rules say now of amount, text and tax.
    private async Task<(bool Same, string? Fault)> IsSameAsync(
        StandingPart part,
        BillingSource source,
        BillingTerms terms,
        InstalmentTerms now,
        InstalmentTerms before,
        CancellationToken ct
    )
    {
        var billed = part.Invoice!;
        var intent = await Intents.FindAsync(ledger, run.School.Key, IntentKind.Document, billed.Reference, ct);
        if (intent is null)
        {
            return (false, CreditNotes.Objection(billed) ?? $"Nothing is known of how {billed.Number} was asked for.");
        }

        var asThen = now with { IssueOn = before.IssueOn, DueOn = before.DueOn, TaxOn = before.TaxOn };
        var answer = run.Mapping.Invoices.Draft(
            new InvoiceSource(
                billed.Reference,
                DocumentKind.Invoice,
                billed.CustomerKey,
                null,
                [new InvoicePart(part.Row.Reference, source, terms, asThen)]
            )
        );
        return answer.Draft is { } draft
            ? (JsonConvert.SerializeObject(draft, AgreementSnapshot.Json) == intent.Payload, null)
            : (false, string.Join(' ', answer.Faults.Select(x => $"[{x.Code}] {x.Where}: {x.Message} {x.Hint}")));
    }
}
