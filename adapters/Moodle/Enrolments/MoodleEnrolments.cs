using System.Globalization;
using System.Runtime.CompilerServices;
using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Reads courses, enrolments and learners: with the report in a few calls, without it course by course.</summary>
internal sealed class MoodleEnrolments(
    MoodleSettings settings,
    MoodleClient client,
    CourseCatalogue catalogue,
    RosterReader rosters,
    EnrolmentReport? report
) : IEnrolmentSource
{
    private const int LearnersPerCall = 500;
    private const int EnrolmentsPerBatch = 2_000;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CourseFact>> ReadCoursesAsync(CancellationToken ct) =>
        (await catalogue.ReadAllAsync(ct)).Select(CourseCatalogue.ToFact).ToList();

    /// <inheritdoc/>
    public IAsyncEnumerable<EnrolmentBatch> ReadEnrolmentsAsync(
        IReadOnlyCollection<CourseFact> courses,
        CancellationToken ct
    ) =>
        courses.Count == 0 ? AsyncEnumerable.Empty<EnrolmentBatch>()
        : report is null
            ? new CourseByCourse(settings, catalogue, rosters).ReadAsync(courses.Select(MoodleKeys.CourseOf), ct)
        : ReadReportAsync(courses.Select(MoodleKeys.CourseOf).ToHashSet(), ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LearnerFact>> ReadLearnersAsync(
        IReadOnlyCollection<string> learnerKeys,
        CancellationToken ct
    )
    {
        var learners = new List<LearnerFact>();
        var keys = learnerKeys.Select(key => MoodleKeys.ToId(key, "learner")).Distinct();
        foreach (var some in keys.Chunk(LearnersPerCall))
        {
            var form = new MoodleForm().Add("field", "id");
            for (var i = 0; i < some.Length; i++)
            {
                form.Add($"values[{i}]", some[i]);
            }

            var users = await client.ReadAsync<List<WireUser>>(MoodleFunctions.Users, form, ct);
            learners.AddRange(users.Select(ToFact));
        }

        return learners;
    }

    private async IAsyncEnumerable<EnrolmentBatch> ReadReportAsync(
        HashSet<long> courses,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var reading = await report!.ReadAsync((course, _) => courses.Contains(course), ct);
        var roles = new Dictionary<long, IReadOnlyDictionary<long, IReadOnlyList<long>>?>();
        foreach (var course in settings.VerifyRoles ? courses : [])
        {
            roles[course] = await RolesAsync(course, ct);
        }

        foreach (var some in reading.Rows.TakeAll().Chunk(EnrolmentsPerBatch))
        {
            yield return new EnrolmentBatch(some.Select(row => ToFact(row, reading.Rows.Methods, roles)).ToList(), []);
        }

        yield return new EnrolmentBatch(
            [],
            courses
                .Select(id => new CourseListing(MoodleKeys.Of(id), reading.Incomplete is null, reading.Incomplete))
                .ToList()
        );
    }

    private async Task<IReadOnlyDictionary<long, IReadOnlyList<long>>?> RolesAsync(long course, CancellationToken ct)
    {
        try
        {
            return (await rosters.ReadEverybodyAsync(course, withRoles: true, ct)).ToDictionary(
                person => person.Id,
                person => (IReadOnlyList<long>)(person.Roles ?? []).Select(role => role.RoleId).ToList()
            );
        }
        catch (RemoteRejectedException)
        {
            // The course went away, or is closed to us: its enrolments are known all the same, its roles are not.
            return null;
        }
    }

    private EnrolmentFact ToFact(
        ReportRow row,
        IReadOnlyList<string> methods,
        Dictionary<long, IReadOnlyDictionary<long, IReadOnlyList<long>>?> roles
    ) =>
        new(
            MoodleKeys.Of(row.Course),
            MoodleKeys.Of(row.User),
            methods[row.Method],
            row.Status,
            row.Started > 0 ? DateTimeOffset.FromUnixTimeSeconds(row.Started) : null,
            row.Ended > 0 ? DateTimeOffset.FromUnixTimeSeconds(row.Ended) : null,
            WindowKnown: true,
            LearnerRoles.IsLearner(
                settings.StudentRoleId,
                roles.GetValueOrDefault(row.Course)?.GetValueOrDefault(row.User),
                catalogue.TraitsOf(row.Course)?.Contacts.Contains(row.User) ?? false
            )
        );

    private static LearnerFact ToFact(WireUser user) =>
        new(
            user.Id.ToString(CultureInfo.InvariantCulture),
            user.UserName ?? "",
            user.IdNumber ?? "",
            user.FirstName ?? "",
            user.LastName ?? "",
            user.Email ?? "",
            user.Lang ?? "",
            user.Country ?? "",
            user.Suspended ?? false,
            (user.CustomFields ?? [])
                .Where(field => !string.IsNullOrEmpty(field.Value))
                .GroupBy(field => field.ShortName, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.First().Value!, StringComparer.Ordinal)
        );
}
