using Collections.Connector.Ports;

namespace Collections.Adapters.Canvas;

/// <summary>One learner's student enrolments in one course, made one: a person in two sections is in the course once. Pure.</summary>
/// <param name="Dates">What decides the windows.</param>
/// <param name="Enrolments">The learner's student enrolments, whatever their state.</param>
internal sealed record LearnerStanding(CourseDates Dates, IReadOnlyList<WireEnrolment> Enrolments)
{
    /// <summary>Gives the standing as the port wants it.</summary>
    /// <param name="now">The instant that windows are compared with.</param>
    public EnrolmentFact ToFact(DateTimeOffset now)
    {
        // Active and inactive ones together: what we suspend keeps the window that it had.
        var counted = Some(e => e.State is "active" or "inactive") ?? Some(e => e.State != "completed") ?? Enrolments;
        var windows = counted.Select(e => (Enrolment: e, Window: Dates.Of(e))).ToList();
        var known = windows.TrueForAll(w => w.Window.Known);
        var starts = windows.ConvertAll(w => BeganAt(w.Enrolment, w.Window));
        var ends = windows.ConvertAll(w => w.Window.EndsAt);
        return new EnrolmentFact(
            Enrolments[0].CourseId,
            Enrolments[0].UserId,
            CanvasKeys.Method,
            StatusAt(now),
            known ? ToMinute(starts.Contains(null) ? null : starts.Min()) : null,
            known ? ToMinute(ends.Contains(null) ? null : ends.Max()) : null,
            known,
            IsLearner: true
        );
    }

    /// <summary>Says what the enrolments are together: one that gives access is enough.</summary>
    public EnrolmentStatus StatusAt(DateTimeOffset now) =>
        Enrolments.Any(e => GivesAccess(e, now)) ? EnrolmentStatus.Active
        : Enrolments.All(e => e.State != "active") && Enrolments.Any(e => e.State == "inactive")
            ? EnrolmentStatus.Suspended
        : EnrolmentStatus.NotCurrent;

    private bool GivesAccess(WireEnrolment enrolment, DateTimeOffset now) =>
        enrolment.State == "active"
        && Dates.Course.WorkflowState == CourseCatalogue.Published
        && Dates.Of(enrolment).Holds(now);

    /// <summary>Whoever comes late begins late: a term's dates are everybody's, and say nothing of the one person.</summary>
    private static DateTimeOffset? BeganAt(WireEnrolment enrolment, EnrolmentWindow window) =>
        window.IsOwn ? window.StartsAt
        : window.StartsAt > enrolment.CreatedAt ? window.StartsAt
        : enrolment.CreatedAt ?? window.StartsAt;

    private List<WireEnrolment>? Some(Func<WireEnrolment, bool> which) =>
        Enrolments.Where(which).ToList() is { Count: > 0 } some ? some : null;

    private static DateTimeOffset? ToMinute(DateTimeOffset? instant) =>
        instant?.ToUniversalTime() is { } at ? at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMinute)) : null;
}
