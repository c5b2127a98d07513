using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Flow.SelfService;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Contacts;

/// <summary>A contact written out: whom it can reach, and what it says about what is open at this instant.</summary>
/// <param name="Recipients">Channel and recipient, the preferred first; empty when nobody can be reached.</param>
/// <param name="Message">The text.</param>
internal sealed record ContactLetter(
    IReadOnlyList<(string Channel, string Recipient)> Recipients,
    RenderedMessage Message
)
{
    /// <summary>Writes it.</summary>
    /// <returns>Null when nothing is asked for any more: paid, held back by a person's word, or the rung is gone.</returns>
    public static async Task<ContactLetter?> WriteAsync(
        CycleRun run,
        LedgerContext ledger,
        Contact contact,
        CancellationToken ct
    )
    {
        var references = contact.Items.Select(x => x.ReceivableRef).ToList();
        var owed = await OpenItems.OwedAsync(ledger, run.School.Key, references, ct);
        var receivables = await ledger
            .Receivables.AsNoTracking()
            .Include(x => x.Decision)
            .Where(x =>
                x.School == run.School.Key && references.Contains(x.Reference) && x.State == ReceivableState.Live
            )
            .OrderBy(x => x.DueOn)
            .ThenBy(x => x.Id)
            .ToListAsync(ct);
        var open = receivables
            .Where(x => owed.TryGetValue(x.Reference, out var amount) && amount.IsPositive && IsAsked(x.Decision))
            .ToList();
        var rung = run.Mapping.Policy.Rungs.FirstOrDefault(x => x.Name == contact.Rung);
        if (open.Count == 0 || rung is null)
        {
            return null;
        }

        var payer = await ledger
            .Payers.AsNoTracking()
            .SingleAsync(x => x.School == run.School.Key && x.Key == contact.PayerKey, ct);
        var numbers = await NumbersAsync(ledger, run.School.Key, references, ct);
        var suspendOn = SuspendOn(run, rung, open[0].DueOn);
        var model = new MessageModel(
            run.School.Name,
            payer.Name,
            [
                .. open.Select(x => new MessageItem(
                    x.Description,
                    numbers.GetValueOrDefault(x.Reference),
                    x.DueOn,
                    run.Today.DayNumber - x.DueOn.DayNumber,
                    owed[x.Reference]
                )
                {
                    SelfUrl = suspendOn is null ? null : run.Options.SelfLink?.Invoke(SelfLinkOf(run, x)),
                }),
            ],
            [.. open.GroupBy(x => x.Currency).Select(x => x.Select(r => owed[r.Reference]).Aggregate((a, b) => a + b))],
            run.Options.PayLink?.Invoke(run.School.Key, payer.Key),
            run.Today,
            suspendOn
        );
        var recipients = rung
            .Channels.Where(run.Ports.Channels.ContainsKey)
            .Select(x => (x, Recipient(run.Ports.Channels[x], payer)))
            .Where(x => x.Item2 is not null);
        return new ContactLetter(
            [.. recipients.Select(x => (x.x, x.Item2!))],
            run.Mapping.Messages.Render(contact.Template, payer.Language, model)
        );
    }

    private static SelfLink SelfLinkOf(CycleRun run, Receivable receivable) =>
        SelfLink.Of(run.School.Key, new AccessTarget(receivable.CourseKey, receivable.LearnerKey), run.Today);

    // A planned message is "not proved" to the policy; any other answer came after it was planned and holds it back.
    private static bool IsAsked(Decision? decision) =>
        decision?.Code is nameof(ReasonCode.RungDue) or nameof(ReasonCode.RungUnproved);

    /// <summary>The message for one of the recipients.</summary>
    public OutgoingMessage ToMessage(string reference, int recipient) =>
        new(reference, Recipients[recipient].Recipient, Message.Subject, Message.Text, Message.Language);

    private static string? Recipient(IMessageChannel channel, Payer payer) =>
        channel.Recipient switch
        {
            RecipientKind.EmailAddress => payer.Email,
            RecipientKind.LearnerKey => payer.LearnerKey,
            _ => null,
        };

    // Only the message right before a suspension names a day, and never an earlier one than the suspension's own rules allow.
    private static DateOnly? SuspendOn(CycleRun run, Rung rung, DateOnly oldestDueOn)
    {
        var next = run.Mapping.Policy.Rungs.SkipWhile(x => x.Name != rung.Name).Skip(1).FirstOrDefault();
        if (next?.Suspends != true)
        {
            return null;
        }

        var byNotice = run.Today.AddDays(next.NoticeDays);
        var byAge = oldestDueOn.AddDays(next.DaysLate);
        return byNotice > byAge ? byNotice : byAge;
    }

    private static async Task<Dictionary<string, string?>> NumbersAsync(
        LedgerContext ledger,
        string school,
        List<string> references,
        CancellationToken ct
    ) =>
        (await DocumentRevisions.StandingAsync(ledger, school, references, ct))
            .GroupBy(x => x.ReceivableRef)
            .ToDictionary(x => x.Key, x => x.Last().Number);
}
