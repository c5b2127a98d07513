using Collections.Connector.Flow.Desk;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Escalation;

/// <summary>Which promises the policy takes. Pure.</summary>
internal static class PromiseLimits
{
    /// <summary>Why a promise is refused; null when it is taken.</summary>
    /// <param name="terms">The policy's terms.</param>
    /// <param name="owed">What is owed now.</param>
    /// <param name="parts">Days and amounts; one part without an amount promises all that is owed.</param>
    /// <param name="madeThisYear">How many the payer made in the last year.</param>
    /// <param name="today">The day in the school's zone.</param>
    public static DeskRefusal? Refusal(
        PromiseTerms terms,
        Money owed,
        IReadOnlyList<(DateOnly On, Money? Amount)> parts,
        int madeThisYear,
        DateOnly today
    )
    {
        var last = today.AddDays(terms.MaxDays);
        return terms.MaxDays == 0
                ? new("The policy takes no promises.", "Put it on hold with `hold` if a person may decide that.")
            : !owed.IsPositive ? new("Nothing is owed.", "Look at it with `explain`.")
            : parts.Count == 0 || parts.Count > terms.MaxParts
                ? new($"A promise has one to {terms.MaxParts} parts.", "Name fewer days.")
            : madeThisYear >= terms.PerYear
                ? new(
                    $"The payer has made {madeThisYear} promises in a year, as many as the policy takes.",
                    "A person may put it on hold with `hold`."
                )
            : parts.Any(x => x.On < today || x.On > last)
                ? new($"A promise ends between {today:yyyy-MM-dd} and {last:yyyy-MM-dd}.", "Name other days.")
            : parts.Zip(parts.Skip(1)).Any(x => x.Second.On <= x.First.On)
                ? new("The days of the parts are not in order.", "Name the first day first, each once.")
            : parts.Count > 1 && parts.Any(x => x.Amount is null)
                ? new("Each part of several needs its amount.", "Write them as 2026-10-01=50.00,2026-11-01=50.00.")
            : parts.Any(x => x.Amount is { } amount && (!amount.IsPositive || amount.Currency != owed.Currency))
                ? new($"Each amount is above zero and in {owed.Currency.Code}.", "Correct it.")
            : parts.Count > 0 && parts.Sum(x => (x.Amount ?? owed).MinorUnits) > owed.MinorUnits
                ? new($"More is promised than the {owed} owed.", "Promise what is owed, or less.")
            : null;
    }
}
