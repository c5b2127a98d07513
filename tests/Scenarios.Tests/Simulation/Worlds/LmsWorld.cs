using System.Globalization;
using System.Runtime.CompilerServices;
using Collections.Connector.Ports;

namespace Collections.Scenarios.Tests.Simulation.Worlds;

/// <summary>An LMS: courses, learners, manual enrolments with windows, and who closed them.</summary>
internal sealed class LmsWorld(SimulatedClock clock, Wire wire) : IEnrolmentSource, IAccessControl
{
    private const string System = "lms";

    private readonly List<LearnerFact> learners = [];

    public SortedDictionary<string, Course> Courses { get; } = new(StringComparer.Ordinal);

    /// <summary>Every enrolment that there is, in the order of enrolling.</summary>
    public List<Enrolment> Enrolments { get; } = [];

    /// <summary>How often each learner came to each course, or got a new window in it.</summary>
    public Dictionary<(string Course, string Learner), int> Comings { get; } = [];

    /// <summary>How often each learner was taken out of each course, or got a new window in it.</summary>
    public Dictionary<(string Course, string Learner), int> Leavings { get; } = [];

    /// <summary>Is told when the connector asks to close somebody's access.</summary>
    public Action<AccessTarget> OnSuspending { get; set; } = _ => { };

    /// <summary>Is told when the connector asks to give somebody's access back.</summary>
    public Action<AccessTarget> OnRestoring { get; set; } = _ => { };

    /// <summary>Is told when the connector asks to enrol somebody who was sold a course.</summary>
    public Action<AccessTarget> OnEnrolling { get; set; } = _ => { };

    public IReadOnlyList<LearnerFact> Learners => learners;

    public void AddCourse(string key, int price, int instalments) =>
        Courses[key] = new Course(key, instalments) { Price = price };

    public void AddLearner(string key, string? guardianTaxId, IReadOnlyDictionary<string, string> payer) =>
        learners.Add(
            new LearnerFact(
                key,
                $"user{key}",
                "",
                $"Name{key}",
                "Test",
                $"u{key}@example.org",
                "es",
                "ES",
                false,
                guardianTaxId is null ? payer : new Dictionary<string, string>(payer) { ["guardian"] = guardianTaxId }
            )
        );

    public Enrolment? Find(string course, string learner) =>
        Enrolments.Find(x => x.Course == course && x.Learner == learner);

    public void Enrol(string course, string learner, DateTimeOffset? ends)
    {
        Enrolments.Add(new Enrolment(course, learner) { StartsAt = clock.GetUtcNow(), EndsAt = ends });
        Comings[(course, learner)] = Comings.GetValueOrDefault((course, learner)) + 1;
    }

    public void Unenrol(Enrolment enrolment)
    {
        Enrolments.Remove(enrolment);
        Leavings[enrolment.Pair] = Leavings.GetValueOrDefault(enrolment.Pair) + 1;
    }

    /// <summary>The old window has ended, and a new one begins now.</summary>
    public void Renew(Enrolment enrolment, DateTimeOffset ends)
    {
        enrolment.StartsAt = clock.GetUtcNow();
        enrolment.EndsAt = ends;
        enrolment.Suspended = false;
        enrolment.ClosedByUs = false;
        Comings[enrolment.Pair] = Comings.GetValueOrDefault(enrolment.Pair) + 1;
        Leavings[enrolment.Pair] = Leavings.GetValueOrDefault(enrolment.Pair) + 1;
    }

    public Task<IReadOnlyList<CourseFact>> ReadCoursesAsync(CancellationToken ct) =>
        wire.ReadAsync<IReadOnlyList<CourseFact>>(
            System,
            "lms.courses",
            () => [.. Courses.Values.Select(x => x.ToFact())]
        );

    public async IAsyncEnumerable<EnrolmentBatch> ReadEnrolmentsAsync(
        IReadOnlyCollection<CourseFact> courses,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        foreach (var course in courses)
        {
            var rows = await wire.ReadAsync<IReadOnlyList<EnrolmentFact>>(
                System,
                "lms.enrolments",
                () => [.. Enrolments.Where(x => x.Course == course.Key).Select(x => x.ToFact(clock.GetUtcNow()))]
            );
            var cut = rows.Count > 0 && wire.Rolls(FaultKind.ListingCutShort, $"course {course.Key}");
            yield return new EnrolmentBatch(
                [.. rows.Take(cut ? rows.Count / 2 : rows.Count)],
                [new CourseListing(course.Key, !cut, cut ? "The page was cut short." : null)]
            );
        }
    }

    public Task<IReadOnlyList<LearnerFact>> ReadLearnersAsync(
        IReadOnlyCollection<string> learnerKeys,
        CancellationToken ct
    ) =>
        wire.ReadAsync<IReadOnlyList<LearnerFact>>(
            System,
            "lms.learners",
            () => [.. learners.Where(x => learnerKeys.Contains(x.Key))]
        );

    public Task<IReadOnlyList<AccessReading>> ReadAsync(
        IReadOnlyCollection<AccessTarget> targets,
        CancellationToken ct
    ) => wire.ReadAsync<IReadOnlyList<AccessReading>>(System, "lms.access", () => [.. targets.Select(Reading)]);

    public Task<IReadOnlyList<ItemOutcome<AccessReading>>> SuspendAsync(
        IReadOnlyCollection<AccessChange> changes,
        CancellationToken ct
    )
    {
        changes.ToList().ForEach(x => OnSuspending(x.Target));
        return wire.WriteAsync(System, "lms.suspend", changes, x => x.Target.ToString(), Suspend);
    }

    public Task<IReadOnlyList<ItemOutcome<AccessReading>>> RestoreAsync(
        IReadOnlyCollection<AccessChange> changes,
        CancellationToken ct
    )
    {
        changes.ToList().ForEach(x => OnRestoring(x.Target));
        return wire.WriteAsync(System, "lms.restore", changes, x => x.Target.ToString(), Restore);
    }

    public Task<IReadOnlyList<ItemOutcome<AccessReading>>> EnrolAsync(
        IReadOnlyCollection<AccessTarget> targets,
        CancellationToken ct
    )
    {
        targets.ToList().ForEach(OnEnrolling);
        return wire.WriteAsync(System, "lms.enrol", targets, x => x.ToString(), Enrol);
    }

    private ItemOutcome<AccessReading> Enrol(AccessTarget target)
    {
        if (Find(target.CourseKey, target.LearnerKey) is null)
        {
            Enrol(target.CourseKey, target.LearnerKey, null);
        }

        return ItemOutcome<AccessReading>.Done(target.ToString(), Reading(target));
    }

    private ItemOutcome<AccessReading> Suspend(AccessChange change)
    {
        if (Find(change.Target.CourseKey, change.Target.LearnerKey) is not { } enrolment)
        {
            return Refused(change, "Not enrolled.");
        }

        if (!enrolment.Suspended)
        {
            enrolment.Suspended = true;
            enrolment.ClosedByUs = true;
        }

        return ItemOutcome<AccessReading>.Done(change.Target.ToString(), Reading(change.Target));
    }

    private ItemOutcome<AccessReading> Restore(AccessChange change)
    {
        if (Find(change.Target.CourseKey, change.Target.LearnerKey) is not { } enrolment)
        {
            return Refused(change, "No longer enrolled; restoring would enrol anew.");
        }

        if (wire.Rolls(FaultKind.RestoreRefused, $"{change.Target}", times: 100))
        {
            return Refused(change, "The enrolment is locked by a task of the LMS.");
        }

        if (enrolment.Suspended && change.Snapshot.Contains("Active", StringComparison.Ordinal))
        {
            enrolment.Suspended = false;
            enrolment.ClosedByUs = false;
        }

        var reading = Reading(change.Target);
        return reading.State == AccessState.Open
            ? ItemOutcome<AccessReading>.Done(change.Target.ToString(), reading)
            : Refused(change, "The prior state is back, and its window has ended.");
    }

    private AccessReading Reading(AccessTarget target)
    {
        var enrolment = Find(target.CourseKey, target.LearnerKey);
        var status = enrolment?.ToFact(clock.GetUtcNow()).Status;
        return new AccessReading(
            target,
            status is null ? AccessState.NotEnrolled
                : status == EnrolmentStatus.Active ? AccessState.Open
                : AccessState.Closed,
            ["manual"],
            enrolment is not null,
            enrolment is null ? "Not enrolled." : null,
            $"{{\"status\":\"{status}\"}}"
        );
    }

    private static ItemOutcome<AccessReading> Refused(AccessChange change, string reason) =>
        ItemOutcome<AccessReading>.Not(OutcomeKind.Rejected, change.Target.ToString(), reason);

    /// <summary>A course with its price and how many parts it is paid in.</summary>
    internal sealed class Course(string key, int instalments)
    {
        public string Key => key;

        /// <summary>Net, in whole euros.</summary>
        public required int Price { get; set; }

        public CourseFact ToFact() =>
            new(
                key,
                $"C-{key}",
                $"C{key}",
                $"Course {key}",
                "",
                true,
                null,
                null,
                ["manual"],
                new Dictionary<string, string>
                {
                    ["price"] = Price.ToString(CultureInfo.InvariantCulture),
                    ["parts"] = instalments.ToString(CultureInfo.InvariantCulture),
                }
            );
    }

    /// <summary>One learner in one course.</summary>
    internal sealed class Enrolment(string course, string learner)
    {
        public string Course => course;
        public string Learner => learner;
        public (string Course, string Learner) Pair => (course, learner);
        public required DateTimeOffset StartsAt { get; set; }
        public DateTimeOffset? EndsAt { get; set; }
        public bool Suspended { get; set; }

        /// <summary>Whether the connector closed it, and nobody gave it back since.</summary>
        public bool ClosedByUs { get; set; }

        public EnrolmentFact ToFact(DateTimeOffset now) =>
            new(
                course,
                learner,
                "manual",
                Suspended ? EnrolmentStatus.Suspended
                    : EndsAt <= now || StartsAt > now ? EnrolmentStatus.NotCurrent
                    : EnrolmentStatus.Active,
                StartsAt,
                EndsAt,
                true,
                null
            );
    }
}
