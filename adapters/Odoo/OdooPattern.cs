namespace Collections.Adapters.Odoo;

/// <summary>Text in Odoo's like operators.</summary>
internal static class OdooPattern
{
    /// <summary>Takes the meaning from the signs that stand for any text.</summary>
    public static string Escape(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);
}
