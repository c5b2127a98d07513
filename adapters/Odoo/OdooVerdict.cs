using Collections.Adapters.Http;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>What Odoo's answers mean: HTTP 200 may carry an error, and an answer without a result may be a success.</summary>
/// <remarks>Judged by the error's name, never by its text, which is translated and holds people's names; the traceback is never read.</remarks>
internal sealed class OdooVerdict(string database)
{
    /// <summary>Key in <see cref="Exception.Data"/> under which the remote's own error name stands.</summary>
    public const string ErrorName = "odoo.error";

    /// <summary>Methods that return nothing: Odoo 17 then sends neither result nor error.</summary>
    private static readonly HashSet<string> Silent =
    [
        "account.payment.action_post",
        "account.move.button_draft",
        "account.move.button_cancel",
        "account.move.js_assign_outstanding_line",
        "account.move.js_remove_outstanding_partial",
        "account.move.line.reconcile",
    ];

    /// <summary>The <see cref="AnswerVerdict"/>.</summary>
    public RemoteException? Judge(RemoteAnswer answer, bool isWrite)
    {
        if (answer.Status == 404)
        {
            return new RemoteMisconfiguredException(
                $"{answer.Operation} answered HTTP 404: no Odoo answers /jsonrpc there. Check baseUrl."
            );
        }

        if (StatusVerdict.Judge(answer, isWrite) is { } byStatus)
        {
            return byStatus;
        }

        try
        {
            return JudgeBody(answer, isWrite);
        }
        catch (JsonException)
        {
            return Unusable(answer, isWrite);
        }
    }

    /// <summary>Whether an exception carries one of the remote's error names.</summary>
    public static bool IsNamed(RemoteException error, params ReadOnlySpan<string> names) =>
        error.Data[ErrorName] is string name && names.Contains(name);

    private RemoteException? JudgeBody(RemoteAnswer answer, bool isWrite)
    {
        using var reader = OdooJson.Reader(answer.Body);
        if (!reader.Read() || reader.TokenType != JsonToken.StartObject)
        {
            return Unusable(answer, isWrite);
        }

        while (reader.Read() && reader.TokenType == JsonToken.PropertyName)
        {
            switch ((string)reader.Value!)
            {
                case "result":
                    return null; // Not read further: a page of 10,000 is parsed once, by the caller.
                case "error":
                    reader.Read();
                    return Named(answer.Operation, JToken.ReadFrom(reader));
                default:
                    reader.Skip();
                    break;
            }
        }

        return Silent.Contains(answer.Operation) ? null : Unusable(answer, isWrite);
    }

    private RemoteException Named(string operation, JToken error)
    {
        var data = error["data"];
        var name = data?.Value<string>("name") ?? $"code {error.Value<string>("code")}";
        var judged = Classify(operation, name, data?.Value<string>("message") ?? "");
        judged.Data[ErrorName] = name;
        return judged;
    }

    private RemoteException Classify(string operation, string name, string message) =>
        name switch
        {
            "odoo.exceptions.AccessDenied" => new RemoteMisconfiguredException(
                $"{operation}: Odoo denies the login. Check user and apiKey."
            ),
            "odoo.exceptions.AccessError" => new RemoteMisconfiguredException(
                $"{operation}: the API user lacks a right. Run check to see which."
            ),
            "odoo.http.SessionExpiredException" => new RemoteMisconfiguredException(
                $"{operation}: Odoo asks for a session. baseUrl must lead to /jsonrpc itself."
            ),
            // PostgreSQL's words are in the server's language; the quoted name is not.
            "psycopg2.OperationalError" when message.Contains($"\"{database}\"", StringComparison.Ordinal) =>
                new RemoteMisconfiguredException($"{operation}: Odoo has no such database. Check database."),
            "psycopg2.OperationalError"
            or "psycopg2.InterfaceError"
            or "psycopg2.errors.SerializationFailure"
            or "psycopg2.errors.DeadlockDetected"
            or "psycopg2.errors.LockNotAvailable"
            or "psycopg2.errors.QueryCanceled"
            or "psycopg2.pool.PoolError" => new RemoteUnavailableException(
                $"{operation}: Odoo's database was busy ({name}); nothing was changed."
            ),
            _ => new RemoteRejectedException($"{operation}: Odoo refused it ({name})."),
        };

    private static RemoteException Unusable(RemoteAnswer answer, bool isWrite) =>
        isWrite
            ? new RemoteOutcomeUnknownException($"{answer.Operation} answered without a result; it may have been done.")
            : new RemoteUnavailableException($"{answer.Operation} answered without a result.");
}
