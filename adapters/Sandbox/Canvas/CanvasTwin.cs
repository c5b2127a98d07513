namespace Collections.Adapters.Sandbox.Canvas;

/// <summary>
/// A Canvas, as far as the REST calls go that enrolments, access and messages need: stateful, from documentation, not recorded.
/// </summary>
/// <remarks>
/// Written from Instructure's public API documentation, and where that is silent from the open source of canvas-lms (what a task
/// does to an enrolment's state, which dates decide, what is answered to whom). No real Canvas was asked.
/// </remarks>
/// <param name="clock">The Canvas's clock.</param>
/// <param name="token">The only token that it takes.</param>
public sealed class CanvasTwin(TimeProvider clock, string token = "twin-token") : ITwin
{
    private readonly Lock gate = new();
    private long nextId = 100;

    /// <summary>Gets the token.</summary>
    public string Token => token;

    /// <summary>Gets or sets a value indicating whether the token was revoked.</summary>
    public bool IsTokenRevoked { get; set; }

    /// <summary>Gets or sets the status of a missing right: 403, or 401 as older Canvas has it.</summary>
    public int NoRightStatus { get; set; } = 403;

    /// <summary>Gets or sets the status of "too many calls": 429, or 403 as older Canvas has it.</summary>
    public int ThrottleStatus { get; set; } = 429;

    /// <summary>Gets or sets how many of the next calls are too many, whatever is left of the quota.</summary>
    public int ThrottleNext { get; set; }

    /// <summary>Gets or sets what each call costs of the quota.</summary>
    public double CostPerCall { get; set; } = 0.1;

    /// <summary>Gets or sets the address that next pages are said to be at; null for the address that was called.</summary>
    public string? PagesAt { get; set; }

    /// <summary>Gets or sets a value indicating whether every next page is the first one again.</summary>
    public bool PagesInACircle { get; set; }

    /// <summary>Gets or sets what is called before each answer, with the operation: to change things between two calls.</summary>
    public Action<string>? BeforeAnswer { get; set; }

    /// <summary>Gets the conversations taken so far.</summary>
    public IReadOnlyList<CanvasTwinConversation> Conversations
    {
        get
        {
            lock (gate)
            {
                return [.. Taken];
            }
        }
    }

    internal SortedDictionary<long, TwinTerm> Terms { get; } =
        new()
        {
            [1] = new() { Id = 1, Name = "Default Term" },
        };
    internal SortedDictionary<long, TwinCourse> Courses { get; } = [];
    internal SortedDictionary<long, TwinUser> Users { get; } = [];
    internal SortedDictionary<long, TwinEnrolment> Enrolments { get; } = [];
    internal List<CanvasTwinConversation> Taken { get; } = [];
    internal CanvasTwinQuota Quota { get; } = new(clock);
    private HashSet<(string Right, long? Course)> Lacking { get; } = [];

    /// <inheritdoc/>
    public string OperationOf(TwinRequest request) => CanvasTwinRoutes.OperationOf(request);

    /// <inheritdoc/>
    public Task<TwinAnswer> AnswerAsync(TwinRequest request, CancellationToken ct)
    {
        BeforeAnswer?.Invoke(OperationOf(request));
        lock (gate)
        {
            return Task.FromResult(CanvasTwinRoutes.Answer(this, request));
        }
    }

    /// <summary>Adds a term, with dates for everybody and dates for students that stand over them.</summary>
    public long AddTerm(
        string name,
        DateTimeOffset? startsAt = null,
        DateTimeOffset? endsAt = null,
        DateTimeOffset? studentsStartAt = null,
        DateTimeOffset? studentsEndAt = null
    ) =>
        Change(() =>
        {
            var term = new TwinTerm
            {
                Id = nextId++,
                Name = name,
                StartsAt = startsAt,
                EndsAt = endsAt,
                StudentsStartAt = studentsStartAt,
                StudentsEndAt = studentsEndAt,
            };
            Terms[term.Id] = term;
            return term.Id;
        });

    /// <summary>Adds a published course with one section.</summary>
    public long AddCourse(string code, string? name = null, string sisId = "", long term = 1) =>
        Change(() =>
        {
            var course = new TwinCourse
            {
                Id = nextId++,
                Code = code,
                Name = name ?? $"Course {code}",
                SisId = sisId,
                Term = Terms[term],
            };
            course.Sections.Add(new TwinSection { Id = nextId++, Name = course.Name });
            Courses[course.Id] = course;
            return course.Id;
        });

    /// <summary>Adds a section to a course.</summary>
    public long AddSection(
        long course,
        DateTimeOffset? startsAt = null,
        DateTimeOffset? endsAt = null,
        bool restrictsDates = false
    ) =>
        Change(() =>
        {
            var section = new TwinSection
            {
                Id = nextId++,
                Name = "Section",
                StartsAt = startsAt,
                EndsAt = endsAt,
                RestrictsDates = restrictsDates,
            };
            Courses[course].Sections.Add(section);
            return section.Id;
        });

    /// <summary>Sets a course's dates, which hold for people in it only if it restricts them.</summary>
    public void SetDates(long course, DateTimeOffset? startsAt, DateTimeOffset? endsAt, bool restricts = true) =>
        Change(() =>
            (Courses[course].StartsAt, Courses[course].EndsAt, Courses[course].RestrictsDates) = (
                startsAt,
                endsAt,
                restricts
            )
        );

    /// <summary>Sets a course's state: <c>unpublished</c>, <c>available</c>, <c>completed</c> or <c>deleted</c>.</summary>
    public void SetCourseState(long course, string state) => Change(() => Courses[course].State = state);

    /// <summary>Shows a course to everybody, or to everybody who is signed in.</summary>
    public void OpenToPublic(long course, bool signedInOnly = false) =>
        Change(() => _ = signedInOnly ? Courses[course].IsPublicToUsers = true : Courses[course].IsPublic = true);

    /// <summary>Adds a person.</summary>
    public long AddUser(
        string firstName,
        string lastName = "Learner",
        string email = "",
        string sisId = "",
        string? locale = null
    ) =>
        Change(() =>
        {
            var user = new TwinUser
            {
                Id = nextId++,
                FirstName = firstName,
                LastName = lastName,
                Email = email,
                SisId = sisId,
                Locale = locale,
            };
            Users[user.Id] = user;
            return user.Id;
        });

    /// <summary>Stores custom data of a person.</summary>
    /// <param name="user">The person.</param>
    /// <param name="space">The namespace.</param>
    /// <param name="json">The data, any JSON.</param>
    public void SetCustomData(long user, string space, string json) =>
        Change(() => Users[user].CustomData[space] = json);

    /// <summary>Puts a person into a section of a course.</summary>
    /// <returns>The enrolment's id.</returns>
    public long Enrol(
        long user,
        long course,
        string state = "active",
        string type = "StudentEnrollment",
        long? section = null,
        DateTimeOffset? startsAt = null,
        DateTimeOffset? endsAt = null,
        bool imported = false
    ) =>
        Change(() =>
        {
            var there = Courses[course];
            var enrolment = new TwinEnrolment
            {
                Id = nextId++,
                Course = there,
                Section = section is { } id ? there.Sections.Find(s => s.Id == id)! : there.Sections[0],
                User = Users[user],
                Type = type,
                State = state,
                CreatedAt = clock.GetUtcNow(),
                StartsAt = startsAt,
                EndsAt = endsAt,
                IsImported = imported,
            };
            Enrolments[enrolment.Id] = enrolment;
            return enrolment.Id;
        });

    /// <summary>Sets an enrolment's state, as somebody in Canvas or an import does.</summary>
    public void SetState(long enrolment, string state) => Change(() => Enrolments[enrolment].State = state);

    /// <summary>Gives a person's enrolments in a course, deleted ones too.</summary>
    public IReadOnlyList<CanvasTwinEnrolment> EnrolmentsOf(long user, long course)
    {
        lock (gate)
        {
            return Enrolments
                .Values.Where(e => e.User.Id == user && e.Course.Id == course)
                .Select(e => new CanvasTwinEnrolment(e.Id, e.Section.Id, e.Type, e.State))
                .ToList();
        }
    }

    /// <summary>Whether a person gets into a course now.</summary>
    public bool CanEnter(long user, long course)
    {
        lock (gate)
        {
            return Courses[course]
                    is { State: "available", IsPublic: true }
                        or { State: "available", IsPublicToUsers: true }
                || Enrolments.Values.Any(e =>
                    e.User.Id == user && e.Course.Id == course && e.GivesAccess(clock.GetUtcNow())
                );
        }
    }

    /// <summary>Takes a right from the token's user, everywhere or in one course.</summary>
    public void RemoveRight(string right, long? course = null) => Change(() => Lacking.Add((right, course)));

    internal bool Can(string right, long? course = null) =>
        !Lacking.Contains((right, null)) && !(course is not null && Lacking.Contains((right, course)));

    internal void Need(string right, long? course = null)
    {
        if (!Can(right, course))
        {
            throw new CanvasTwinRefusal(
                NoRightStatus,
                """{"status":"unauthorized","errors":[{"message":"user not authorized to perform that action"}]}"""
            );
        }
    }

    private void Change(Action change)
    {
        lock (gate)
        {
            change();
        }
    }

    private T Change<T>(Func<T> change)
    {
        lock (gate)
        {
            return change();
        }
    }
}
