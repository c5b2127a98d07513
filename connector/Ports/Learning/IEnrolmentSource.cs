namespace Collections.Connector.Ports;

/// <summary>The LMS's courses, learners and enrolments: the reason why money is owed.</summary>
/// <remarks>
/// The LMS is the source of truth. Instants are UTC. Reads are bulk and stream; nothing here writes.
/// Every method may throw <see cref="RemoteUnavailableException"/> (repeat in the next cycle),
/// <see cref="RemoteMisconfiguredException"/> (token, right, function or report is wrong) and
/// <see cref="RemoteRejectedException"/> (an answer that is not understood).
/// </remarks>
public interface IEnrolmentSource
{
    /// <summary>Reads every course that the connector may see, without the site's front page.</summary>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    Task<IReadOnlyList<CourseFact>> ReadCoursesAsync(CancellationToken ct);

    /// <summary>Streams the enrolments of the courses named.</summary>
    /// <param name="courses">The courses as <see cref="ReadCoursesAsync"/> gave them.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <returns>
    /// Batches in no order. A course's listing is complete only when a batch says so in
    /// <see cref="EnrolmentBatch.Listings"/>: before that, a missing enrolment proves nothing.
    /// A course that fails alone is reported there with its reason and the others go on.
    /// </returns>
    IAsyncEnumerable<EnrolmentBatch> ReadEnrolmentsAsync(IReadOnlyCollection<CourseFact> courses, CancellationToken ct);

    /// <summary>Reads learners by key, with their custom profile fields.</summary>
    /// <param name="learnerKeys">Any number; the adapter splits them.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <returns>The learners that exist; a key that the LMS does not know, or hides, is absent.</returns>
    Task<IReadOnlyList<LearnerFact>> ReadLearnersAsync(IReadOnlyCollection<string> learnerKeys, CancellationToken ct);
}

/// <summary>A course as the LMS has it.</summary>
/// <param name="Key">The LMS's own key.</param>
/// <param name="IdNumber">The administration's code for it; empty when none.</param>
/// <param name="ShortName">The short name.</param>
/// <param name="Name">The full name.</param>
/// <param name="Category">The category's key; empty when none.</param>
/// <param name="Visible">Whether learners can see it.</param>
/// <param name="StartsAt">Start, UTC; null when not set.</param>
/// <param name="EndsAt">End, UTC; null when open.</param>
/// <param name="Methods">The enabled enrolment methods, such as <c>manual</c>, <c>self</c>, <c>cohort</c>.</param>
/// <param name="Fields">Custom fields by short name: the raw value as invariant text (a date as unix seconds), absent when empty. A choice has its shown text.</param>
public sealed record CourseFact(
    string Key,
    string IdNumber,
    string ShortName,
    string Name,
    string Category,
    bool Visible,
    DateTimeOffset? StartsAt,
    DateTimeOffset? EndsAt,
    IReadOnlyList<string> Methods,
    IReadOnlyDictionary<string, string> Fields
);

/// <summary>A person as the LMS has it. Personal data: kept as little as needed, never logged.</summary>
/// <param name="Key">The LMS's own key.</param>
/// <param name="UserName">The login name; empty when hidden.</param>
/// <param name="IdNumber">The administration's code; empty when none or hidden.</param>
/// <param name="FirstName">Given name.</param>
/// <param name="LastName">Family name.</param>
/// <param name="Email">E-mail address; empty when none or hidden.</param>
/// <param name="Language">Language code such as <c>es</c>; empty when unknown.</param>
/// <param name="Country">ISO 3166-1 alpha-2; empty when unknown.</param>
/// <param name="SiteSuspended">Whether the whole account is suspended.</param>
/// <param name="Fields">Custom profile fields by short name, raw values; absent when empty.</param>
public sealed record LearnerFact(
    string Key,
    string UserName,
    string IdNumber,
    string FirstName,
    string LastName,
    string Email,
    string Language,
    string Country,
    bool SiteSuspended,
    IReadOnlyDictionary<string, string> Fields
);

/// <summary>What an enrolment is now.</summary>
public enum EnrolmentStatus
{
    /// <summary>Gives access.</summary>
    Active,

    /// <summary>Blocked.</summary>
    Suspended,

    /// <summary>Outside its window, or its method is switched off.</summary>
    NotCurrent,
}

/// <summary>One learner in one course by one method.</summary>
/// <param name="CourseKey">The course.</param>
/// <param name="LearnerKey">The learner.</param>
/// <param name="Method">The LMS's short name of the method (<c>manual</c>, <c>self</c>, <c>cohort</c>, <c>meta</c>, <c>fee</c>); <c>unknown</c> when the LMS did not tell.</param>
/// <param name="Status">What it is now.</param>
/// <param name="StartsAt">Start of the window, or the moment of enrolling where the LMS shows that instead; UTC, to the minute; null when unknown.</param>
/// <param name="EndsAt">End of the window, UTC, to the minute; null when open or unknown.</param>
/// <param name="WindowKnown">Whether the LMS told the window at all; false means that nothing may rely on it.</param>
/// <param name="IsLearner">True for the student role, false for staff, null when the LMS was not asked.</param>
public sealed record EnrolmentFact(
    string CourseKey,
    string LearnerKey,
    string Method,
    EnrolmentStatus Status,
    DateTimeOffset? StartsAt,
    DateTimeOffset? EndsAt,
    bool WindowKnown,
    bool? IsLearner
);

/// <summary>Some enrolments, and what became of the listing of whole courses.</summary>
/// <param name="Enrolments">Enrolments, without repetition within the whole stream.</param>
/// <param name="Listings">Courses whose listing ended with this batch.</param>
public sealed record EnrolmentBatch(IReadOnlyList<EnrolmentFact> Enrolments, IReadOnlyList<CourseListing> Listings);

/// <summary>How the listing of one course ended.</summary>
/// <param name="CourseKey">The course.</param>
/// <param name="Complete">Whether every enrolment of the course was in the stream.</param>
/// <param name="Reason">Why it is not complete, one sentence for a person; null when complete.</param>
public sealed record CourseListing(string CourseKey, bool Complete, string? Reason);
