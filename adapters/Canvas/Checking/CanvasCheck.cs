using Collections.Connector.Ports;
using RestSharp;

namespace Collections.Adapters.Canvas;

/// <summary>Looks at everything the adapter needs, without writing, and names each missing right as Canvas's permission page does.</summary>
internal sealed class CanvasCheck(CanvasSettings settings, CanvasClient client, CourseCatalogue catalogue)
{
    private const int CoursesTried = 5;

    private readonly LearnerReader learners = new(settings, client);

    /// <summary>Runs every check; a failure is a finding, and the next one goes on.</summary>
    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken ct)
    {
        var findings = new List<CheckFinding> { Findings.LeastPrivilege(settings) };
        try
        {
            await client.ReadAsync<WireSelf>(CanvasRoutes.Self, client.Request("users/self"), ct);
            findings.Add(Findings.Connected);
        }
        catch (RemoteException failed)
        {
            findings.Add(
                new(CheckResult.Missing, "canvas.connection", "Canvas REST API", "Nothing works.", failed.Message)
            );
            return findings;
        }

        findings.AddRange(await CheckRightsAsync(ct));
        try
        {
            var courses = await catalogue.ReadAllAsync(ct);
            findings.AddRange(Findings.OfCourses(courses));
            await CheckPeopleAsync(courses, findings, ct);
        }
        catch (RemoteException failed)
        {
            findings.Add(
                new(CheckResult.Missing, "canvas.reading", "courses and people", "Nothing is billed.", failed.Message)
            );
        }

        findings.Add(Findings.SelfEnrolment);
        return findings;
    }

    /// <summary>Asks Canvas itself what the token's user may do in the account (documentation, "Permissions" of accounts).</summary>
    private async Task<IEnumerable<CheckFinding>> CheckRightsAsync(CancellationToken ct)
    {
        var request = client.Request($"accounts/{settings.AccountId}/permissions");
        foreach (var name in Findings.Rights.SelectMany(entry => entry.Names))
        {
            request.AddQueryParameter("permissions[]", name);
        }

        try
        {
            var granted = await client.ReadAsync<Dictionary<string, bool>>(CanvasRoutes.Permissions, request, ct);
            return Findings.OfRights(granted, settings, null);
        }
        catch (RemoteException failed)
        {
            return Findings.OfRights(null, settings, failed.Message);
        }
    }

    private async Task CheckPeopleAsync(
        IReadOnlyList<WireCourse> courses,
        List<CheckFinding> findings,
        CancellationToken ct
    )
    {
        if (courses.Count > 0)
        {
            var dates = await catalogue.Dates().ReadAsync(courses[0], ct);
            findings.Add(Findings.OfTerms(dates.TermOverrides is not null));
        }

        if (await FindLearnerAsync(courses, ct) is not { } known)
        {
            return;
        }

        findings.AddRange(known.SisImportId is null ? [] : [Findings.SisImports]);
        if (await learners.ReadUserAsync(known.UserId, ct) is null)
        {
            findings.Add(
                Findings.OfRight(
                    CheckResult.Missing,
                    Findings.UserList,
                    $"People are read at the root account: enable '{Findings.UserList}' there. A sub-account's role hides them."
                )
            );
        }
    }

    /// <summary>Finds a learner in the first courses.</summary>
    private async Task<WireEnrolment?> FindLearnerAsync(IReadOnlyList<WireCourse> courses, CancellationToken ct)
    {
        foreach (var course in courses.Take(CoursesTried))
        {
            var request = client
                .Request($"courses/{course.Id}/enrollments")
                .AddQueryParameter("type[]", "StudentEnrollment")
                .AddQueryParameter("state[]", "active")
                .AddQueryParameter("per_page", 1);
            var first = await client.ReadAsync<List<WireEnrolment>>(CanvasRoutes.Enrolments, request, ct);
            if (first.Find(row => row.IsStudent) is { } learner)
            {
                return learner;
            }
        }

        return null;
    }
}
