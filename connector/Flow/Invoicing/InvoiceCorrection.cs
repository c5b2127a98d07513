using Collections.Connector.Flow.Changes;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Invoicing;

/// <summary>Plans a correction: a credit note takes back what was billed, and the receivable is billed anew as the next revision, on the terms that the rules give now.</summary>
/// <remarks>Nothing is sent here: the credit note's intent is stored, and <see cref="InvoiceIssuer"/> does the rest, as often as it takes.</remarks>
internal sealed class InvoiceCorrection(CycleRun run)
{
    /// <summary>Plans the correction of a receivable.</summary>
    /// <param name="reference">The receivable's or one of its documents' reference, or an invoice's number.</param>
    /// <param name="why">A person's reason, for the journal.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>What was planned, or why nothing was; null when there is no such reference.</returns>
    public async Task<CorrectionAnswer?> PlanAsync(string reference, string why, CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        if (await FindAsync(ledger, reference, ct) is not { } receivable)
        {
            return null;
        }

        var snapshot = AgreementSnapshot.Parse(receivable.Agreement.Terms);
        if (snapshot.Terms.Instalments.Count > 1)
        {
            var source = await SourceNowAsync(ledger, receivable, snapshot.Source, ct);
            var rules = await TermsNow.LoadAsync(run, ledger, [receivable.Agreement], ct);
            return await new InstalmentCorrection(run, ledger).PlanAsync(
                receivable,
                source,
                rules.Decide(receivable.Agreement, source),
                why,
                ct
            );
        }

        if (receivable.Agreement.Shares.Count > 1)
        {
            return Not(CorrectionKind.Refused, receivable, "Several payers share it: correct it in the ERP.");
        }

        var documents = await ledger
            .Documents.Include(x => x.Lines)
            .Where(x => x.School == run.School.Key && x.Lines.Any(l => l.ReceivableRef == receivable.Reference))
            .ToListAsync(ct);
        var billed = documents.Where(x => x.Kind == DocumentKind.Invoice).MaxBy(x => x.Revision);
        if (billed is null)
        {
            return Not(CorrectionKind.Refused, receivable, "It has no invoice: it follows the LMS by itself.");
        }

        if (documents.Find(x => x.ReversesReference == billed.Reference) is { } before)
        {
            return before.Part
                ? Not(
                    CorrectionKind.Refused,
                    receivable,
                    "A part of it was credited before: correct the rest in the ERP."
                )
                : Not(CorrectionKind.UnderWay, receivable, "Its correction was planned before; it goes on.");
        }

        return CorrectionDraft.Objection(billed) is { } objection
            ? Not(CorrectionKind.Refused, receivable, objection)
            : await PlanAsync(ledger, receivable, billed, snapshot, why, ct);
    }

    private async Task<CorrectionAnswer> PlanAsync(
        LedgerContext ledger,
        Receivable receivable,
        Document billed,
        AgreementSnapshot before,
        string why,
        CancellationToken ct
    )
    {
        var source = await SourceNowAsync(ledger, receivable, before.Source, ct);
        var rules = await TermsNow.LoadAsync(run, ledger, [receivable.Agreement], ct);
        var answer = rules.Decide(receivable.Agreement, source);
        if (answer.Faults.Count > 0 || answer.Terms?.Instalments.Count > 1)
        {
            return Not(
                CorrectionKind.Refused,
                receivable,
                string.Join(' ', answer.Faults.Select(x => $"[{x.Code}] {x.Where}: {x.Message} {x.Hint}"))
                    + (answer.Faults.Count > 0 ? "" : "The rules give several instalments now: correct it in the ERP.")
            );
        }

        var intent = await Intents.FindAsync(ledger, run.School.Key, IntentKind.Document, billed.Reference, ct);
        var asked = intent!.Payload;
        if (answer.Terms is { } terms)
        {
            var payer = (await PayerBook.LoadAsync(run, ledger, [(receivable.LearnerKey, terms.Payer)], ct)).FindOrMake(
                receivable.LearnerKey,
                terms.Payer
            );
            var again = Draft(billed, source, terms with { Instalments = [SameDays(terms, before.Terms)] });
            if (again.Draft is null)
            {
                return Not(
                    CorrectionKind.Refused,
                    receivable,
                    string.Join(' ', again.Faults.Select(x => $"[{x.Code}] {x.Where}: {x.Message} {x.Hint}"))
                );
            }

            if (payer.Key == receivable.PayerKey && Json(again.Draft) == asked)
            {
                return Not(CorrectionKind.Nothing, receivable, "The invoice says what the rules say now.");
            }

            var after = new AgreementSnapshot(source, CorrectionDraft.Dated(terms, run.Today));
            CorrectionDraft.Revise(receivable, after, Json(after), payer.Key);
        }
        else
        {
            receivable.State = ReceivableState.Cancelled;
        }

        var all = billed.Lines.ToDictionary(x => x.ReceivableRef, x => x.AmountMinor);
        var note = await new CreditNotes(run, ledger).PlanAsync(billed, all, ct);
        run.Journal(
            ledger,
            "document.correction-planned",
            billed.Reference,
            new
            {
                why,
                creditNote = note.Reference,
                notBillable = answer.NotBillable,
                terms = receivable.Agreement.TermsDigest,
            }
        );
        await ledger.SaveChangesAsync(ct);
        return new CorrectionAnswer(CorrectionKind.Planned, receivable.Reference, Sentence(billed, note, answer));
    }

    private InvoiceAnswer Draft(Document billed, BillingSource source, BillingTerms terms) =>
        run.Mapping.Invoices.Draft(
            new InvoiceSource(
                billed.Reference,
                DocumentKind.Invoice,
                billed.CustomerKey,
                null,
                [new InvoicePart(billed.Lines[0].ReceivableRef, source, terms, terms.Instalments[0])]
            )
        );

    private static InstalmentTerms SameDays(BillingTerms now, BillingTerms before) =>
        before.Instalments[0] with
        {
            Amount = now.Instalments[0].Amount,
        };

    private static string Sentence(Document billed, Document note, BillingAnswer answer)
    {
        var next = answer.NotBillable is { } reason
            ? $"and nothing is billed in its place ({reason})"
            : $"and revision {billed.Revision + 1} is billed in its place";
        var paid =
            billed.OpenMinor < billed.TotalMinor
                ? $" {billed.Total - billed.Open} was settled before: it becomes the payer's credit in the ERP, to be allocated there."
                : "";
        return $"Credit note {note.Reference} takes back {billed.Number}, {next}.{paid}";
    }

    // The enrolment that opened the agreement stays as it was; course and learner are as the LMS has them now.
    private async Task<BillingSource> SourceNowAsync(
        LedgerContext ledger,
        Receivable receivable,
        BillingSource then,
        CancellationToken ct
    )
    {
        var course = await ledger
            .Courses.AsNoTracking()
            .SingleOrDefaultAsync(x => x.School == run.School.Key && x.Key == receivable.CourseKey, ct);
        var learner = await ledger
            .Learners.AsNoTracking()
            .SingleOrDefaultAsync(x => x.School == run.School.Key && x.Key == receivable.LearnerKey, ct);
        return then with
        {
            Course = course is null ? then.Course : JsonConvert.DeserializeObject<CourseFact>(course.Fact)!,
            Learner = learner is null ? then.Learner : JsonConvert.DeserializeObject<LearnerFact>(learner.Fact)!,
        };
    }

    private async Task<Receivable?> FindAsync(LedgerContext ledger, string reference, CancellationToken ct)
    {
        var wanted =
            await ledger
                .Documents.Where(x => x.School == run.School.Key && (x.Reference == reference || x.Number == reference))
                .SelectMany(x => x.Lines)
                .Select(x => x.ReceivableRef)
                .FirstOrDefaultAsync(ct)
            ?? reference;
        return await ledger
            .Receivables.Include(x => x.Agreement.Shares)
            .SingleOrDefaultAsync(x => x.School == run.School.Key && x.Reference == wanted, ct);
    }

    private static string Json(object value) => JsonConvert.SerializeObject(value, AgreementSnapshot.Json);

    private static CorrectionAnswer Not(CorrectionKind kind, Receivable receivable, string message) =>
        new(kind, receivable.Reference, message);
}

/// <summary>What became of a wish to correct.</summary>
/// <param name="Kind">What.</param>
/// <param name="Receivable">The receivable's reference.</param>
/// <param name="Message">The sentence.</param>
internal sealed record CorrectionAnswer(CorrectionKind Kind, string Receivable, string Message);

/// <summary>Kinds of <see cref="CorrectionAnswer"/>.</summary>
internal enum CorrectionKind
{
    /// <summary>A credit note is planned.</summary>
    Planned,

    /// <summary>One was planned before and is not at its end.</summary>
    UnderWay,

    /// <summary>The invoice is right as it is.</summary>
    Nothing,

    /// <summary>It cannot be corrected from here.</summary>
    Refused,
}
