namespace Collections.Adapters.Canvas;

/// <summary>From when to when an enrolment gives access.</summary>
/// <param name="StartsAt">Start, UTC; null when open.</param>
/// <param name="EndsAt">End, UTC; null when open.</param>
/// <param name="Known">Whether Canvas told everything that decides it; false means that nothing may rely on it.</param>
/// <param name="IsOwn">Whether it is the enrolment's own, not its section's, course's or term's.</param>
internal readonly record struct EnrolmentWindow(
    DateTimeOffset? StartsAt,
    DateTimeOffset? EndsAt,
    bool Known,
    bool IsOwn = false
)
{
    /// <summary>Whether an instant is within; an end that is not known shuts nobody out.</summary>
    public bool Holds(DateTimeOffset now) =>
        !Known || ((StartsAt is null || StartsAt <= now) && (EndsAt is null || now <= EndsAt));
}

/// <summary>What decides the windows of one course's learners.</summary>
/// <param name="Course">The course, with its term.</param>
/// <param name="Sections">Its sections by id.</param>
/// <param name="TermOverrides">The dates for students that stand over the term's own; null when they may not be read.</param>
internal sealed record CourseDates(
    WireCourse Course,
    IReadOnlyDictionary<string, WireSection> Sections,
    IReadOnlyDictionary<string, WireDates?>? TermOverrides
)
{
    /// <summary>Gives the window of an enrolment: of the first of four that decides, and of it alone.</summary>
    /// <remarks>
    /// The enrolment's own dates if both are set, the section's or the course's if they restrict people to them, else the term's
    /// for students (canvas-lms, enrollment_date_builder.rb and enrollment_term.rb).
    /// </remarks>
    public EnrolmentWindow Of(WireEnrolment enrolment)
    {
        if (enrolment is { StartAt: not null, EndAt: not null })
        {
            return new EnrolmentWindow(enrolment.StartAt, enrolment.EndAt, Known: true, IsOwn: true);
        }

        if (enrolment.SectionId is not { } id || !Sections.TryGetValue(id, out var section))
        {
            return default;
        }

        return section.RestrictToSectionDates == true ? new(section.StartAt, section.EndAt, Known: true)
            : Course.RestrictToCourseDates == true ? new(Course.StartAt, Course.EndAt, Known: true)
            : OfTerm();
    }

    private EnrolmentWindow OfTerm()
    {
        if (TermOverrides is null || Course.Term is not { } term)
        {
            return default;
        }

        var forStudents = TermOverrides.GetValueOrDefault(term.Id);
        return new EnrolmentWindow(forStudents?.StartAt ?? term.StartAt, forStudents?.EndAt ?? term.EndAt, Known: true);
    }
}
