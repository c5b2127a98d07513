namespace Collections.Connector.Flow.Journal;

/// <summary>Which entries of the journal may hold personal data in their payload: declared here, and nowhere else.</summary>
internal static class JournalKinds
{
    // References, keys of pseudonyms, numbers, amounts. Any other kind counts as personal: above all reasons, which people and
    // remote systems write freely.
    private static readonly HashSet<string> Impersonal =
    [
        "access.imported",
        "access.not-suspended",
        "access.restored",
        "access.restored-by-hand",
        "access.suspended",
        "bank.attested",
        "suspension.reviewed",
        "agreement.withdrawn",
        "charge.billed",
        "document.credit-planned",
        "receivable.dropped",
        "contact.dropped",
        "contact.sent",
        "customer.bound",
        "document.adopted",
        "document.deleted-in-erp",
        "document.posted",
        "payment.disputed",
        "payment.failed",
        "payment.given-back",
        "payment.pending",
        "payment.recorded",
        "payment.refunded",
        "payment.succeeded",
        "self-service.grace",
        "self-service.objection",
        "self-service.promise",
    ];

    /// <summary>Whether an entry's payload may hold personal data.</summary>
    public static bool MayBePersonal(string kind) => !Impersonal.Contains(kind);
}
