using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Invoicing;

/// <summary>What becomes of a payer that is not bound yet. Exactly one of the three is meant.</summary>
/// <param name="BindTo">The customer it is; null otherwise.</param>
/// <param name="How">How it was found; null otherwise.</param>
/// <param name="ParkReason">Why a person must decide; null otherwise. All null: create one.</param>
internal sealed record CustomerChoice(string? BindTo, CustomerMatchKind? How, string? ParkReason)
{
    public static readonly CustomerChoice Create = new(null, null, null);
}

/// <summary>Chooses among the ERP's customers: our reference, then tax id, then e-mail; two matches are parked, never merged.</summary>
internal static class CustomerMatching
{
    /// <summary>Chooses for one payer.</summary>
    /// <param name="matches">Every match that the ERP has for it.</param>
    /// <param name="boundElsewhere">Customers that other payers of ours are bound to.</param>
    /// <param name="emailShared">Whether another payer of ours has the same e-mail address.</param>
    public static CustomerChoice Choose(
        IReadOnlyCollection<CustomerMatch> matches,
        IReadOnlySet<string> boundElsewhere,
        bool emailShared
    )
    {
        foreach (var kind in new[] { CustomerMatchKind.Reference, CustomerMatchKind.TaxId, CustomerMatchKind.Email })
        {
            var found = matches.Where(x => x.Kind == kind).Select(x => x.Customer.Key).Distinct().ToList();
            if (kind == CustomerMatchKind.Email)
            {
                // An address is weak: a customer that is somebody else's already only shares it (a family's mailbox).
                found.RemoveAll(boundElsewhere.Contains);
            }

            switch (found)
            {
                case []:
                    continue;
                case [var one] when kind == CustomerMatchKind.Email && emailShared:
                    return Park($"Customer {one} of the ERP has its e-mail address, and so has another payer.");
                case [var one] when boundElsewhere.Contains(one):
                    return Park($"Customer {one} of the ERP, found by {Name(kind)}, is another payer's already.");
                case [var one]:
                    return new CustomerChoice(one, kind, null);
                default:
                    return Park(
                        $"{found.Count} customers of the ERP match by {Name(kind)}: {string.Join(", ", found.Order(StringComparer.Ordinal))}."
                    );
            }
        }

        return CustomerChoice.Create;
    }

    private static CustomerChoice Park(string reason) => new(null, null, reason);

    private static string Name(CustomerMatchKind kind) =>
        kind switch
        {
            CustomerMatchKind.Reference => "our reference",
            CustomerMatchKind.TaxId => "tax id",
            _ => "e-mail address",
        };
}
