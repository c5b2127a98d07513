namespace Collections.Connector.Flow.Figures.Movements;

/// <summary>All that movements are made of.</summary>
/// <param name="Receivables">The receivables, with all that share a document with one of them.</param>
/// <param name="Documents">Their parts of posted documents.</param>
/// <param name="Paid">What was settled of them.</param>
/// <param name="Payments">The payments of their payers.</param>
internal sealed record MovementFacts(
    IReadOnlyList<ReceivableFacts> Receivables,
    IReadOnlyList<DocumentPart> Documents,
    IReadOnlyList<PaidPart> Paid,
    IReadOnlyList<PaymentFacts> Payments
);
