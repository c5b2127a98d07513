using System.Text.RegularExpressions;

namespace Collections.Adapters.Odoo;

/// <summary>Our references where Odoo keeps them.</summary>
internal static partial class OdooReference
{
    /// <summary>Whether a reference may be the name of an external id.</summary>
    public static bool IsSafe(string reference) => Shape().IsMatch(reference);

    /// <summary>A payment's text: what the accountant reads, then our reference in brackets.</summary>
    public static string PaymentText(string memo, string reference) =>
        memo.Length == 0 || memo == reference ? $"({reference})" : $"{memo} ({reference})";

    /// <summary>Our reference in a payment's text or a document's reference; null when it is not ours.</summary>
    public static string? Ours(string? text, string schoolKey)
    {
        var match = InBrackets().Match(text ?? "");
        var reference = match.Success ? match.Groups[1].Value : text ?? "";
        return IsSafe(reference) && reference.StartsWith(schoolKey, StringComparison.Ordinal) ? reference : null;
    }

    /// <summary>A refund's text: what the accountant reads, the ids of the documents that it opens again, then our reference in brackets.</summary>
    public static string RefundText(string memo, IReadOnlyCollection<long> reopened, string reference) =>
        PaymentText(
            reopened.Count == 0 ? memo : $"{memo}; opens again: {string.Join(", ", reopened.Select(OdooJson.Key))}",
            reference
        );

    /// <summary>The documents that a refund's text says are open again; none where it names none.</summary>
    public static List<string> Reopened(string? text) =>
        Opened().Match(text ?? "") is { Success: true } match ? [.. match.Groups[1].Value.Split(", ")] : [];

    [GeneratedRegex(@"; opens again: ([0-9]+(?:, [0-9]+)*) \([^()]*\)$")]
    private static partial Regex Opened();

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,100}$")]
    private static partial Regex Shape();

    [GeneratedRegex(@"\(([A-Za-z0-9_.-]{1,100})\)$")]
    private static partial Regex InBrackets();
}
