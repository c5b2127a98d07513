using System.Runtime.CompilerServices;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Fakes;

/// <summary>An LMS in memory: what the test enrols, it lists.</summary>
internal sealed class FakeLms : IEnrolmentSource, IAccessControl
{
    private static readonly Dictionary<string, string> NoFields = [];

    public List<CourseFact> Courses { get; } = [];
    public List<LearnerFact> Learners { get; } = [];
    public List<EnrolmentFact> Enrolments { get; } = [];

    /// <summary>Courses whose listing is cut short.</summary>
    public HashSet<string> Incomplete { get; } = [];
    public bool Down { get; set; }
    public List<string> Suspended { get; } = [];

    /// <summary>What the LMS answers; it does it for done and for unknown.</summary>
    public Func<AccessTarget, OutcomeKind> OnSuspend { get; set; } = _ => OutcomeKind.Done;

    /// <summary>Thrown once, after the next suspension was done: the connector's process died.</summary>
    public Exception? DieAfterSuspending { get; set; }
    public Func<AccessTarget, OutcomeKind> OnRestore { get; set; } = _ => OutcomeKind.Done;

    /// <summary>What the LMS answers; it enrols for done and for unknown.</summary>
    public Func<AccessTarget, OutcomeKind> OnEnrol { get; set; } = _ => OutcomeKind.Done;

    /// <summary>From when on those are enrolled whom the connector enrols.</summary>
    public DateTimeOffset EnrolledFrom { get; set; } = new(2026, 9, 1, 7, 0, 0, TimeSpan.Zero);

    /// <summary>Whom the LMS was asked to enrol, each time.</summary>
    public List<string> Enrolled { get; } = [];

    /// <summary>Whose access was read, each time.</summary>
    public List<AccessTarget> Looked { get; } = [];

    public void AddCourse(string key, decimal price)
    {
        var fields = new Dictionary<string, string>
        {
            ["price"] = price.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        Courses.Add(
            new CourseFact(key, $"C-{key}", $"C{key}", $"Course {key}", "", true, null, null, ["manual"], fields)
        );
    }

    public void AddLearner(string key, string? email = null, string? taxId = null)
    {
        var fields = taxId is null ? NoFields : new Dictionary<string, string> { ["taxid"] = taxId };
        Learners.Add(
            new LearnerFact(
                key,
                $"user{key}",
                "",
                $"Name{key}",
                "Test",
                email ?? $"u{key}@example.org",
                "es",
                "ES",
                false,
                fields
            )
        );
    }

    public void Enrol(string course, string learner, DateTimeOffset starts, DateTimeOffset? ends = null) =>
        Enrolments.Add(new EnrolmentFact(course, learner, "manual", EnrolmentStatus.Active, starts, ends, true, null));

    public void Unenrol(string course, string learner) =>
        Enrolments.RemoveAll(x => x.CourseKey == course && x.LearnerKey == learner);

    public bool CanEnter(string course, string learner) =>
        Enrolments.Exists(x => x.CourseKey == course && x.LearnerKey == learner && x.Status == EnrolmentStatus.Active);

    public void SetStatus(string course, string learner, EnrolmentStatus status)
    {
        var i = Enrolments.FindIndex(x => x.CourseKey == course && x.LearnerKey == learner);
        Enrolments[i] = Enrolments[i] with { Status = status };
    }

    public Task<IReadOnlyList<CourseFact>> ReadCoursesAsync(CancellationToken ct) =>
        Down
            ? throw new RemoteUnavailableException("lms: no answer.")
            : Task.FromResult<IReadOnlyList<CourseFact>>([.. Courses]);

    public async IAsyncEnumerable<EnrolmentBatch> ReadEnrolmentsAsync(
        IReadOnlyCollection<CourseFact> courses,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        await Task.Yield();
        foreach (var course in courses)
        {
            var complete = !Incomplete.Contains(course.Key);
            yield return new EnrolmentBatch(
                [.. Enrolments.Where(x => x.CourseKey == course.Key)],
                [new CourseListing(course.Key, complete, complete ? null : "The page was cut short.")]
            );
        }
    }

    public Task<IReadOnlyList<LearnerFact>> ReadLearnersAsync(
        IReadOnlyCollection<string> learnerKeys,
        CancellationToken ct
    ) => Task.FromResult<IReadOnlyList<LearnerFact>>([.. Learners.Where(x => learnerKeys.Contains(x.Key))]);

    public Task<IReadOnlyList<AccessReading>> ReadAsync(IReadOnlyCollection<AccessTarget> targets, CancellationToken ct)
    {
        Looked.AddRange(targets);
        return Task.FromResult<IReadOnlyList<AccessReading>>([.. targets.Select(Read)]);
    }

    public Task<IReadOnlyList<ItemOutcome<AccessReading>>> SuspendAsync(
        IReadOnlyCollection<AccessChange> changes,
        CancellationToken ct
    )
    {
        var outcomes = new List<ItemOutcome<AccessReading>>();
        foreach (var change in changes)
        {
            var kind = OnSuspend(change.Target);
            Suspended.Add(change.Target.ToString());
            if (kind is OutcomeKind.Done or OutcomeKind.Unknown)
            {
                SetStatus(change.Target.CourseKey, change.Target.LearnerKey, EnrolmentStatus.Suspended);
            }

            outcomes.Add(
                kind == OutcomeKind.Done
                    ? ItemOutcome<AccessReading>.Done(change.Target.ToString(), Read(change.Target))
                    : ItemOutcome<AccessReading>.Not(kind, change.Target.ToString(), "The LMS did not say.")
            );
        }

        if (DieAfterSuspending is { } death)
        {
            DieAfterSuspending = null;
            throw death;
        }

        return Task.FromResult<IReadOnlyList<ItemOutcome<AccessReading>>>(outcomes);
    }

    public Task<IReadOnlyList<ItemOutcome<AccessReading>>> RestoreAsync(
        IReadOnlyCollection<AccessChange> changes,
        CancellationToken ct
    )
    {
        var outcomes = new List<ItemOutcome<AccessReading>>();
        foreach (var change in changes)
        {
            var kind = OnRestore(change.Target);
            if (kind == OutcomeKind.Done)
            {
                SetStatus(change.Target.CourseKey, change.Target.LearnerKey, EnrolmentStatus.Active);
                outcomes.Add(ItemOutcome<AccessReading>.Done(change.Target.ToString(), Read(change.Target)));
            }
            else
            {
                outcomes.Add(ItemOutcome<AccessReading>.Not(kind, change.Target.ToString(), "The LMS did not do it."));
            }
        }

        return Task.FromResult<IReadOnlyList<ItemOutcome<AccessReading>>>(outcomes);
    }

    public Task<IReadOnlyList<ItemOutcome<AccessReading>>> EnrolAsync(
        IReadOnlyCollection<AccessTarget> targets,
        CancellationToken ct
    )
    {
        var outcomes = new List<ItemOutcome<AccessReading>>();
        foreach (var target in targets)
        {
            var kind = OnEnrol(target);
            Enrolled.Add(target.ToString());
            if (kind is OutcomeKind.Done or OutcomeKind.Unknown)
            {
                Enrol(target.CourseKey, target.LearnerKey, EnrolledFrom);
            }

            outcomes.Add(
                kind == OutcomeKind.Done
                    ? ItemOutcome<AccessReading>.Done(target.ToString(), Read(target))
                    : ItemOutcome<AccessReading>.Not(kind, target.ToString(), "The LMS did not enrol.")
            );
        }

        return Task.FromResult<IReadOnlyList<ItemOutcome<AccessReading>>>(outcomes);
    }

    private AccessReading Read(AccessTarget target)
    {
        var listed = Enrolments.Exists(x => x.CourseKey == target.CourseKey && x.LearnerKey == target.LearnerKey);
        var state =
            CanEnter(target.CourseKey, target.LearnerKey) ? AccessState.Open
            : listed ? AccessState.Closed
            : AccessState.NotEnrolled;
        return new AccessReading(target, state, ["manual"], true, null, "{}");
    }
}
