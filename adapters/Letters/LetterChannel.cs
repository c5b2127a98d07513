using System.Diagnostics;
using Collections.Connector.Papers.Letters;
using Collections.Connector.Ports;

namespace Collections.Adapters.Letters;

/// <summary>Writes each message as a PDF letter into a folder, for a person to print and post.</summary>
/// <remarks>
/// A repetition on the same day finds the same file and leaves it; on another day the letter bears that day's date, and takes the
/// place of the one that nobody posted yet.
/// </remarks>
internal sealed class LetterChannel(LettersSettings settings, AdapterContext context) : IMessageChannel
{
    private readonly LetterFolder folder = new(settings.Folder);

    /// <inheritdoc/>
    public string Name => "letter";

    /// <inheritdoc/>
    public RecipientKind Recipient => RecipientKind.PostalAddress;

    /// <inheritdoc/>
    public bool IsByHand => true;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ItemOutcome<SentMessage>>> SendAsync(
        IReadOnlyCollection<OutgoingMessage> messages,
        CancellationToken ct
    )
    {
        var outcomes = new List<ItemOutcome<SentMessage>>(messages.Count);
        if (messages.Count == 0)
        {
            return outcomes;
        }

        var head = await LogoFile.HeadAsync(settings, context.Name, ct);
        var now = TimeZoneInfo.ConvertTime(context.Clock.GetUtcNow(), settings.Zone);
        var today = DateOnly.FromDateTime(now.DateTime);
        RemoteUnavailableException? stopped = null;
        foreach (var message in messages)
        {
            if (stopped is not null)
            {
                outcomes.Add(Not(OutcomeKind.Later, message, stopped.Message));
                continue;
            }

            try
            {
                outcomes.Add(await SendOneAsync(message, head, today, ct));
            }
            catch (RemoteUnavailableException unavailable) when (outcomes.Exists(o => o.Kind == OutcomeKind.Done))
            {
                // Something was written: the exception would say that nothing was.
                stopped = unavailable;
                outcomes.Add(Not(OutcomeKind.Later, message, stopped.Message));
            }
        }

        return outcomes;
    }

    private async Task<ItemOutcome<SentMessage>> SendOneAsync(
        OutgoingMessage message,
        Letterhead head,
        DateOnly today,
        CancellationToken ct
    )
    {
        if (PostalAddress.Of(message) is not { } recipient)
        {
            return Not(OutcomeKind.Rejected, message, "There is no postal address of a name, a street and a place.");
        }

        var letter = new Letter(message.Reference, message.Language, today, recipient, message.Subject, message.Text);
        if (LetterWriter.Unwritable(letter) is { } reason)
        {
            return Not(OutcomeKind.Rejected, message, reason);
        }

        var began = Stopwatch.GetTimestamp();
        var name = LetterFolder.NameFor(message.Reference);
        try
        {
            var content = LetterWriter.Write(letter, head);
            await folder.PutAsync(name, content, ct);
            Report(null, content.Length);
            return ItemOutcome<SentMessage>.Done(message.Reference, new SentMessage(name));
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            Report(failed.GetType().Name, 0);
            throw new RemoteUnavailableException(
                $"{context.Name}: {name} could not be written into {settings.Folder} ({failed.GetType().Name}). "
                    + "See that the folder exists, has room, and that the service's user may write there.",
                failed
            );
        }

        void Report(string? error, int bytes) =>
            context.Observer.Completed(
                new RemoteCall(
                    context.Name,
                    "letter.write",
                    true,
                    1,
                    error is null ? 200 : 0,
                    error,
                    Stopwatch.GetElapsedTime(began),
                    bytes
                )
            );
    }

    private static ItemOutcome<SentMessage> Not(OutcomeKind kind, OutgoingMessage message, string reason) =>
        ItemOutcome<SentMessage>.Not(kind, message.Reference, reason);
}
