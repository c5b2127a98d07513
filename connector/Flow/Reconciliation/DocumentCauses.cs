using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Reconciliation;

/// <summary>What ledger and ERP have under one reference. At least one of the two has something.</summary>
/// <param name="Reference">The reference.</param>
/// <param name="Billed">The ledger's document; null when it has none, or another one.</param>
/// <param name="Erp">The ERP's; null when it has none.</param>
/// <param name="Intent">The wish behind the ledger's document; null where there is none, as for adopted ones.</param>
/// <param name="Receivable">The state of the receivable that it covers; null when the ledger does not know it.</param>
/// <param name="Unbilled">Whether that receivable waits for its document.</param>
/// <param name="BilledNumber">The number of another document that bears the same reference and is the ledger's; null when there is none.</param>
/// <param name="HasLeft">Whether a complete listing of the course does not show the learner.</param>
internal sealed record DocumentFacts(
    string Reference,
    Document? Billed,
    ErpDocument? Erp,
    Intent? Intent = null,
    ReceivableState? Receivable = ReceivableState.Live,
    bool Unbilled = false,
    string? BilledNumber = null,
    bool HasLeft = false
);

/// <summary>Why a document is not the same in ledger and ERP. Pure; at most one cause, the gravest.</summary>
internal static class DocumentCauses
{
    /// <summary>Compares.</summary>
    public static Difference? Of(DocumentFacts facts) =>
        facts switch
        {
            { Billed: null, Erp: { } erp } => Unknown(facts, erp),
            { Billed: { } billed, Erp: null } => Missing(facts, billed),
            { Billed: { } billed, Erp: { } erp } => erp.State switch
            {
                DocumentState.Cancelled => Cancelled(
                    facts,
                    billed,
                    $"{erp.Number ?? "The draft"} is cancelled in the ERP"
                ),
                DocumentState.Draft => Draft(facts, billed, erp),
                _ => Posted(facts, billed, erp),
            },
            _ => null,
        };

    private static Difference? Unknown(DocumentFacts facts, ErpDocument erp)
    {
        var message = $"{erp.State} {erp.Number ?? erp.Key} of {erp.Total} bears this reference in the ERP";
        return erp.State == DocumentState.Cancelled ? null
            : facts.BilledNumber is { } other
                ? Difference.ByPerson(
                    DifferenceCause.DuplicateReference,
                    facts.Reference,
                    erp.Total,
                    $"{message}, and so does {other}, which the connector follows.",
                    $"In the ERP: credit or cancel {erp.Number ?? "the draft " + erp.Key}, or take the reference off it."
                )
            : facts.Unbilled
                ? Difference.BySync(
                    DifferenceCause.UnknownInLedger,
                    facts.Reference,
                    erp.Total,
                    $"{message}, and the connector was about to make it.",
                    "The next run finds it by its reference and follows it."
                )
            : Difference.ByPerson(
                DifferenceCause.UnknownInLedger,
                facts.Reference,
                erp.Total,
                $"{message}, and the connector knows no receivable for it.",
                "In the ERP: credit or cancel it, or take the reference off it. After a backup was put back, run `sync` first."
            );
    }

    private static Difference? Missing(DocumentFacts facts, Document billed) =>
        billed.Standing switch
        {
            DocumentStanding.Cancelled => Cancelled(
                facts,
                billed,
                $"{billed.Number ?? "The draft"} is gone from the ERP"
            ),
            DocumentStanding.Planned => NotIssued(
                facts,
                billed,
                "It is planned, and the ERP has nothing under its reference."
            ),
            _ => new Difference(
                DifferenceCause.BilledNotInErp,
                facts.Reference,
                billed.Total,
                $"{billed.Number ?? "The draft"} is not in the ERP any more.",
                "sync --reread",
                "Takes note, asks nobody for the money, and parks it for a decision."
            ),
        };

    private static Difference? NotIssued(DocumentFacts facts, Document billed, string message)
    {
        var amount = new Money(billed.ExpectedMinor, Currency.Of(billed.Currency));
        return facts.Intent?.State switch
        {
            IntentState.Dismissed => null, // A person's decision.
            IntentState.Parked => Difference.ByRetry(
                DifferenceCause.BilledNotInErp,
                facts.Reference,
                amount,
                $"{message} {facts.Intent.LastAnswer}",
                facts.Reference,
                "Mend what the reason says, then let the next run try again; or `parked dismiss`."
            ),
            _ => Difference.BySync(
                DifferenceCause.BilledNotInErp,
                facts.Reference,
                amount,
                message,
                "The next run goes on with it."
            ),
        };
    }

    private static Difference? Cancelled(DocumentFacts facts, Document billed, string what)
    {
        if (facts.Receivable != ReceivableState.Live)
        {
            return null;
        }

        var amount = billed.Standing == DocumentStanding.Planned ? (Money?)null : billed.Total;
        return (billed.Standing, facts.Intent?.State) switch
        {
            (DocumentStanding.Cancelled, IntentState.Dismissed) => null, // Given up, or the next revision stands in its place.
            (DocumentStanding.Cancelled, IntentState.Parked) => Difference.ByRetry(
                DifferenceCause.CancelledInErp,
                facts.Reference,
                amount,
                $"{what}, and nobody has said whether the debt stands.",
                facts.Reference,
                "Bills it anew. If the debt does not stand: `parked dismiss`."
            ),
            _ => Difference.BySync(
                DifferenceCause.CancelledInErp,
                facts.Reference,
                amount,
                $"{what}, and the connector does not know yet.",
                "The next run takes note, asks nobody for the money, and parks it for a decision."
            ),
        };
    }

    private static Difference? Draft(DocumentFacts facts, Document billed, ErpDocument erp) =>
        billed.Standing == DocumentStanding.Posted || facts.Intent?.State == IntentState.Done
            ? Difference.ByPerson(
                DifferenceCause.BackToDraftInErp,
                facts.Reference,
                erp.Total,
                $"{billed.Number ?? erp.Key} was issued, and is a draft in the ERP again.",
                "In the ERP: post it again, or cancel it. Then `sync`."
            )
            : NotIssued(facts, billed, $"It stands in the ERP as a draft of {erp.Total}.");

    private static Difference? Posted(DocumentFacts facts, Document billed, ErpDocument erp)
    {
        if (billed.Standing != DocumentStanding.Posted)
        {
            return Difference.BySync(
                DifferenceCause.AnswerNotTakenIn,
                facts.Reference,
                erp.Total,
                $"The ERP has issued {erp.Number}; the connector has not read that yet.",
                "The next run takes it in."
            );
        }

        var untaxed = erp.Untaxed.MinorUnits - billed.UntaxedMinor;
        if (
            erp.Total.Currency.Code != billed.Currency
            || erp.CustomerKey != billed.CustomerKey
            || erp.Kind != billed.Kind
            || untaxed != 0
        )
        {
            return Difference.BySync(
                DifferenceCause.EditedInErp,
                facts.Reference,
                erp.Total.Currency.Code == billed.Currency ? erp.Total - billed.Total : erp.Total,
                $"{erp.Number} was {billed.Total} for customer {billed.CustomerKey}; the ERP has {erp.Total} for customer {erp.CustomerKey}.",
                "The next run follows the ERP and says so; nothing is rewritten there."
            );
        }

        return erp.Total != billed.Total
            ? Difference.BySync(
                DifferenceCause.TaxDiffers,
                facts.Reference,
                erp.Total - billed.Total,
                $"{erp.Number} had {billed.Total} with tax; the ERP has {erp.Total}, and the same {erp.Untaxed} without.",
                "The next run follows the ERP and says so; nothing is rewritten there."
            )
            : AgreedDiffers(facts, billed, erp)
                ?? (
                    erp.Open != billed.Open
                        ? Difference.BySync(
                            DifferenceCause.OpenDiffers,
                            facts.Reference,
                            erp.Open - billed.Open,
                            $"{erp.Number} had {billed.Open} open; the ERP has {erp.Open}.",
                            "The next run reads what was paid or undone."
                        )
                    : facts.HasLeft && billed.Kind == DocumentKind.Invoice && erp.Open.IsPositive
                        ? Difference.ByPerson(
                            DifferenceCause.NoLongerEnrolled,
                            facts.Reference,
                            erp.Open,
                            $"{erp.Number} has {erp.Open} open, and the learner is not enrolled in the course any more.",
                            "If it is not owed: a credit note in the ERP. If it is, nothing: this goes when it is paid."
                        )
                    : null
                );
    }

    // An adopted invoice was accepted as it stood.
    private static Difference? AgreedDiffers(DocumentFacts facts, Document billed, ErpDocument erp)
    {
        var has = billed.ExpectedBasis == AmountBasis.Net ? erp.Untaxed : erp.Total;
        var agreed = has with { MinorUnits = billed.ExpectedMinor };
        return billed.Adopted || has == agreed
            ? null
            : Difference.ByPerson(
                DifferenceCause.AmountDiffers,
                facts.Reference,
                has - agreed,
                $"{erp.Number} has {has} {(billed.ExpectedBasis == AmountBasis.Net ? "without" : "with")} tax; agreed was {agreed}.",
                "In the ERP: put the amount right, or credit the difference and take our reference off. Then `sync`."
            );
    }
}
