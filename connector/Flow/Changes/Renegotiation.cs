using System.Globalization;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Changes;

/// <summary>Divides what is open of an agreement anew: what is not issued is dropped, what is issued and unpaid is credited, and new instalments come in its place.</summary>
/// <remarks>Nothing is sent here: the credit notes' intents are stored, and the step <c>invoices</c> does the rest.</remarks>
internal sealed class Renegotiation(CycleRun run)
{
    /// <summary>Plans it.</summary>
    /// <param name="subject">As <see cref="AgreementFinder"/> takes it.</param>
    /// <param name="parts">Days with amounts as typed, such as <c>2026-12-05=100.00,2027-01-05=rest</c>.</param>
    /// <param name="why">A person's reason, for the journal.</param>
    /// <param name="language">es, en or pt.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>What is planned, or why nothing is; null when nothing is known by the subject.</returns>
    public async Task<ChangeAnswer?> PlanAsync(
        string subject,
        string parts,
        string why,
        string language,
        CancellationToken ct
    )
    {
        await using var ledger = run.OpenLedger();
        await using var transaction = await ledger.Database.BeginTransactionAsync(ct);
        if (await AgreementFinder.FindAsync(ledger, run.School.Key, subject, ct) is not { } id)
        {
            return null;
        }

        var state = await AgreementState.LoadAsync(ledger, id, ct);
        if (Objection(state) is { } objection)
        {
            return ChangeAnswer.Refused(state.Name, objection);
        }

        var (wished, fault) = WishedParts.Read(parts, state.Currency);
        if (fault is not null)
        {
            return ChangeAnswer.Refused(state.Name, fault);
        }

        var open = await OpenAsync(ledger, state, ct);
        var decision = RenegotiationPlan.Decide(open, state.Currency, wished, run.Today);
        var leaving = ToLeaving(decision);
        if ((decision.Refusal ?? Leaving.Objection(state, leaving)) is { } refusal)
        {
            return ChangeAnswer.Refused(state.Name, refusal);
        }

        if (IsSo(state, decision))
        {
            return new ChangeAnswer(
                ChangeKind.Nothing,
                state.Name,
                null,
                "What is open is divided over these days already.",
                []
            );
        }

        if (run.Options.DryRun)
        {
            return Answer(ChangeKind.Looked, state, leaving, decision, [], language);
        }

        var notes = await new CreditNotes(run, ledger).PlanAsync(state, decision.Cuts, ct);
        await ReplaceAsync(ledger, state, decision, ct);
        run.Journal(
            ledger,
            "agreement.renegotiated",
            state.Name,
            new
            {
                why,
                replaced = decision.Replaced.ToString(),
                parts = decision.Parts.Select(x => $"{Text(x.DueOn)} {x.Amount}"),
                creditNotes = notes.Select(x => x.Reference),
                revision = state.Agreement.Revision,
            }
        );
        await ledger.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Answer(ChangeKind.Planned, state, leaving, decision, notes, language);
    }

    // The same word twice is one change: no second credit note, no second invoice.
    private static bool IsSo(AgreementState state, RenegotiationDecision decision)
    {
        var dueOn = state.Parts.ToDictionary(x => x.Row.Reference, x => x.Row.DueOn);
        return decision
            .Cuts.Select(x => (DueOn: dueOn[x.Part.Receivable], x.Amount))
            .OrderBy(x => x.DueOn)
            .SequenceEqual(decision.Parts);
    }

    private static string? Objection(AgreementState state) =>
        state.Obstacle is { } obstacle ? obstacle
        : state.Agreement.EndedOn is not null ? "It ended: what stands of it is asked for as it is."
        : state.Agreement.Shares.Count > 1
            ? "Several payers share it: only what one payer owes alone can be divided anew."
        : state.Snapshot.Terms.Subscription is not null
            ? "It is a price for each month: there is no sum to divide anew."
        : null;

    private static LeavingDecision ToLeaving(RenegotiationDecision decision)
    {
        var zero = Money.Zero(decision.Replaced.Currency);
        return new LeavingDecision(
            ChangeReason.Renegotiated,
            new Dictionary<string, string>
            {
                ["gone"] = decision.Replaced.ToString(),
                ["parts"] = decision.Parts.Count.ToString(CultureInfo.InvariantCulture),
                ["first"] = decision.Parts.Count == 0 ? "" : Text(decision.Parts[0].DueOn),
                ["last"] = decision.Parts.Count == 0 ? "" : Text(decision.Parts[^1].DueOn),
            },
            decision.Cuts,
            zero,
            zero,
            zero
        );
    }

    private static ChangeAnswer Answer(
        ChangeKind kind,
        AgreementState state,
        LeavingDecision leaving,
        RenegotiationDecision decision,
        IReadOnlyList<PlannedCredit> notes,
        string language
    )
    {
        var answer = ChangeAnswer.Of(kind, state, leaving, notes, language);
        var basis = state.Snapshot.Terms.Basis == AmountBasis.Net ? "without tax" : "with tax";
        return answer with
        {
            Effects = [.. answer.Effects, .. decision.Parts.Select(x => $"{Text(x.DueOn)}: {x.Amount} {basis}")],
        };
    }

    private async Task<IReadOnlyList<OpenPart>> OpenAsync(
        LedgerContext ledger,
        AgreementState state,
        CancellationToken ct
    )
    {
        var references = state.Parts.Select(x => x.Row.Reference).ToList();
        var owed = await OpenItems.OwedAsync(ledger, run.School.Key, references, ct);
        var invoices = state.Parts.Select(x => x.Invoice?.Reference).OfType<string>().Distinct().ToList();
        var notes = await ledger
            .Documents.Include(x => x.Lines)
            .Where(x => x.School == run.School.Key && invoices.Contains(x.ReversesReference!))
            .ToListAsync(ct);
        return
        [
            .. state.Parts.Select(x => new OpenPart(
                x.ToPart(),
                owed.TryGetValue(x.Row.Reference, out var amount) ? amount.MinorUnits : 0,
                x.Invoice is null ? 0 : DocumentMirror.AskedMinor(notes, x.Invoice, x.Row.Reference)
            )),
        ];
    }

    // Every receivable of which something is replaced is asked for no more: what is left of it was paid.
    private async Task ReplaceAsync(
        LedgerContext ledger,
        AgreementState state,
        RenegotiationDecision decision,
        CancellationToken ct
    )
    {
        var rows = state.Parts.ToDictionary(x => x.Row.Reference, x => x.Row);
        var terms = state.Snapshot.Terms;
        var pattern = terms.Instalments.First(x => x.Number == rows[decision.Cuts[0].Part.Receivable].Instalment);
        var instalments = terms.Instalments.ToList();
        foreach (var cut in decision.Cuts)
        {
            rows[cut.Part.Receivable].State = ReceivableState.Cancelled;
            var at = instalments.FindIndex(x => x.Number == cut.Part.Instalment);
            var left = instalments[at].Amount - cut.Amount;
            instalments[at] = instalments[at] with { Amount = left };
        }

        instalments.RemoveAll(x => !x.Amount.IsPositive);
        var last = await ledger
            .Receivables.Where(x => x.AgreementId == state.Agreement.Id)
            .MaxAsync(x => x.Instalment, ct);
        foreach (var (dueOn, amount) in decision.Parts)
        {
            var issueOn = dueOn.AddDays(pattern.IssueOn.DayNumber - pattern.DueOn.DayNumber);
            issueOn = issueOn < run.Today ? run.Today : issueOn;
            var part = new InstalmentTerms(++last, amount, issueOn, dueOn, issueOn) { TaxCode = pattern.TaxCode };
            instalments.Add(part);
            ledger.Receivables.Add(ToReceivable(state.Agreement, rows[decision.Cuts[0].Part.Receivable], terms, part));
        }

        Leaving.Store(state, terms with { Instalments = instalments });
        state.Agreement.Freeze();
    }

    private static Receivable ToReceivable(
        Agreement agreement,
        Receivable before,
        BillingTerms terms,
        InstalmentTerms part
    ) =>
        new()
        {
            School = agreement.School,
            Reference = References.Receivable(
                agreement.School,
                agreement.Origin,
                agreement.OriginKey,
                agreement.Episode,
                part.Number,
                before.Share
            ),
            Agreement = agreement,
            PayerKey = before.PayerKey,
            CourseKey = before.CourseKey,
            LearnerKey = before.LearnerKey,
            Instalment = part.Number,
            Share = before.Share,
            Description = terms.Description,
            AmountMinor = part.Amount.MinorUnits,
            Currency = part.Amount.Currency.Code,
            Basis = terms.Basis,
            TaxCode = part.TaxCode ?? terms.TaxCode,
            IssueOn = part.IssueOn,
            DueOn = part.DueOn,
            TaxOn = part.TaxOn,
        };

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
