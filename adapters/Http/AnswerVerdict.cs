using Collections.Connector.Ports;

namespace Collections.Adapters.Http;

/// <summary>Says what an answer means: null when it is usable, else one of the four remote exceptions.</summary>
/// <remarks>One per system, overridden where the system's statuses lie. Messages name adapter, operation and error code, never body text with data.</remarks>
/// <param name="answer">The answer.</param>
/// <param name="isWrite">Whether the call was meant to change something.</param>
public delegate RemoteException? AnswerVerdict(RemoteAnswer answer, bool isWrite);

/// <summary>The kit's default verdict, by HTTP status alone.</summary>
public static class StatusVerdict
{
    /// <summary>Judges by status; a success that is not JSON is an outage (a login or maintenance page), not a bad record.</summary>
    public static RemoteException? Judge(RemoteAnswer answer, bool isWrite)
    {
        var what = $"{answer.Operation} answered HTTP {answer.Status}";
        return answer.Status switch
        {
            >= 200 and < 300 when answer.IsJson => null,
            >= 200 and < 300 when isWrite => new RemoteOutcomeUnknownException(
                $"{what} with {Name(answer.ContentType)} where JSON was due."
            ),
            >= 200 and < 300 => new RemoteUnavailableException(
                $"{what} with {Name(answer.ContentType)} where JSON was due."
            ),
            >= 300 and < 400 => new RemoteMisconfiguredException(
                $"{what}: it sends to another address. Put the final address into baseUrl."
            ),
            401 or 403 => new RemoteMisconfiguredException($"{what}: the key is wrong or lacks a right."),
            429 => new RemoteUnavailableException($"{what}: too many calls."),
            408 when !isWrite => new RemoteUnavailableException($"{what}."),
            >= 500 or 408 when isWrite => new RemoteOutcomeUnknownException($"{what} to a write."),
            >= 500 => new RemoteUnavailableException($"{what}."),
            _ => new RemoteRejectedException($"{what}."),
        };
    }

    private static string Name(string contentType) => contentType.Length == 0 ? "no content type" : contentType;
}
