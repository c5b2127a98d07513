using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Sales;

/// <summary>What would become of a sale.</summary>
internal enum SaleVerdict
{
    /// <summary>It is stored.</summary>
    New,

    /// <summary>It is stored in the place of what was given before under its key.</summary>
    Changed,

    /// <summary>It was stored before, in the same words.</summary>
    Unchanged,

    /// <summary>It cannot be stored.</summary>
    AtFault,
}

/// <summary>A sale with what would become of it.</summary>
/// <param name="Order">The sale.</param>
/// <param name="Verdict">What.</param>
/// <param name="Subject">What its agreement is about.</param>
/// <param name="Source">Its facts, and the sale itself.</param>
/// <param name="Faults">Why it cannot be stored; empty otherwise.</param>
internal sealed record JudgedSale(
    SaleOrder Order,
    SaleVerdict Verdict,
    AgreementSubject Subject,
    BillingSource Source,
    IReadOnlyList<SaleFault> Faults
);

/// <summary>Judges sales by what LMS, ledger and mapping say. Writes nothing.</summary>
internal sealed class SaleJudge(CycleRun run, string origin)
{
    /// <summary>Judges a chunk.</summary>
    /// <exception cref="RemoteUnavailableException">A learner is not in the ledger, and the LMS does not answer.</exception>
    public async Task<IReadOnlyList<JudgedSale>> JudgeAsync(
        IReadOnlyList<(SaleRow Row, SaleOrder Order)> chunk,
        CancellationToken ct
    )
    {
        await using var ledger = run.OpenLedger();
        var known = await SaleKnowledge.LoadAsync(run, ledger, [.. chunk.Select(x => x.Order)], ct);
        var first = chunk
            .Select(x => (x.Row, x.Order, Subject: known.SubjectOf(x.Order, origin)))
            .Select(x => (x.Row, x.Order, x.Subject, Source: SourceOf(x.Order, x.Subject, known)))
            .Select(x => (x.Row, x.Order, x.Subject, x.Source, Usual: UsualOf(x.Order, x.Source, known)))
            .Select(x => (x.Row, x.Order, x.Subject, x.Source, x.Usual, Payer: PayerOf(x.Order, x.Usual, known)))
            .ToList();
        var payers = await PayerBook.LoadAsync(
            run,
            ledger,
            [.. first.Select(x => (PayerFrom(x.Order, x.Subject), x.Payer))],
            ct
        );
        return
        [
            .. first.Select(x =>
            {
                var subject = x.Subject with { PayerFrom = PayerFrom(x.Order, x.Subject) };
                var payer = SaleTerms.Over(x.Order, x.Payer, payers.Find(subject.PayerFrom, x.Payer));
                var terms = SaleTerms.Of(x.Order, x.Source, payer, x.Usual?.TaxCode, run.Today);
                var fact = new SaleFact(x.Order.Digest, x.Order.Enrol, terms);
                return Judge(x.Row, x.Order, subject, x.Source with { Sale = fact }, known);
            }),
        ];
    }

    private JudgedSale Judge(
        SaleRow row,
        SaleOrder order,
        AgreementSubject subject,
        BillingSource source,
        SaleKnowledge known
    )
    {
        var before = known.Before(order.Key);
        if (before?.Origin == origin && before.Digest == order.Digest)
        {
            var stored = subject with { Episode = before.Episode };
            return new JudgedSale(order, SaleVerdict.Unchanged, stored, source, []);
        }

        var faults = new SaleFaults(row, order, known).Find(origin, run.Today);
        if (faults.Count == 0)
        {
            faults = [.. MappingFaults(row, source)];
        }

        var verdict =
            faults.Count > 0 ? SaleVerdict.AtFault
            : before is null ? SaleVerdict.New
            : SaleVerdict.Changed;
        return new JudgedSale(order, verdict, subject, source, faults);
    }

    private BillingSource SourceOf(SaleOrder order, AgreementSubject subject, SaleKnowledge known) =>
        SaleTerms.SourceOf(order, subject, known.Course(order), known.Learner(order), run.Today);

    // What an enrolment of this learner in this course would be asked, where the sale is silent.
    private BillingTerms? UsualOf(SaleOrder order, BillingSource source, SaleKnowledge known) =>
        known.Course(order) is null || known.Learner(order) is null ? null : run.Mapping.Billing.Decide(source).Terms;

    private static PayerTerms PayerOf(SaleOrder order, BillingTerms? usual, SaleKnowledge known) =>
        SaleTerms.PayerOf(
            order,
            usual?.Payer ?? (known.Learner(order) is { } learner ? SaleTerms.PayerOf(learner) : null)
        );

    // Somebody who pays for a learner in one sale is not who pays for everything.
    private static string PayerFrom(SaleOrder order, AgreementSubject subject) =>
        order.Payer.Name is null ? subject.LearnerKey : $"{subject.Origin}-{subject.Key}";

    // What invoices.json would refuse is told before anything is stored.
    private IEnumerable<SaleFault> MappingFaults(SaleRow row, BillingSource source)
    {
        var terms = source.Sale!.Terms;
        return terms
            .Instalments.SelectMany(part =>
                run.Mapping.Invoices.Draft(
                    new InvoiceSource(
                        "sale",
                        DocumentKind.Invoice,
                        MappingPreview.UnknownCustomer,
                        null,
                        [new InvoicePart("sale", source, terms, part)]
                    )
                ).Faults
            )
            .DistinctBy(x => x.Code)
            .Select(x => new SaleFault(row.Line, "", x.Code, $"invoices.json: {x.Message}", x.Hint));
    }
}
