using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Figures.Movements;

/// <summary>
/// Tells how each receivable came to what is owed of it now. Pure. The sum of a receivable's movements is what is owed of it, to the cent;
/// of one that is not asked for any more it is nothing.
/// </summary>
internal sealed class ReceivableMovements
{
    private readonly List<Movement> movements = [];
    private readonly List<CreditMovement> credit = [];
    private readonly Dictionary<string, long> givenBackLeft = new(StringComparer.Ordinal);

    private ReceivableMovements() { }

    /// <summary>Tells it.</summary>
    /// <returns>The movements, receivable by receivable; and the money of payers that settles nothing.</returns>
    public static (IReadOnlyList<Movement> Movements, IReadOnlyList<CreditMovement> Credit) Of(MovementFacts facts)
    {
        var all = new ReceivableMovements();
        foreach (var payment in facts.Payments.Concat(facts.Paid.Select(x => x.Payment)))
        {
            all.givenBackLeft[payment.Reference] = payment.GivenBack.MinorUnits;
        }

        var documents = facts.Documents.ToLookup(x => x.Receivable);
        var paid = facts.Paid.ToLookup(x => x.Receivable);
        foreach (var group in SharedDocuments.Groups(facts))
        {
            foreach (var currency in Currencies(group, documents, paid))
            {
                all.Tell(group, currency, documents, paid);
            }
        }

        all.TellUnused(facts.Payments);
        return (all.movements, all.credit);
    }

    private static List<Currency> Currencies(
        IReadOnlyList<ReceivableFacts> group,
        ILookup<string, DocumentPart> documents,
        ILookup<string, PaidPart> paid
    ) =>
        [
            .. group
                .SelectMany(x =>
                    documents[x.Reference]
                        .Select(d => d.Amount.Currency)
                        .Concat(paid[x.Reference].Select(p => p.Amount.Currency))
                        .Concat(x.Owed is { } owed ? [owed.Currency] : [])
                )
                .Distinct()
                .OrderBy(x => x.Code, StringComparer.Ordinal),
        ];

    private void Tell(
        IReadOnlyList<ReceivableFacts> group,
        Currency currency,
        ILookup<string, DocumentPart> documents,
        ILookup<string, PaidPart> paid
    )
    {
        var billed = group.ToDictionary(
            x => x.Reference,
            x => documents[x.Reference].Where(d => d.Amount.Currency == currency).ToList()
        );
        var settled = group.ToDictionary(
            x => x.Reference,
            x => billed[x.Reference].Sum(Signed) - OwedMinor(x, currency)
        );
        var parts = group.SelectMany(x => paid[x.Reference]).Where(x => x.Amount.Currency == currency);
        var spread = (group.Count > 1 ? SettledParts.Spread(group, settled, parts) : parts).ToLookup(x => x.Receivable);
        foreach (var one in group)
        {
            Tell(one, currency, billed[one.Reference], [.. spread[one.Reference]]);
        }
    }

    private void Tell(ReceivableFacts one, Currency currency, List<DocumentPart> billed, List<PaidPart> paid)
    {
        var first = movements.Count;
        movements.AddRange(
            billed.Select(x => new Movement(
                x.On,
                KindOf(one, x),
                new Money(Signed(x), currency),
                one.Reference,
                x.Number,
                x.Document
            ))
        );
        var number = billed.Where(x => x.Kind == DocumentKind.Invoice).MaxBy(x => x.On)?.Number ?? "";
        movements.AddRange(
            paid.Select(x => new Movement(
                x.Payment.On,
                x.Payment.Kind,
                -x.Amount,
                one.Reference,
                number,
                x.Payment.Reference
            ))
        );
        var owed = OwedMinor(one, currency);
        var gap = owed - movements.Skip(first).Sum(x => x.Amount.MinorUnits);
        var lastOn = movements.Skip(first).Select(x => x.On).DefaultIfEmpty(one.DueOn).Max();
        gap = TellGivenBack(one, paid, number, gap);
        gap = TellFreed(one, billed, paid, number, gap, lastOn);
        Add(lastOn, MovementKind.Other, gap);
        if (one.State != ReceivableState.Live)
        {
            var kind = one.State == ReceivableState.WrittenOff ? MovementKind.WrittenOff : MovementKind.Cancelled;
            Add(one.GivenUpOn ?? lastOn, kind, -owed);
        }

        void Add(DateOnly on, MovementKind kind, long minor)
        {
            if (minor != 0)
            {
                movements.Add(new Movement(on, kind, new Money(minor, currency), one.Reference, number, one.Reference));
            }
        }
    }

    // A debt is given up in the ERP by a credit note too: that is no correction of what was billed.
    private static MovementKind KindOf(ReceivableFacts one, DocumentPart part) =>
        part.Kind == DocumentKind.Invoice ? MovementKind.Invoice
        : one.State == ReceivableState.WrittenOff && part.On >= one.GivenUpOn ? MovementKind.WrittenOff
        : MovementKind.CreditNote;

    // More is owed than documents and payments say: first because money went back, the newest payment's first.
    private long TellGivenBack(ReceivableFacts one, List<PaidPart> paid, string number, long gap)
    {
        foreach (var part in paid.OrderByDescending(x => x.Payment.On))
        {
            var take = Math.Min(
                Math.Clamp(gap, 0, part.Amount.MinorUnits),
                givenBackLeft.GetValueOrDefault(part.Payment.Reference)
            );
            if (take > 0)
            {
                givenBackLeft[part.Payment.Reference] -= take;
                gap -= take;
                movements.Add(
                    new Movement(
                        part.Payment.GivenBackOn,
                        MovementKind.GivenBack,
                        part.Amount with
                        {
                            MinorUnits = take,
                        },
                        one.Reference,
                        number,
                        part.Payment.Reference
                    )
                );
            }
        }

        return gap;
    }

    // Then because what settled it is more than what there was to settle: the rest is the payer's.
    private long TellFreed(
        ReceivableFacts one,
        List<DocumentPart> billed,
        List<PaidPart> paid,
        string number,
        long gap,
        DateOnly on
    )
    {
        var notes = billed.Where(x => x.Kind == DocumentKind.CreditNote).ToList();
        var most = paid.Sum(x => x.Amount.MinorUnits) + notes.Sum(x => x.Amount.MinorUnits);
        var take = Math.Clamp(gap, 0, most);
        if (take > 0)
        {
            var amount = new Money(take, (paid.FirstOrDefault()?.Amount ?? notes[0].Amount).Currency);
            movements.Add(new Movement(on, MovementKind.Freed, amount, one.Reference, number, one.Reference));
            credit.Add(new CreditMovement(on, MovementKind.Freed, amount, one.Payer, one.Reference));
        }

        return gap - take;
    }

    private void TellUnused(IEnumerable<PaymentFacts> payments)
    {
        foreach (var payment in payments)
        {
            if (!payment.Rest.IsZero)
            {
                credit.Add(
                    new CreditMovement(payment.On, MovementKind.Payment, payment.Rest, payment.Payer, payment.Reference)
                );
            }

            if (givenBackLeft[payment.Reference] is not 0 and var minor)
            {
                var back = payment.GivenBack with { MinorUnits = -minor };
                credit.Add(
                    new CreditMovement(
                        payment.GivenBackOn,
                        MovementKind.GivenBack,
                        back,
                        payment.Payer,
                        payment.Reference
                    )
                );
            }
        }
    }

    private static long Signed(DocumentPart part) =>
        part.Kind == DocumentKind.Invoice ? part.Amount.MinorUnits : -part.Amount.MinorUnits;

    private static long OwedMinor(ReceivableFacts one, Currency currency) =>
        one.Owed is { } owed && owed.Currency == currency ? owed.MinorUnits : 0;
}
