namespace Collections.Connector.Ports;

/// <summary>The ERP's customers: who an invoice is made out to.</summary>
/// <remarks>Customers are found and bound before one is created; nothing is ever merged, and nothing is written that is already so.</remarks>
public interface ICustomerBook
{
    /// <summary>Looks for existing customers by tax id, by e-mail and by our reference, archived ones too.</summary>
    /// <param name="queries">Any number; the adapter splits them.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <returns>Every match with how it matched; a query without a match is absent. The caller decides what two matches mean.</returns>
    /// <exception cref="RemoteUnavailableException">No answer; safe to repeat.</exception>
    /// <exception cref="RemoteMisconfiguredException">The key is wrong or lacks a right.</exception>
    Task<IReadOnlyList<CustomerMatch>> FindAsync(IReadOnlyCollection<CustomerQuery> queries, CancellationToken ct);

    /// <summary>Creates customers under our reference; one that exists under that reference is returned untouched.</summary>
    /// <returns>One outcome per draft; the value is the ERP's customer.</returns>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">The key is wrong or lacks a right.</exception>
    Task<IReadOnlyList<ItemOutcome<ErpCustomer>>> CreateAsync(
        IReadOnlyCollection<CustomerDraft> drafts,
        CancellationToken ct
    );
}

/// <summary>What is known of a payer when looking for it in the ERP.</summary>
/// <param name="Reference">Our reference of the customer: school and payer key.</param>
/// <param name="TaxId">Tax id as given, null when none.</param>
/// <param name="Email">E-mail address, null when none; compared without regard to case.</param>
public sealed record CustomerQuery(string Reference, string? TaxId, string? Email);

/// <summary>How a customer was found; the strongest first.</summary>
public enum CustomerMatchKind
{
    /// <summary>By the connector's own reference.</summary>
    Reference,

    /// <summary>By tax id, without spaces, dots and dashes and in any case.</summary>
    TaxId,

    /// <summary>By e-mail address.</summary>
    Email,
}

/// <summary>A customer of the ERP that answers a query.</summary>
/// <param name="Reference">Our reference, from the query.</param>
/// <param name="Kind">How it matched.</param>
/// <param name="Customer">The customer.</param>
public sealed record CustomerMatch(string Reference, CustomerMatchKind Kind, ErpCustomer Customer);

/// <summary>A customer as the ERP has it.</summary>
/// <param name="Key">The ERP's own key.</param>
/// <param name="Archived">Whether it is archived there.</param>
public sealed record ErpCustomer(string Key, bool Archived);

/// <summary>A customer to create. Personal data: never logged.</summary>
/// <param name="Reference">Our reference of the customer: school and payer key, stable, derived from no personal data.</param>
/// <param name="Name">Name on the invoice.</param>
/// <param name="IsCompany">Whether it is a company.</param>
/// <param name="Email">E-mail address; null when none.</param>
/// <param name="TaxId">Tax id as the ERP wants it; null when none.</param>
/// <param name="Country">ISO 3166-1 alpha-2; null when unknown.</param>
/// <param name="Language">Language code such as <c>es</c>; null when unknown.</param>
/// <param name="Fields">Further fields by the ERP's own names, as the mapping gives them.</param>
public sealed record CustomerDraft(
    string Reference,
    string Name,
    bool IsCompany,
    string? Email,
    string? TaxId,
    string? Country,
    string? Language,
    IReadOnlyDictionary<string, string> Fields
);
