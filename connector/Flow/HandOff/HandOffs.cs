using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.HandOff;

/// <summary>Hands receivables to the school's outside collector when the policy says so: from then on they are frozen here.</summary>
internal sealed class HandOffs(CycleRun run)
{
    /// <summary>The channel by which a collector is told; a school without it gives files.</summary>
    public const string Channel = "collector-webhook";

    /// <summary>How a collector is told without that channel.</summary>
    public const string ByFile = "by file";

    /// <summary>Hands off what is due, tells the collector, and notes what was paid here meanwhile.</summary>
    public async Task HandOffAsync(CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        await NotePaidAsync(ledger, ct);
        await PlanAsync(ledger, ct);
        if (run.Switches.Contacts == SwitchLevel.Act)
        {
            await SendAsync(ledger, ct);
        }
    }

    /// <summary>What a hand-off is told by, and known by to the collector.</summary>
    public static string ReferenceOf(Standing handOff) =>
        $"{handOff.School}_ho_{References.Digest($"{handOff.SubjectKey} {handOff.CreatedAt.ToUnixTimeMilliseconds()}", 24)}";

    private async Task PlanAsync(LedgerContext ledger, CancellationToken ct)
    {
        var names = run.Mapping.Policy.Rungs.Where(x => x.Action == RungAction.HandOff).Select(x => x.Name).ToList();
        if (names.Count == 0)
        {
            return;
        }

        var due = nameof(ReasonCode.RungDue);
        var receivables = await ledger
            .Receivables.Where(x => x.School == run.School.Key && x.State == ReceivableState.Live)
            .Where(x => x.Decision!.Code == due && names.Contains(x.Decision.Rung!))
            .OrderBy(x => x.Id)
            .Select(x => new { x.Reference, Rung = x.Decision!.Rung! })
            .ToListAsync(ct);
        if (run.Switches.Contacts != SwitchLevel.Act)
        {
            run.Report.Count("hand-offs.proposed", receivables.Count);
            return;
        }

        foreach (var one in receivables)
        {
            var standing = new Standing
            {
                School = run.School.Key,
                Kind = StandingKind.HandOff,
                SubjectKind = StandingBook.Receivable,
                SubjectKey = one.Reference,
                Category = one.Rung,
                By = run.Options.Actor,
                Why = run.School.Contacts.Collector,
                CreatedAt = run.Now,
            };
            ledger.Standings.Add(standing);
            Intents.Plan(run, ledger, IntentKind.HandOff, ReferenceOf(standing), one.Reference);
            run.Journal(ledger, "hand-off.made", one.Reference, new { collector = run.School.Contacts.Collector });
            run.Report.Count("hand-offs.made");
        }

        await ledger.SaveChangesAsync(ct);
    }

    private async Task SendAsync(LedgerContext ledger, CancellationToken ct)
    {
        var intents = await Intents.Due(run, ledger, IntentKind.HandOff).ToListAsync(ct);
        if (intents.Count == 0)
        {
            return;
        }

        if (!run.Ports.Channels.TryGetValue(Channel, out var channel))
        {
            // Nobody is told by us: the file of `hand-off export` is what the collector gets.
            foreach (var intent in intents)
            {
                Intents.Done(intent);
                intent.LastAnswer = ByFile;
            }

            await ledger.SaveChangesAsync(ct);
            return;
        }

        var claimed = await Intents.SendingAsync(run, ledger, intents, ct);
        foreach (var intent in intents.Where(claimed.Contains))
        {
            var evidence = await Evidence.OfAsync(ledger, run.School.Key, intent.Payload, ct);
            var message = new OutgoingMessage(
                intent.Reference,
                run.School.Key,
                "hand-off",
                JsonConvert.SerializeObject(evidence, Evidence.Json),
                run.School.Language
            );
            Take(ledger, intent, await OutcomeAsync(channel, message, ct));
            await ledger.SaveChangesAsync(ct);
        }
    }

    // The receiver takes each reference once, so what got no answer is simply told again.
    private void Take(LedgerContext ledger, Intent intent, ItemOutcome<SentMessage> outcome)
    {
        switch (outcome.Kind)
        {
            case OutcomeKind.Done:
                Intents.Done(intent);
                break;
            case OutcomeKind.Later or OutcomeKind.Unknown:
                Intents.Later(run, intent, outcome.Reason!);
                break;
            default:
                Intents.Park(
                    run,
                    ledger,
                    intent,
                    outcome.Reason!,
                    "Give the collector the file of `hand-off export`, then `parked dismiss`; or mend the address and `parked retry`."
                );
                break;
        }
    }

    private static async Task<ItemOutcome<SentMessage>> OutcomeAsync(
        IMessageChannel channel,
        OutgoingMessage message,
        CancellationToken ct
    )
    {
        try
        {
            return (await channel.SendAsync([message], ct))[0];
        }
        catch (RemoteException problem)
        {
            return ItemOutcome<SentMessage>.Not(OutcomeKind.Later, message.Reference, problem.Message);
        }
    }

    // Who pays the school directly is not chased by somebody else for it.
    private async Task NotePaidAsync(LedgerContext ledger, CancellationToken ct)
    {
        var holding = await ledger
            .Standings.Where(x => x.School == run.School.Key && x.Kind == StandingKind.HandOff && x.EndedAt == null)
            .ToListAsync(ct);
        if (holding.Count == 0)
        {
            return;
        }

        var keys = holding.ConvertAll(x => x.SubjectKey);
        var settled = await ledger
            .Receivables.Where(x => x.School == run.School.Key && keys.Contains(x.Reference) && x.SettledOn != null)
            .Select(x => x.Reference)
            .ToHashSetAsync(ct);
        foreach (var standing in holding.Where(x => settled.Contains(x.SubjectKey) && !run.Options.DryRun))
        {
            standing.EndedAt = run.Now;
            standing.Outcome = "paid";
            run.Journal(ledger, "hand-off.paid", standing.SubjectKey, new { collector = standing.Why });
            run.Report.Say(
                "hand-off.paid",
                standing.SubjectKey,
                "It was paid to the school after it had been handed off.",
                $"Tell the collector {standing.Why} today.",
                needsPerson: true
            );
        }

        await ledger.SaveChangesAsync(ct);
    }
}
