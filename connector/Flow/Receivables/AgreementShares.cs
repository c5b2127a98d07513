using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Receivables;

/// <summary>Who owes which share of an agreement, and the receivables that follow: one for each part and payer. Pure but for the rows it fills.</summary>
internal static class AgreementShares
{
    private const int Whole = 10_000;

    /// <summary>The payers in the order of their shares: the main one first.</summary>
    public static IEnumerable<PayerTerms> Payers(BillingTerms terms) =>
        terms.Shares.Select(x => x.Payer).Prepend(terms.Payer);

    /// <summary>The terms as one share's payer has them.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="share">From 1.</param>
    public static BillingTerms Of(BillingTerms terms, int share) =>
        share == 1 ? terms : terms with { Payer = terms.Shares[share - 2].Payer };

    /// <summary>Writes the shares.</summary>
    public static void Add(Agreement agreement, BillingTerms terms, IReadOnlyList<Payer> payers)
    {
        var others = terms.Shares.Sum(x => x.BasisPoints);
        for (var i = 0; i < payers.Count; i++)
        {
            agreement.Shares.Add(
                new AgreementShare
                {
                    School = agreement.School,
                    Number = i + 1,
                    PayerKey = payers[i].Key,
                    BasisPoints = i == 0 ? Whole - others : terms.Shares[i - 1].BasisPoints,
                }
            );
        }
    }

    /// <summary>The receivables of some parts. Each payer's part is rounded down, and the main payer has what is left.</summary>
    public static IEnumerable<Receivable> Receivables(
        string school,
        Agreement agreement,
        BillingTerms terms,
        IReadOnlyList<InstalmentTerms> parts
    )
    {
        // The last weight has the remainder: the main payer's, unless the others owe everything.
        var shares = agreement
            .Shares.Where(x => x.BasisPoints > 0)
            .OrderBy(x => x.Number == 1 ? int.MaxValue : x.Number)
            .ToList();
        foreach (var part in parts)
        {
            var amounts = MoneySplit.ByWeights(part.Amount, [.. shares.Select(x => (decimal)x.BasisPoints)]);
            foreach (
                var (share, amount) in shares.Zip(amounts).Where(x => x.Second.IsPositive).OrderBy(x => x.First.Number)
            )
            {
                yield return New(school, agreement, terms, part, share, amount);
            }
        }
    }

    private static Receivable New(
        string school,
        Agreement agreement,
        BillingTerms terms,
        InstalmentTerms part,
        AgreementShare share,
        Money amount
    ) =>
        new()
        {
            School = school,
            Reference = References.Receivable(
                school,
                agreement.Origin,
                agreement.OriginKey,
                agreement.Episode,
                part.Number,
                share.Number
            ),
            Agreement = agreement,
            PayerKey = share.PayerKey,
            CourseKey = agreement.CourseKey,
            LearnerKey = agreement.LearnerKey,
            Instalment = part.Number,
            Share = share.Number,
            Description = Description(terms, part),
            AmountMinor = amount.MinorUnits,
            Currency = amount.Currency.Code,
            Basis = terms.Basis,
            TaxCode = part.TaxCode ?? terms.TaxCode,
            IssueOn = part.IssueOn,
            DueOn = part.DueOn,
            TaxOn = part.TaxOn,
        };

    // What messages say of it: which of several parts, unless it has a name of its own.
    private static string Description(BillingTerms terms, InstalmentTerms part) =>
        part.Title
        ?? (
            terms.Subscription is not null ? $"{terms.Description} ({part.DueOn:yyyy-MM})"
            : terms.Instalments.Count > 1 ? $"{terms.Description} ({part.Number}/{terms.Instalments.Count})"
            : terms.Description
        );
}
