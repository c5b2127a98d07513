using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Authentication;
using Collections.Connector.Ports;

namespace Collections.Adapters.Smtp;

/// <summary>What a mail server's refusal means. The server's own text is never told: it repeats the address.</summary>
internal static class SmtpVerdict
{
    /// <summary>Judges.</summary>
    /// <returns>The message's outcome; or why no further message is worth trying, when nothing of this one was sent.</returns>
    public static (ItemOutcome<SentMessage>? Outcome, RemoteException? Stop) Judge(
        SmtpException refused,
        SmtpSettings settings,
        string adapter,
        string reference
    )
    {
        var server = $"{adapter}: mail server {settings.Host}:{settings.Port}";
        var code = (int)refused.StatusCode;
        return code switch
        {
            530 or 534 or 535 or 538 or 454 => Stopped(
                new RemoteMisconfiguredException(
                    $"{server} does not accept user and password ({code}). Check both.",
                    Quiet(refused)
                )
            ),
            421 => Stopped(new RemoteUnavailableException($"{server} is busy ({code}).", Quiet(refused))),
            >= 400 and < 500 => Not(OutcomeKind.Later, $"The mail server asks to try later ({code})."),
            >= 500 => Not(OutcomeKind.Rejected, $"The mail server refuses the message ({code}). Check the address."),
            _ => Unanswered(refused, server, Not),
        };

        (ItemOutcome<SentMessage>?, RemoteException?) Not(OutcomeKind kind, string reason) =>
            (ItemOutcome<SentMessage>.Not(kind, reference, reason), null);
    }

    private static (ItemOutcome<SentMessage>? Outcome, RemoteException? Stop) Unanswered(
        SmtpException broken,
        string server,
        Func<OutcomeKind, string, (ItemOutcome<SentMessage>?, RemoteException?)> not
    )
    {
        for (Exception? cause = broken.InnerException; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException:
                    return Stopped(
                        new RemoteMisconfiguredException($"{server} has no certificate that can be trusted.", cause)
                    );

                // A broken conversation wraps its socket error in an IOException: it may have been after the data.
                case IOException:
                    return not(
                        OutcomeKind.Unknown,
                        "The connection to the mail server broke; the message may have gone out."
                    );
                case SocketException:
                    return Stopped(new RemoteUnavailableException($"{server} could not be reached.", cause));
            }
        }

        return broken.InnerException is null
            ? Stopped(
                new RemoteMisconfiguredException(
                    $"{server} does not offer what is set: STARTTLS, or a way to sign in that this adapter knows (LOGIN).",
                    Quiet(broken)
                )
            )
            : not(
                OutcomeKind.Unknown,
                "The mail server gave no answer that can be trusted; the message may have gone out."
            );
    }

    private static (ItemOutcome<SentMessage>? Outcome, RemoteException? Stop) Stopped(RemoteException error) =>
        (null, error);

    // The exception's own text quotes the server, and the server may quote the person.
    private static SmtpException Quiet(SmtpException refused) => new(refused.StatusCode);
}
