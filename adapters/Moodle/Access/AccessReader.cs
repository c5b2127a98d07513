using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Reads what is needed to judge targets: lists per course, the report once, who may enrol himself.</summary>
internal sealed class AccessReader(
    MoodleSettings settings,
    MoodleClient client,
    CourseCatalogue catalogue,
    RosterReader rosters,
    EnrolmentReport? report
)
{
    /// <summary>Reads the facts of targets, in their order.</summary>
    public async Task<IReadOnlyList<AccessFacts>> ReadAsync(
        IReadOnlyCollection<AccessTarget> targets,
        CancellationToken ct
    )
    {
        var people = targets.ToDictionary(target => target, ToIds);
        var courses = people.Values.Select(ids => ids.Course).Distinct().ToList();
        var rosterOf = await ReadRostersAsync(courses, withRoles: true, ct);
        var traits = await catalogue.ReadSomeAsync(courses, ct);
        var selfEnrolment = await ReadOpenSelfEnrolmentAsync(traits, ct);
        var rows = await ReadRowsAsync(people.Values.ToHashSet(), ct);

        return targets
            .Select(target =>
            {
                var ids = people[target];
                var (roster, unreadable) = rosterOf[ids.Course];
                var state = roster.StateOf(ids.User);
                return new AccessFacts(
                    target,
                    state,
                    roster.Roles.GetValueOrDefault(ids.User) ?? [],
                    rows is null
                        ? Attested(state, traits.GetValueOrDefault(ids.Course))
                        : rows.GetValueOrDefault(ids) ?? [],
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

    private async Task<Dictionary<(long Course, long User), List<SnapshotRow>>?> ReadRowsAsync(
        HashSet<(long Course, long User)> people,
        CancellationToken ct
    )
    {
        if (report is null)
        {
            return null;
        }

        var reading = await report.ReadAsync((course, user) => people.Contains((course, user)), ct);
        if (reading.Incomplete is { } reason)
        {
            throw new RemoteUnavailableException($"{client.Adapter}: access was not read. {reason}");
        }

        return reading
            .Rows.All.GroupBy(row => (row.Course, row.User))
            .ToDictionary(
                group => group.Key,
                group => group.Select(row => SnapshotRow.From(row, reading.Rows.Methods[row.Method])).ToList()
            );
    }

    /// <summary>Without the report only this is certain: who is active where manual is the only method has an active manual enrolment.</summary>
    private List<SnapshotRow>? Attested(AccessState state, CourseTraits? traits) =>
        settings.AttestNoWindows && state == AccessState.Open && traits is { Methods: ["manual"] }
            ? [new SnapshotRow("manual", EnrolmentStatus.Active, 0, 0)]
            : null;

    private static (long Course, long User) ToIds(AccessTarget target) =>
        (MoodleKeys.ToId(target.CourseKey, "course"), MoodleKeys.ToId(target.LearnerKey, "learner"));
}
