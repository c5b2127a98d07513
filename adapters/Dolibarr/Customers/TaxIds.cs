namespace Collections.Adapters.Dolibarr.Customers;

/// <summary>Tax ids in the ways that people write them; Dolibarr keeps them as they were typed.</summary>
internal static class TaxIds
{
    /// <summary>A tax id without what is only writing; empty when nothing is left to look for.</summary>
    public static string Bare(string? taxId)
    {
        var bare = new string([.. (taxId ?? "").Where(char.IsAsciiLetterOrDigit)]).ToUpperInvariant();
        return bare.Length >= 4 ? bare : "";
    }

    /// <summary>Whether two tax ids are the same, with or without the country before them.</summary>
    /// <param name="one">A bare tax id.</param>
    /// <param name="other">Another, as it was typed.</param>
    /// <param name="country">The country's two letters; empty when unknown.</param>
    public static bool Same(string one, string other, string country)
    {
        var bare = Bare(other);
        return bare.Length > 0 && WithoutCountry(one, country) == WithoutCountry(bare, country);
    }

    /// <summary>What to look for: the country may stand before a tax id, or not.</summary>
    public static string Core(string bare) =>
        bare.Length > 6 && char.IsAsciiLetter(bare[0]) && char.IsAsciiLetter(bare[1]) ? bare[2..] : bare;

    private static string WithoutCountry(string bare, string country) =>
        country.Length == 2 && bare.Length > 4 && bare.StartsWith(country, StringComparison.OrdinalIgnoreCase)
            ? bare[2..]
            : bare;
}
