using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>An enrolment seen in the report: somebody known to exist, to prove rights with.</summary>
/// <param name="Course">Course id.</param>
/// <param name="User">User id.</param>
internal sealed record KnownLearner(long Course, long User);

/// <summary>Verifies the enrolment report: conditions, columns, language and time zone.</summary>
internal sealed class ReportCheck(MoodleSettings settings, MoodleClient client)
{
    private const int Sample = 50;

    // No zone is further from UTC without being the same clock: a text that does not move is a forced zone.
    private const string OtherZone = "Asia/Tokyo";

    /// <summary>Checks, and gives a learner that the report shows.</summary>
    public async Task<KnownLearner?> RunAsync(
        IReadOnlySet<string> functions,
        List<CheckFinding> findings,
        CancellationToken ct
    )
    {
        if (settings.ReportId is not { } id)
        {
            findings.Add(
                new CheckFinding(
                    settings.AttestNoWindows ? CheckResult.Note : CheckResult.Missing,
                    "moodle.report",
                    "enrolment report (reportId)",
                    settings.AttestNoWindows
                        ? "Enrolments are read course by course; only courses with nothing but manual enrolment can suspend."
                        : "Enrolments are read course by course, without method and window, and access is not suspended.",
                    Recipe
                )
            );
            return null;
        }

        KnownLearner? known = null;
        string? started = null;
        var page = await MoodleCheck.TryAsync(
            findings,
            functions,
            MoodleFunctions.RetrieveReport,
            async () =>
            {
                if (functions.Contains(MoodleFunctions.ResetFilters))
                {
                    await client.ReadAsync<bool>(
                        MoodleFunctions.ResetFilters,
                        new MoodleForm().Add("reportid", id).Add("parameters", "[]"),
                        ct
                    );
                }

                return await SampleAsync(id, "UTC", (learner, text) => (known, started) = (learner, text), ct);
            }
        );
        if (page is null)
        {
            return null;
        }

        findings.Add(new(CheckResult.Ok, "moodle.report", $"report {id} with {page.Total} rows", "", ""));
        findings.Add(
            new CheckFinding(
                page.Total <= settings.PageSize ? CheckResult.Ok : CheckResult.NotProven,
                "moodle.report.sorting",
                $"report {id} is sorted by course, user and method",
                "Without sorting, rows may be missing from reports of several pages.",
                "Give the report that sorting in its editor."
            )
        );
        await CheckZoneAsync(id, started, findings, ct);
        return known;
    }

    /// <summary>How the administrator makes the report.</summary>
    internal const string Recipe =
        "Reports > Report builder > New report: source 'Course participants', 'Include default setup' unticked, no conditions, no unique rows; "
        + "columns Course URL, Full name with link (user), Plugin, Status, Time started, Time ended (enrolment), with their own headings; "
        + "sort by course, user, plugin. Put its id into reportId.";

    private async Task CheckZoneAsync(int id, string? started, List<CheckFinding> findings, CancellationToken ct)
    {
        var moved = false;
        try
        {
            if (started is not null)
            {
                await SampleAsync(id, OtherZone, (_, text) => moved = text != started, ct);
            }
        }
        catch (RemoteException)
        {
            started = null;
        }

        findings.Add(
            new CheckFinding(
                started is null ? CheckResult.NotProven
                    : moved ? CheckResult.Ok
                    : CheckResult.Missing,
                "moodle.zone",
                "times in UTC",
                "Starts and ends of enrolments are off by the site's zone.",
                "Set Location > Force timezone to 'Users can choose their own timezone'."
            )
        );
    }

    private Task<ReportPage> SampleAsync(int id, string zone, Action<KnownLearner, string> found, CancellationToken ct)
    {
        var name = $"{client.Adapter}: report {id}";
        var text = new ReportText(name);
        var seen = false;
        return client.ReadAsync(
            MoodleFunctions.RetrieveReport,
            new MoodleForm().Add("reportid", id).Add("page", 0).Add("perpage", Sample),
            reader => ReportPage.Read(reader, name, Take),
            ct,
            zone
        );

        void Take(ReportColumns columns, string?[] row)
        {
            if (string.IsNullOrEmpty(row[columns.User]))
            {
                return;
            }

            text.StatusOf(row[columns.Status]);
            text.TimeOf(row[columns.Started]);
            if (!seen && row[columns.Started] is { Length: > 0 } started)
            {
                seen = true;
                found(new KnownLearner(text.IdIn(row[columns.Course]), text.IdIn(row[columns.User])), started);
            }
        }
    }
}
