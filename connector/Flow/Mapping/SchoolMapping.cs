using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Receivables;

namespace Collections.Connector.Flow.Mapping;

/// <summary>A school's folder under mappings/schools, loaded and validated.</summary>
/// <param name="School">school.json.</param>
/// <param name="Billing">receivables.json.</param>
/// <param name="Invoices">invoices.json.</param>
/// <param name="Policy">policy.json.</param>
/// <param name="Messages">messages/.</param>
public sealed record SchoolMapping(
    SchoolProfile School,
    IBillingRules Billing,
    IInvoiceRules Invoices,
    EscalationRules Policy,
    IMessageTemplates Messages
)
{
    /// <summary>Gets a digest of everything that billing is decided by; null when it is not known, and every enrolment is judged in each run.</summary>
    public string? BillingVersion { get; init; }
}
