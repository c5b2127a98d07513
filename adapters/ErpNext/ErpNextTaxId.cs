namespace Collections.Adapters.ErpNext;

/// <summary>Tax ids in the ways that people write them; ERPNext keeps them as they were typed.</summary>
internal static class ErpNextTaxId
{
    /// <summary>A tax id without what is only writing, and without the company's own country before it.</summary>
    public static string Bare(string taxId, string country)
    {
        var text = new string([.. taxId.Where(char.IsLetterOrDigit)]).ToUpperInvariant();
        return country.Length == 2 && text.Length > 4 && text.StartsWith(country, StringComparison.Ordinal)
            ? text[2..]
            : text;
    }

    /// <summary>The ways to look for a tax id: as given, bare, and with the company's country before it.</summary>
    public static IEnumerable<string> Ways(string taxId, string country)
    {
        var bare = Bare(taxId, country);
        return new[] { taxId.Trim(), bare, country + bare }.Distinct(StringComparer.Ordinal);
    }
}
