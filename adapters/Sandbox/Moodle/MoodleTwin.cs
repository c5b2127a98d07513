namespace Collections.Adapters.Sandbox.Moodle;

/// <summary>A Moodle 5.1 site, as far as its web services go: stateful, with the shapes and the lies that were recorded on a real one.</summary>
/// <param name="clock">The site's clock.</param>
/// <param name="token">The only token that it takes.</param>
public sealed class MoodleTwin(TimeProvider clock, string token = "twin-token") : ITwin
{
    /// <summary>The role of learners.</summary>
    public const long StudentRole = 5;

    /// <summary>The role of teachers with editing rights.</summary>
    public const long TeacherRole = 3;

    private readonly Lock gate = new();
    private long nextId = 2;
    private long nextUserId = 4;
    private MoodleTwinCohorts? cohorts;
    private MoodleTwinCoursework? coursework;
    private MoodleTwinAccounts? accounts;

    /// <summary>Gets the token.</summary>
    public string Token => token;

    /// <summary>Gets or sets what the whole site answers.</summary>
    public MoodleSiteState State { get; set; }

    /// <summary>Gets or sets the zone that the site forces upon everybody, an IANA name; null when it does not.</summary>
    public string? ForcedZone { get; set; }

    /// <summary>Gets or sets a value indicating whether texts come in Spanish although English was asked for.</summary>
    public bool SpeaksSpanish { get; set; }

    /// <summary>Gets or sets the function whose next call is undone, since another writer was there at the same moment; null for none.</summary>
    public string? UndoNext { get; set; }

    /// <summary>Gets or sets what is called before each answer, with the function's name: to change things between two calls.</summary>
    public Action<string>? BeforeAnswer { get; set; }

    /// <summary>Gets a second token, whose service holds nothing but the changing of accounts.</summary>
    public string SiteToken { get; } = "twin-site-token";

    /// <summary>Gets the cohorts.</summary>
    public MoodleTwinCohorts Cohorts => cohorts ??= new MoodleTwinCohorts(this);

    /// <summary>Gets whole accounts.</summary>
    public MoodleTwinAccounts Accounts => accounts ??= new MoodleTwinAccounts(this);

    /// <summary>Gets the groups and grades of learners.</summary>
    public MoodleTwinCoursework Coursework => coursework ??= new MoodleTwinCoursework(this);

    /// <summary>Gets the messages taken so far.</summary>
    public IReadOnlyList<MoodleTwinMessage> Messages
    {
        get
        {
            lock (gate)
            {
                return [.. SentMessages];
            }
        }
    }

    internal TimeProvider Clock => clock;
    internal SortedDictionary<long, TwinCourse> Courses { get; } = [];
    internal Dictionary<long, TwinUser> Users { get; } = [];
    internal Dictionary<long, TwinReport> Reports { get; } = [];
    internal Dictionary<string, TwinField> CourseFields { get; } = new(StringComparer.Ordinal);
    internal List<MoodleTwinMessage> SentMessages { get; } = [];
    internal HashSet<string> Functions { get; } = [.. MoodleTwinCalls.Functions];
    internal HashSet<string> SiteFunctions { get; } = [.. MoodleTwinCalls.OfSiteToken];
    internal HashSet<string> RevokedTokens { get; } = new(StringComparer.Ordinal);
    internal HashSet<string> Lacking { get; } = new(StringComparer.Ordinal);
    internal Dictionary<string, HashSet<long>> LackingIn { get; } = new(StringComparer.Ordinal);
    internal HashSet<long> AssignableRoles { get; } = [StudentRole];
    internal int Version { get; private set; }

    internal long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <inheritdoc/>
    public string OperationOf(TwinRequest request) => MoodleTwinForm.Parse(request.Body)["wsfunction"] ?? "none";

    /// <inheritdoc/>
    public Task<TwinAnswer> AnswerAsync(TwinRequest request, CancellationToken ct)
    {
        var form = MoodleTwinForm.Parse(request.Body);
        BeforeAnswer?.Invoke(form["wsfunction"] ?? "");
        lock (gate)
        {
            return Task.FromResult(MoodleTwinCalls.Answer(this, request, form));
        }
    }

    /// <summary>Defines a custom field of courses.</summary>
    /// <param name="shortName">Its short name.</param>
    /// <param name="type"><c>text</c>, <c>number</c>, <c>select</c>, <c>date</c> or <c>checkbox</c>.</param>
    /// <param name="options">The choices of a select.</param>
    public void DefineCourseField(string shortName, string type, params IReadOnlyList<string> options) =>
        Change(() => CourseFields[shortName] = new TwinField(shortName, type, options));

    /// <summary>Adds a course.</summary>
    /// <returns>Its id.</returns>
    /// <param name="shortName">Short name.</param>
    /// <param name="fullName">Full name; the short name when null.</param>
    /// <param name="idNumber">The administration's code.</param>
    /// <param name="fields">Custom fields: a number, a select's choice, a date in unix seconds, 0 or 1, or text. Undefined ones become text fields.</param>
    /// <param name="methods">Enabled enrolment methods; manual when null.</param>
    /// <param name="startsAt">Start.</param>
    /// <param name="endsAt">End.</param>
    /// <param name="visible">Whether learners see it.</param>
    /// <param name="separateGroups">Whether groups are separate.</param>
    public long AddCourse(
        string shortName,
        string? fullName = null,
        string idNumber = "",
        IReadOnlyDictionary<string, string>? fields = null,
        IReadOnlyList<string>? methods = null,
        DateTimeOffset? startsAt = null,
        DateTimeOffset? endsAt = null,
        bool visible = true,
        bool separateGroups = false
    ) =>
        Change(() =>
        {
            var course = new TwinCourse
            {
                Id = nextId++,
                ShortName = shortName,
                FullName = fullName ?? shortName,
                IdNumber = idNumber,
                Start = startsAt?.ToUnixTimeSeconds() ?? 0,
                End = endsAt?.ToUnixTimeSeconds() ?? 0,
                Visible = visible,
                SeparateGroups = separateGroups,
                Created = Now,
                Methods = [.. methods ?? ["manual"]],
            };
            foreach (var (name, value) in fields ?? new Dictionary<string, string>())
            {
                CourseFields.TryAdd(name, new TwinField(name, "text", []));
                course.Fields[name] = value;
            }

            Courses[course.Id] = course;
            return course.Id;
        });

    /// <summary>Deletes a course.</summary>
    public void RemoveCourse(long course) => Change(() => Courses.Remove(course));

    /// <summary>Sets a course's custom field; an empty value clears it.</summary>
    public void SetCourseField(long course, string shortName, string value) =>
        Change(() => Courses[course].Fields[shortName] = value);

    /// <summary>Sets the enabled enrolment methods of a course.</summary>
    public void SetMethods(long course, params IReadOnlyList<string> methods) =>
        Change(() => Courses[course].Methods = [.. methods]);

    /// <summary>Opens or closes a course's self enrolment to new people.</summary>
    public void OpenSelfEnrolment(long course, bool open) => Change(() => Courses[course].SelfEnrolmentOpen = open);

    /// <summary>Adds a person.</summary>
    /// <returns>The id.</returns>
    public long AddUser(
        string userName,
        string firstName = "Ana",
        string lastName = "Example",
        string email = "",
        string idNumber = "",
        IReadOnlyDictionary<string, string>? fields = null,
        string language = "es",
        string country = "ES"
    ) =>
        Change(() =>
        {
            var user = new TwinUser
            {
                Id = nextUserId++,
                UserName = userName,
                FirstName = firstName,
                LastName = lastName,
                Email = email,
                IdNumber = idNumber,
                Language = language,
                Country = country,
            };
            foreach (var (name, value) in fields ?? new Dictionary<string, string>())
            {
                user.Fields[name] = value;
            }

            Users[user.Id] = user;
            return user.Id;
        });

    /// <summary>Makes a token worthless from now on.</summary>
    public void Revoke(string revoked) => Change(() => RevokedTokens.Add(revoked));

    /// <summary>Hides a course, or shows it again.</summary>
    public void Show(long course, bool visible) => Change(() => Courses[course].Visible = visible);

    /// <summary>Makes a person refuse messages from strangers.</summary>
    public void RefuseMessages(long user) => Change(() => Users[user].RefusesMessages = true);

    /// <summary>Enrols a person, or changes the enrolment by the same method.</summary>
    public void Enrol(
        long user,
        long course,
        string method = "manual",
        bool suspended = false,
        DateTimeOffset? startsAt = null,
        DateTimeOffset? endsAt = null,
        long role = StudentRole
    ) =>
        Change(() =>
        {
            var there = Courses[course];
            Upsert(
                there,
                Users[user],
                method,
                suspended,
                startsAt?.ToUnixTimeSeconds() ?? 0,
                endsAt?.ToUnixTimeSeconds() ?? 0
            );
            AssignRole(there, user, role);
            if (role == TeacherRole)
            {
                there.Contacts.Add(user);
            }
        });

    /// <summary>Adds another enrolment by the same method, as a second instance of it does.</summary>
    public void EnrolAgain(long user, long course, string method, bool suspended = false) =>
        Change(() =>
            Courses[course]
                .Rows.Add(
                    new TwinRow
                    {
                        Course = Courses[course],
                        User = Users[user],
                        Method = method,
                        Suspended = suspended,
                        Created = Now,
                    }
                )
        );

    /// <summary>Removes a person's enrolments by one method; roles go with the last one.</summary>
    public void Unenrol(long user, long course, string method = "manual") =>
        Change(() =>
        {
            var there = Courses[course];
            there.Rows.RemoveAll(row => row.User.Id == user && row.Method == method);
            there.ForgetIfGone(user);
        });

    /// <summary>Gives a person a further role in a course.</summary>
    public void GiveRole(long user, long course, long role) => Change(() => AssignRole(Courses[course], user, role));

    /// <summary>Whether a person gets into a course now: the page itself, not what a list says.</summary>
    public bool CanEnter(long user, long course)
    {
        lock (gate)
        {
            return !Users[user].Suspended
                && Courses[course].Rows.Exists(row => row.User.Id == user && row.GivesAccess(Now));
        }
    }

    /// <summary>Gives a person's enrolments in a course, as the database has them.</summary>
    public IReadOnlyList<MoodleTwinEnrolment> EnrolmentsOf(long user, long course)
    {
        lock (gate)
        {
            return Courses[course]
                .Rows.Where(row => row.User.Id == user)
                .Select(row => new MoodleTwinEnrolment(row.Method, row.Suspended, At(row.Start), At(row.End)))
                .ToList();
        }

        static DateTimeOffset? At(long seconds) => seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds);
    }

    /// <summary>Gives a person's roles in a course.</summary>
    public IReadOnlyCollection<long> RolesOf(long user, long course)
    {
        lock (gate)
        {
            return Courses[course].RolesOf(user).Distinct().ToList();
        }
    }

    /// <summary>Makes an enrolment report in the report builder.</summary>
    /// <returns>Its id.</returns>
    /// <param name="conditions">Its conditions as JSON; null for none.</param>
    /// <param name="uniqueRows">Whether it merges equal rows.</param>
    /// <param name="headers">Its columns by heading; the recommended ones when null.</param>
    public long AddReport(string? conditions = null, bool uniqueRows = false, IReadOnlyList<string>? headers = null) =>
        Change(() =>
        {
            var report = new TwinReport
            {
                Id = Reports.Count + 6,
                Headers = headers ?? MoodleTwinReports.RecommendedHeaders,
                Conditions = conditions,
                UniqueRows = uniqueRows,
            };
            Reports[report.Id] = report;
            return report.Id;
        });

    /// <summary>Leaves a filter on a report, as the report's page does for its viewer: <c>Active</c>, <c>Suspended</c> or <c>Not current</c>.</summary>
    public void LeaveFilter(long report, string status) => Change(() => Reports[report].FilteredStatus = status);

    /// <summary>Takes a function out of the token's service.</summary>
    public void RemoveFunction(string function) =>
        Change(() =>
            _ = function == "core_user_update_users" ? SiteFunctions.Remove(function) : Functions.Remove(function)
        );

    /// <summary>Takes a capability from the web service user.</summary>
    public void RemoveCapability(string capability) => Change(() => Lacking.Add(capability));

    /// <summary>Takes a capability from the web service user in one course only.</summary>
    public void RemoveCapability(string capability, long course) =>
        Change(() =>
            LackingIn.TryGetValue(capability, out var courses)
                ? courses.Add(course)
                : LackingIn.TryAdd(capability, [course])
        );

    /// <summary>Gives a capability back.</summary>
    public void GrantCapability(string capability) =>
        Change(() =>
        {
            Lacking.Remove(capability);
            LackingIn.Remove(capability);
        });

    /// <summary>Allows, or no longer allows, the web service user to assign a role.</summary>
    public void AllowAssigning(long role, bool allowed) =>
        Change(() => _ = allowed ? AssignableRoles.Add(role) : AssignableRoles.Remove(role));

    internal bool Can(string capability, long? course = null) =>
        !Lacking.Contains(capability)
        && !(course is { } id && LackingIn.TryGetValue(capability, out var courses) && courses.Contains(id));

    internal void Upsert(TwinCourse course, TwinUser user, string method, bool suspended, long start, long end)
    {
        Version++;
        var row = course.Rows.Find(r => r.User == user && r.Method == method && r.Cohort == 0);
        if (row is null)
        {
            row = new TwinRow
            {
                Course = course,
                User = user,
                Method = method,
                Created = Now,
            };
            course.Rows.Add(row);
        }

        (row.Suspended, row.Start, row.End) = (suspended, start, end);
    }

    internal static void AssignRole(TwinCourse course, long user, long role)
    {
        if (!course.Roles.TryGetValue(user, out var roles))
        {
            course.Roles[user] = roles = [];
        }

        roles.Add(role);
    }

    internal void Change(Action change)
    {
        lock (gate)
        {
            Version++;
            change();
        }
    }

    internal T Change<T>(Func<T> change)
    {
        lock (gate)
        {
            Version++;
            return change();
        }
    }
}
