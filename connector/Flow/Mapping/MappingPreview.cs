using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Mapping.Samples;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Flow.Mapping;

/// <summary>What a mapping would make of one enrolment. Nothing is stored or sent.</summary>
/// <param name="Source">The enrolment.</param>
/// <param name="Billing">What receivables.json answers.</param>
/// <param name="Invoices">What invoices.json answers, one for each instalment; empty when it is not billable or at fault.</param>
public sealed record PreviewRow(BillingSource Source, BillingAnswer Billing, IReadOnlyList<InvoiceAnswer> Invoices);

/// <summary>Answers of a mapping for real records, as <c>map preview</c> shows them. Pure.</summary>
public static class MappingPreview
{
    /// <summary>The customer's key in a preview: which one it will be is known only after the ERP was asked.</summary>
    public const string UnknownCustomer = "(customer)";

    /// <summary>Answers for each enrolment, in their order.</summary>
    public static IReadOnlyList<PreviewRow> Of(SchoolMapping mapping, IEnumerable<BillingSource> sources) =>
        [.. sources.Select(source => Of(mapping, source))];

    /// <summary>Answers for one enrolment.</summary>
    public static PreviewRow Of(SchoolMapping mapping, BillingSource source)
    {
        var billing = mapping.Billing.Decide(source);
        return new PreviewRow(
            source,
            billing,
            billing.Terms is { } terms ? [.. terms.Instalments.Select(due => Draft(mapping, source, terms, due))] : []
        );
    }

    /// <summary>A draft as JSON, in the names of invoices.json.</summary>
    public static JObject ToJson(DocumentDraft draft) => AnswerJson.Of(draft);

    private static InvoiceAnswer Draft(
        SchoolMapping mapping,
        BillingSource source,
        BillingTerms terms,
        InstalmentTerms due
    )
    {
        var receivable = $"preview-{source.Course.Key}-{source.Learner.Key}-{due.Number}";
        var part = new InvoicePart(receivable, source, terms, due);
        return mapping.Invoices.Draft(
            new InvoiceSource($"{receivable}-inv", DocumentKind.Invoice, UnknownCustomer, null, [part])
        );
    }
}
