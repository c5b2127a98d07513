using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Invoicing;

/// <summary>Finds or creates the ERP's customer of each payer who is about to be invoiced, and binds them for good.</summary>
internal sealed class CustomerBinder(CycleRun run)
{
    /// <summary>The name of the ERP in bindings.</summary>
    public const string Erp = "erp";

    /// <summary>Binds every payer with a receivable that is to be invoiced by today.</summary>
    public async Task BindAsync(CancellationToken ct)
    {
        if (run.Switches.Invoices == SwitchLevel.Off)
        {
            return;
        }

        var last = 0L;
        while (true)
        {
            await using var ledger = run.OpenLedger();
            var payers = await Unbound(ledger)
                .Where(x => x.Id > last)
                .OrderBy(x => x.Id)
                .Take(CycleRun.ChunkSize)
                .ToListAsync(ct);
            if (payers.Count == 0)
            {
                await (run.Options.DryRun ? Task.CompletedTask : DropUnneededAsync(ledger, ct));
                return;
            }

            last = payers[^1].Id;
            await BindAsync(ledger, payers, ct);
        }
    }

    // A wish that was put off and never sent, for a payer who is to be invoiced nothing any more: nobody needs it.
    private Task DropUnneededAsync(LedgerContext ledger, CancellationToken ct)
    {
        var owing = Owing(ledger);
        return ledger
            .Intents.Where(x =>
                x.School == run.School.Key && x.Kind == IntentKind.Customer && x.State == IntentState.Planned
            )
            .Where(x => !owing.Any(o => o.PayerKey == x.Reference))
            .ExecuteDeleteAsync(ct);
    }

    private IQueryable<Receivable> Owing(LedgerContext ledger) =>
        DocumentRevisions.Unbilled(
            ledger,
            ledger.Receivables.Where(x =>
                x.School == run.School.Key && x.State == ReceivableState.Live && x.IssueOn <= run.Today
            )
        );

    private IQueryable<Payer> Unbound(LedgerContext ledger)
    {
        var owing = Owing(ledger);
        var now = run.Now;
        var waiting = ledger
            .Intents.Where(x => x.School == run.School.Key && x.Kind == IntentKind.Customer)
            .Where(x => x.State == IntentState.Parked || x.State == IntentState.Dismissed || x.NextAt > now)
            .Select(x => x.Reference);
        return ledger
            .Payers.Include(x => x.Bindings)
            .Where(x => x.School == run.School.Key && owing.Any(o => o.PayerKey == x.Key) && !waiting.Contains(x.Key))
            .Where(x => !x.Bindings.Any(b => b.System == Erp));
    }

    private async Task BindAsync(LedgerContext ledger, List<Payer> payers, CancellationToken ct)
    {
        var matches = (await run.Ports.Customers.FindAsync([.. payers.Select(ToQuery)], ct)).ToLookup(x => x.Reference);
        var found = matches.SelectMany(x => x).Select(x => x.Customer.Key).Distinct().ToList();
        var bound = await ledger
            .PayerBindings.Where(x => x.School == run.School.Key && x.System == Erp && found.Contains(x.RemoteKey))
            .Select(x => x.RemoteKey)
            .ToHashSetAsync(ct);
        var shared = await SharedEmailsAsync(ledger, payers, ct);
        var intents = await Intents.FindAsync(
            ledger,
            run.School.Key,
            IntentKind.Customer,
            [.. payers.Select(x => x.Key)],
            ct
        );
        var missing = new List<Payer>();
        foreach (var payer in payers)
        {
            var choice = CustomerMatching.Choose(
                [.. matches[Reference(payer)]],
                bound,
                payer.Email is { } email && shared.Contains(Normal(email))
            );
            if (choice.ParkReason is { } reason)
            {
                Intents.Park(
                    run,
                    ledger,
                    IntentFor(ledger, payer, intents),
                    reason,
                    "Give the right customer its tax id or our reference in the ERP, then `parked retry`."
                );
            }
            else if (choice.BindTo is { } customer)
            {
                bound.Add(customer);
                Bind(ledger, payer, customer, choice.How!.Value.ToString().ToLowerInvariant());
                if (intents.GetValueOrDefault(payer.Key) is { } sent)
                {
                    Intents.Done(sent); // An answer was lost, and here it is.
                }
            }
            else
            {
                missing.Add(payer);
            }
        }

        await ledger.SaveChangesAsync(ct);
        await CreateAsync(ledger, missing, intents, ct);
    }

    private async Task CreateAsync(
        LedgerContext ledger,
        List<Payer> payers,
        Dictionary<string, Intent> known,
        CancellationToken ct
    )
    {
        if (run.Switches.Invoices != SwitchLevel.Act)
        {
            run.Report.Count("customers.proposed", payers.Count);
            return;
        }

        if (payers.Count == 0)
        {
            return;
        }

        var intents = payers.ToDictionary(Reference, payer => IntentFor(ledger, payer, known));
        var claimed = await Intents.SendingAsync(run, ledger, intents.Values, ct);
        var byKey = payers.Where(x => claimed.Contains(intents[Reference(x)])).ToDictionary(Reference);
        foreach (var outcome in await run.Ports.Customers.CreateAsync([.. byKey.Values.Select(ToDraft)], ct))
        {
            var intent = intents[outcome.Reference];
            if (outcome.Kind == OutcomeKind.Done)
            {
                Intents.Done(intent);
                Bind(ledger, byKey[outcome.Reference], outcome.Value!.Key, "created");
            }
            else
            {
                const string Hint = "Mend the payer's data in the LMS or the mapping, then `parked retry`.";
                Intents.NotDone(run, ledger, intent, outcome.Kind, outcome.Reason!, Hint);
            }
        }

        await ledger.SaveChangesAsync(ct);
    }

    private void Bind(LedgerContext ledger, Payer payer, string customerKey, string how)
    {
        payer.Bindings.Add(
            new PayerBinding
            {
                School = run.School.Key,
                System = Erp,
                RemoteKey = customerKey,
                How = how,
                BoundAt = run.Now,
            }
        );
        run.Journal(ledger, "customer.bound", payer.Key, new { customer = customerKey, how });
        run.Report.Count($"customers.{how}");
    }

    private async Task<HashSet<string>> SharedEmailsAsync(
        LedgerContext ledger,
        List<Payer> payers,
        CancellationToken ct
    )
    {
        var emails = payers.Where(x => x.Email is not null).Select(x => Normal(x.Email!)).Distinct().ToList();
        return await ledger
            .PayerIdentifiers.Where(x => x.School == run.School.Key && x.Kind == "email" && emails.Contains(x.Value))
            .GroupBy(x => x.Value)
            .Where(x => x.Select(i => i.PayerId).Distinct().Count() > 1)
            .Select(x => x.Key)
            .ToHashSetAsync(ct);
    }

    private Intent IntentFor(LedgerContext ledger, Payer payer, Dictionary<string, Intent> known) =>
        known.GetValueOrDefault(payer.Key) ?? Intents.Plan(run, ledger, IntentKind.Customer, payer.Key, "");

    private static string Normal(string email) => email.Trim().ToLowerInvariant();

    private static CustomerQuery ToQuery(Payer payer) => new(Reference(payer), payer.TaxId, payer.Email);

    private static string Reference(Payer payer) => References.Customer(payer.School, payer.Key);

    private static CustomerDraft ToDraft(Payer payer) =>
        new(
            Reference(payer),
            payer.Name,
            payer.IsCompany,
            payer.Email,
            payer.TaxId,
            payer.Country,
            payer.Language,
            JsonConvert.DeserializeObject<Dictionary<string, string>>(payer.Fields)!
        );
}
