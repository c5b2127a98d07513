using Collections.Connector.Flow.Mapping;

namespace Collections.Connector.Flow.SelfService;

/// <summary>What a learner may do on the page.</summary>
internal enum SelfAction
{
    /// <summary>Say until when it is paid.</summary>
    Promise,

    /// <summary>Have access for some hours.</summary>
    Grace,

    /// <summary>Say that it is not right: a person looks.</summary>
    Object,
}

/// <summary>Whether a learner may do something now.</summary>
internal enum OfferState
{
    /// <summary>Yes.</summary>
    Open,

    /// <summary>The school's terms have no such thing.</summary>
    NotOffered,

    /// <summary>There is nothing that it would be about.</summary>
    NotNeeded,

    /// <summary>It was done, and holds.</summary>
    Holds,

    /// <summary>It was done as often as the year allows.</summary>
    UsedUp,
}

/// <summary>An offer to a learner.</summary>
/// <param name="State">Whether it may be taken.</param>
/// <param name="Number">The number that it would have, from 1: whoever sends it twice sends the same number.</param>
internal sealed record SelfOffer(OfferState State, int Number);

/// <summary>What was done before.</summary>
/// <param name="Number">Its number.</param>
/// <param name="At">When, UTC.</param>
/// <param name="PayerKey">Whose it counts as; null where only the learner counts.</param>
internal sealed record PastUse(int Number, DateTimeOffset At, string? PayerKey = null);

/// <summary>The limits of self-service. Pure.</summary>
internal static class SelfServiceRules
{
    /// <summary>The longest text of an objection, in characters.</summary>
    public const int TextMax = 1000;

    /// <summary>A promise: each of the payers may make so many in a year.</summary>
    public static SelfOffer Promise(
        SelfServiceTerms terms,
        SelfServiceState state,
        bool holds,
        IReadOnlyCollection<PastUse> past,
        DateTimeOffset now
    ) =>
        Offer(
            terms.PromiseDays > 0,
            state is SelfServiceState.Suspended or SelfServiceState.Noticed,
            holds,
            Recent(past, now).GroupBy(x => x.PayerKey).All(x => x.Count() < terms.PromisesPerYear),
            past
        );

    /// <summary>A grace pass: only for whoever has no access, so many a year in all courses together.</summary>
    public static SelfOffer Grace(
        SelfServiceTerms terms,
        SelfServiceState state,
        bool holds,
        IReadOnlyCollection<PastUse> past,
        DateTimeOffset now
    ) =>
        Offer(
            terms.GraceHours > 0,
            state == SelfServiceState.Suspended,
            holds,
            Recent(past, now).Count() < terms.GracePassesPerYear,
            past
        );

    /// <summary>An objection: as long as something is unpaid, one at a time.</summary>
    public static SelfOffer Objection(bool unpaid, bool holds, IReadOnlyCollection<PastUse> past) =>
        Offer(true, unpaid, holds, true, past);

    /// <summary>The last day that a promise may name.</summary>
    public static DateOnly LastDay(SelfServiceTerms terms, DateOnly today) => today.AddDays(terms.PromiseDays);

    /// <summary>Whether a promise may name a day: from today to the last one.</summary>
    public static bool MayPromise(SelfServiceTerms terms, DateOnly today, DateOnly until) =>
        until >= today && until <= LastDay(terms, today);

    /// <summary>A text as it is stored: line breaks as one character, nothing that no keyboard writes, no space around it.</summary>
    public static string Clean(string text) =>
        new string([.. text.ReplaceLineEndings("\n").Where(x => x == '\n' || !char.IsControl(x))]).Trim();

    private static SelfOffer Offer(
        bool offered,
        bool needed,
        bool holds,
        bool left,
        IReadOnlyCollection<PastUse> past
    ) =>
        new(
            holds ? OfferState.Holds
                : !offered ? OfferState.NotOffered
                : !needed ? OfferState.NotNeeded
                : !left ? OfferState.UsedUp
                : OfferState.Open,
            past.Select(x => x.Number).DefaultIfEmpty(0).Max() + 1
        );

    // A year to the second: what was done a year ago is done.
    private static IEnumerable<PastUse> Recent(IEnumerable<PastUse> past, DateTimeOffset now) =>
        past.Where(x => x.At > now.AddYears(-1));
}
