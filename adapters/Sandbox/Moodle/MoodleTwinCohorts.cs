namespace Collections.Adapters.Sandbox.Moodle;

/// <summary>The twin's cohorts, and the Cohort sync plugin that enrols their members at once.</summary>
public sealed class MoodleTwinCohorts
{
    private readonly MoodleTwin site;
    private readonly Dictionary<long, TwinCohort> cohorts = [];

    internal MoodleTwinCohorts(MoodleTwin site) => this.site = site;

    /// <summary>Gets or sets what becomes of who leaves a cohort, in every course. Default: as Moodle's, unenrolled.</summary>
    public MoodleUnenrolAction UnenrolAction { get; set; }

    /// <summary>Adds a cohort that feeds courses.</summary>
    /// <returns>Its id.</returns>
    public long Add(params IReadOnlyList<long> courses) =>
        site.Change(() =>
        {
            var cohort = new TwinCohort { Id = cohorts.Count + 12 };
            cohorts[cohort.Id] = cohort;
            foreach (var course in courses.Select(id => site.Courses[id]))
            {
                cohort.Courses.Add(course.Id);
                if (!course.Methods.Contains("cohort"))
                {
                    course.Methods.Add("cohort");
                }
            }

            return cohort.Id;
        });

    /// <summary>Puts a person into a cohort.</summary>
    public void Join(long cohort, long user) => site.Change(() => Enter(cohorts[cohort], site.Users[user]));

    /// <summary>Takes a person out of a cohort.</summary>
    public void Leave(long cohort, long user) => site.Change(() => Exit(cohorts[cohort], site.Users[user]));

    /// <summary>Deletes a cohort; what it enrolled stays as it is.</summary>
    public void Remove(long cohort) => site.Change(() => _ = cohorts.Remove(cohort));

    /// <summary>Gives the enrolments of a member an end, as another plugin may.</summary>
    public void End(long cohort, long user, DateTimeOffset at) =>
        site.Change(() =>
            site
                .Courses.Values.SelectMany(course => course.Rows)
                .Where(row => row.Cohort == cohort && row.User.Id == user)
                .ToList()
                .ForEach(row => row.End = at.ToUnixTimeSeconds())
        );

    /// <summary>Whether a person is in a cohort.</summary>
    public bool Has(long cohort, long user) => site.Change(() => cohorts[cohort].Members.Contains(user));

    internal TwinCohort? Find(long cohort) => cohorts.GetValueOrDefault(cohort);

    internal void Enter(TwinCohort cohort, TwinUser user)
    {
        cohort.Members.Add(user.Id);
        foreach (var course in cohort.Courses.Where(site.Courses.ContainsKey).Select(id => site.Courses[id]))
        {
            var row = course.Rows.Find(one => one.User == user && one.Cohort == cohort.Id);
            if (row is null)
            {
                row = new TwinRow
                {
                    Course = course,
                    User = user,
                    Method = "cohort",
                    Cohort = cohort.Id,
                    Created = site.Now,
                };
                course.Rows.Add(row);
            }

            (row.Suspended, row.Start, row.End) = (false, 0, 0);
            if (!course.RolesByCohort.TryGetValue(user.Id, out var given))
            {
                course.RolesByCohort[user.Id] = given = [];
            }

            given.Add(cohort.Id);
        }
    }

    internal void Exit(TwinCohort cohort, TwinUser user)
    {
        cohort.Members.Remove(user.Id);
        foreach (var course in cohort.Courses.Where(site.Courses.ContainsKey).Select(id => site.Courses[id]))
        {
            var row = course.Rows.Find(one => one.User == user && one.Cohort == cohort.Id);
            if (row is null)
            {
                continue;
            }

            row.Suspended = true;
            if (UnenrolAction != MoodleUnenrolAction.Suspend)
            {
                course.RolesByCohort.GetValueOrDefault(user.Id)?.Remove(cohort.Id);
            }

            if (UnenrolAction == MoodleUnenrolAction.Unenrol)
            {
                course.Rows.Remove(row);
                course.ForgetIfGone(user.Id);
            }
        }
    }
}

/// <summary>Groups and grades of the twin's learners.</summary>
public sealed class MoodleTwinCoursework
{
    private readonly MoodleTwin site;

    internal MoodleTwinCoursework(MoodleTwin site) => this.site = site;

    /// <summary>Puts a learner into a group of a course.</summary>
    public void JoinGroup(long user, long course, string group) =>
        site.Change(() =>
        {
            var groups = site.Courses[course].Groups;
            if (!groups.TryGetValue(user, out var mine))
            {
                groups[user] = mine = new HashSet<string>(StringComparer.Ordinal);
            }

            mine.Add(group);
        });

    /// <summary>Grades a learner.</summary>
    public void Grade(long user, long course, decimal grade) =>
        site.Change(() => site.Courses[course].Grades[user] = grade);

    /// <summary>Gives what a learner has in a course.</summary>
    public MoodleTwinWork Of(long user, long course) =>
        site.Change(() =>
        {
            var there = site.Courses[course];
            return new MoodleTwinWork(
                (there.Groups.GetValueOrDefault(user) ?? []).Order(StringComparer.Ordinal).ToList(),
                there.Grades.TryGetValue(user, out var grade) ? grade : null
            );
        });
}
