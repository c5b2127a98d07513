using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Ledger;

/// <summary>Why money is owed: an origin with its key, and a snapshot of the terms.</summary>
internal sealed class Agreement
{
    public long Id { get; set; }
    public string School { get; set; } = "";

    /// <summary><c>enr</c> enrolment, <c>csv</c> import, <c>man</c> by hand, <c>gw</c> gateway sale, <c>fee</c> charge for paying late.</summary>
    public string Origin { get; set; } = "";
    public string OriginKey { get; set; } = "";
    public int Episode { get; set; }
    public long? EpisodeRowId { get; set; }

    /// <summary>The episode that opened it; null for an origin outside the LMS.</summary>
    public Episode? EpisodeRow { get; set; }

    /// <summary>From 1; a change of terms is a new revision.</summary>
    public int Revision { get; set; }
    public string CourseKey { get; set; } = "";
    public string LearnerKey { get; set; } = "";

    /// <summary>The BillingTerms and the facts behind them, as JSON.</summary>
    public string Terms { get; set; } = "";
    public string TermsDigest { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The day from which on nothing more is asked for, in the school's zone: cancelled, moved, or the enrolment ended; null while it runs.</summary>
    public DateOnly? EndedOn { get; set; }

    /// <summary>The receivable that a charge for paying late is for; null otherwise.</summary>
    public string? ChargeFor { get; set; }

    /// <summary>The day on which the next month of a subscription is to be added, in the school's zone; null when nothing is.</summary>
    public DateOnly? NextPartOn { get; set; }
    public List<AgreementShare> Shares { get; } = [];

    /// <summary>A document is planned: from now on the terms stand as they are.</summary>
    public void Freeze()
    {
        if (EpisodeRow is not null)
        {
            EpisodeRow.Billed = true;
        }
    }
}

/// <summary>A payer's share of an agreement.</summary>
internal sealed class AgreementShare
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public long AgreementId { get; set; }

    /// <summary>From 1.</summary>
    public int Number { get; set; }
    public string PayerKey { get; set; } = "";

    /// <summary>Of 10,000.</summary>
    public int BasisPoints { get; set; }
}

/// <summary>Who owes. Personal data; its key is not.</summary>
internal sealed class Payer
{
    public long Id { get; set; }
    public string School { get; set; } = "";

    /// <summary>At most 20 characters, never derived from e-mail or tax id.</summary>
    public string Key { get; set; } = "";

    /// <summary>The LMS's key when the payer is a learner; null otherwise.</summary>
    public string? LearnerKey { get; set; }
    public string Name { get; set; } = "";
    public bool IsCompany { get; set; }
    public string? Email { get; set; }
    public string? TaxId { get; set; }
    public string? Country { get; set; }
    public string? Language { get; set; }

    /// <summary>Further customer fields by the ERP's own names, as JSON.</summary>
    public string Fields { get; set; } = "{}";

    /// <summary>In the form of E.164; null when none.</summary>
    public string? Phone { get; set; }

    /// <summary>The lines of the postal address; null when none.</summary>
    public string? PostalAddress { get; set; }

    /// <summary>The payer's own zone, an IANA name; null when unknown.</summary>
    public string? Zone { get; set; }

    /// <summary>The channel that the payer prefers, as the LMS tells; null when none.</summary>
    public string? PreferredChannel { get; set; }
    public List<PayerIdentifier> Identifiers { get; } = [];
    public List<PayerBinding> Bindings { get; } = [];
}

/// <summary>Something that identifies a payer: learner key, tax id, e-mail.</summary>
internal sealed class PayerIdentifier
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public long PayerId { get; set; }

    /// <summary><c>learner</c>, <c>tax-id</c> or <c>email</c>.</summary>
    public string Kind { get; set; } = "";
    public string Value { get; set; } = "";
}

/// <summary>The customer that a payer is in another system.</summary>
internal sealed class PayerBinding
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public long PayerId { get; set; }

    /// <summary>The adapter's name, such as <c>erp</c>.</summary>
    public string System { get; set; } = "";
    public string RemoteKey { get; set; } = "";

    /// <summary><c>reference</c>, <c>tax-id</c>, <c>email</c> or <c>created</c>.</summary>
    public string How { get; set; } = "";
    public DateTimeOffset BoundAt { get; set; }
}

/// <summary>What one payer owes for one instalment of an agreement.</summary>
internal sealed class Receivable
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public string Reference { get; set; } = "";
    public long AgreementId { get; set; }
    public Agreement Agreement { get; set; } = null!;
    public string PayerKey { get; set; } = "";
    public string CourseKey { get; set; } = "";
    public string LearnerKey { get; set; } = "";
    public int Instalment { get; set; }
    public int Share { get; set; }
    public string Description { get; set; } = "";
    public long AmountMinor { get; set; }
    public string Currency { get; set; } = "";
    public AmountBasis Basis { get; set; }
    public string? TaxCode { get; set; }
    public DateOnly IssueOn { get; set; }
    public DateOnly DueOn { get; set; }
    public DateOnly TaxOn { get; set; }
    public ReceivableState State { get; set; }

    /// <summary>The decision in force; null before the first.</summary>
    public Decision? Decision { get; set; }
    public long? DecisionId { get; set; }

    /// <summary>The day on which nothing of it was open any more, in the school's zone; null while something is.</summary>
    public DateOnly? SettledOn { get; set; }

    public Money Amount => new(AmountMinor, Ports.Currency.Of(Currency));
}

/// <summary>Whether a receivable is still asked for.</summary>
internal enum ReceivableState
{
    /// <summary>It is.</summary>
    Live,

    /// <summary>It was taken back before or after issuing.</summary>
    Cancelled,

    /// <summary>The school gave it up.</summary>
    WrittenOff,
}
