namespace Collections.Connector.Flow.Sales;

/// <summary>A sale as texts, the way somebody wrote it. Holds personal data.</summary>
/// <param name="Line">The line of the file that it begins on, from 1; 0 when it was typed.</param>
/// <param name="Texts">What was written, trimmed; what was left empty is absent.</param>
/// <param name="Names">What the writer calls each column that the file has.</param>
/// <param name="Extra">Further columns by their headings, without empty ones.</param>
internal sealed record SaleRow(
    int Line,
    IReadOnlyDictionary<SaleColumn, string> Texts,
    IReadOnlyDictionary<SaleColumn, string> Names,
    IReadOnlyDictionary<string, string> Extra
)
{
    /// <summary>What was written; null when nothing was.</summary>
    public string? this[SaleColumn column] => Texts.GetValueOrDefault(column);

    /// <summary>What the writer calls a column.</summary>
    public string NameOf(SaleColumn column) => Names.GetValueOrDefault(column) ?? SaleHeadings.NameOf(column);
}

/// <summary>Something wrong with one sale. Quotes nothing that was written: it may be personal data.</summary>
/// <param name="Line">Line of the file, from 1; 0 when it was typed, or concerns the whole file.</param>
/// <param name="Column">The column, as the writer calls it; empty when it concerns the whole line.</param>
/// <param name="Code">Stable code, such as <c>amount.not-a-number</c>.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What to do.</param>
internal sealed record SaleFault(int Line, string Column, string Code, string Message, string Hint)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Line > 0 ? $"line {Line}" : "")}{(Line > 0 && Column.Length > 0 ? ", " : "")}{Column}: {Message} {Hint}";
}
