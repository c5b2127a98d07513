using Collections.Connector.Flow.SelfService;

namespace Collections.Connector.Host.Serving.SelfPages;

/// <summary>What the page says at its top after a form was sent: a code in the address, and its phrase.</summary>
/// <param name="Text">The phrase.</param>
/// <param name="Field">The field to mend; null when nothing is wrong with one.</param>
/// <param name="Good">Whether it went well.</param>
internal sealed record SelfSaid(Phrase Text, string? Field, bool Good)
{
    private static readonly Dictionary<string, SelfSaid> Codes = new(StringComparer.Ordinal)
    {
        ["promised"] = new(Phrase.SaidPromised, null, true),
        ["grace"] = new(Phrase.SaidGrace, null, true),
        ["objected"] = new(Phrase.SaidObjected, null, true),
        ["changed"] = new(Phrase.SaidChanged, null, false),
        ["not-allowed"] = new(Phrase.SaidNotAllowed, null, false),
        ["day"] = new(Phrase.SaidWrongDay, "until", false),
        ["no-text"] = new(Phrase.SaidNoText, "why", false),
        ["long"] = new(Phrase.SaidTextTooLong, "why", false),
    };

    /// <summary>The code of an outcome.</summary>
    public static string CodeOf(SelfAction action, SelfOutcome outcome) =>
        outcome switch
        {
            SelfOutcome.Done => action switch
            {
                SelfAction.Promise => "promised",
                SelfAction.Grace => "grace",
                _ => "objected",
            },
            SelfOutcome.NotAllowed => "not-allowed",
            SelfOutcome.WrongDay => "day",
            SelfOutcome.NoText => "no-text",
            SelfOutcome.TextTooLong => "long",
            _ => "changed",
        };

    /// <summary>What a code says of a page; null for a code that is none, or that the page does not bear out.</summary>
    public static SelfSaid? Of(string code, SelfServiceView view) =>
        code switch
        {
            "promised" when view.PromisedUntil is null => null,
            "grace" when view.GraceEndsAt is null => null,
            "objected" when view.ObjectedAt is null => null,
            _ => Codes.GetValueOrDefault(code),
        };
}
