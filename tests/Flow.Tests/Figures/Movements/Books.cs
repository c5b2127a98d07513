using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Figures.Movements;

/// <summary>Facts that movements are made of, in euros, counted in days from a first day.</summary>
internal static class Books
{
    public static readonly DateOnly First = new(2026, 9, 1);
    public static readonly Currency Euro = Currency.Of("EUR");

    public static Money Cents(long minor) => new(minor, Euro);

    /// <summary>A receivable; nothing is owed of one whose invoice is still to come.</summary>
    public static ReceivableFacts Receivable(
        string reference,
        long? owed,
        int due = 10,
        ReceivableState state = ReceivableState.Live,
        int? givenUp = null
    ) =>
        new(
            reference,
            "p1",
            $"Course of {reference}",
            Cents(10_000),
            AmountBasis.Gross,
            First.AddDays(due),
            state,
            owed is { } minor ? Cents(minor) : null,
            givenUp is { } day ? First.AddDays(day) : null,
            state == ReceivableState.Live && owed is null
        );

    public static DocumentPart Invoice(string receivable, int on, long minor, string document = "i1") =>
        new(receivable, document, document, DocumentKind.Invoice, First.AddDays(on), Cents(minor));

    public static DocumentPart Note(string receivable, int on, long minor, string document = "n1") =>
        new(receivable, document, document, DocumentKind.CreditNote, First.AddDays(on), Cents(minor));

    public static PaymentFacts Payment(string reference, int on, long rest = 0, long back = 0, int backOn = 0) =>
        new(reference, "p1", First.AddDays(on), MovementKind.Payment, Cents(rest), Cents(back), First.AddDays(backOn));

    public static PaidPart Paid(string receivable, PaymentFacts payment, long minor) =>
        new(receivable, payment, Cents(minor));

    public static MovementBook Book(
        ReceivableFacts[] receivables,
        DocumentPart[] documents,
        PaidPart[] paid,
        params PaymentFacts[] payments
    )
    {
        var (movements, credit) = ReceivableMovements.Of(new MovementFacts(receivables, documents, paid, payments));
        return new MovementBook(receivables, movements, credit);
    }

    /// <summary>The movements, such as <c>Payment -5000 on 3</c>.</summary>
    public static IEnumerable<string> Told(MovementBook book) =>
        book.Movements.Select(x => $"{x.Kind} {x.Amount.MinorUnits} on {x.On.DayNumber - First.DayNumber}");
}
