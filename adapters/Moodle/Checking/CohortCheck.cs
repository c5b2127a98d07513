using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Looks how far the attested cohorts can be believed: Moodle tells who is in them, and not what they feed.</summary>
internal sealed class CohortCheck(MoodleSettings settings, MoodleClient client)
{
    /// <summary>Checks; with nothing attested there is nothing to say.</summary>
    public async Task RunAsync(
        IReadOnlySet<string> functions,
        IReadOnlyList<WireCourse> courses,
        List<CheckFinding> findings,
        CancellationToken ct
    )
    {
        if (settings.Cohorts.Count == 0)
        {
            return;
        }

        var read = await MoodleCheck.TryAsync(
            findings,
            functions,
            MoodleFunctions.CohortMembers,
            () => new CohortWriter(client).ReadAsync(settings.Cohorts.Select(one => one.Cohort).ToList(), ct)
        );
        if (read is not null)
        {
            findings.Add(Findings.OfRight(CheckResult.Ok, "moodle/cohort:view", ""));
            findings.AddRange(settings.Cohorts.Select(one => OfCohort(one, read.ContainsKey(one.Cohort), courses)));
        }

        findings.Add(
            Findings.OfRight(
                CheckResult.NotProven,
                "moodle/cohort:assign",
                "Access by cohort is neither suspended nor restored."
            )
        );
        findings.Add(
            new CheckFinding(
                CheckResult.NotProven,
                "moodle.cohorts.unenrolaction",
                "'External unenrol action' of Cohort sync",
                "If it is 'Unenrol user from course', the first learner who is suspended by a cohort loses groups and grades; then the connector stops.",
                "Look at Site administration > Plugins > Enrolments > Cohort sync: it must be 'Disable course enrolment', with or without roles."
            )
        );
        if (settings.ReportId is null)
        {
            findings.Add(
                new CheckFinding(
                    CheckResult.Missing,
                    "moodle.cohorts.report",
                    "enrolment report (reportId) for cohorts",
                    "Access by cohort is not suspended: only the report proves what leaving a cohort did.",
                    ReportCheck.Recipe
                )
            );
        }
    }

    private static CheckFinding OfCohort(CohortAttestation cohort, bool exists, IReadOnlyList<WireCourse> courses)
    {
        var code = $"moodle.cohorts.{cohort.Cohort}";
        var what = $"cohort {cohort.Cohort}";
        const string Consequence = "Access by this cohort is not suspended.";
        if (!exists)
        {
            return new(
                CheckResult.Missing,
                code,
                what,
                Consequence,
                "Moodle has no such cohort: correct its id in cohorts."
            );
        }

        if (cohort.Courses.Count > 1)
        {
            return new(
                CheckResult.Note,
                code,
                $"{what} is shared by {cohort.Courses.Count} courses",
                Consequence,
                "Give each course that is to be suspended a cohort of its own."
            );
        }

        return
            courses.FirstOrDefault(course => course.Id == cohort.Courses[0]) is { } fed
            && (fed.EnrollmentMethods ?? []).Contains("cohort")
            ? new(CheckResult.Ok, code, $"{what} feeds course {fed.Id}, by the school's word", "", "")
            : new(
                CheckResult.Missing,
                code,
                what,
                Consequence,
                $"Course {cohort.Courses[0]} is not seen, or has no enabled Cohort sync: correct courses in cohorts."
            );
    }
}
