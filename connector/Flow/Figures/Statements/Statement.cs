using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Figures.Statements;

/// <summary>A line of a statement: one document, one payment, or the like.</summary>
/// <param name="On">Its day.</param>
/// <param name="Kind">What it was.</param>
/// <param name="Documents">The numbers of the invoices or of the credit note.</param>
/// <param name="About">What the receivables are for.</param>
/// <param name="Receivables">Their references.</param>
/// <param name="Source">Reference of the document or payment.</param>
/// <param name="Amount">Above zero where more is owed since.</param>
/// <param name="Balance">What is owed after it.</param>
internal sealed record StatementLine(
    DateOnly On,
    MovementKind Kind,
    IReadOnlyList<string> Documents,
    IReadOnlyList<string> About,
    IReadOnlyList<string> Receivables,
    string Source,
    Money Amount,
    Money Balance
);

/// <summary>What is open of one receivable on the last day of a statement.</summary>
/// <param name="Receivable">Its reference.</param>
/// <param name="Document">The invoice's number; empty when it has none.</param>
/// <param name="About">What it is for.</param>
/// <param name="DueOn">When it is or was due.</param>
/// <param name="Owed">How much; below zero where too much was paid.</param>
internal sealed record StatementOpen(string Receivable, string Document, string About, DateOnly DueOn, Money Owed);

/// <summary>A receivable whose invoice is still to come.</summary>
/// <param name="Receivable">Its reference.</param>
/// <param name="About">What it is for.</param>
/// <param name="DueOn">When it will be due.</param>
/// <param name="Amount">How much.</param>
/// <param name="PlusTax">Whether tax comes on top of it.</param>
internal sealed record StatementLater(string Receivable, string About, DateOnly DueOn, Money Amount, bool PlusTax);

/// <summary>A statement in one currency.</summary>
/// <param name="Currency">ISO code.</param>
/// <param name="Opening">What was owed before the first day.</param>
/// <param name="Lines">What happened, by day.</param>
/// <param name="Closing">What is owed after the last: the sum of <paramref name="Open"/>.</param>
/// <param name="Open">What of it is open, by due day.</param>
/// <param name="Later">What falls due later, by due day.</param>
/// <param name="Credit">Money of the payer that settles nothing, up to the last day.</param>
/// <param name="Favour">Its sum, in the payer's favour.</param>
internal sealed record StatementAccount(
    string Currency,
    Money Opening,
    IReadOnlyList<StatementLine> Lines,
    Money Closing,
    IReadOnlyList<StatementOpen> Open,
    IReadOnlyList<StatementLater> Later,
    IReadOnlyList<CreditMovement> Credit,
    Money Favour
);

/// <summary>What happened to what somebody owes, day by day, with the balance after each line. Pure.</summary>
internal static class Statement
{
    /// <summary>One account for each currency in which there is anything, in the order of their codes.</summary>
    /// <param name="book">The movements.</param>
    /// <param name="from">The first day; what was before is the opening balance. Null for the beginning.</param>
    /// <param name="to">The last day; null for all there is.</param>
    public static IReadOnlyList<StatementAccount> Of(MovementBook book, DateOnly? from, DateOnly? to)
    {
        var later = book.Receivables.Where(x => x.ToIssue).ToLookup(x => x.Amount.Currency);
        var movements = book.Movements.Where(x => !(x.On > to)).ToLookup(x => x.Amount.Currency);
        var credit = book.Credit.Where(x => !(x.On > to)).ToLookup(x => x.Amount.Currency);
        var about = book.Receivables.ToDictionary(x => x.Reference);
        return
        [
            .. movements
                .Select(x => x.Key)
                .Concat(later.Select(x => x.Key))
                .Concat(credit.Select(x => x.Key))
                .Distinct()
                .OrderBy(x => x.Code, StringComparer.Ordinal)
                .Select(x => Account(x, [.. movements[x]], [.. later[x]], [.. credit[x]], about, from)),
        ];
    }

    private static StatementAccount Account(
        Currency currency,
        List<Movement> movements,
        List<ReceivableFacts> later,
        List<CreditMovement> credit,
        Dictionary<string, ReceivableFacts> about,
        DateOnly? from
    )
    {
        var opening = Sum(movements.Where(x => x.On < from).Select(x => x.Amount), currency);
        var balance = opening;
        var lines = new List<StatementLine>();
        foreach (var one in Merged(movements.Where(x => !(x.On < from))))
        {
            var amount = Sum(one.Select(x => x.Amount), currency);
            balance += amount;
            lines.Add(
                new StatementLine(
                    one[0].On,
                    one[0].Kind,
                    [.. one.Select(x => x.Document).Where(x => x.Length > 0).Distinct()],
                    [.. one.Select(x => about[x.Receivable].Description).Distinct()],
                    [.. one.Select(x => x.Receivable).Distinct()],
                    one[0].Source,
                    amount,
                    balance
                )
            );
        }

        return new StatementAccount(
            currency.Code,
            opening,
            lines,
            balance,
            [.. Open(movements, about, currency)],
            [
                .. later
                    .OrderBy(x => x.DueOn)
                    .ThenBy(x => x.Reference, StringComparer.Ordinal)
                    .Select(x => new StatementLater(
                        x.Reference,
                        x.Description,
                        x.DueOn,
                        x.Amount,
                        x.Basis == AmountBasis.Net
                    )),
            ],
            [.. credit.OrderBy(x => x.On).ThenBy(x => x.Kind).ThenBy(x => x.Source, StringComparer.Ordinal)],
            Sum(credit.Select(x => x.Amount), currency)
        );
    }

    // A document about several receivables is one line, and so is a payment.
    private static IEnumerable<List<Movement>> Merged(IEnumerable<Movement> movements) =>
        movements
            .GroupBy(x => (x.On, x.Kind, x.Source))
            .OrderBy(x => x.Key.On)
            .ThenBy(x => x.Key.Kind)
            .ThenBy(x => x.First().Document, StringComparer.Ordinal)
            .ThenBy(x => x.Key.Source, StringComparer.Ordinal)
            .Select(x => x.ToList());

    private static IEnumerable<StatementOpen> Open(
        List<Movement> movements,
        Dictionary<string, ReceivableFacts> about,
        Currency currency
    ) =>
        movements
            .GroupBy(x => x.Receivable)
            .Select(x =>
                (
                    Of: about[x.Key],
                    Document: x.LastOrDefault(m => m.Kind == MovementKind.Invoice)?.Document ?? "",
                    Owed: Sum(x.Select(m => m.Amount), currency)
                )
            )
            .Where(x => !x.Owed.IsZero)
            .OrderBy(x => x.Of.DueOn)
            .ThenBy(x => x.Of.Reference, StringComparer.Ordinal)
            .Select(x => new StatementOpen(x.Of.Reference, x.Document, x.Of.Description, x.Of.DueOn, x.Owed));

    private static Money Sum(IEnumerable<Money> amounts, Currency currency) =>
        amounts.Aggregate(Money.Zero(currency), (a, b) => a + b);
}
