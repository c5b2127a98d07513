using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;

namespace Collections.Connector.Flow.Figures;

/// <summary>Something that a person said of a debt, and the days in the school's zone on which it held.</summary>
/// <param name="Said">What was said, as it stood while it held.</param>
/// <param name="From">The first day.</param>
/// <param name="LastOn">The last day; null for no end.</param>
internal sealed record SaidThen(Standing Said, DateOnly From, DateOnly? LastOn)
{
    // Objections, grace passes and hand-offs answer to steps: another policy would have brought others, or none.
    private static readonly StandingKind[] Replayed =
    [
        StandingKind.Promise,
        StandingKind.Hold,
        StandingKind.Dispute,
        StandingKind.Exemption,
        StandingKind.Approval,
        StandingKind.Assignment,
    ];

    /// <summary>Whether it held on a day.</summary>
    public bool HeldOn(DateOnly day) => From <= day && (LastOn is not { } last || day <= last);

    /// <summary>The first day after a day on which it began or ceased to hold; null when there is none.</summary>
    public DateOnly? ChangesAfter(DateOnly day) =>
        LastOn < From ? null
        : From > day ? From
        : LastOn?.AddDays(1) is { } over && over > day ? over
        : null;

    /// <summary>What a row of the ledger was: it held through its last day, or the day before it was ended; a broken promise is remembered for a year.</summary>
    /// <returns>Nothing for what is not replayed.</returns>
    public static IEnumerable<SaidThen> Of(Standing row, Func<DateTimeOffset, DateOnly> dayOf)
    {
        if (!Replayed.Contains(row.Kind))
        {
            yield break;
        }

        var ended = row.EndedAt is { } at ? dayOf(at).AddDays(-1) : (DateOnly?)null;
        var last = ended is null || row.Until < ended ? row.Until : ended;
        yield return new SaidThen(Holding(row), dayOf(row.CreatedAt), row.Kind == StandingKind.Approval ? null : last);
        if (row is { Kind: StandingKind.Promise, Outcome: StandingBook.Broken, EndedAt: { } broken })
        {
            yield return new SaidThen(row, dayOf(broken), dayOf(broken.AddYears(1)));
        }
    }

    private static Standing Holding(Standing row) =>
        new()
        {
            Id = row.Id,
            School = row.School,
            Kind = row.Kind,
            SubjectKind = row.SubjectKind,
            SubjectKey = row.SubjectKey,
            Until = row.Until,
            CreatedAt = row.CreatedAt,
            Category = row.Category,
            AmountMinor = row.AmountMinor,
            OwedMinor = row.OwedMinor,
            Currency = row.Currency,
        };
}
