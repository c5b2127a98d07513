namespace Collections.Connector.Ports;

/// <summary>The ERP's documents: where a receivable becomes a legal invoice, and where its open amount is read.</summary>
/// <remarks>
/// The ERP owns number, tax, legal state and open amount; the connector mirrors them. Dates are calendar dates in the
/// school's zone. The road of a document: <see cref="DraftAsync"/>, compare the draft's totals, <see cref="PostAsync"/>.
/// Both may be repeated: a document is found again by its reference and never made twice.
/// Every read may throw <see cref="RemoteUnavailableException"/>, <see cref="RemoteRejectedException"/> and
/// <see cref="RemoteMisconfiguredException"/>; the writes throw them only when nothing was sent.
/// </remarks>
public interface IInvoiceBook
{
    /// <summary>Gets how many documents one call of <see cref="DraftAsync"/> or <see cref="PostAsync"/> takes at most.</summary>
    int BatchLimit { get; }

    /// <summary>Gets how the ERP divides one document over several due days.</summary>
    DueParts DueParts => DueParts.One;

    /// <summary>Reads the dates up to which the ERP's periods are closed.</summary>
    Task<PeriodLocks> ReadLocksAsync(CancellationToken ct);

    /// <summary>Finds documents that carry our references.</summary>
    /// <param name="references">Our references; any number.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <returns>Every document found; a reference that the ERP does not know is absent, and one may have several documents.</returns>
    Task<IReadOnlyList<ErpDocument>> FindAsync(IReadOnlyCollection<string> references, CancellationToken ct);

    /// <summary>Finds existing documents that a school's adoption rule describes, to bind them instead of billing again.</summary>
    /// <param name="rule">What to look for.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    Task<IReadOnlyList<ErpDocument>> FindAdoptableAsync(AdoptionQuery rule, CancellationToken ct);

    /// <summary>Makes drafts, once per reference, and reads them back with their totals.</summary>
    /// <param name="drafts">At most <see cref="BatchLimit"/>.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <returns>One outcome per draft. Done has the document as the ERP has it now: a new draft, or what stood there under this reference, in whatever state.</returns>
    Task<IReadOnlyList<ItemOutcome<ErpDocument>>> DraftAsync(
        IReadOnlyCollection<DocumentDraft> drafts,
        CancellationToken ct
    );

    /// <summary>Posts drafts and reads number, date and state back. One that is posted already is done.</summary>
    /// <param name="drafts">Documents as read before; at most <see cref="BatchLimit"/>.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <returns>One outcome per document, its reference being <see cref="ErpDocument.Reference"/>.</returns>
    Task<IReadOnlyList<ItemOutcome<ErpDocument>>> PostAsync(
        IReadOnlyCollection<ErpDocument> drafts,
        CancellationToken ct
    );

    /// <summary>Lists what changed since a cursor: keys and versions only, so that an unchanged book costs one call.</summary>
    /// <param name="cursor">Where the last listing ended; null for the beginning.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <returns>The changes and the next cursor. Listings overlap on purpose: the caller skips versions it has.</returns>
    Task<DocumentChanges> ListChangedAsync(string? cursor, CancellationToken ct);

    /// <summary>Reads documents by the ERP's keys, with due lines and settlements.</summary>
    /// <param name="keys">Any number; the adapter splits them.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <returns>The documents that exist; a deleted one is absent.</returns>
    Task<IReadOnlyList<ErpDocument>> ReadAsync(IReadOnlyCollection<string> keys, CancellationToken ct);

    /// <summary>Streams every document whose reference begins with a prefix, whoever made it and whatever its state.</summary>
    /// <param name="prefix">What references begin with, such as <c>demo_</c>.</param>
    /// <param name="issuedFrom">Only documents dated on this day or later; null for all.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <returns>Pages of headers, without due lines and settlements, each document once.</returns>
    IAsyncEnumerable<IReadOnlyList<ErpDocument>> ListAsync(string prefix, DateOnly? issuedFrom, CancellationToken ct);

    /// <summary>Reads the addresses at which the payer sees posted documents, as the ERP's portal gives them.</summary>
    /// <param name="keys">Keys of posted documents.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <returns>By key; a document without such an address is absent. An ERP without a portal answers none.</returns>
    Task<IReadOnlyDictionary<string, Uri>> ReadPayerLinksAsync(
        IReadOnlyCollection<string> keys,
        CancellationToken ct
    ) => Task.FromResult<IReadOnlyDictionary<string, Uri>>(new Dictionary<string, Uri>());
}

/// <summary>Dates up to and including which nothing may be entered; null when open.</summary>
/// <param name="FiscalYear">Closed for everybody.</param>
/// <param name="Period">Closed for all but advisers.</param>
/// <param name="Tax">Closed for entries with tax.</param>
public sealed record PeriodLocks(DateOnly? FiscalYear, DateOnly? Period, DateOnly? Tax)
{
    /// <summary>Gets the last closed day, or null when nothing is closed.</summary>
    public DateOnly? LastClosedDay => new[] { FiscalYear, Period, Tax }.Max();
}

/// <summary>How an ERP divides one document over several due days.</summary>
public enum DueParts
{
    /// <summary>Not at all: a document has one due day.</summary>
    One,

    /// <summary>By a payment term that stands in the ERP: <see cref="DocumentDraft.PaymentTermKey"/>.</summary>
    ByTerm,

    /// <summary>As the draft says: <see cref="DocumentDraft.DueParts"/>.</summary>
    Explicit,
}

/// <summary>What kind of document.</summary>
public enum DocumentKind
{
    /// <summary>Raises what is owed.</summary>
    Invoice,

    /// <summary>Lowers it.</summary>
    CreditNote,
}

/// <summary>Where a document stands in the ERP.</summary>
public enum DocumentState
{
    /// <summary>Made, and without legal force.</summary>
    Draft,

    /// <summary>Issued, with its number.</summary>
    Posted,

    /// <summary>Cancelled there.</summary>
    Cancelled,
}

/// <summary>What an amount counts.</summary>
public enum AmountBasis
{
    /// <summary>Without tax.</summary>
    Net,

    /// <summary>With tax.</summary>
    Gross,
}

/// <summary>A document to make.</summary>
/// <param name="Reference">Our reference: derived from facts, stored before the first send.</param>
/// <param name="Kind">Invoice or credit note; amounts are positive in both.</param>
/// <param name="CustomerKey">The ERP's key of the customer.</param>
/// <param name="Currency">Currency of every amount.</param>
/// <param name="IssueOn">Invoice date, in the school's zone.</param>
/// <param name="DueOn">Due date; null when <paramref name="PaymentTermKey"/> decides.</param>
/// <param name="PaymentTermKey">The ERP's key or name of a payment term; null for none.</param>
/// <param name="JournalKey">The ERP's key or code of the sales journal; null for its default.</param>
/// <param name="ReversesKey">For a credit note, the ERP's key of the document it corrects; null otherwise.</param>
/// <param name="Lines">At least one line.</param>
/// <param name="Fields">Further header fields by the ERP's own names, as the mapping gives them.</param>
public sealed record DocumentDraft(
    string Reference,
    DocumentKind Kind,
    string CustomerKey,
    Currency Currency,
    DateOnly IssueOn,
    DateOnly? DueOn,
    string? PaymentTermKey,
    string? JournalKey,
    string? ReversesKey,
    IReadOnlyList<DocumentLineDraft> Lines,
    IReadOnlyDictionary<string, string> Fields
)
{
    /// <summary>
    /// Gets the parts that fall due on days of their own, in order; empty for one due day. Their amounts are on the basis of the lines:
    /// the ERP's total is divided in their proportion, and what rounding leaves goes to the last one.
    /// </summary>
    public IReadOnlyList<DuePart> DueParts { get; init; } = [];
}

/// <summary>A part of a document to make that falls due on its own day.</summary>
/// <param name="DueOn">When it is due, in the school's zone.</param>
/// <param name="Amount">Above zero, on the basis of the document's lines.</param>
public sealed record DuePart(DateOnly DueOn, Money Amount);

/// <summary>A line of a document to make.</summary>
/// <param name="Reference">The receivable that it covers.</param>
/// <param name="Description">Text on the invoice.</param>
/// <param name="Quantity">Above zero.</param>
/// <param name="UnitPrice">Price of one, on the basis that the tax says (net, unless the tax is one that includes itself).</param>
/// <param name="ProductKey">The ERP's code of the product; null for none.</param>
/// <param name="AccountKey">The ERP's code of the income account; null for the product's or journal's.</param>
/// <param name="TaxKeys">The ERP's keys or names of the taxes; empty for none. Always sent, so that no default slips in.</param>
/// <param name="AnalyticKey">The ERP's key of the analytic account; null for none.</param>
/// <param name="Fields">Further line fields by the ERP's own names, as the mapping gives them.</param>
public sealed record DocumentLineDraft(
    string Reference,
    string Description,
    decimal Quantity,
    Money UnitPrice,
    string? ProductKey,
    string? AccountKey,
    IReadOnlyList<string> TaxKeys,
    string? AnalyticKey,
    IReadOnlyDictionary<string, string> Fields
);

/// <summary>A document as the ERP has it now.</summary>
/// <param name="Key">The ERP's own key.</param>
/// <param name="Reference">Our reference, or what stands in its place in an adopted document; empty when none.</param>
/// <param name="Kind">Invoice or credit note.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Number">The legal number; null before posting.</param>
/// <param name="CustomerKey">The ERP's key of the customer; empty when none.</param>
/// <param name="IssuedOn">Date on the document; null when not set yet.</param>
/// <param name="Untaxed">Total without tax.</param>
/// <param name="Total">Total with tax.</param>
/// <param name="Open">What is not settled; zero for a cancelled one.</param>
/// <param name="DueLines">The parts by due date; empty where only the header was read, and for a draft, but for one that was asked for with several parts.</param>
/// <param name="Settlements">What settled it; empty for a draft or where only the header was read.</param>
/// <param name="ReversesKey">The document that this credit note corrects; null otherwise.</param>
/// <param name="Version">Changes whenever the ERP's record does; opaque.</param>
public sealed record ErpDocument(
    string Key,
    string Reference,
    DocumentKind Kind,
    DocumentState State,
    string? Number,
    string CustomerKey,
    DateOnly? IssuedOn,
    Money Untaxed,
    Money Total,
    Money Open,
    IReadOnlyList<DueLine> DueLines,
    IReadOnlyList<Settlement> Settlements,
    string? ReversesKey,
    string Version
)
{
    /// <summary>Gets where electronic invoicing stands, in the ERP's own words; null when the ERP has none, or was not asked.</summary>
    public string? LegalState { get; init; }

    /// <summary>Gets the tax authority's own number, such as a UUID, CUFE or access key; null when none.</summary>
    public string? LegalNumber { get; init; }
}

/// <summary>A part of a document that falls due on its own day.</summary>
/// <param name="Key">The ERP's key of the line.</param>
/// <param name="DueOn">When it is due, in the school's zone.</param>
/// <param name="Amount">What was due.</param>
/// <param name="Open">What still is.</param>
public sealed record DueLine(string Key, DateOnly DueOn, Money Amount, Money Open);

/// <summary>What took away from a document's open amount.</summary>
public enum SettlementKind
{
    /// <summary>A payment record of the ERP.</summary>
    Payment,

    /// <summary>A bank line reconciled without a payment record.</summary>
    BankLine,

    /// <summary>A credit note.</summary>
    CreditNote,

    /// <summary>Anything else: exchange difference, write-off, manual entry.</summary>
    Other,
}

/// <summary>One settlement of a document. The whole set is read each time, so an undone one simply is not there any more.</summary>
/// <param name="Key">The ERP's key of the settlement.</param>
/// <param name="Kind">What it is.</param>
/// <param name="SourceKey">The ERP's key of the payment, bank line or credit note.</param>
/// <param name="SourceReference">Our reference on that source; null when it is not ours.</param>
/// <param name="Amount">What it took away, in the document's currency.</param>
/// <param name="On">Accounting date.</param>
public sealed record Settlement(
    string Key,
    SettlementKind Kind,
    string SourceKey,
    string? SourceReference,
    Money Amount,
    DateOnly On
);

/// <summary>A page of changes.</summary>
/// <param name="Changes">Keys and versions.</param>
/// <param name="Cursor">Where the next listing starts; store it only after the changes are taken in.</param>
public sealed record DocumentChanges(IReadOnlyList<DocumentVersion> Changes, string Cursor);

/// <summary>A document's key and version.</summary>
/// <param name="Key">The ERP's key.</param>
/// <param name="Version">As <see cref="ErpDocument.Version"/>.</param>
public readonly record struct DocumentVersion(string Key, string Version);

/// <summary>Which existing documents to look for.</summary>
/// <param name="CustomerKeys">The ERP's keys of the customers; any number.</param>
/// <param name="IssuedFrom">First issue date.</param>
/// <param name="IssuedTo">Last issue date.</param>
/// <param name="ReferenceContains">Text that the document's own reference, origin or a line must contain; null for any.</param>
public sealed record AdoptionQuery(
    IReadOnlyCollection<string> CustomerKeys,
    DateOnly IssuedFrom,
    DateOnly IssuedTo,
    string? ReferenceContains
);
