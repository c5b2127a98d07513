using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Proves rights with somebody known, since Moodle answers a missing right with an empty list; and the right to enrol without enrolling.</summary>
internal sealed class RightsCheck(MoodleSettings settings, MoodleClient client)
{
    /// <summary>Nobody: Moodle looks for the user after the right and before it writes.</summary>
    private const long Nobody = 999_999;

    private const int CoursesTried = 5;

    private const string NoLearner =
        "No enrolled learner was seen, and an empty list is no proof. Run check again when somebody is enrolled.";

    /// <summary>Checks with the learner that the report showed, or one found in the first courses.</summary>
    public async Task RunAsync(
        IReadOnlySet<string> functions,
        IReadOnlyList<WireCourse> courses,
        KnownLearner? fromReport,
        List<CheckFinding> findings,
        CancellationToken ct
    )
    {
        var known = await CheckListsAsync(functions, courses, fromReport, findings, ct) ?? fromReport;
        var nobodyIsFree = await CheckUsersAsync(functions, known, findings, ct);
        var course = known?.Course ?? (courses.Count > 0 ? courses[0].Id : (long?)null);
        if (functions.Contains(MoodleFunctions.ManualEnrol) && course is { } there)
        {
            findings.Add(await ProbeEnrolAsync(there, nobodyIsFree, ct));
        }
    }

    private async Task<KnownLearner?> CheckListsAsync(
        IReadOnlySet<string> functions,
        IReadOnlyList<WireCourse> courses,
        KnownLearner? fromReport,
        List<CheckFinding> findings,
        CancellationToken ct
    )
    {
        var first = fromReport is null ? Enumerable.Empty<long>() : [fromReport.Course];
        foreach (var course in first.Concat(courses.Select(c => c.Id)).Distinct().Take(CoursesTried))
        {
            var form = new MoodleForm()
                .Add("courseid", course)
                .AddOption(0, "userfields", "id")
                .AddOption(1, "onlyactive", "1");
            List<WireEnrolled>? people;
            try
            {
                people = functions.Contains(MoodleFunctions.EnrolledUsers)
                    ? await client.ReadAsync<List<WireEnrolled>>(MoodleFunctions.EnrolledUsers, form, ct)
                    : null;
            }
            catch (RemoteException failed)
            {
                findings.Add(
                    Findings.OfRight(
                        CheckResult.Missing,
                        "moodle/course:enrolreview",
                        Findings.ConsequenceOf(MoodleFunctions.EnrolledUsers),
                        failed.Message
                    )
                );
                return null;
            }

            if (people is null)
            {
                return null;
            }

            if (people.Count > 0)
            {
                findings.Add(Findings.OfRight(CheckResult.Ok, "moodle/course:enrolreview", ""));
                findings.Add(Findings.OfRight(CheckResult.Ok, "moodle/user:viewdetails", ""));
                return new KnownLearner(course, people[0].Id);
            }
        }

        findings.Add(
            Findings.OfRight(
                fromReport is null ? CheckResult.NotProven : CheckResult.Missing,
                "moodle/user:viewdetails",
                "Lists of enrolled people are silently empty: access is not read, and everybody seems to have left.",
                fromReport is null ? NoLearner : null
            )
        );
        return null;
    }

    /// <summary>Reads a known learner, and nobody.</summary>
    /// <returns>Whether nobody really is nobody.</returns>
    private async Task<bool> CheckUsersAsync(
        IReadOnlySet<string> functions,
        KnownLearner? known,
        List<CheckFinding> findings,
        CancellationToken ct
    )
    {
        var form = new MoodleForm().Add("field", "id").Add("values[0]", Nobody);
        if (known is not null)
        {
            form.Add("values[1]", known.User);
        }

        var users = await MoodleCheck.TryAsync(
            findings,
            functions,
            MoodleFunctions.Users,
            () => client.ReadAsync<List<WireUser>>(MoodleFunctions.Users, form, ct)
        );
        if (users is null)
        {
            return false;
        }

        var learner = users.Find(user => user.Id == known?.User);
        findings.AddRange(
            Seen(
                "moodle/user:viewalldetails",
                learner?.IdNumber,
                "Id numbers and private profile fields (tax id, billing address) are missing."
            ),
            Seen(
                "moodle/site:viewuseridentity",
                learner?.Email,
                "Learners have no e-mail address: no invoice by e-mail, customers are not found by it."
            )
        );
        return users.TrueForAll(user => user.Id != Nobody);

        CheckFinding Seen(string right, string? value, string consequence) =>
            Findings.OfRight(
                value is not null ? CheckResult.Ok
                    : known is null ? CheckResult.NotProven
                    : CheckResult.Missing,
                right,
                consequence,
                known is null ? NoLearner : null
            );
    }

    /// <summary>Asks to enrol nobody: "unknown user" is answered only after the course and the right were found good.</summary>
    private async Task<CheckFinding> ProbeEnrolAsync(long course, bool nobodyIsFree, CancellationToken ct)
    {
        const string Right = "enrol/manual:enrol";
        var consequence = Findings.ConsequenceOf(MoodleFunctions.ManualEnrol);
        if (!nobodyIsFree)
        {
            return Findings.OfRight(
                CheckResult.NotProven,
                Right,
                consequence,
                $"It is proved with user {Nobody}, who must not exist and could not be looked up, or does exist."
            );
        }

        var form = new MoodleForm()
            .Add("enrolments[0][roleid]", settings.StudentRoleId)
            .Add("enrolments[0][userid]", Nobody)
            .Add("enrolments[0][courseid]", course)
            .Add("enrolments[0][suspend]", 1);
        try
        {
            await client.ReadAsync<object>(MoodleFunctions.ManualEnrol, form, ct);
            return Findings.OfRight(
                CheckResult.NotProven,
                Right,
                consequence,
                "Moodle took a user who does not exist."
            );
        }
        catch (RemoteRejectedException refused) when (MoodleVerdict.CodeOf(refused) == "invalidrecordunknown")
        {
            return Findings.OfRight(CheckResult.Ok, Right, "");
        }
        catch (RemoteMisconfiguredException lacking) when (MoodleVerdict.CodeOf(lacking) == "nopermissions")
        {
            return Findings.OfRight(CheckResult.Missing, Right, consequence);
        }
        catch (RemoteException other)
        {
            return Findings.OfRight(CheckResult.NotProven, Right, consequence, other.Message);
        }
    }
}
