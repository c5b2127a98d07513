using System.Globalization;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Contacts;

/// <summary>Tells the school's staff what needs a person: once for each new set of causes, and in any case when access could not be given back.</summary>
internal sealed class StaffAlarm(CycleRun run)
{
    private const string Source = "staff.alarm";

    /// <summary>Sends, when there is something that was not said before.</summary>
    public async Task RaiseAsync(CancellationToken ct)
    {
        var causes = run.Report.Remarks.Where(x => x.NeedsPerson).ToList();
        var failed = run.Report.Steps.Where(x => x.Problem is not null).ToList();
        if (
            run.Options.DryRun
            || run.School.AlarmEmails.Count == 0
            || !run.Ports.Channels.TryGetValue("email", out var channel)
        )
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
        var messages = run.School.AlarmEmails.Select(
            (address, i) =>
                new OutgoingMessage(
                    $"{run.School.Key}_alarm_{References.Digest(digest + run.Now.Ticks, 20)}_{i}",
                    address,
                    Subject(count),
                    text,
                    run.School.Language
                )
        );
        try
        {
            var outcomes = await channel.SendAsync([.. messages], ct);
            if (!outcomes.Any(x => x.Kind is OutcomeKind.Done or OutcomeKind.Unknown))
            {
                NotSent(outcomes[0].Reason!);
                return;
            }

            await Readings.NoteAsync(ledger, run.School.Key, Source, digest, run.Now, ct);
            await ledger.SaveChangesAsync(ct);
            run.Report.Count("alarms.sent");
        }
        catch (RemoteException problem)
        {
            // The run's own result counts; what could not be mailed stands in the report and in `status`.
            NotSent(problem.Message);
        }
    }

    private void NotSent(string reason) =>
        run.Report.Say("alarm.not-sent", "channel email", reason, "Run `check`.", needsPerson: true);

    private string Subject(string count) =>
        run.School.Language switch
        {
            "es" => $"Cobranzas: {count} asuntos necesitan a una persona",
            "pt" => $"Cobranças: {count} assuntos precisam de uma pessoa",
            _ => $"Collections: {count} matters need a person",
        };
}
