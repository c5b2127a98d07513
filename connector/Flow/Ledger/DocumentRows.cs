using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Ledger;

/// <summary>An invoice or credit note: what we asked for, and what the ERP has.</summary>
internal sealed class Document
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public string Reference { get; set; } = "";
    public DocumentKind Kind { get; set; }

    /// <summary>From 1; a correction is a new document, never a rewrite.</summary>
    public int Revision { get; set; }
    public string PayerKey { get; set; } = "";
    public string CustomerKey { get; set; } = "";
    public string Currency { get; set; } = "";
    public DateOnly IssueOn { get; set; }
    public long ExpectedMinor { get; set; }
    public AmountBasis ExpectedBasis { get; set; }
    public DocumentStanding Standing { get; set; }

    /// <summary>Whether it stood in the ERP before us and was adopted by rule.</summary>
    public bool Adopted { get; set; }

    /// <summary>The ERP's key; null before it has one.</summary>
    public string? ErpKey { get; set; }
    public string? Number { get; set; }
    public long UntaxedMinor { get; set; }
    public long TotalMinor { get; set; }
    public long OpenMinor { get; set; }
    public string? Version { get; set; }

    /// <summary>For a credit note, the reference of the document it corrects.</summary>
    public string? ReversesReference { get; set; }

    /// <summary>Where the payer sees it, in the ERP's portal; null when not asked for yet, or when there is none.</summary>
    public string? PayerLink { get; set; }

    /// <summary>For a credit note, whether it takes a part back only: its invoice stands.</summary>
    public bool Part { get; set; }

    /// <summary>Where electronic invoicing stands, in the ERP's own words; null when the ERP has none.</summary>
    public string? LegalState { get; set; }

    /// <summary>The tax authority's own number; null when none.</summary>
    public string? LegalNumber { get; set; }
    public List<DocumentLine> Lines { get; } = [];

    public Money Total => new(TotalMinor, Ports.Currency.Of(Currency));

    public Money Open => new(OpenMinor, Ports.Currency.Of(Currency));
}

/// <summary>Where a document of ours stands.</summary>
internal enum DocumentStanding
{
    /// <summary>Wished for; the intent beside it says how far that is.</summary>
    Planned,

    /// <summary>A draft in the ERP.</summary>
    Draft,

    /// <summary>Issued.</summary>
    Posted,

    /// <summary>Cancelled in the ERP.</summary>
    Cancelled,
}

/// <summary>A receivable on a document.</summary>
internal sealed class DocumentLine
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public long DocumentId { get; set; }
    public string ReceivableRef { get; set; } = "";
    public long AmountMinor { get; set; }

    /// <summary>The ERP's key of the due line; null before posting.</summary>
    public string? DueLineKey { get; set; }

    /// <summary>The ERP's open amount of this receivable's own due line, in the document's currency.</summary>
    public long OpenMinor { get; set; }
}
