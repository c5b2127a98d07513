using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Looks at everything the adapter needs, without writing, and names each missing right and function.</summary>
internal sealed class MoodleCheck(
    MoodleSettings settings,
    MoodleClient client,
    MoodleClient? siteClient,
    CourseCatalogue catalogue
)
{
    /// <summary>Runs every check; a failure is a finding, and the next one goes on.</summary>
    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken ct)
    {
        var findings = new List<CheckFinding> { Findings.LeastPrivilege(settings) };
        WireSite site;
        try
        {
            site = await client.ReadAsync<WireSite>(MoodleFunctions.SiteInfo, new MoodleForm(), ct);
        }
        catch (RemoteException failed)
        {
            findings.Add(
                new CheckFinding(
                    CheckResult.Missing,
                    "moodle.connection",
                    "Moodle's web service",
                    "Nothing works.",
                    failed.Message
                )
            );
            return findings;
        }

        findings.Add(new(CheckResult.Ok, "moodle.connection", $"Moodle {site.Release}", "", ""));
        var functions = site.Functions.Select(function => function.Name).ToHashSet(StringComparer.Ordinal);
        findings.AddRange(Findings.OfFunctions(functions, settings));

        var courses = await TryAsync(findings, functions, MoodleFunctions.Courses, () => catalogue.ReadAllAsync(ct));
        findings.AddRange(courses is null ? [] : Findings.OfCourses(courses));
        var report = await new ReportCheck(settings, client).RunAsync(functions, findings, ct);
        await new RightsCheck(settings, client).RunAsync(functions, courses ?? [], report, findings, ct);
        await new CohortCheck(settings, client).RunAsync(functions, courses ?? [], findings, ct);
        await new SiteTokenCheck(siteClient).RunAsync(functions, findings, ct);
        findings.AddRange(Findings.Unprovable(settings));
        return findings;
    }

    /// <summary>Calls a function if the service has it; a failure becomes a finding.</summary>
    internal static async Task<T?> TryAsync<T>(
        List<CheckFinding> findings,
        IReadOnlySet<string> functions,
        string function,
        Func<Task<T>> call
    )
        where T : class
    {
        if (!functions.Contains(function))
        {
            return null;
        }

        try
        {
            return await call();
        }
        catch (RemoteException failed)
        {
            findings.Add(
                new CheckFinding(
                    CheckResult.Missing,
                    $"moodle.call.{function}",
                    function,
                    Findings.ConsequenceOf(function),
                    failed.Message
                )
            );
            return null;
        }
    }
}
