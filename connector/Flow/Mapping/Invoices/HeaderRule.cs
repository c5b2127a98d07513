using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Mapping.Invoices;

/// <summary>
/// The header of a document. A value of it is asked of every receivable on the document, and they must agree: an
/// invoice over two courses has one journal or none at all, never the one of the course that happens to stand first.
/// </summary>
internal sealed class HeaderRule
{
    private readonly Target? journal;
    private readonly Target? paymentTerm;
    private readonly IReadOnlyDictionary<string, Target> fields;

    public HeaderRule(ConfigNode node, ValueReader reader)
    {
        journal = Target.CompileChild(node, "journal", reader);
        paymentTerm = Target.CompileChild(node, "paymentTerm", reader);
        fields = Target.CompileFields(node, reader);
    }

    public DocumentDraft Draft(
        InvoiceSource source,
        IReadOnlyList<ValueContext> contexts,
        IReadOnlyList<DocumentLineDraft> lines,
        DataFaults faults
    )
    {
        var term = Agreed("paymentTerm", paymentTerm, contexts, faults);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);

        foreach (var (name, target) in fields)
        {
            if (Agreed(name, target, contexts, faults) is { } value)
            {
                values[name] = value;
            }
        }

        return new DocumentDraft(
            source.Reference,
            source.Kind,
            source.CustomerKey,
            source.Parts[0].Instalment.Amount.Currency,
            source.Parts.Max(part => part.Instalment.IssueOn),
            term is null ? DueOn(source, faults) : null,
            term,
            Agreed("journal", journal, contexts, faults),
            source.ReversesKey,
            lines,
            values
        )
        {
            DueParts = Parts(source),
        };
    }

    // Only a plan that is to be on one invoice has several due days.
    private static IReadOnlyList<DuePart> Parts(InvoiceSource source)
    {
        var parts = source
            .Parts.GroupBy(x => x.Instalment.DueOn, x => x.Instalment.Amount)
            .OrderBy(x => x.Key)
            .Select(x => new DuePart(x.Key, x.Aggregate((a, b) => a + b)))
            .ToList();
        return parts.Count > 1 && IsPlan(source) ? parts : [];
    }

    private static bool IsPlan(InvoiceSource source) => source.Parts.All(x => x.Terms.Documents == DocumentsPer.Plan);

    private static DateOnly DueOn(InvoiceSource source, DataFaults faults)
    {
        var days = source.Parts.Select(part => part.Instalment.DueOn).Distinct().ToList();

        if (days.Count > 1 && !IsPlan(source))
        {
            faults.Add(
                "document.due-dates-differ",
                $"document {source.Reference}",
                "Its parts are due on different days, and an invoice without payment term has one due date.",
                "Invoice them apart, or name a payment term in invoices.json."
            );
        }

        return days.Max();
    }

    private static string? Agreed(string name, Target? target, IReadOnlyList<ValueContext> contexts, DataFaults faults)
    {
        if (target is null)
        {
            return null;
        }

        var values = contexts.Select(context => target.Read(context, faults)).Distinct(StringComparer.Ordinal).ToList();

        if (values.Count > 1)
        {
            faults.Add(
                "document.header-ambiguous",
                $"{contexts[0].SubjectOf("document")}, {name}",
                "Its receivables give different values for one field of the header.",
                "Invoice them apart, or take the value from something that they have in common."
            );
        }

        return values[0];
    }
}
