using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Contacts;

/// <summary>Plans one message per payer and rung out of the decisions, within the run's limit.</summary>
internal sealed class ContactPlanner(CycleRun run)
{
    /// <summary>Plans what the decisions in force ask for and no contact stands for yet.</summary>
    public async Task PlanAsync(CancellationToken ct)
    {
        var rungs = run.Mapping.Policy.Rungs.Where(x => x.Action == RungAction.Message).ToDictionary(x => x.Name);
        var names = rungs.Keys.ToList();
        var due = nameof(ReasonCode.RungDue);
        await using var ledger = run.OpenLedger();
        var receivables = await ledger
            .Receivables.Where(x => x.School == run.School.Key && x.State == ReceivableState.Live)
            .Where(x => x.Decision!.Code == due && names.Contains(x.Decision.Rung!))
            .Where(x =>
                !ledger.ContactItems.Any(i =>
                    i.School == x.School && i.ReceivableRef == x.Reference && i.Rung == x.Decision!.Rung
                )
            )
            .OrderBy(x => x.DueOn)
            .ThenBy(x => x.Id)
            .Select(x => new
            {
                x.PayerKey,
                Rung = x.Decision!.Rung!,
                x.Reference,
            })
            .ToListAsync(ct);
        var left = run.Limits.ContactsPerRun;
        foreach (var group in receivables.GroupBy(x => (x.PayerKey, x.Rung)))
        {
            if (run.Switches.Contacts != SwitchLevel.Act)
            {
                run.Report.Count("contacts.proposed");
                continue;
            }

            if (left-- == 0)
            {
                run.Report.Say(
                    "limit.contacts",
                    $"school {run.School.Key}",
                    $"More messages are due than the {run.Limits.ContactsPerRun} that a run may send without a person.",
                    "The next run goes on; a person may run `sync --limit-contacts N`.",
                    needsPerson: true
                );
                break;
            }

            Plan(ledger, group.Key.PayerKey, rungs[group.Key.Rung], [.. group.Select(x => x.Reference)]);
        }

        await ledger.SaveChangesAsync(ct);
    }

    private void Plan(LedgerContext ledger, string payerKey, Rung rung, List<string> receivables)
    {
        var reference =
            $"{run.School.Key}_ct_{payerKey}_{References.Digest($"{rung.Name} {string.Join(' ', receivables)}", 20)}";
        var contact = new Contact
        {
            School = run.School.Key,
            Reference = reference,
            PayerKey = payerKey,
            Rung = rung.Name,
            Template = rung.Template!,
            PlannedAt = run.Now,
        };
        contact.Items.AddRange(
            receivables.Select(x => new ContactItem
            {
                School = run.School.Key,
                ReceivableRef = x,
                Rung = rung.Name,
            })
        );
        ledger.Contacts.Add(contact);
        Intents.Plan(run, ledger, IntentKind.Contact, reference, "");
        run.Report.Count("contacts.planned");
    }
}
