namespace Collections.Connector.Host.Terminal;

/// <summary>Plain text: columns aligned with spaces, never wrapped, so that it can be searched and cut.</summary>
internal sealed class PlainPage(TextWriter writer) : IPage
{
    private const string Gap = "  ";

    /// <inheritdoc/>
    public void Heading(string text) => writer.WriteLine($"{Environment.NewLine}{text}");

    /// <inheritdoc/>
    public void Line(string text) => writer.WriteLine(text);

    /// <inheritdoc/>
    public void Table(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<Cell>> rows)
    {
        var widths = headers.Select((h, i) => rows.Select(r => r[i].Text.Length).Append(h.Length).Max()).ToList();
        Row(headers, widths);
        foreach (var row in rows)
        {
            Row([.. row.Select(cell => cell.Text)], widths);
        }
    }

    private void Row(IReadOnlyList<string> cells, List<int> widths) =>
        writer.WriteLine(string.Join(Gap, cells.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
}
