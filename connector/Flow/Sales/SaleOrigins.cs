namespace Collections.Connector.Flow.Sales;

/// <summary>Where agreements that are no enrolment's come from. A sale's key is one key in both.</summary>
internal static class SaleOrigins
{
    /// <summary>Typed by a person.</summary>
    public const string ByHand = "man";

    /// <summary>Imported from a file.</summary>
    public const string File = "csv";

    /// <summary>Both.</summary>
    public static readonly IReadOnlyList<string> All = [ByHand, File];
}
