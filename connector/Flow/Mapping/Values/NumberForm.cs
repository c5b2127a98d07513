using System.Text;
using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Mapping.Values;

/// <summary>
/// How the LMS writes amounts. Without a declared form only <c>1234.5</c> is a number: a guess between 1.234 and 1,234
/// would be wrong by a factor of a thousand.
/// </summary>
internal sealed class NumberForm
{
    private static readonly Dictionary<string, string[]> Signs = new(StringComparer.Ordinal)
    {
        ["EUR"] = ["€"],
        ["GBP"] = ["£"],
        ["USD"] = ["US$", "$"],
        ["BRL"] = ["R$"],
        ["PEN"] = ["S/"],
        ["ARS"] = ["$"],
        ["CLP"] = ["$"],
        ["COP"] = ["$"],
        ["MXN"] = ["$"],
        ["UYU"] = ["$U", "$"],
    };

    private readonly char decimalSign;
    private readonly char? groupSign;
    private readonly bool declared;

    private NumberForm(char decimalSign, char? groupSign, bool declared)
    {
        this.decimalSign = decimalSign;
        this.groupSign = groupSign;
        this.declared = declared;
    }

    /// <summary>Only digits and a point.</summary>
    public static NumberForm Plain { get; } = new('.', null, declared: false);

    /// <summary>A declared form: grouping in threes, and the currency's own sign or code before or after.</summary>
    public static NumberForm With(char decimalSign, char? groupSign) => new(decimalSign, groupSign, declared: true);

    public static NumberForm Compile(ConfigNode price)
    {
        if (price.Child("format") is not { } format || format.Text("decimalSeparator") is not { Length: 1 } point)
        {
            return Plain;
        }

        var group = format.Text("groupSeparator") is { Length: 1 } sign ? sign[0] : (char?)null;

        if (group == point[0])
        {
            format.Fault("groupSeparator", "The two separators are the same.", "Give the ones that the LMS uses.");
        }

        return With(point[0], group);
    }

    /// <summary>The number; null when the text is none in this form.</summary>
    public decimal? Parse(string text, Currency currency)
    {
        // Editors write the blank between thousands and before the sign as one that does not break.
        var body = declared ? WithoutSign(text.Replace('\u00A0', ' ').Replace('\u202F', ' '), currency) : text;
        var point = body.IndexOf(decimalSign, StringComparison.Ordinal);
        var whole = point < 0 ? body : body[..point];
        var decimals = point < 0 ? null : body[(point + 1)..];
        var negative = whole.StartsWith('-');

        if (Ungrouped(negative ? whole[1..] : whole) is not { } digits || (decimals is not null && !IsDigits(decimals)))
        {
            return null;
        }

        return ValueText.Number($"{(negative ? "-" : "")}{digits}.{decimals ?? "0"}");
    }

    private static string WithoutSign(string text, Currency currency)
    {
        foreach (var sign in Signs.GetValueOrDefault(currency.Code, []).Append(currency.Code))
        {
            if (text.StartsWith(sign, StringComparison.OrdinalIgnoreCase))
            {
                return text[sign.Length..].Trim();
            }

            if (text.EndsWith(sign, StringComparison.OrdinalIgnoreCase))
            {
                return text[..^sign.Length].Trim();
            }
        }

        return text;
    }

    private string? Ungrouped(string whole)
    {
        if (groupSign is not { } sign || !whole.Contains(sign, StringComparison.Ordinal))
        {
            return IsDigits(whole) ? whole : null;
        }

        var groups = whole.Split(sign);
        var right = groups.Skip(1).All(group => group.Length == 3) && groups[0].Length is >= 1 and <= 3;
        return right && groups.All(IsDigits) ? new StringBuilder().AppendJoin("", groups).ToString() : null;
    }

    private static bool IsDigits(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);
}
