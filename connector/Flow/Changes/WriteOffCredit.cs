using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Changes;

/// <summary>Plans the credit note of a debt that the school gives up: over all of it when nothing was paid, else over what is open.</summary>
internal sealed class WriteOffCredit(CycleRun run, LedgerContext ledger)
{
    /// <summary>Gives a debt up with its credit note, both or neither; the next run issues it.</summary>
    /// <param name="run">Who says so.</param>
    /// <param name="receivable">The receivable's reference.</param>
    /// <param name="why">Why, for the journal.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>The credit note; or why there can be none, and what to do: then nothing is given up.</returns>
    public static async Task<(PlannedCredit? Note, string? Refusal)> GiveUpAsync(
        CycleRun run,
        string receivable,
        string why,
        CancellationToken ct
    )
    {
        await using var ledger = run.OpenLedger();
        var row = await ledger.Receivables.SingleOrDefaultAsync(
            x => x.School == run.School.Key && x.Reference == receivable && x.State == ReceivableState.Live,
            ct
        );
        if (row is null)
        {
            return (null, $"{receivable} is no receivable that can be given up.");
        }

        var answer = await new WriteOffCredit(run, ledger).PlanAsync(receivable, ct);
        if (answer.Note is { } note)
        {
            row.State = ReceivableState.WrittenOff;
            run.Journal(ledger, "receivable.written-off", receivable, new { why, creditNote = note.Reference });
            await ledger.SaveChangesAsync(ct);
        }

        return answer;
    }

    /// <summary>Plans it; saves with the caller's transaction, in which the receivable is given up.</summary>
    /// <param name="receivable">The receivable's reference; it is still live.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>The credit note; or why there can be none, and what to do.</returns>
    public async Task<(PlannedCredit? Note, string? Refusal)> PlanAsync(string receivable, CancellationToken ct)
    {
        var agreement = await ledger
            .Receivables.Where(x => x.School == run.School.Key && x.Reference == receivable)
            .Select(x => (long?)x.AgreementId)
            .SingleOrDefaultAsync(ct);
        var state = agreement is { } id ? await AgreementState.LoadAsync(ledger, id, ct) : null;
        if (state?.Parts.FirstOrDefault(x => x.Row.Reference == receivable) is not { Invoice: { } invoice } part)
        {
            return (null, $"{receivable} has no invoice that stands: there is nothing to credit.");
        }

        var owed = await OpenItems.OwedAsync(ledger, run.School.Key, [receivable], ct);
        var notes = await ledger
            .Documents.Include(x => x.Lines)
            .Where(x => x.School == run.School.Key && x.ReversesReference == invoice.Reference)
            .ToListAsync(ct);
        var open = new OpenPart(
            part.ToPart(),
            owed.TryGetValue(receivable, out var amount) ? amount.MinorUnits : 0,
            DocumentMirror.AskedMinor(notes, invoice, receivable)
        );
        var minor = RenegotiationPlan.Replaced(open);
        if (minor == 0)
        {
            return (null, $"Nothing is owed of {receivable}: there is nothing to credit.");
        }

        var cut = new LeavingCut(
            open.Part,
            open.Part.Amount with
            {
                MinorUnits = minor,
            },
            minor == open.Part.Amount.MinorUnits
        );
        return (state.Obstacle ?? CreditNotes.Objection(invoice)) is { } refusal
            ? (null, refusal)
            : ((await new CreditNotes(run, ledger).PlanAsync(state, [cut], ct))[0], null);
    }
}
