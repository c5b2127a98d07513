using System.Globalization;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Changes;

/// <summary>Writes what was decided about an agreement that ends: rows, credit notes and the journal, in the caller's transaction.</summary>
internal sealed class Leaving(CycleRun run, LedgerContext ledger)
{
    /// <summary>Why a decision cannot be carried out; null when it can.</summary>
    public static string? Objection(AgreementState state, LeavingDecision decision)
    {
        var credited = decision.Cuts.Where(x => x.Part.Invoice is not null).Select(x => x.Part.Receivable).ToHashSet();
        return state.Obstacle
            ?? state
                .Parts.Where(x => credited.Contains(x.Row.Reference))
                .Select(x => CreditNotes.Objection(x.Invoice!))
                .FirstOrDefault(x => x is not null);
    }

    /// <summary>Ends the agreement. Nothing of it is billed after this but what the decision keeps.</summary>
    /// <param name="state">The agreement, loaded in this ledger.</param>
    /// <param name="decision">What becomes of it.</param>
    /// <param name="day">The day from which on nothing more is used.</param>
    /// <param name="kind">What the journal calls it.</param>
    /// <param name="why">A person's words, for the journal; null when nobody said anything.</param>
    /// <param name="more">What else the journal names, such as the course moved to; null for nothing.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>The credit notes that are planned.</returns>
    public async Task<IReadOnlyList<PlannedCredit>> EndAsync(
        AgreementState state,
        LeavingDecision decision,
        DateOnly day,
        string kind,
        string? why,
        string? more,
        CancellationToken ct
    )
    {
        var notes = await new CreditNotes(run, ledger).PlanAsync(state, decision.Cuts, ct);
        Cut(run, ledger, state, decision.Cuts);
        state.Agreement.EndedOn = day;
        state.Agreement.Freeze();
        run.Journal(
            ledger,
            kind,
            state.Name,
            new
            {
                day = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                reason = decision.Reason.ToString(),
                kept = decision.Kept.ToString(),
                dropped = decision.Dropped.ToString(),
                credited = decision.Credited.ToString(),
                creditNotes = notes.Select(x => x.Reference),
                to = more,
                why,
            }
        );
        return notes;
    }

    /// <summary>Takes what goes off the receivables: whole ones are not asked for any more, and of one that is not issued a piece goes.</summary>
    /// <remarks>An issued receivable that loses a piece stays as it is: the ERP's open amount says what is owed of it.</remarks>
    public static void Cut(CycleRun run, LedgerContext ledger, AgreementState state, IReadOnlyList<LeavingCut> cuts)
    {
        var rows = state.Parts.ToDictionary(x => x.Row.Reference, x => x.Row);
        var terms = state.Snapshot.Terms;
        foreach (var cut in cuts)
        {
            var row = rows[cut.Part.Receivable];
            if (cut.Whole)
            {
                row.State = ReceivableState.Cancelled;
            }
            else if (cut.Part.Invoice is null)
            {
                row.AmountMinor -= cut.Amount.MinorUnits;
                terms = Less(terms, row.Instalment, cut.Amount);
            }

            if (cut.Part.Invoice is null)
            {
                run.Journal(
                    ledger,
                    "receivable.dropped",
                    row.Reference,
                    new { amount = cut.Amount.ToString(), whole = cut.Whole }
                );
            }
        }

        if (terms != state.Snapshot.Terms)
        {
            Store(state, terms);
        }
    }

    /// <summary>Stores terms that a change made as the agreement's next revision.</summary>
    public static void Store(AgreementState state, BillingTerms terms)
    {
        state.Agreement.Revision++;
        state.Agreement.Terms = JsonConvert.SerializeObject(
            state.Snapshot with
            {
                Terms = terms,
            },
            AgreementSnapshot.Json
        );
        state.Agreement.TermsDigest = CycleRun.Digest(state.Agreement.Terms);
    }

    /// <summary>Terms of which an instalment asks for less; the price with it.</summary>
    private static BillingTerms Less(BillingTerms terms, int instalment, Money amount) =>
        terms with
        {
            Price = terms.Price - amount,
            Instalments =
            [
                .. terms.Instalments.Select(x => x.Number == instalment ? x with { Amount = x.Amount - amount } : x),
            ],
        };
}
