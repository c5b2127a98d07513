using Collections.Connector.Flow.SelfService;

namespace Collections.Connector.Host.Serving.SelfPages;

/// <summary>Opens self-service links, and does what learners ask for behind them.</summary>
internal interface ISelfService
{
    /// <summary>Gets the address that the world knows the service by; null when none is configured.</summary>
    Uri? PublicUrl { get; }

    /// <summary>Looks behind a link.</summary>
    /// <param name="token">The signed token, as it stood in the link.</param>
    /// <param name="ct">Stops the call.</param>
    Task<SelfVisit> OpenAsync(string token, CancellationToken ct);

    /// <summary>Does what a form asks for.</summary>
    /// <param name="token">The signed token, as it stood in the link.</param>
    /// <param name="wish">The form.</param>
    /// <param name="ct">Stops the call.</param>
    /// <returns>What became of it; null when the form is none that was given out behind this link.</returns>
    Task<SelfOutcome?> ActAsync(string token, SelfWish wish, CancellationToken ct);
}

/// <summary>A form that came back.</summary>
/// <param name="Action">What is asked for.</param>
/// <param name="Number">Its number, as the page offered it.</param>
/// <param name="FormToken">What proves that the page was ours.</param>
/// <param name="Text">The day of a promise as yyyy-MM-dd, or the words of an objection; empty for a grace pass.</param>
internal sealed record SelfWish(SelfAction Action, int Number, string FormToken, string Text);

/// <summary>Whether a link opens.</summary>
internal enum SelfDoor
{
    /// <summary>It does.</summary>
    Open,

    /// <summary>It is none of ours, or what it was for is gone.</summary>
    Unknown,

    /// <summary>It was ours, and its time is over.</summary>
    Expired,
}

/// <summary>What is behind a link.</summary>
/// <param name="Door">Whether it opens.</param>
/// <param name="View">What is shown; null unless it opens.</param>
/// <param name="PayUrls">Where to pay: one for each payer who owes something; empty without a gateway.</param>
/// <param name="FormToken">Makes the token of a form; null unless it opens.</param>
internal sealed record SelfVisit(
    SelfDoor Door,
    SelfServiceView? View,
    IReadOnlyList<string> PayUrls,
    Func<SelfAction, int, string>? FormToken
)
{
    /// <summary>A link that opens nothing.</summary>
    public static SelfVisit Closed(SelfDoor door) => new(door, null, [], null);
}
