using System.Collections.Frozen;

namespace Collections.Connector.Flow.Receivables;

/// <summary>Telephone numbers in the form of E.164, such as <c>+34600111222</c>. Pure.</summary>
public static class PhoneNumber
{
    // ITU-T E.164 list of assigned country codes. Argentina is left out: its mobile numbers cannot be told from the others.
    private static readonly FrozenDictionary<string, string> CallingCodes = new Dictionary<string, string>
    {
        ["BO"] = "591",
        ["BR"] = "55",
        ["CL"] = "56",
        ["CO"] = "57",
        ["CR"] = "506",
        ["EC"] = "593",
        ["ES"] = "34",
        ["GT"] = "502",
        ["MX"] = "52",
        ["PA"] = "507",
        ["PE"] = "51",
        ["PT"] = "351",
        ["PY"] = "595",
        ["US"] = "1",
        ["UY"] = "598",
    }.ToFrozenDictionary();

    /// <summary>Whether it is a number that can be written to: a plus sign and 8 to 15 digits.</summary>
    public static bool IsValid(string number) =>
        number.Length is >= 9 and <= 16
        && number[0] == '+'
        && number[1] != '0'
        && number.Skip(1).All(char.IsAsciiDigit);

    /// <summary>A number as a person wrote it, in the form of E.164.</summary>
    /// <param name="text">Digits with spaces, points, hyphens, brackets; with + or 00 and the country, or as one dials at home.</param>
    /// <param name="country">The payer's country, for numbers as one dials them at home; null when unknown.</param>
    /// <returns>The number; or the text as it was when it cannot be told, so that a person sees what stands there.</returns>
    public static string Normal(string text, string? country)
    {
        var bare = string.Concat(
            text.Trim().Where(x => !char.IsWhiteSpace(x) && x is not ('-' or '.' or '(' or ')' or '/'))
        );
        if (bare.StartsWith("00", StringComparison.Ordinal))
        {
            bare = $"+{bare[2..]}";
        }

        if (bare.Length > 0 && bare[0] != '+' && country is not null && CallingCodes.TryGetValue(country, out var code))
        {
            bare = $"+{code}{bare.TrimStart('0')}";
        }

        return IsValid(bare) ? bare : text.Trim();
    }
}
