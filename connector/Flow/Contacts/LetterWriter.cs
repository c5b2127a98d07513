using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Flow.SelfService;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Contacts;

/// <summary>Writes contacts out at the instant of sending: from what is open, said and lawful then, not from what was when they were planned.</summary>
internal sealed class LetterWriter(CycleRun run)
{
    private readonly ContactRoutes routes = new(run);
    private readonly EscalationRules policy = run.Mapping.Policy;

    /// <summary>Writes one.</summary>
    /// <returns>Null when nothing is asked for any more: paid, held back by a person's word, or the rung is gone.</returns>
    public async Task<ContactLetter?> WriteAsync(LedgerContext ledger, Contact contact, CancellationToken ct)
    {
        var items = await ItemsAsync(ledger, contact, ct);
        var rule = RuleOf(contact, items);
        if (items.Count == 0 || rule is null)
        {
            return null;
        }

        var payer = await ledger
            .Payers.AsNoTracking()
            .SingleAsync(x => x.School == run.School.Key && x.Key == contact.PayerKey, ct);
        var model = await ModelAsync(ledger, contact, payer, items, ct);
        var message = run.Mapping.Messages.Render(contact.Template, payer.Language, model);
        var words = run.Mapping.Messages.Words(message.Language, model);
        return await routes.FindAsync(ledger, contact, payer, rule, message, words, ct);
    }

    /// <summary>What is still to be said, oldest first.</summary>
    private async Task<List<LetterItem>> ItemsAsync(LedgerContext ledger, Contact contact, CancellationToken ct)
    {
        var references = contact.Items.Select(x => x.ReceivableRef).ToList();
        var receivables = await ledger
            .Receivables.AsNoTracking()
            .Include(x => x.Decision)
            .Where(x =>
                x.School == run.School.Key && references.Contains(x.Reference) && x.State == ReceivableState.Live
            )
            .OrderBy(x => x.DueOn)
            .ThenBy(x => x.Id)
            .ToListAsync(ct);
        var debts = await DebtBook.OfAsync(run, ledger, receivables, ct);
        return
        [
            .. debts
                .Select(x =>
                {
                    var rungs = PolicyInheritance.For(policy, x.Facts).Rungs;
                    var name = contact.Items.Find(i => i.ReceivableRef == x.Receivable.Reference)!.Rung;
                    return new LetterItem(x, rungs.FirstOrDefault(r => r.Name == name), rungs);
                })
                .Where(x => IsSaid(contact, x)),
        ];
    }

    private bool IsSaid(Contact contact, LetterItem item)
    {
        var facts = item.Debt.Facts;
        return contact.Rung switch
        {
            Occasions.Issue => facts.Owed.IsPositive && !facts.NeverContact,
            Occasions.Paid => item.Debt.Receivable.SettledOn is not null
                && !facts.Owed.IsPositive
                && !facts.NeverContact,
            _ => item.Rung is { } rung && IsAsked(facts, rung.Name),
        };
    }

    // A planned message is "not proved" to the policy; any other answer came after it was planned and holds it back.
    private bool IsAsked(DebtFacts facts, string rung)
    {
        var decision = EscalationPolicy.Decide(facts, policy, run.Today);
        return decision.Code is ReasonCode.RungDue or ReasonCode.RungPlanned or ReasonCode.RungUnproved
            && decision.Arguments["rung"] == rung;
    }

    private MessageRule? RuleOf(Contact contact, List<LetterItem> items) =>
        contact.Rung switch
        {
            Occasions.Issue => policy.OnIssue,
            Occasions.Paid => policy.OnPaid,
            _ => Leading(contact, items) is { } rung
                ? new MessageRule(rung.Channels, contact.Template) { Approved = rung.Approved }
                : null,
        };

    // When the leading debt was paid meanwhile, the others are still asked for by the same message.
    private Rung? Leading(Contact contact, List<LetterItem> items) =>
        items.Find(x => x.Rung?.Name == contact.Rung)?.Rung
        ?? items.Select(x => x.Rung).FirstOrDefault()
        ?? policy.Rungs.FirstOrDefault(x => x.Name == contact.Rung);

    private async Task<MessageModel> ModelAsync(
        LedgerContext ledger,
        Contact contact,
        Payer payer,
        List<LetterItem> items,
        CancellationToken ct
    )
    {
        var references = items.ConvertAll(x => x.Debt.Receivable.Reference);
        var invoices = (await DocumentRevisions.StandingAsync(ledger, run.School.Key, references, ct))
            .GroupBy(x => x.ReceivableRef)
            .ToDictionary(x => x.Key, x => x.Last());
        var links = await InvoiceLinks.OfAsync(run, ledger, references, ct);
        var paid = contact.Rung == Occasions.Paid;
        var invoiced = paid ? await OpenItems.InvoicedAsync(ledger, run.School.Key, references, ct) : [];
        var shown = items.ConvertAll(x => Shown(x, paid ? invoiced : null, invoices, links));
        return new MessageModel(
            run.School.Name,
            payer.Name,
            paid ? [] : shown,
            [
                .. shown
                    .Where(_ => !paid)
                    .GroupBy(x => x.Owed.Currency)
                    .Select(x => x.Select(r => r.Owed).Aggregate((a, b) => a + b)),
            ],
            paid ? null : run.Options.PayLink?.Invoke(run.School.Key, payer.Key),
            run.Today,
            shown.Select(x => x.SuspendOn).Min()
        )
        {
            Paid = paid ? shown : [],
            Fees =
            [
                .. items
                    .Select(x =>
                        x.Rung?.Fee?.Of(x.Debt.Facts.Asked, run.Today.DayNumber - x.Debt.Receivable.DueOn.DayNumber)
                    )
                    .OfType<Money>()
                    .GroupBy(x => x.Currency)
                    .Select(x => x.Aggregate((a, b) => a + b)),
            ],
        };
    }

    private MessageItem Shown(
        LetterItem item,
        Dictionary<string, long>? invoiced,
        Dictionary<string, StandingInvoice> invoices,
        Dictionary<string, string> links
    )
    {
        var receivable = item.Debt.Receivable;
        var suspendOn = SuspendOn(item);
        return new MessageItem(
            receivable.Description,
            invoices.GetValueOrDefault(receivable.Reference)?.Number,
            receivable.DueOn,
            run.Today.DayNumber - receivable.DueOn.DayNumber,
            invoiced is null
                ? item.Debt.Facts.Asked
                : receivable.Amount with
                {
                    MinorUnits = invoiced.GetValueOrDefault(receivable.Reference, receivable.AmountMinor),
                }
        )
        {
            SuspendOn = suspendOn,
            InvoiceUrl = links.GetValueOrDefault(receivable.Reference),
            SelfUrl = suspendOn is null ? null : run.Options.SelfLink?.Invoke(SelfLinkOf(receivable)),
        };
    }

    private SelfLink SelfLinkOf(Receivable receivable) =>
        SelfLink.Of(run.School.Key, new AccessTarget(receivable.CourseKey, receivable.LearnerKey), run.Today);

    // Only the message right before a suspension names a day, and never an earlier one than the suspension's own rules allow.
    private DateOnly? SuspendOn(LetterItem item)
    {
        var next = item.Ladder.SkipWhile(x => x.Name != item.Rung?.Name).Skip(1).FirstOrDefault();
        var facts = item.Debt.Facts;
        if (next?.Suspends != true || facts.NeverSuspend || facts.NothingToSuspend || facts.Disputed.IsPositive)
        {
            return null;
        }

        var byNotice = run.Today.AddDays(next.NoticeDays);
        var byAge = item.Debt.Receivable.DueOn.AddDays(next.DaysLate);
        return byNotice > byAge ? byNotice : byAge;
    }
}
