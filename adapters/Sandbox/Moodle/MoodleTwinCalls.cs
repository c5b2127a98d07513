using System.Text;
using Newtonsoft.Json;

namespace Collections.Adapters.Sandbox.Moodle;

/// <summary>The front door of the twin's web service: site state, token, service, function, and errors as Moodle writes them.</summary>
internal static class MoodleTwinCalls
{
    private delegate void Call(MoodleTwin site, MoodleTwinForm form, JsonTextWriter json);

    private static readonly Dictionary<string, Call> Calls = new(StringComparer.Ordinal)
    {
        ["core_webservice_get_site_info"] = MoodleTwinPeople.SiteInfo,
        ["core_course_get_courses_by_field"] = MoodleTwinCourses.ByField,
        ["core_enrol_get_course_enrolment_methods"] = MoodleTwinCourses.EnrolmentMethods,
        ["core_enrol_get_enrolled_users"] = MoodleTwinEnrolments.EnrolledUsers,
        ["enrol_manual_enrol_users"] = MoodleTwinEnrolments.ManualEnrol,
        ["core_user_get_users_by_field"] = MoodleTwinPeople.UsersByField,
        ["core_user_update_users"] = MoodleTwinPeople.UpdateUsers,
        ["core_cohort_get_cohort_members"] = MoodleTwinCohortCalls.Members,
        ["core_cohort_add_cohort_members"] = MoodleTwinCohortCalls.Join,
        ["core_cohort_delete_cohort_members"] = MoodleTwinCohortCalls.Leave,
        ["core_message_send_instant_messages"] = MoodleTwinPeople.SendMessages,
        ["core_reportbuilder_retrieve_report"] = MoodleTwinReports.Retrieve,
        ["core_reportbuilder_filters_reset"] = MoodleTwinReports.ResetFilters,
    };

    /// <summary>Gets the functions of the token's service: changing accounts is in the other token's.</summary>
    public static IEnumerable<string> Functions =>
        Calls.Keys.Except(OfSiteToken).Append("core_webservice_get_site_info");

    /// <summary>Gets the functions of the second token's service.</summary>
    public static IReadOnlyList<string> OfSiteToken { get; } =
    ["core_user_update_users", "core_webservice_get_site_info"];

    public static TwinAnswer Answer(MoodleTwin site, TwinRequest request, MoodleTwinForm form)
    {
        if (!request.Path.EndsWith("/webservice/rest/server.php", StringComparison.Ordinal))
        {
            return new TwinAnswer(404, "text/html; charset=UTF-8", "File not found.\n");
        }

        if (site.State == MoodleSiteState.WebServicesOff)
        {
            return new TwinAnswer(403, "text/html; charset=utf-8", "");
        }

        if (site.State == MoodleSiteState.CommandLineMaintenance)
        {
            return new TwinAnswer(
                503,
                "text/html; charset=utf-8",
                "<!DOCTYPE html><html><head><title>Site under maintenance</title></head></html>",
                new Dictionary<string, string> { ["Retry-After"] = "300" }
            );
        }

        if (form["moodlewsrestformat"] != "json")
        {
            return new TwinAnswer(200, "application/xml; charset=utf-8", "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>");
        }

        var text = new StringBuilder();
        using var json = new JsonTextWriter(new StringWriter(text))
        {
            StringEscapeHandling = StringEscapeHandling.EscapeNonAscii,
        };
        try
        {
            ThrowByState(site);
            var call = Authorise(site, form);
            ThrowIfUndone(site, form["wsfunction"]!);
            call(site, form, json);
        }
        catch (MoodleTwinException failure)
        {
            return new TwinAnswer(200, "application/json", ToJson(failure));
        }

        json.Flush();
        return new TwinAnswer(200, "application/json", text.ToString());
    }

    private static Call Authorise(MoodleTwin site, MoodleTwinForm form)
    {
        var bySiteToken = form["wstoken"] == site.SiteToken;
        if ((form["wstoken"] != site.Token && !bySiteToken) || site.RevokedTokens.Contains(form["wstoken"]!))
        {
            throw MoodleTwinException.Plain("invalidtoken", "Invalid token - token not found");
        }

        if (!site.Can("webservice/rest:use"))
        {
            throw NoAccess();
        }

        return Calls.TryGetValue(form["wsfunction"] ?? "", out var call)
            ? (bySiteToken ? site.SiteFunctions : site.Functions).Contains(form["wsfunction"]!)
                ? call
                : throw NoAccess()
            : throw MoodleTwinException.UnknownRecord();
    }

    private static void ThrowIfUndone(MoodleTwin site, string function)
    {
        if (site.UndoNext == function)
        {
            site.UndoNext = null;
            throw new MoodleTwinException("dml_write_exception", "dmlwriteexception", "Error writing to database");
        }
    }

    private static MoodleTwinException NoAccess() =>
        new("webservice_access_exception", "accessexception", "Access control exception");

    private static void ThrowByState(MoodleTwin site)
    {
        var failure = site.State switch
        {
            MoodleSiteState.Maintenance => MoodleTwinException.Plain(
                "sitemaintenance",
                "The site is undergoing maintenance and is currently not available"
            ),
            MoodleSiteState.Upgrading => MoodleTwinException.Plain(
                "upgraderunning",
                "Site is being upgraded, please retry later."
            ),
            MoodleSiteState.NoDatabase => MoodleTwinException.Plain(
                "dbconnectionfailed",
                "<p>Error: Database connection failed</p>"
            ),
            MoodleSiteState.TypeError => new MoodleTwinException(
                "TypeError",
                "",
                "The value supplied was of type 'string'. An integer was expected."
            ),
            _ => null,
        };
        if (failure is not null)
        {
            throw failure;
        }
    }

    private static string ToJson(MoodleTwinException failure) =>
        failure.Code.Length == 0
            ? JsonConvert.SerializeObject(new { exception = failure.Type, message = failure.Message })
            : JsonConvert.SerializeObject(
                new
                {
                    exception = failure.Type,
                    errorcode = failure.Code,
                    message = failure.Message,
                }
            );
}
