using System.Globalization;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Contacts;

/// <summary>
/// Tells the school's staff what needs a person, by e-mail and by webhook, whichever the school has: once for each new set of
/// causes, and in any case when access could not be given back.
/// </summary>
internal sealed class StaffAlarm(CycleRun run)
{
    /// <summary>The name of the channel that is for alarms alone; no rung of a policy may name it.</summary>
    public const string Webhook = "webhook";

    private const string Email = "email";
    private const string Source = "staff.alarm";

    /// <summary>Sends, when there is something that was not said before.</summary>
    public async Task RaiseAsync(CancellationToken ct)
    {
        var causes = run.Report.Remarks.Where(x => x.NeedsPerson).ToList();
        var failed = run.Report.Steps.Where(x => x.Problem is not null).ToList();
        var receivers = Receivers();
        if (run.Options.DryRun || receivers.Count == 0)
        {
            return;
        }

        await using var ledger = run.OpenLedger();
        var digest = CycleRun.Digest(
            string.Join(
                '\n',
                causes
                    .Select(x => $"{x.Code} {x.Where}")
                    .Concat(failed.Select(x => $"{x.Name} {x.Failure}"))
                    .Order(StringComparer.Ordinal)
            )
        );
        var before = (await Readings.FindAsync(ledger, run.School.Key, Source, ct))?.Cursor;
        var nothing = causes.Count + failed.Count == 0;
        if (nothing && before is { Length: > 0 } && run.Options.Steps is null)
        {
            // All is well again: when the same trouble comes back, it is news.
            await Readings.NoteAsync(ledger, run.School.Key, Source, "", run.Now, ct);
            await ledger.SaveChangesAsync(ct);
        }

        if (
            (before == digest || nothing || run.Options.Steps is not null)
            && !causes.Exists(x => x.Code == "access.restore-failed")
        )
        {
            return;
        }

        var text = string.Join(
            "\n\n",
            failed
                .Select(x => $"{x.Name}: {x.Problem}")
                .Concat(causes.Select(x => $"{x.Where}: {x.Message}\n-> {x.Hint}"))
        );
        var count = (causes.Count + failed.Count).ToString(CultureInfo.InvariantCulture);
        var reference = $"{run.School.Key}_alarm_{References.Digest(digest + run.Now.Ticks, 20)}";
        var said = false;
        foreach (var (channel, recipients) in receivers)
        {
            var messages = recipients.Select(
                (recipient, i) =>
                    new OutgoingMessage(
                        $"{reference}_{channel}_{i}",
                        recipient,
                        Subject(count),
                        text,
                        run.School.Language
                    )
            );
            said |= await IsTakenAsync(channel, [.. messages], ct);
        }

        if (said)
        {
            await Readings.NoteAsync(ledger, run.School.Key, Source, digest, run.Now, ct);
            await ledger.SaveChangesAsync(ct);
            run.Report.Count("alarms.sent");
        }
    }

    private List<(string Channel, IReadOnlyList<string> Recipients)> Receivers()
    {
        (string Channel, IReadOnlyList<string> Recipients)[] wanted =
        [
            (Email, run.School.AlarmEmails),
            (Webhook, [run.School.Key]),
        ];
        return [.. wanted.Where(x => x.Recipients.Count > 0 && run.Ports.Channels.ContainsKey(x.Channel))];
    }

    // One channel's failure is the report's, never the other channel's: an alarm goes out by whatever is left.
    private async Task<bool> IsTakenAsync(string channel, IReadOnlyList<OutgoingMessage> messages, CancellationToken ct)
    {
        try
        {
            var outcomes = await run.Ports.Channels[channel].SendAsync(messages, ct);
            if (outcomes.Any(x => x.Kind is OutcomeKind.Done or OutcomeKind.Unknown))
            {
                return true;
            }

            NotSent(channel, outcomes.FirstOrDefault()?.Reason ?? "The channel said nothing of it.");
        }
        catch (RemoteException problem)
        {
            // The run's own result counts; what could not be told stands in the report and in `status`.
            NotSent(channel, problem.Message);
        }

        return false;
    }

    private void NotSent(string channel, string reason) =>
        run.Report.Say("alarm.not-sent", $"channel {channel}", reason, "Run `check`.", needsPerson: true);

    private string Subject(string count) =>
        run.School.Language switch
        {
            "es" => $"Cobranzas: {count} asuntos necesitan a una persona",
            "pt" => $"Cobranças: {count} assuntos precisam de uma pessoa",
            _ => $"Collections: {count} matters need a person",
        };
}
