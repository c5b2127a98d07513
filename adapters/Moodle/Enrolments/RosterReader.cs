using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Who is in one course and who of them may enter, as ids only.</summary>
internal sealed class RosterReader(MoodleClient client)
{
    /// <summary>Reads the two halves of a course's list: active ones, and all others.</summary>
    /// <exception cref="RemoteRejectedException">The course is gone, or closed to the web service user.</exception>
    public async Task<Roster> ReadAsync(long course, bool withRoles, CancellationToken ct)
    {
        var active = await ListAsync(course, "onlyactive", withRoles, ct);
        var others = await ListAsync(course, "onlysuspended", withRoles, ct);

        var roles = new Dictionary<long, IReadOnlyList<long>>();
        foreach (var person in withRoles ? active.Concat(others) : [])
        {
            // One role may be there twice: by hand, and by a cohort or parent course that keeps its own.
            roles[person.Id] = (person.Roles ?? []).Select(role => role.RoleId).Distinct().ToList();
        }

        return new Roster(
            active.Select(person => person.Id).ToHashSet(),
            others.Select(person => person.Id).ToHashSet(),
            roles
        );
    }

    /// <summary>Reads everybody in a course, to see whether the two halves hold them all.</summary>
    public Task<List<WireEnrolled>> ReadEverybodyAsync(long course, bool withRoles, CancellationToken ct) =>
        ListAsync(course, null, withRoles, ct);

    /// <summary>Reads one list. Only ids are asked for: all fields of 1,000 people take six seconds.</summary>
    private Task<List<WireEnrolled>> ListAsync(long course, string? only, bool withRoles, CancellationToken ct)
    {
        var form = new MoodleForm().Add("courseid", course).AddOption(0, "userfields", withRoles ? "id,roles" : "id");
        if (only is not null)
        {
            form.AddOption(1, only, "1");
        }

        return client.ReadAsync<List<WireEnrolled>>(MoodleFunctions.EnrolledUsers, form, ct);
    }
}

/// <summary>The people of one course.</summary>
/// <param name="Active">With at least one enrolment that gives access now.</param>
/// <param name="Others">Enrolled without access: suspended, or outside the window.</param>
/// <param name="Roles">Role ids by person; empty when they were not asked for.</param>
internal sealed record Roster(
    IReadOnlySet<long> Active,
    IReadOnlySet<long> Others,
    IReadOnlyDictionary<long, IReadOnlyList<long>> Roles
)
{
    /// <summary>Gets a course without people.</summary>
    public static Roster Empty { get; } =
        new(new HashSet<long>(), new HashSet<long>(), new Dictionary<long, IReadOnlyList<long>>());

    /// <summary>Gives a person's access.</summary>
    public AccessState StateOf(long user) =>
        Active.Contains(user) ? AccessState.Open
        : Others.Contains(user) ? AccessState.Closed
        : AccessState.NotEnrolled;
}
