using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Canvas;

/// <summary>Says what an answer of Canvas means: one status stands for a wrong token, a missing right or "too many calls".</summary>
/// <param name="adapter">The adapter's name, for messages.</param>
internal sealed class CanvasVerdict(string adapter)
{
    /// <summary>The key of <see cref="Exception.Data"/> under which the kind of refusal stands.</summary>
    private const string CodeKey = "canvas.refusal";

    /// <summary>The refusal: the token's user lacks a right.</summary>
    public const string NoRight = "no-right";

    /// <summary>The refusal: Canvas does not know what the address names, or hides it.</summary>
    public const string NotFound = "not-found";

    /// <summary>The refusal: something in the request does not fit the record's state.</summary>
    public const string BadRequest = "bad-request";

    /// <summary>Gets the kind of refusal; empty when there is none.</summary>
    public static string CodeOf(RemoteException error) => error.Data[CodeKey] as string ?? "";

    /// <summary>Judges an answer.</summary>
    public RemoteException? Judge(RemoteAnswer answer, bool isWrite)
    {
        var what = $"{adapter}: {answer.Operation} answered HTTP {answer.Status}";
        switch (answer.Status)
        {
            // Older Canvas says 403 with this text, newer 429 (documentation, "Throttling"). Asked before anything is done.
            case 403 when Says(answer, "Rate Limit Exceeded"):
            case 429:
                return new RemoteUnavailableException($"{what}: too many calls; nothing was done.");

            // "Invalid access token.", "Expired access token.", or no token at all: all come with the challenge for another.
            case 401 when IsAboutToken(answer):
                return new RemoteMisconfiguredException(
                    $"{what}: the access token is wrong, expired, revoked or lacks a scope. Make a new one in Canvas: "
                        + "Account > Settings > Approved integrations > New access token, and put it into the secret."
                );

            // A right is missing: 401 in older Canvas, 403 in newer, with the same body.
            case 401
            or 403 when answer.IsJson:
                return Named(
                    NoRight,
                    new RemoteMisconfiguredException(
                        $"{what}: the token's user lacks a right for it{Right(answer.Operation)}. `check` names each."
                    )
                );
            case 404 when answer.IsJson:
                return Named(NotFound, new RemoteRejectedException($"{what}: it does not exist, or is hidden."));
            case 401 or 403 or 404:
                return new RemoteMisconfiguredException(
                    $"{what}: there is no Canvas API at this address, or something before it refuses. Put the Canvas's own address into baseUrl."
                );
            case 400 or 422 when answer.IsJson:
                return Named(BadRequest, new RemoteRejectedException($"{what}: Canvas refuses it as it stands."));

            // A gateway before Canvas answers so when nothing behind it takes calls; a write may still have reached it.
            case 503 when !isWrite:
                return new RemoteUnavailableException($"{what}: Canvas is in maintenance or overloaded.");
            default:
                return StatusVerdict.Judge(answer with { Operation = $"{adapter}: {answer.Operation}" }, isWrite);
        }
    }

    private static bool IsAboutToken(RemoteAnswer answer) =>
        answer.Headers.ContainsKey("www-authenticate") || Says(answer, "access token");

    private static bool Says(RemoteAnswer answer, string text) =>
        answer.Body.Contains(text, StringComparison.OrdinalIgnoreCase);

    private static string Right(string operation) =>
        operation switch
        {
            CanvasRoutes.AccountCourses => " (Courses - view list)",
            CanvasRoutes.Enrolments or CanvasRoutes.Sections or CanvasRoutes.User => " (Users - view list)",
            CanvasRoutes.Deactivate or CanvasRoutes.Reactivate => " (Students - remove)",
            CanvasRoutes.Enrol => " (Students - add)",
            CanvasRoutes.CustomData => " (Users - manage login details)",
            CanvasRoutes.Conversations => " (Conversations - send messages to individual course members)",
            _ => "",
        };

    private static T Named<T>(string code, T error)
        where T : RemoteException
    {
        error.Data[CodeKey] = code;
        return error;
    }
}
