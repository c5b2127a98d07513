using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Reads what is needed to judge targets: lists per course, the report once, who may enrol himself.</summary>
internal sealed class AccessReader(
    MoodleSettings settings,
    MoodleClient client,
    CourseCatalogue catalogue,
    RosterReader rosters,
    EnrolmentReport? report,
    CohortWriter cohorts,
    CohortFindings findings
)
{
    /// <summary>Reads the facts of targets, in their order.</summary>
    /// <param name="targets">Who and where.</param>
    /// <param name="toRestore">Whether access is to be given back: what only a suspension must know is not asked for then, so that its lack holds nobody out.</param>
    /// <param name="ct">Stops the reading.</param>
    public async Task<IReadOnlyList<AccessFacts>> ReadAsync(
        IReadOnlyCollection<AccessTarget> targets,
        bool toRestore,
        CancellationToken ct
    )
    {
        var people = targets.ToDictionary(target => target, ToIds);
        var courses = people.Values.Select(ids => ids.Course).Distinct().ToList();
        var rosterOf = await ReadRostersAsync(courses, withRoles: true, ct);
        var traits = await catalogue.ReadSomeAsync(courses, ct);
        var selfEnrolment = toRestore ? [] : await ReadOpenSelfEnrolmentAsync(traits, ct);
        var enrolments = await ReadEnrolmentsAsync(targets, ct);
        var members = await ReadMembersAsync(people.Values, enrolments, toRestore, ct);

        return targets
            .Select(target =>
            {
                var ids = people[target];
                var (roster, unreadable) = rosterOf[ids.Course];
                var state = roster.StateOf(ids.User);
                var everywhere = enrolments?.GetValueOrDefault(ids.User) ?? [];
                var rows = enrolments is null
                    ? Attested(state, traits.GetValueOrDefault(ids.Course))
                    : everywhere.Where(one => one.Course == ids.Course).Select(one => one.Row).ToList();
                return new AccessFacts(
                    target,
                    state,
                    roster.Roles.GetValueOrDefault(ids.User) ?? [],
                    rows,
                    everywhere,
                    rows?.Exists(row => row.Method == "cohort") == true
                        ? CohortStanding.Of(ids.Course, ids.User, settings.Cohorts, members, everywhere, findings.Wrong)
                        : null,
                    selfEnrolment.Contains(ids.Course),
                    unreadable
                );
            })
            .ToList();
    }

    /// <summary>Reads only who may enter, in two calls per course: the proof after a change.</summary>
    /// <returns>The states; a target whose course cannot be read is absent.</returns>
    public async Task<IReadOnlyDictionary<AccessTarget, AccessState>> ReadStatesAsync(
        IReadOnlyCollection<AccessTarget> targets,
        CancellationToken ct
    )
    {
        var people = targets.ToDictionary(target => target, ToIds);
        var courses = people.Values.Select(ids => ids.Course).Distinct().ToList();
        var rosterOf = await ReadRostersAsync(courses, withRoles: false, ct);
        return targets
            .Where(target => rosterOf[people[target].Course].Unreadable is null)
            .ToDictionary(t => t, t => rosterOf[people[t].Course].Roster.StateOf(people[t].User));
    }

    /// <summary>Reads all enrolments of the targets' learners, in every course, from the report.</summary>
    /// <returns>The enrolments by learner's id; null where there is no report.</returns>
    /// <exception cref="RemoteUnavailableException">The report was not complete: a missing row would prove nothing.</exception>
    public async Task<IReadOnlyDictionary<long, IReadOnlyList<CourseRow>>?> ReadEnrolmentsAsync(
        IReadOnlyCollection<AccessTarget> targets,
        CancellationToken ct
    )
    {
        if (report is null)
        {
            return null;
        }

        var learners = targets.Select(target => ToIds(target).User).ToHashSet();
        var reading = await report.ReadAsync((_, user) => learners.Contains(user), ct);
        if (reading.Incomplete is { } reason)
        {
            throw new RemoteUnavailableException($"{client.Adapter}: access was not read. {reason}");
        }

        return reading
            .Rows.All.GroupBy(row => row.User)
            .ToDictionary(
                person => person.Key,
                person =>
                    (IReadOnlyList<CourseRow>)
                        person
                            .Select(row => new CourseRow(
                                row.Course,
                                SnapshotRow.From(row, reading.Rows.Methods[row.Method])
                            ))
                            .ToList()
            );
    }

    private async Task<Dictionary<long, (Roster Roster, string? Unreadable)>> ReadRostersAsync(
        IReadOnlyList<long> courses,
        bool withRoles,
        CancellationToken ct
    )
    {
        var read = new Dictionary<long, (Roster Roster, string? Unreadable)>();
        foreach (var some in courses.Chunk(settings.ParallelCalls))
        {
            foreach (
                var (course, roster) in some.Zip(
                    await Task.WhenAll(some.Select(id => RosterOrNoneAsync(id, withRoles, ct)))
                )
            )
            {
                read[course] = roster;
            }
        }

        return read;
    }

    /// <summary>A course that is gone has nobody in it; one that is closed to us says nothing.</summary>
    private async Task<(Roster Roster, string? Unreadable)> RosterOrNoneAsync(
        long course,
        bool withRoles,
        CancellationToken ct
    )
    {
        try
        {
            return (await rosters.ReadAsync(course, withRoles, ct), null);
        }
        catch (RemoteRejectedException gone) when (MoodleVerdict.CodeOf(gone) == "invalidrecordunknown")
        {
            return (Roster.Empty, null);
        }
        catch (RemoteRejectedException closed)
        {
            return (Roster.Empty, $"Course {course} cannot be read: {closed.Message}");
        }
    }

    private async Task<HashSet<long>> ReadOpenSelfEnrolmentAsync(
        IReadOnlyDictionary<long, CourseTraits> traits,
        CancellationToken ct
    )
    {
        var open = new HashSet<long>();
        foreach (var course in traits.Where(pair => pair.Value.Methods.Contains("self")).Select(pair => pair.Key))
        {
            var form = new MoodleForm().Add("courseid", course);
            var methods = await client.ReadAsync<List<WireMethod>>(MoodleFunctions.EnrolmentMethods, form, ct);
            if (methods.Exists(method => method is { Type: "self", Status: true }))
            {
                open.Add(course);
            }
        }

        return open;
    }

    /// <summary>Reads who is in the cohorts that feed the targets' courses, or may explain their other enrolments by cohort.</summary>
    private async Task<IReadOnlyDictionary<long, IReadOnlySet<long>>> ReadMembersAsync(
        IReadOnlyCollection<(long Course, long User)> people,
        IReadOnlyDictionary<long, IReadOnlyList<CourseRow>>? enrolments,
        bool toRestore,
        CancellationToken ct
    )
    {
        var courses = people
            .SelectMany(ids => enrolments?.GetValueOrDefault(ids.User) ?? [])
            .Where(one => one.Row.Method == "cohort")
            .Select(one => one.Course)
            .ToHashSet();
        var wanted = settings.Cohorts.Where(one => one.Courses.Any(courses.Contains)).Select(one => one.Cohort);
        try
        {
            return await cohorts.ReadAsync(wanted.ToList(), ct);
        }
        catch (RemoteMisconfiguredException) when (toRestore)
        {
            // Who is in the cohort already is put in once more, which Moodle takes for done.
            return new Dictionary<long, IReadOnlySet<long>>();
        }
    }

    /// <summary>Without the report only this is certain: who is active where manual is the only method has an active manual enrolment.</summary>
    private List<SnapshotRow>? Attested(AccessState state, CourseTraits? traits) =>
        settings.AttestNoWindows && state == AccessState.Open && traits is { Methods: ["manual"] }
            ? [new SnapshotRow("manual", EnrolmentStatus.Active, 0, 0)]
            : null;

    /// <summary>Gives the ids of a target.</summary>
    public static (long Course, long User) ToIds(AccessTarget target) =>
        (MoodleKeys.ToId(target.CourseKey, "course"), MoodleKeys.ToId(target.LearnerKey, "learner"));
}
