using System.Globalization;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Changes;

/// <summary>Plans credit notes: row and intent are stored with what asked for them, and <see cref="InvoiceIssuer"/> does the rest, as often as it takes.</summary>
internal sealed class CreditNotes(CycleRun run, LedgerContext ledger)
{
    private const string Suffix = "_cn";

    /// <summary>Plans one credit note over what is named of an invoice. Saves with the caller's transaction.</summary>
    /// <param name="billed">The posted invoice, with its lines.</param>
    /// <param name="amounts">What is taken back by receivable, on the invoice's basis; each above zero, and not above what stands.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>The credit note's row: not <see cref="Document.Part"/> when nothing of the invoice stands after it.</returns>
    /// <exception cref="InvalidOperationException">More would be taken back than was billed: a bug of the caller.</exception>
    public async Task<Document> PlanAsync(
        Document billed,
        IReadOnlyDictionary<string, long> amounts,
        CancellationToken ct
    )
    {
        var before = await BeforeAsync(billed, ct);
        var standing = billed.Lines.ToDictionary(
            x => x.ReceivableRef,
            x => x.AmountMinor - before.GetValueOrDefault(x.ReceivableRef)
        );
        if (amounts.Any(x => x.Value <= 0 || x.Value > standing.GetValueOrDefault(x.Key)))
        {
            throw new InvalidOperationException(
                $"A credit note would take back more than stands of {billed.Reference}."
            );
        }

        var lines = billed.Lines.Where(x => amounts.ContainsKey(x.ReceivableRef)).OrderBy(x => x.Id).ToList();
        var number = await NextNumberAsync(lines[0].ReceivableRef, ct);
        var reference = References.Document(lines[0].ReceivableRef, DocumentKind.CreditNote, number);
        var asked = await Intents.FindAsync(ledger, run.School.Key, IntentKind.Document, billed.Reference, ct);
        var invoice = JsonConvert.DeserializeObject<DocumentDraft>(asked!.Payload, AgreementSnapshot.Json)!;
        var draft = CorrectionDraft.CreditNote(invoice, billed, reference, run.Today, amounts);
        var note = CorrectionDraft.ToRow(draft, billed, amounts);
        note.Revision = number;
        note.Part = standing.Values.Sum() > amounts.Values.Sum();
        ledger.Documents.Add(note);
        Intents.Plan(
            run,
            ledger,
            IntentKind.Document,
            reference,
            JsonConvert.SerializeObject(draft, AgreementSnapshot.Json)
        );
        return note;
    }

    /// <summary>Plans the credit notes of several cuts, one for each invoice, and notes each in the journal.</summary>
    /// <param name="state">The agreement.</param>
    /// <param name="cuts">What goes; cuts of parts that are on no invoice are left alone.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<IReadOnlyList<PlannedCredit>> PlanAsync(
        AgreementState state,
        IReadOnlyList<LeavingCut> cuts,
        CancellationToken ct
    )
    {
        var rows = state.Parts.ToDictionary(x => x.Row.Reference);
        var planned = new List<PlannedCredit>();
        foreach (var group in cuts.Where(x => x.Part.Invoice is not null).GroupBy(x => x.Part.Invoice!))
        {
            var billed = rows[group.First().Part.Receivable].Invoice!;
            var amounts = group.ToDictionary(x => x.Part.Receivable, x => x.Amount.MinorUnits);
            var left = await LeftAsync(billed, amounts, ct);
            var note = await PlanAsync(billed, amounts, ct);
            var currency = Currency.Of(billed.Currency);
            var credit = new PlannedCredit(
                note.Reference,
                billed.Number ?? billed.Reference,
                new Money(note.ExpectedMinor, currency),
                note.Part,
                new Money(left, currency)
            );
            planned.Add(credit);
            run.Journal(
                ledger,
                "document.credit-planned",
                billed.Reference,
                new
                {
                    creditNote = credit.Reference,
                    amount = credit.Amount.ToString(),
                    part = credit.Part,
                }
            );
        }

        return planned;
    }

    /// <summary>Why an invoice cannot be credited by the connector; null when it can.</summary>
    public static string? Objection(Document billed) =>
        billed.Adopted ? $"{billed.Number} stood in the ERP before the connector and was adopted: credit it there."
        : (billed.ExpectedBasis == AmountBasis.Net ? billed.UntaxedMinor : billed.TotalMinor) != billed.ExpectedMinor
            ? $"{billed.Number} was edited in the ERP after issuing: credit it there."
        : null;

    // With tax: what goes, less what is owed; the difference was paid, and is the payer's.
    private async Task<long> LeftAsync(Document billed, IReadOnlyDictionary<string, long> amounts, CancellationToken ct)
    {
        if (billed.ExpectedMinor == 0)
        {
            return 0;
        }

        var gross = decimal.Round((decimal)billed.TotalMinor * amounts.Values.Sum() / billed.ExpectedMinor);
        var lines = billed.Lines.ConvertAll(x => x.ReceivableRef);
        var owed = await OpenItems.OwedAsync(ledger, run.School.Key, lines, ct);
        return Math.Max(0, (long)gross - owed.Values.Sum(x => Math.Max(0, x.MinorUnits)));
    }

    private async Task<Dictionary<string, long>> BeforeAsync(Document billed, CancellationToken ct)
    {
        var notes = await ledger
            .Documents.Where(x => x.School == run.School.Key && x.ReversesReference == billed.Reference)
            .Where(x => x.Standing != DocumentStanding.Cancelled)
            .SelectMany(x => x.Lines)
            .ToListAsync(ct);
        return notes.GroupBy(x => x.ReceivableRef).ToDictionary(x => x.Key, x => x.Sum(l => l.AmountMinor));
    }

    // By count of what there is: the same facts give the same name again after a planned one was withdrawn.
    private async Task<int> NextNumberAsync(string receivable, CancellationToken ct)
    {
        var stem = receivable + Suffix;
        var taken = await ledger
            .Documents.Where(x => x.School == run.School.Key && x.Reference.StartsWith(stem))
            .Select(x => x.Reference)
            .ToListAsync(ct);
        var local = ledger
            .Documents.Local.Select(x => x.Reference)
            .Where(x => x.StartsWith(stem, StringComparison.Ordinal));
        return 1
            + taken
                .Concat(local)
                .Select(x => int.Parse(x[stem.Length..], NumberStyles.None, CultureInfo.InvariantCulture))
                .DefaultIfEmpty()
                .Max();
    }
}

/// <summary>A credit note that is planned.</summary>
/// <param name="Reference">Its reference.</param>
/// <param name="Invoice">The number of the invoice that it corrects.</param>
/// <param name="Amount">How much, on the invoice's basis.</param>
/// <param name="Part">Whether the invoice stands for the rest.</param>
/// <param name="Left">What of it was paid before, with tax, and becomes the payer's credit in the ERP; zero when nothing was.</param>
internal sealed record PlannedCredit(string Reference, string Invoice, Money Amount, bool Part, Money Left);
