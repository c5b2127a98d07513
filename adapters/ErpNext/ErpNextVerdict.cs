using Collections.Adapters.Http;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>
/// What ERPNext's answers mean. Frappe runs a request in one transaction and takes it back before it writes an error as JSON, so an error that
/// names its <c>exc_type</c> says that nothing was done, whatever its status; one without (a proxy's page) says nothing.
/// </summary>
/// <remarks>Judged by the error's name, never by its text, which is translated and holds people's names (Frappe 15: app.py, exceptions.py).</remarks>
internal static class ErpNextVerdict
{
    /// <summary>Key in <see cref="Exception.Data"/> under which ERPNext's own error name stands.</summary>
    public const string ErrorName = "erpnext.error";

    /// <summary>The <see cref="AnswerVerdict"/>.</summary>
    public static RemoteException? Judge(RemoteAnswer answer, bool isWrite)
    {
        if (!answer.IsSuccess && ErrorOf(answer) is { } error)
        {
            var judged = Classify(answer, error.Name, error.Text);
            judged.Data[ErrorName] = error.Name;
            return judged;
        }

        return answer.Status == 404
            ? new RemoteMisconfiguredException(
                $"{answer.Operation} answered HTTP 404: no ERPNext site answers there. Check baseUrl."
            )
            : StatusVerdict.Judge(answer, isWrite);
    }

    /// <summary>Whether an exception carries one of ERPNext's error names.</summary>
    public static bool IsNamed(RemoteException error, params ReadOnlySpan<string> names) =>
        error.Data[ErrorName] is string name && names.Contains(name);

    private static RemoteException Classify(RemoteAnswer answer, string name, string text)
    {
        var what = answer.Operation;
        return name switch
        {
            "AuthenticationError"
            or "InvalidAuthorizationToken"
            or "InvalidAuthorizationHeader"
            or "InvalidAuthorizationPrefix" => new RemoteMisconfiguredException(
                $"{what}: ERPNext denies the login. Check apiKey and apiSecret, and that the user is enabled."
            ),
            "PermissionError" => new RemoteMisconfiguredException(
                $"{what}: the API user lacks a right. Run check to see which."
            ),
            // MariaDB: 1054 unknown column, 1146 unknown table. The number stands in the exception's own last line.
            "OperationalError" or "ProgrammingError" when text.Contains("(1054", StringComparison.Ordinal) =>
                new RemoteMisconfiguredException(
                    $"{what}: ERPNext has no such field. Run check to see which of the custom fields is missing."
                ),
            "OperationalError"
            or "InterfaceError"
            or "QueryDeadlockError"
            or "QueryTimeoutError"
            or "DocumentLockedError"
            or "LockTimeoutError"
            or "InReadOnlyMode"
            or "SessionStopped"
            or "TooManyRequestsError"
            or "RateLimitExceededError" => new RemoteUnavailableException(
                $"{what}: ERPNext was busy ({name}); nothing was changed."
            ),
            _ => new RemoteRejectedException($"{what}: ERPNext refused it ({name})."),
        };
    }

    /// <summary>The error that Frappe names; null where the answer is not Frappe's own.</summary>
    private static (string Name, string Text)? ErrorOf(RemoteAnswer answer)
    {
        if (!answer.IsJson)
        {
            return null;
        }

        try
        {
            var body = ErpNextJson.Parse(answer.Body) as JObject;
            return body?.TextOrNull("exc_type") is { } name ? (name, body.Text("exception")) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
