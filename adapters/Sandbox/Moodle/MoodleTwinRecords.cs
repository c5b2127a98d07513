namespace Collections.Adapters.Sandbox.Moodle;

/// <summary>What the whole site answers.</summary>
public enum MoodleSiteState
{
    /// <summary>As usual.</summary>
    Running,

    /// <summary>Maintenance mode from the web pages: JSON with <c>sitemaintenance</c>.</summary>
    Maintenance,

    /// <summary>Maintenance mode from the command line: HTTP 503 and a page.</summary>
    CommandLineMaintenance,

    /// <summary>Being upgraded: JSON with <c>upgraderunning</c>.</summary>
    Upgrading,

    /// <summary>Without its database: JSON with <c>dbconnectionfailed</c>.</summary>
    NoDatabase,

    /// <summary>Web services or REST off: HTTP 403 and nothing.</summary>
    WebServicesOff,

    /// <summary>A PHP TypeError: JSON with <c>exception</c> and no error code.</summary>
    TypeError,
}

/// <summary>A message that the twin took.</summary>
/// <param name="UserId">To whom.</param>
/// <param name="Text">The text as it was sent.</param>
public sealed record MoodleTwinMessage(long UserId, string Text);

/// <summary>An enrolment as the twin's database has it, exactly.</summary>
/// <param name="Method">The method's short name.</param>
/// <param name="Suspended">Whether the row is suspended.</param>
/// <param name="StartsAt">Start; null for 0.</param>
/// <param name="EndsAt">End; null for 0.</param>
public sealed record MoodleTwinEnrolment(
    string Method,
    bool Suspended,
    DateTimeOffset? StartsAt,
    DateTimeOffset? EndsAt
);

/// <summary>What the Cohort sync plugin does with who leaves a cohort: a setting that no function tells.</summary>
public enum MoodleUnenrolAction
{
    /// <summary>'Unenrol user from course', Moodle's default: groups and grades go.</summary>
    Unenrol = 0,

    /// <summary>'Disable course enrolment'.</summary>
    Suspend = 2,

    /// <summary>'Disable course enrolment and remove roles'.</summary>
    SuspendWithoutRoles = 3,
}

/// <summary>What a learner has in a course besides access.</summary>
/// <param name="Groups">Names of groups.</param>
/// <param name="Grade">The course's grade; null when none.</param>
public sealed record MoodleTwinWork(IReadOnlyCollection<string> Groups, decimal? Grade);

internal sealed class TwinCohort
{
    public required long Id { get; init; }
    public HashSet<long> Members { get; } = [];
    public HashSet<long> Courses { get; } = [];
}

internal sealed class TwinCourse
{
    public required long Id { get; init; }
    public required string ShortName { get; init; }
    public required string FullName { get; init; }
    public string IdNumber { get; init; } = "";
    public long Category { get; init; } = 2;
    public bool Visible { get; set; } = true;
    public bool SeparateGroups { get; init; }
    public long Start { get; init; }
    public long End { get; init; }
    public long Created { get; init; }
    public List<string> Methods { get; set; } = [];
    public bool SelfEnrolmentOpen { get; set; }
    public List<long> Contacts { get; } = [];
    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);
    public List<TwinRow> Rows { get; } = [];
    public Dictionary<long, HashSet<long>> Roles { get; } = [];

    /// <summary>Gets the student roles that cohorts gave: each is an assignment of its own, and goes with its cohort.</summary>
    public Dictionary<long, HashSet<long>> RolesByCohort { get; } = [];
    public Dictionary<long, HashSet<string>> Groups { get; } = [];
    public Dictionary<long, decimal> Grades { get; } = [];

    /// <summary>Gives a person's role assignments: one role stands there as often as it was assigned.</summary>
    public IEnumerable<long> RolesOf(long user) =>
        (Roles.GetValueOrDefault(user) ?? []).Concat(
            (RolesByCohort.GetValueOrDefault(user) ?? []).Select(_ => MoodleTwin.StudentRole)
        );

    /// <summary>With the last enrolment of a person go roles, groups and grades, and none comes back with a later one.</summary>
    public void ForgetIfGone(long user)
    {
        if (!Rows.Exists(row => row.User.Id == user))
        {
            Roles.Remove(user);
            RolesByCohort.Remove(user);
            Groups.Remove(user);
            Grades.Remove(user);
        }
    }
}

internal sealed class TwinUser
{
    public required long Id { get; init; }
    public required string UserName { get; init; }
    public required string FirstName { get; init; }
    public required string LastName { get; init; }
    public string Email { get; init; } = "";
    public string IdNumber { get; init; } = "";
    public string Language { get; init; } = "en";
    public string Country { get; init; } = "";
    public bool Suspended { get; set; }
    public bool IsAdmin { get; set; }
    public bool RefusesMessages { get; set; }
    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);
    public string FullName => $"{FirstName} {LastName}";
}

internal sealed class TwinRow
{
    public required TwinCourse Course { get; init; }
    public required TwinUser User { get; init; }
    public required string Method { get; init; }

    /// <summary>Gets the cohort that it follows; 0 for none.</summary>
    public long Cohort { get; init; }
    public bool Suspended { get; set; }
    public long Start { get; set; }
    public long End { get; set; }
    public long Created { get; init; }

    /// <summary>Whether the row gives access at an instant.</summary>
    public bool GivesAccess(long now) =>
        !Suspended && Start <= now && (End == 0 || End > now) && Course.Methods.Contains(Method);
}

internal sealed class TwinReport
{
    public required long Id { get; init; }
    public required IReadOnlyList<string> Headers { get; init; }
    public string? Conditions { get; init; }
    public bool UniqueRows { get; init; }

    /// <summary>A filter on the status that somebody set: it shows nowhere but in the count.</summary>
    public string? FilteredStatus { get; set; }
}

internal sealed record TwinField(string ShortName, string Type, IReadOnlyList<string> Options);
