using System.Diagnostics;
using System.Net;
using System.Net.Mail;
using Collections.Connector.Ports;

namespace Collections.Adapters.Smtp;

/// <summary>Sends e-mail, one message after the other over one connection.</summary>
/// <remarks>MailKit would be the choice, and the package registry that this is built from does not serve it: System.Net.Mail is what there is.</remarks>
internal sealed class SmtpChannel(SmtpSettings settings, string adapter, IRemoteCallObserver observer) : IMessageChannel
{
    /// <inheritdoc/>
    public string Name => "email";

    /// <inheritdoc/>
    public RecipientKind Recipient => RecipientKind.EmailAddress;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ItemOutcome<SentMessage>>> SendAsync(
        IReadOnlyCollection<OutgoingMessage> messages,
        CancellationToken ct
    )
    {
        var outcomes = new List<ItemOutcome<SentMessage>>(messages.Count);
        SmtpClient? client = null;
        RemoteException? stopped = null;
        try
        {
            foreach (var message in messages)
            {
                if (stopped is not null)
                {
                    outcomes.Add(Not(OutcomeKind.Later, message, stopped.Message));
                    continue;
                }

                var (outcome, error) = await SendOneAsync(client ??= Connect(), message, ct);
                if (outcome?.Kind is not OutcomeKind.Done)
                {
                    // After a failure the conversation's state is not known: the next message begins a new one.
                    client.Dispose();
                    client = null;
                }

                // Nothing may have gone out when an exception is thrown; otherwise the rest waits for the next cycle.
                stopped = error is not null && outcomes.Count == 0 ? throw error : error;
                outcomes.Add(outcome ?? Not(OutcomeKind.Later, message, stopped!.Message));
            }
        }
        finally
        {
            client?.Dispose();
        }

        return outcomes;
    }

    private async Task<(ItemOutcome<SentMessage>? Outcome, RemoteException? Stop)> SendOneAsync(
        SmtpClient client,
        OutgoingMessage message,
        CancellationToken ct
    )
    {
        var began = Stopwatch.GetTimestamp();
        if (MailText.Unreachable(message.Recipient) is { } reason)
        {
            return (Not(OutcomeKind.Rejected, message, reason), null);
        }

        using var mail = MailText.Compose(message, settings);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(settings.Timeout);
        try
        {
            await client.SendMailAsync(mail, limit.Token);
            Report(250, null);
            return (
                ItemOutcome<SentMessage>.Done(message.Reference, new SentMessage(mail.Headers["Message-ID"]!)),
                null
            );
        }
        catch (SmtpException refused)
        {
            Report(Math.Max(0, (int)refused.StatusCode), refused.StatusCode.ToString());
            return SmtpVerdict.Judge(refused, settings, adapter, message.Reference);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Report(0, "timeout");
            return (
                Not(
                    OutcomeKind.Unknown,
                    message,
                    $"The mail server did not end within {settings.Timeout.TotalSeconds:0} s."
                ),
                null
            );
        }

        void Report(int status, string? error) =>
            observer.Completed(
                new RemoteCall(adapter, "smtp.send", true, 1, status, error, Stopwatch.GetElapsedTime(began), 0)
            );
    }

    private SmtpClient Connect() =>
        new(settings.Host, settings.Port)
        {
            EnableSsl = settings.UseStartTls,
            UseDefaultCredentials = false,
            Credentials = settings.User.Length > 0 ? new NetworkCredential(settings.User, settings.Password) : null,
            DeliveryFormat = SmtpDeliveryFormat.SevenBit,
        };

    private static ItemOutcome<SentMessage> Not(OutcomeKind kind, OutgoingMessage message, string reason) =>
        ItemOutcome<SentMessage>.Not(kind, message.Reference, reason);
}
