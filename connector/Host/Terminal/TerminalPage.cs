using Spectre.Console;

namespace Collections.Connector.Host.Terminal;

/// <summary>Tables and colours for a person at a terminal.</summary>
internal sealed class TerminalPage(IAnsiConsole console) : IPage
{
    /// <inheritdoc/>
    public void Heading(string text)
    {
        console.WriteLine();
        console.Write(new Text(text, new Style(decoration: Decoration.Bold)));
        console.WriteLine();
    }

    /// <inheritdoc/>
    public void Line(string text)
    {
        console.Write(new Text(text));
        console.WriteLine();
    }

    /// <inheritdoc/>
    public void Table(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var header in headers)
        {
            table.AddColumn(new TableColumn(new Text(header)));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell.Text, StyleOf(cell.Tone))));
        }

        console.Write(table);
    }

    private static Style StyleOf(Tone tone) =>
        tone switch
        {
            Tone.Good => new Style(Color.Green),
            Tone.Attention => new Style(Color.Yellow),
            Tone.Bad => new Style(Color.Red),
            _ => Style.Plain,
        };
}
