using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Values;

namespace Collections.Connector.Flow.Mapping.Invoices;

/// <summary>A school's own condition that must hold before a document is made.</summary>
internal sealed class Guard
{
    private readonly string name;
    private readonly Condition condition;
    private readonly string message;

    private Guard(string name, Condition condition, string message)
    {
        this.name = name;
        this.condition = condition;
        this.message = message;
    }

    public void Check(ValueContext context, DataFaults faults)
    {
        if (!condition.Holds(context))
        {
            faults.Add($"guard.{name}", context.Subject, message, "Correct the record, or the guard in invoices.json.");
        }
    }

    public static IReadOnlyList<Guard> CompileAll(ConfigNode file, ValueReader reader) =>
        [
            .. file.Children("guards")
                .Select(node => new Guard(
                    node.Text("name") ?? "",
                    Condition.CompileChild(node, "require", reader) ?? Condition.Always,
                    node.Text("message") ?? ""
                )),
        ];
}
