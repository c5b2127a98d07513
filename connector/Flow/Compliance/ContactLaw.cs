using System.Globalization;

namespace Collections.Connector.Flow.Compliance;

/// <summary>The first moment at which the law lets a message go out. Pure: no clock, no ledger.</summary>
/// <remarks>
/// Every limit, asked of an instant, names a later one before which it surely does not hold: a window's start, a day's end. The search
/// jumps along those until all limits hold, so it never looks at the same boundary twice and ends with the horizon at the latest.
/// </remarks>
internal static class ContactLaw
{
    /// <summary>So far ahead it looks, in days.</summary>
    public const int HorizonDays = 60;

    /// <summary>Answers.</summary>
    public static ContactAnswer Next(ContactQuestion question)
    {
        ArgumentOutOfRangeException.ThrowIfZero(question.Zones.Count);
        var now = question.Now.ToUniversalTime();

        if (question.Consent == ConsentState.OptedOut)
        {
            return Never(ContactCode.OptedOut);
        }

        if (question.Rule is not { } rule)
        {
            return new ContactAnswer(ContactOutcome.Lawful, now, [], 0);
        }

        return rule.Consent.Contains(question.Channel) && question.Consent != ConsentState.Consented
            ? Never(ContactCode.NoConsent)
            : Search(question, rule, now);
    }

    private static ContactAnswer Search(ContactQuestion question, ContactRule rule, DateTimeOffset now)
    {
        var limits = question.Zones.Select(zone => new ContactLimits(zone, rule, question)).ToList();
        var reasons = new Dictionary<ContactCode, ContactReason>();
        var until = now.AddDays(HorizonDays);
        var looked = 0;

        for (var at = now; at <= until; looked++)
        {
            if (limits.Select(x => x.Move(at)).FirstOrDefault(x => x is not null) is not { } move)
            {
                return new ContactAnswer(ContactOutcome.Lawful, at, [.. reasons.Values], looked + 1);
            }

            reasons.TryAdd(move.Reason.Code, move.Reason);
            at = move.To > at ? move.To : throw new InvalidOperationException("A limit of contact did not move on.");
        }

        var days = HorizonDays.ToString(CultureInfo.InvariantCulture);
        return new ContactAnswer(
            ContactOutcome.NothingSoon,
            null,
            [.. reasons.Values, ContactReason.Of(ContactCode.NoMoment, ("days", days))],
            looked
        );
    }

    private static ContactAnswer Never(ContactCode code) =>
        new(ContactOutcome.NeverOnThisChannel, null, [ContactReason.Of(code)], 0);
}
