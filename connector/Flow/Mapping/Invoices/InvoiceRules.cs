using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Samples;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Mapping.Invoices;

/// <summary>invoices.json, compiled: one header for the document, one line for each receivable.</summary>
internal sealed class InvoiceRules : IInvoiceRules
{
    private readonly SchoolProfile school;
    private readonly HeaderRule header;
    private readonly LineRule line;
    private readonly IReadOnlyList<Guard> guards;

    public InvoiceRules(ConfigNode file, SchoolProfile school)
    {
        var reader = new ValueReader(ContextNames.InvoiceRoots, ValueTables.Read(file));
        this.school = school;
        header = new HeaderRule(file.ChildOrEmpty("header"), reader);
        line = new LineRule(file.ChildOrEmpty("line"), reader);
        guards = Guard.CompileAll(file, reader);
        Tests = MappingTest.ReadAll(file);
    }

    /// <summary>The file's own tests.</summary>
    public IReadOnlyList<MappingTest> Tests { get; }

    /// <inheritdoc/>
    public InvoiceAnswer Draft(InvoiceSource source)
    {
        if (source.Parts.Count == 0)
        {
            throw new InvalidOperationException($"Document {source.Reference} covers no receivable.");
        }

        var faults = new DataFaults();
        var contexts = source.Parts.Select(part => new ValueContext(school, source, part)).ToList();
        var currency = source.Parts[0].Instalment.Amount.Currency;
        var basis = source.Parts[0].Terms.Basis;
        DocumentGuards.CheckParts(source, faults);

        foreach (var (context, guard) in contexts.SelectMany(context => guards.Select(guard => (context, guard))))
        {
            guard.Check(context, faults);
        }

        // Amounts in two currencies have no sum; the fault that says so is there already.
        var expected = source
            .Parts.Select(part => part.Instalment.Amount)
            .Where(amount => amount.Currency == currency)
            .Aggregate(Money.Zero(currency), (sum, amount) => sum + amount);
        var draft = header.Draft(source, contexts, line.Draft(contexts, faults), faults);

        if (!faults.Any)
        {
            DocumentGuards.CheckTotal(draft, expected, faults);
        }

        return new InvoiceAnswer(faults.Any ? null : draft, expected, basis, faults.ToList());
    }
}
