using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Twilio;

/// <summary>What Twilio's answers mean: by status, and where it is 4xx by Twilio's own error code.</summary>
internal static class TwilioVerdict
{
    /// <summary>The <see cref="AnswerVerdict"/>. Twilio's message is never told: it repeats the telephone number.</summary>
    public static RemoteException? Judge(RemoteAnswer answer, bool isWrite)
    {
        // 408 is a matter of the kit: the request may have been worked on.
        if (!answer.IsJson || answer.Status is < 400 or 408 or >= 500)
        {
            return StatusVerdict.Judge(answer, isWrite);
        }

        var code = TwilioErrors.CodeOf(TwilioApi.Parse(answer.Body)?["code"]);
        var what = $"{answer.Operation} answered HTTP {answer.Status}";
        return answer.Status switch
        {
            401 => new RemoteMisconfiguredException($"{what}: check accountSid, and authToken or the API key."),
            403 => new RemoteMisconfiguredException(
                $"{what}, {TwilioErrors.Describe(code)}. The API key lacks the right for this, or the account may not; see the check."
            ),
            404 when isWrite => new RemoteMisconfiguredException(
                $"{what}: there is no such account; check accountSid."
            ),
            429 => new RemoteUnavailableException($"{what}: too many calls; nothing was sent."),
            _ => ByCode(code, $"{what}, {TwilioErrors.Describe(code)}."),
        };
    }

    private static RemoteException ByCode(int? code, string message) =>
        TwilioErrors.FaultOf(code) switch
        {
            TwilioFault.Setup => new RemoteMisconfiguredException(message),
            TwilioFault.Busy => new RemoteUnavailableException(message),
            _ => new RemoteRejectedException(message),
        };
}
