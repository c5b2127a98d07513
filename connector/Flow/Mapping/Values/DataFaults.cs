using Collections.Connector.Flow.Receivables;

namespace Collections.Connector.Flow.Mapping.Values;

/// <summary>Collects what is wrong with one record; nothing is allocated while nothing is.</summary>
internal sealed class DataFaults
{
    private List<DataFault>? list;

    public bool Any => list is not null;

    public void Add(string code, string where, string message, string hint)
    {
        var fault = new DataFault(code, where, message, hint);
        list ??= [];

        // Several parts of a document may run into one and the same fault of their course.
        if (!list.Contains(fault))
        {
            list.Add(fault);
        }
    }

    public IReadOnlyList<DataFault> ToList() => list ?? (IReadOnlyList<DataFault>)[];
}
