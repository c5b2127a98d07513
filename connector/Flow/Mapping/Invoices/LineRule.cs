using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Mapping.Invoices;

/// <summary>The line of a receivable: one unit at the receivable's amount.</summary>
/// <remarks>
/// The amount goes out on its own basis. So a tax named for a gross price must be one that includes itself in the ERP;
/// <c>terms.basis</c> is there to choose it by a table. The ERP's total is compared with the expected one before posting.
/// </remarks>
internal sealed class LineRule
{
    private readonly Target description;
    private readonly Target? product;
    private readonly Target? account;
    private readonly Target? analytic;
    private readonly IReadOnlyList<Target> taxes;
    private readonly IReadOnlyDictionary<string, Target> fields;

    public LineRule(ConfigNode node, ValueReader reader)
    {
        description = Target.Compile("description", node.ChildOrEmpty("description"), reader);
        product = Target.CompileChild(node, "product", reader);
        account = Target.CompileChild(node, "account", reader);
        analytic = Target.CompileChild(node, "analytic", reader);
        taxes = [.. node.Children("taxes").Select(tax => Target.Compile("taxes", tax, reader))];
        fields = Target.CompileFields(node, reader);
    }

    public IReadOnlyList<DocumentLineDraft> Draft(IReadOnlyList<ValueContext> contexts, DataFaults faults) =>
        [.. contexts.Select(context => Draft(context, faults))];

    private DocumentLineDraft Draft(ValueContext context, DataFaults faults)
    {
        var text = description.Read(context, faults);

        if (text is null && !faults.Any)
        {
            faults.Add(
                "value.missing",
                $"{context.Subject}, description",
                "It is empty.",
                "Fill in what it is made of."
            );
        }

        return new DocumentLineDraft(
            context.ReceivableRef!,
            text ?? "",
            1m,
            context.Instalment!.Amount,
            product?.Read(context, faults),
            account?.Read(context, faults),
            [.. taxes.Select(tax => tax.Read(context, faults)).OfType<string>().Distinct(StringComparer.Ordinal)],
            analytic?.Read(context, faults),
            Target.ReadAll(fields, context, faults)
        );
    }
}
