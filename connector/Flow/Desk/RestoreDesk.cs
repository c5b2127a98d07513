using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Journal;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Desk;

/// <summary>A person's word that a school whose database was put back may go on: messages and suspensions begin again.</summary>
internal sealed class RestoreDesk(IDbContextFactory<LedgerContext> ledgers, SchoolMapping mapping, TimeProvider clock)
{
    private readonly string school = mapping.School.Key;

    /// <summary>Ends the hold.</summary>
    /// <param name="by">Who.</param>
    /// <param name="why">Why.</param>
    /// <param name="countAsSent">
    /// Whether the messages that are due now are counted as sent now, since they may have gone out before the loss. The notice right
    /// before a suspension never is: one too many does no harm, a suspension without one does.
    /// </param>
    /// <param name="file">The access ledger.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<RestoreAnswer> ConfirmAsync(
        string by,
        string why,
        bool countAsSent,
        AccessLedgerFile file,
        CancellationToken ct
    )
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        if (await RestoreHold.FindAsync(ledger, school, ct) is not { } hold)
        {
            return new RestoreAnswer(school, RestoreOutcome.NotOnHold, 0);
        }

        // What is due is known only after a run has read what ERP, LMS and gateway have now.
        var seen = await ledger.Runs.AnyAsync(
            x => x.School == school && !x.DryRun && x.EndedAt >= hold.CreatedAt && x.Report != null,
            ct
        );
        if (!seen)
        {
            return new RestoreAnswer(school, RestoreOutcome.NoRunYet, 0);
        }

        var now = clock.GetUtcNow();
        var counted = countAsSent ? await CountAsSentAsync(ledger, by, now, ct) : 0;
        hold.EndedAt = now;
        ledger.Journal.Add(
            JournalEntry.Of(
                school,
                now,
                by,
                "restore.confirmed",
                school,
                new
                {
                    why,
                    countAsSent,
                    counted,
                }
            )
        );
        await ledger.SaveChangesAsync(ct);
        await JournalSeal.SealAsync(ledger, school, ct);
        await AccessLedgerSync.WriteAsync(ledger, file, school, now, ct);
        return new RestoreAnswer(school, RestoreOutcome.Confirmed, counted);
    }

    private async Task<int> CountAsSentAsync(LedgerContext ledger, string by, DateTimeOffset now, CancellationToken ct)
    {
        var rungs = mapping.Policy.Rungs;
        var harmless = rungs
            .Where((x, i) => x.Action == RungAction.Message && !IsLastNotice(rungs, i))
            .ToDictionary(x => x.Name, x => x.Template ?? "");
        var names = harmless.Keys.ToList();
        var due = nameof(ReasonCode.RungDue);
        var receivables = await ledger
            .Receivables.Include(x => x.Decision)
            .Where(x => x.School == school && x.State == ReceivableState.Live)
            .Where(x => x.Decision!.Code == due && names.Contains(x.Decision.Rung!))
            .Where(x =>
                !ledger.ContactItems.Any(i =>
                    i.School == x.School && i.ReceivableRef == x.Reference && i.Rung == x.Decision!.Rung
                )
            )
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        foreach (var one in receivables)
        {
            var rung = one.Decision!.Rung!;
            var contact = new Contact
            {
                School = school,
                Reference = $"{school}_ct_{one.PayerKey}_{References.Digest($"counted {rung} {one.Reference}", 20)}",
                PayerKey = one.PayerKey,
                Rung = rung,
                Template = harmless[rung],
                State = ContactState.Sent,
                PlannedAt = now,
                SentAt = now,
            };
            contact.Items.Add(
                new ContactItem
                {
                    School = school,
                    ReceivableRef = one.Reference,
                    Rung = rung,
                }
            );
            ledger.Contacts.Add(contact);
            ledger.Journal.Add(
                JournalEntry.Of(
                    school,
                    now,
                    by,
                    "contact.counted-as-sent",
                    contact.Reference,
                    new { rung, one.Reference }
                )
            );
        }

        return receivables.Count;
    }

    private static bool IsLastNotice(IReadOnlyList<Rung> rungs, int i) => i + 1 < rungs.Count && rungs[i + 1].Suspends;
}

/// <summary>What became of a confirmation.</summary>
/// <param name="School">The school's key.</param>
/// <param name="Outcome">What.</param>
/// <param name="CountedAsSent">How many messages were counted as sent.</param>
internal sealed record RestoreAnswer(string School, RestoreOutcome Outcome, int CountedAsSent);

/// <summary>Kinds of <see cref="RestoreAnswer"/>.</summary>
internal enum RestoreOutcome
{
    /// <summary>The hold is over.</summary>
    Confirmed,

    /// <summary>There was none.</summary>
    NotOnHold,

    /// <summary>No run has looked yet at what really happened.</summary>
    NoRunYet,
}
