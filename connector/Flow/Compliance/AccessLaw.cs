using Collections.Connector.Flow.Mapping;

namespace Collections.Connector.Flow.Compliance;

/// <summary>What law and counsel together say for a school. Pure.</summary>
/// <param name="Rule">The rule; null when there is none for the country and sector.</param>
/// <param name="Counsel">The counsel's word; null when none is recorded.</param>
internal sealed record AccessLaw(AccessRule? Rule, CounselWord? Counsel)
{
    /// <summary>Gets what a school's law says on a day. A word that is dated later does not count yet.</summary>
    public static AccessLaw Of(SchoolProfile school, DateOnly today) =>
        new(
            school.Compliance?.AccessFor(school.Sector),
            school.Access.Counsel is { } counsel && counsel.On <= today ? counsel : null
        );

    /// <summary>Gets whether suspending may be thought of at all. What a law forbids no counsel opens.</summary>
    public bool Allows =>
        Rule?.Suspension switch
        {
            SuspensionAllowance.Never => false,
            null or SuspensionAllowance.Unknown => Counsel is not null,
            _ => true,
        };

    /// <summary>Gets whether a person must decide each time.</summary>
    public bool AsksAPerson =>
        Counsel is not { Alone: true }
        && (Rule is not { Suspension: SuspensionAllowance.AfterNotice } || Rule.HumanReview);

    /// <summary>Whether a course's end lets it happen.</summary>
    public bool AllowsBefore(DateOnly? courseEndsOn, DateOnly today) =>
        Rule?.Suspension != SuspensionAllowance.EndOfTerm || (courseEndsOn is { } end && today > end);
}
