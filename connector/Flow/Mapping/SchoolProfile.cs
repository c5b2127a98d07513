using Collections.Connector.Flow.Compliance;

namespace Collections.Connector.Flow.Mapping;

/// <summary>What school.json says: who the school is and how far the connector may go for it.</summary>
/// <param name="Key">Short key, the prefix of every reference: <c>[a-z0-9]</c>, at most 12.</param>
/// <param name="Name">The name that payers read.</param>
/// <param name="Zone">The zone in which due dates and days are counted.</param>
/// <param name="Language">Language for payers whose own is unknown or has no template.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Sector">The compliance profile's sector, such as <c>higher-education</c>.</param>
/// <param name="BillFrom">Enrolments that began before this day are never billed, unless named.</param>
/// <param name="BillAnyway">Enrolments named for billing in spite of <paramref name="BillFrom"/>, as <c>course/learner</c>.</param>
/// <param name="Switches">How far the connector may go.</param>
/// <param name="Limits">How much one run may do without a person.</param>
/// <param name="Adoption">Which existing invoices of the ERP are adopted; null for none.</param>
/// <param name="GatewayJournals">The ERP's journal of each gateway, by the gateway's source name.</param>
/// <param name="AlarmEmails">The school's staff who are alarmed.</param>
public sealed record SchoolProfile(
    string Key,
    string Name,
    TimeZoneInfo Zone,
    string Language,
    string Country,
    string Sector,
    DateOnly BillFrom,
    IReadOnlySet<string> BillAnyway,
    Switches Switches,
    RunLimits Limits,
    AdoptionRule? Adoption,
    IReadOnlyDictionary<string, string> GatewayJournals,
    IReadOnlyList<string> AlarmEmails
)
{
    /// <summary>Gets what the country's law says; null when no profile is known: then nobody is suspended without counsel's word.</summary>
    public ComplianceProfile? Compliance { get; init; }

    /// <summary>Gets the school's own rules on suspending access.</summary>
    public AccessTerms Access { get; init; } = new();

    /// <summary>Gets the school's own terms of contact.</summary>
    public ContactTerms Contacts { get; init; } = new();

    /// <summary>Gets what a payment pays first that names nothing.</summary>
    public PaymentOrder PaymentOrder { get; init; }

    /// <summary>Gets what the ERP gets when a debt is given up.</summary>
    public WriteOffPaper WriteOff { get; init; }

    /// <summary>The calendar day of an instant in the school's zone.</summary>
    public DateOnly DayOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);
}

/// <summary>What a payment pays first that names nothing. Within each kind the oldest due comes first.</summary>
public enum PaymentOrder
{
    /// <summary>The oldest due, whatever it is.</summary>
    OldestFirst,

    /// <summary>Debts before charges for paying late.</summary>
    PrincipalFirst,

    /// <summary>Charges for paying late before debts.</summary>
    ChargesFirst,
}

/// <summary>What the ERP gets when a debt is given up.</summary>
public enum WriteOffPaper
{
    /// <summary>Nothing: the accountant enters it.</summary>
    None,

    /// <summary>A credit note over what is open.</summary>
    CreditNote,
}

/// <summary>How far the connector may go with one kind of effect.</summary>
public enum SwitchLevel
{
    /// <summary>Not at all.</summary>
    Off,

    /// <summary>It shows what it would do, and does nothing.</summary>
    Propose,

    /// <summary>It does it.</summary>
    Act,
}

/// <summary>The three switches of a school.</summary>
/// <param name="Invoices">Documents in the ERP. First run: propose.</param>
/// <param name="Contacts">Messages to payers. First run: propose.</param>
/// <param name="Access">Suspension of access. Default: off.</param>
public sealed record Switches(SwitchLevel Invoices, SwitchLevel Contacts, SwitchLevel Access);

/// <summary>How much one run may do without a person. What is over the limit waits and is reported.</summary>
/// <param name="InvoicesPerRun">New documents.</param>
/// <param name="ContactsPerRun">Messages.</param>
/// <param name="SuspensionsPerRun">Suspensions.</param>
/// <param name="SuspensionsPercentPerDay">Suspensions in a day, in percent of the learners with an active enrolment.</param>
public sealed record RunLimits(
    int InvoicesPerRun,
    int ContactsPerRun,
    int SuspensionsPerRun,
    int SuspensionsPercentPerDay
);

/// <summary>Which existing documents of the ERP stand for receivables of ours.</summary>
/// <param name="IssuedFrom">First issue date.</param>
/// <param name="IssuedTo">Last issue date.</param>
/// <param name="ReferenceTemplate">Template over course, learner and enrolment whose text the document's reference, origin or a line must contain, such as <c>{{course.idNumber}}</c>; null when customer, total and dates are enough.</param>
/// <param name="SameTotal">Whether the total must be equal to the receivable's, to the cent.</param>
/// <param name="Act">False only shows what would be adopted.</param>
public sealed record AdoptionRule(
    DateOnly IssuedFrom,
    DateOnly IssuedTo,
    string? ReferenceTemplate,
    bool SameTotal,
    bool Act
);
