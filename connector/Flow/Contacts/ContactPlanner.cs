using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Contacts;

/// <summary>Plans one message per payer out of the decisions, and the messages with the invoice and of thanks, within the run's limit.</summary>
internal sealed class ContactPlanner(CycleRun run)
{
    private int left = run.Limits.ContactsPerRun;

    /// <summary>Plans what the decisions in force ask for and no contact stands for yet.</summary>
    public async Task PlanAsync(CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var wishes = (await LadderAsync(ledger, ct))
            .Concat(await IssuedAsync(ledger, ct))
            .Concat(await PaidAsync(ledger, ct))
            .ToList();
        if (run.Switches.Contacts != SwitchLevel.Act)
        {
            run.Report.Count("contacts.proposed", wishes.Count);
            return;
        }

        foreach (var chunk in wishes.Chunk(CycleRun.ChunkSize))
        {
            var payers = await PaymentHistory.OfAsync(run, ledger, [.. chunk.Select(x => x.PayerKey)], ct);
            foreach (var wish in chunk)
            {
                if (left-- == 0)
                {
                    SayLimit();
                    await ledger.SaveChangesAsync(ct);
                    return;
                }

                Plan(ledger, wish, payers[wish.PayerKey].Behaviour);
            }

            await ledger.SaveChangesAsync(ct);
        }
    }

    // One message for all debts of a payer: the highest rung leads, and each debt keeps its own.
    private async Task<List<Wish>> LadderAsync(LedgerContext ledger, CancellationToken ct)
    {
        var names = run.Mapping.Policy.Rungs.Where(x => x.Action == RungAction.Message).Select(x => x.Name).ToList();
        var due = nameof(ReasonCode.RungDue);
        var receivables = await ledger
            .Receivables.AsNoTracking()
            .Include(x => x.Decision)
            .Where(x => x.School == run.School.Key && x.State == ReceivableState.Live)
            .Where(x => x.Decision!.Code == due && names.Contains(x.Decision.Rung!))
            .Where(x =>
                !ledger.ContactItems.Any(i =>
                    i.School == x.School && i.ReceivableRef == x.Reference && i.Rung == x.Decision!.Rung
                )
            )
            .OrderBy(x => x.DueOn)
            .ThenBy(x => x.Id)
            .ToListAsync(ct);
        var templates = await TemplatesAsync(ledger, receivables, ct);
        return
        [
            .. receivables
                .GroupBy(x => x.PayerKey)
                .Select(payer =>
                {
                    var leading = payer.MaxBy(x => names.IndexOf(x.Decision!.Rung!))!;
                    return new Wish(
                        payer.Key,
                        leading.Decision!.Rung!,
                        templates[leading.Reference],
                        [.. payer.Select(x => (x.Reference, x.Decision!.Rung!))]
                    );
                }),
        ];
    }

    // A variant may give a rung another text.
    private async Task<Dictionary<string, string>> TemplatesAsync(
        LedgerContext ledger,
        List<Receivable> receivables,
        CancellationToken ct
    )
    {
        var policy = run.Mapping.Policy;
        var usual = policy.Rungs.ToDictionary(x => x.Name, x => x.Template!);
        if (policy.Variants.Count == 0)
        {
            return receivables.ToDictionary(x => x.Reference, x => usual[x.Decision!.Rung!]);
        }

        var templates = new Dictionary<string, string>();
        foreach (var chunk in receivables.Chunk(CycleRun.ChunkSize))
        {
            foreach (var debt in await DebtBook.OfAsync(run, ledger, chunk, ct))
            {
                var name = debt.Receivable.Decision!.Rung!;
                var rung = PolicyInheritance.For(policy, debt.Facts).Rungs.FirstOrDefault(x => x.Name == name);
                templates[debt.Receivable.Reference] = rung?.Template ?? usual[name];
            }
        }

        return templates;
    }

    private async Task<List<Wish>> IssuedAsync(LedgerContext ledger, CancellationToken ct)
    {
        if (run.Mapping.Policy.OnIssue is not { } rule)
        {
            return [];
        }

        var since = run.Today.AddDays(-Occasions.IssueDays);
        var issued = ledger
            .Documents.Where(x => x.School == run.School.Key && x.Kind == DocumentKind.Invoice && !x.Adopted)
            .Where(x => x.Standing == DocumentStanding.Posted && x.IssueOn >= since && x.OpenMinor > 0)
            .SelectMany(x => x.Lines)
            .Select(x => x.ReceivableRef);
        return await OccasionAsync(
            ledger,
            Live(ledger).Where(x => x.SettledOn == null && issued.Contains(x.Reference)),
            Occasions.Issue,
            rule,
            ct
        );
    }

    private async Task<List<Wish>> PaidAsync(LedgerContext ledger, CancellationToken ct)
    {
        if (run.Mapping.Policy.OnPaid is not { } rule)
        {
            return [];
        }

        var since = run.Today.AddDays(-Occasions.PaidDays);
        return await OccasionAsync(ledger, Live(ledger).Where(x => x.SettledOn >= since), Occasions.Paid, rule, ct);
    }

    private IQueryable<Receivable> Live(LedgerContext ledger) =>
        ledger.Receivables.Where(x => x.School == run.School.Key && x.State == ReceivableState.Live);

    private static async Task<List<Wish>> OccasionAsync(
        LedgerContext ledger,
        IQueryable<Receivable> receivables,
        string occasion,
        MessageRule rule,
        CancellationToken ct
    )
    {
        var due = await receivables
            .Where(x =>
                !ledger.ContactItems.Any(i =>
                    i.School == x.School && i.ReceivableRef == x.Reference && i.Rung == occasion
                )
            )
            .OrderBy(x => x.DueOn)
            .ThenBy(x => x.Id)
            .Select(x => new { x.PayerKey, x.Reference })
            .ToListAsync(ct);
        return
        [
            .. due.GroupBy(x => x.PayerKey)
                .Select(x => new Wish(x.Key, occasion, rule.Template, [.. x.Select(r => (r.Reference, occasion))])),
        ];
    }

    private void Plan(LedgerContext ledger, Wish wish, PaymentBehaviour behaviour)
    {
        var items = wish.Items.Select(x => x.Rung == wish.Rung ? x.Reference : $"{x.Reference}@{x.Rung}");
        var reference =
            $"{run.School.Key}_ct_{wish.PayerKey}_{References.Digest($"{wish.Rung} {string.Join(' ', items)}", 20)}";
        var contact = new Contact
        {
            School = run.School.Key,
            Reference = reference,
            PayerKey = wish.PayerKey,
            Rung = wish.Rung,
            Template = wish.Template,
            PlannedAt = run.Now,
            Segment = behaviour.ToString(),
        };
        contact.Items.AddRange(
            wish.Items.Select(x => new ContactItem
            {
                School = run.School.Key,
                ReceivableRef = x.Reference,
                Rung = x.Rung,
            })
        );
        ledger.Contacts.Add(contact);
        Intents.Plan(run, ledger, IntentKind.Contact, reference, "");
        run.Report.Count("contacts.planned");
    }

    private void SayLimit() =>
        run.Report.Say(
            "limit.contacts",
            $"school {run.School.Key}",
            $"More messages are due than the {run.Limits.ContactsPerRun} that a run may send without a person.",
            "The next run goes on; a person may run `sync --limit-contacts N`.",
            needsPerson: true
        );

    /// <summary>A message to be planned.</summary>
    /// <param name="PayerKey">To whom.</param>
    /// <param name="Rung">The rung that leads, or the occasion.</param>
    /// <param name="Template">Its text.</param>
    /// <param name="Items">What it is about, each with its own rung.</param>
    private sealed record Wish(
        string PayerKey,
        string Rung,
        string Template,
        IReadOnlyList<(string Reference, string Rung)> Items
    );
}
