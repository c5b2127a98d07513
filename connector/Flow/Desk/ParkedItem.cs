using Collections.Connector.Flow.Ledger;

namespace Collections.Connector.Flow.Desk;

/// <summary>An intent that needs a person, or whose outcome the next run looks up.</summary>
/// <param name="Kind">What is wished for, such as <c>document</c>.</param>
/// <param name="Reference">What it is about.</param>
/// <param name="State"><c>parked</c> needs a person; <c>unknown</c> is looked up by itself.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Reason">The last answer: why it needs a person, or why nobody knows.</param>
/// <param name="Since">When it was first wished for, UTC.</param>
/// <param name="LastTriedAt">When it was last sent, UTC; null when it never was.</param>
/// <param name="NextAt">When it is tried or looked up again, UTC; null for the next run, and for what waits for a person.</param>
/// <param name="EndsWith">The one command that ends it, once its reason is mended or decided.</param>
internal sealed record ParkedItem(
    string Kind,
    string Reference,
    string State,
    int Attempts,
    string Reason,
    DateTimeOffset Since,
    DateTimeOffset? LastTriedAt,
    DateTimeOffset? NextAt,
    string EndsWith
)
{
    /// <summary>Whether a person must act.</summary>
    public bool NeedsPerson => State == "parked";

    /// <summary>What is shown of an intent.</summary>
    /// <param name="intent">Parked, or unknown.</param>
    /// <param name="uncertain">Whether only a person can end it: a message of which nobody knows whether it went out, or money that came back.</param>
    public static ParkedItem Of(Intent intent, bool uncertain) =>
        new(
            intent.Kind.ToString().ToLowerInvariant(),
            intent.Reference,
            intent.State.ToString().ToLowerInvariant(),
            intent.Attempts,
            intent.LastAnswer ?? "",
            intent.CreatedAt,
            intent.SentAt,
            intent.NextAt,
                // What is looked up, and bills whose data is mended in the LMS, need no word: the next run takes them up.
                intent.State == IntentState.Unknown
                || intent.Kind == IntentKind.Bill
                    ? "sync"
                : uncertain ? $"parked dismiss {intent.Reference} --reason \"...\""
                : $"parked retry {intent.Reference}"
        );
}
