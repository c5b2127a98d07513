using Collections.Adapters.Http;
using Collections.Connector.Ports;
using Newtonsoft.Json;

namespace Collections.Adapters.Moodle;

/// <summary>Says what an answer of Moodle means: it tells nearly every failure with HTTP 200.</summary>
/// <param name="adapter">The adapter's name, for messages.</param>
internal sealed class MoodleVerdict(string adapter)
{
    /// <summary>The key of <see cref="Exception.Data"/> under which Moodle's own error code stands.</summary>
    private const string CodeKey = "moodle.errorcode";

    /// <summary>The code of a write that another one undid.</summary>
    private const string WriteConflict = "dmlwriteexception";

    /// <summary>Whether another writer at the same time undid this write: what that one did counts.</summary>
    public static bool IsConflict(RemoteException error) => CodeOf(error) == WriteConflict;

    /// <summary>Gets Moodle's error code of an exception; empty when it did not come from Moodle.</summary>
    public static string CodeOf(RemoteException error) => error.Data[CodeKey] as string ?? "";

    /// <summary>Judges an answer.</summary>
    public RemoteException? Judge(RemoteAnswer answer, bool isWrite)
    {
        var what = $"{adapter}: {answer.Operation} answered HTTP {answer.Status}";
        switch (answer.Status)
        {
            case 200 when answer.IsJson:
                return Refusal(answer.Body) is { } code ? Named(code.Code, Refused(answer, code, isWrite)) : null;

            // Web services, or the REST protocol, are off: status 403 and nothing else at all.
            case 403 when answer.Body.Length == 0:
                return new RemoteMisconfiguredException(
                    $"{what} and nothing else: web services or the REST protocol are switched off. "
                        + "Switch on both: Site administration > General > Advanced features, and Server > Web services > Manage protocols."
                );
            case 403 or 404:
                return new RemoteMisconfiguredException(
                    $"{what}: there is no Moodle web service at this address, or something before it refuses. Put the site's own address into baseUrl."
                );

            // The command line's maintenance mode answers before anything is done: a write did not happen either.
            case 503:
                return new RemoteUnavailableException($"{what}: the site is in maintenance or overloaded.");
            default:
                return StatusVerdict.Judge(answer with { Operation = $"{adapter}: {answer.Operation}" }, isWrite);
        }
    }

    private RemoteException Refused(RemoteAnswer answer, (string Code, string Message) refusal, bool isWrite)
    {
        var function = answer.Operation;
        var token = function == MoodleFunctions.UpdateUsers ? " (called with siteToken)" : "";
        var what = $"{adapter}: {function}{token} was refused with '{refusal.Code}'";
        return refusal.Code switch
        {
            "" when isWrite => new RemoteOutcomeUnknownException(
                $"{adapter}: {function} broke off inside Moodle without an error code; it may have been done."
            ),
            "" => new RemoteRejectedException(
                $"{adapter}: {function} broke off inside Moodle without an error code. Look into the site's PHP error log."
            ),
            "invalidtoken" => new RemoteMisconfiguredException(
                $"{what}: the token is wrong, expired or deleted. Make a new one under Server > Web services > Manage tokens and put it into the secret."
            ),
            "accessexception" => new RemoteMisconfiguredException(
                $"{what}: {function} is not in the token's service, the service is disabled, its user is not authorised for it, "
                    + "the token has expired or is restricted to other addresses, or the user lacks webservice/rest:use. "
                    + "Look under Server > Web services > External services."
            ),
            "nopermissions" => new RemoteMisconfiguredException(
                $"{what}: the web service user lacks a right that {function} needs{Right(function)}. Give it to its role; `check` names each."
            ),
            "errorreportview" => new RemoteMisconfiguredException(
                $"{what}: the web service user may not view the report. Give its role moodle/reportbuilder:viewall."
            ),
            "wsaccessusersuspended"
            or "wsaccessuserdeleted"
            or "wsaccessuserunconfirmed"
            or "wsaccessuserexpired"
            or "wsaccessusernologin" => new RemoteMisconfiguredException(
                $"{what}: the web service user's own account is suspended, deleted or may not use web services. Make it usable again."
            ),

            // The user must change the password: Moodle hides it inside the course error's text.
            "errorcoursecontextnotvalid"
                when refusal.Message.Contains("forcepasswordchange", StringComparison.Ordinal) =>
                new RemoteMisconfiguredException(
                    $"{what}: the web service user must change its password first. Untick 'Force password change' in its account."
                ),
            "errorcoursecontextnotvalid" or "requireloginerror" => new RemoteRejectedException(
                $"{what}: the web service user cannot enter that course. Give its role moodle/course:view, and moodle/course:viewhiddencourses for hidden ones."
            ),
            "sitemaintenance" or "upgraderunning" or "dbconnectionfailed" => new RemoteUnavailableException(
                $"{what}: the site is in maintenance, being upgraded or without its database; nothing was done."
            ),

            // Two writers on one user at once: one of them is rolled back whole.
            WriteConflict => new RemoteUnavailableException($"{what}: the database undid it."),
            _ => new RemoteRejectedException($"{what}."),
        };
    }

    private static string Right(string function) =>
        function switch
        {
            MoodleFunctions.EnrolledUsers => " (moodle/course:enrolreview, moodle/user:viewdetails)",
            MoodleFunctions.ManualEnrol => " (enrol/manual:enrol, moodle/role:assign)",
            MoodleFunctions.CohortMembers => " (moodle/cohort:view)",
            MoodleFunctions.JoinCohort or MoodleFunctions.LeaveCohort => " (moodle/cohort:assign)",
            MoodleFunctions.UpdateUsers => " (moodle/user:update)",
            _ => "",
        };

    private static T Named<T>(string code, T error)
        where T : RemoteException
    {
        error.Data[CodeKey] = code;
        return error;
    }

    /// <summary>An error is an object whose first key is <c>exception</c>; the code is missing for a PHP TypeError.</summary>
    private static (string Code, string Message)? Refusal(string body)
    {
        if (!body.AsSpan().TrimStart().StartsWith("{\"exception\"", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            var error = JsonConvert.DeserializeObject<WireError>(body);
            return (error?.ErrorCode ?? "", error?.Message ?? "");
        }
        catch (JsonException)
        {
            return ("", "");
        }
    }
}
