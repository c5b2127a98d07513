using Collections.Connector.Flow.Mapping.Loading;

namespace Collections.Connector.Flow.Mapping.Values;

/// <summary>Compiles paths, templates, sources and conditions of one file against what that file may look at.</summary>
internal sealed class ValueReader(IReadOnlySet<string> roots, ValueTables tables)
{
    public ValueTables Tables => tables;

    public RecordPath? Path(ConfigNode node, string key)
    {
        if (node.Text(key) is not { } text)
        {
            return null;
        }

        var path = RecordPath.Parse(text, roots, out var message, out var hint);

        if (path is null)
        {
            node.Fault(key, message, hint);
        }

        return path;
    }

    public TextTemplate? Template(ConfigNode node, string key)
    {
        if (node.Text(key) is not { } text)
        {
            return null;
        }

        var template = TextTemplate.Parse(text, roots, out var message, out var hint);

        if (template is null)
        {
            node.Fault(key, message, hint);
        }

        return template;
    }
}
