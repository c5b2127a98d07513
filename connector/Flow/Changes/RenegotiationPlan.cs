using System.Globalization;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Changes;

/// <summary>How what is open of an agreement is divided anew over other days. Pure.</summary>
internal static class RenegotiationPlan
{
    /// <summary>The most parts that anything is divided into.</summary>
    public const int PartsMax = 60;

    /// <summary>Decides what is replaced, and by what.</summary>
    /// <param name="open">The agreement's parts, with what is owed of those that are issued.</param>
    /// <param name="currency">Currency of every part.</param>
    /// <param name="wished">The new parts in the order that was typed; their amounts are on the agreement's basis.</param>
    /// <param name="today">The day, in the school's zone.</param>
    public static RenegotiationDecision Decide(
        IReadOnlyList<OpenPart> open,
        Currency currency,
        IReadOnlyList<WishedPart> wished,
        DateOnly today
    )
    {
        var cuts = open.Select(x => (Open: x, Minor: Replaced(x)))
            .Where(x => x.Minor > 0)
            .Select(x => new LeavingCut(
                x.Open.Part,
                x.Open.Part.Amount with
                {
                    MinorUnits = x.Minor,
                },
                x.Minor == x.Open.Part.Amount.MinorUnits
            ))
            .ToList();
        var replaced = cuts.Aggregate(Money.Zero(currency), (sum, x) => sum + x.Amount);
        if (Refusal(replaced, wished, today) is { } refusal)
        {
            return new RenegotiationDecision(refusal, [], [], replaced);
        }

        var named = wished.Sum(x => x.Amount?.MinorUnits ?? 0);
        var rest = replaced with { MinorUnits = replaced.MinorUnits - named };
        return new RenegotiationDecision(null, cuts, [.. wished.Select(x => (x.DueOn, x.Amount ?? rest))], replaced);
    }

    /// <summary>How much of a part is open, on its own basis: of one that was paid in part, as much as is open of what was invoiced.</summary>
    public static long Replaced(OpenPart open)
    {
        var standing = open.Part.Amount.MinorUnits;
        return open.Part.Invoice is null || open.OwedMinor >= open.AskedMinor ? standing
            : open.OwedMinor <= 0 ? 0
            : (long)decimal.Round((decimal)standing * open.OwedMinor / open.AskedMinor, MidpointRounding.AwayFromZero);
    }

    private static string? Refusal(Money replaced, IReadOnlyList<WishedPart> wished, DateOnly today)
    {
        var named = wished.Sum(x => x.Amount?.MinorUnits ?? 0);
        var rests = wished.Count(x => x.Amount is null);
        return !replaced.IsPositive ? "Nothing of it is open: there is nothing to divide anew."
            : wished.Count is 0 or > PartsMax ? $"Name from 1 to {PartsMax} parts."
            : wished[0].DueOn < today ? $"{Text(wished[0].DueOn)} is over: name today or a day to come."
            : wished.Zip(wished.Skip(1)).Any(x => x.Second.DueOn <= x.First.DueOn)
                ? "The days do not follow each other: name each once, the first one first."
            : wished.Any(x => x.Amount is { IsPositive: false }) ? "A part must be above zero."
            : rests > 1 ? "Only one part can be the rest."
            : rests == 0 && named != replaced.MinorUnits
                ? $"The parts make {replaced with { MinorUnits = named }}, and {replaced} is open: they must be equal, or one of them `rest`."
            : rests == 1 && named >= replaced.MinorUnits
                ? $"The parts make {replaced with { MinorUnits = named }} of {replaced}: nothing is left for the rest."
            : null;
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>A part of an agreement, and what is owed of it.</summary>
/// <param name="Part">The part.</param>
/// <param name="OwedMinor">What is owed, with tax; of no meaning before an invoice.</param>
/// <param name="AskedMinor">What was invoiced and not credited, with tax.</param>
internal sealed record OpenPart(AgreementPart Part, long OwedMinor, long AskedMinor);

/// <summary>A part that a person wishes.</summary>
/// <param name="DueOn">When it is due, in the school's zone.</param>
/// <param name="Amount">How much, on the agreement's basis; null for the rest.</param>
internal sealed record WishedPart(DateOnly DueOn, Money? Amount);

/// <summary>What is replaced, and by what.</summary>
/// <param name="Refusal">Why nothing is; null when it can be.</param>
/// <param name="Cuts">What goes.</param>
/// <param name="Parts">What comes in its place; they sum to it, to the minor unit.</param>
/// <param name="Replaced">The sum, on the agreement's basis.</param>
internal sealed record RenegotiationDecision(
    string? Refusal,
    IReadOnlyList<LeavingCut> Cuts,
    IReadOnlyList<(DateOnly DueOn, Money Amount)> Parts,
    Money Replaced
);
