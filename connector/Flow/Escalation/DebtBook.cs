using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Escalation;

/// <summary>A receivable, not tracked, with the facts that the policy looks at.</summary>
internal sealed record Debt(Receivable Receivable, DebtFacts Facts, Decision? Before);

/// <summary>Gathers the facts of a chunk of receivables that have a posted invoice.</summary>
internal static class DebtBook
{
    /// <summary>Loads the next chunk: what is open, and what was open when it was last decided on.</summary>
    public static async Task<List<Debt>> LoadAsync(
        CycleRun run,
        LedgerContext ledger,
        long afterId,
        int count,
        CancellationToken ct
    )
    {
        var school = run.School.Key;
        var soon = run.Today.AddDays(
            -Math.Min(0, run.Mapping.Policy.Rungs.Select(x => x.DaysLate).DefaultIfEmpty(0).Min())
        );
        var open = ledger.DocumentLines.Where(x => x.School == school && x.OpenMinor > 0);
        var nothing = nameof(ReasonCode.NothingOwed);
        var rows = await ledger
            .Receivables.AsNoTracking()
            .Include(x => x.Decision)
            .Where(x => x.School == school && x.Id > afterId && x.State == ReceivableState.Live)
            .Where(x =>
                (x.DueOn <= soon && open.Any(o => o.ReceivableRef == x.Reference))
                || (x.Decision != null && x.Decision.Code != nothing)
            )
            .OrderBy(x => x.Id)
            .Take(count)
            .ToListAsync(ct);
        return await OfAsync(run, ledger, rows, ct);
    }

    /// <summary>The facts of these receivables, as they are now.</summary>
    public static async Task<List<Debt>> OfAsync(
        CycleRun run,
        LedgerContext ledger,
        IReadOnlyCollection<Receivable> rows,
        CancellationToken ct
    )
    {
        var school = run.School.Key;
        var references = rows.Select(x => x.Reference).ToList();
        var owed = await OpenItems.OwedAsync(ledger, school, references, ct);
        var contacts = await ContactsAsync(ledger, school, references, ct);
        var standings = await StandingBook.HoldingAsync(run, ledger, ct);
        var access = await AccessAsync(ledger, school, rows, ct);
        return
        [
            // Without a posted invoice nothing is owed: one that was cancelled in the ERP must not leave its old decision standing.
            .. rows.Select(x => new Debt(
                x,
                Facts(
                    run,
                    x,
                    owed.GetValueOrDefault(x.Reference, Money.Zero(x.Amount.Currency)),
                    contacts[x.Reference],
                    standings,
                    access[(x.CourseKey, x.LearnerKey)].Concat(access[(WholeSiteAccess.WholeSite, x.LearnerKey)])
                ),
                x.Decision
            )),
        ];
    }

    private static DebtFacts Facts(
        CycleRun run,
        Receivable receivable,
        Money owed,
        IEnumerable<SentRung> contacts,
        ILookup<(string, string), Standing> standings,
        IEnumerable<AccessRecord> access
    )
    {
        var standing = StandingBook
            .Of(standings, receivable)
            .OrderByDescending(x => x.Until ?? DateOnly.MaxValue)
            .FirstOrDefault();
        var caused = access.Where(x => x.CausedBy.Split(' ').Contains(receivable.Reference)).ToList();
        return new DebtFacts(
            owed,
            receivable.DueOn,
            contacts.Where(x => x.SentAt is not null).ToDictionary(x => x.Rung, x => run.School.DayOf(x.SentAt!.Value)),
            contacts.Where(x => x.SentAt is null && !x.PassedOver).Select(x => x.Rung).ToHashSet(),
            standing?.Kind,
            standing?.Until,
            caused.Exists(x => x.Stage is AccessStage.Suspending or AccessStage.Suspended or AccessStage.Restoring),
            caused.Exists(x => x.Stage == AccessStage.RestoredByHand)
        )
        {
            PassedOver = contacts.Where(x => x.PassedOver).Select(x => x.Rung).ToHashSet(),
        };
    }

    private static async Task<ILookup<string, SentRung>> ContactsAsync(
        LedgerContext ledger,
        string school,
        List<string> references,
        CancellationToken ct
    )
    {
        var sent = await ledger
            .ContactItems.Where(x => x.School == school && references.Contains(x.ReceivableRef))
            .Join(
                ledger.Contacts,
                item => item.ContactId,
                contact => contact.Id,
                (item, contact) =>
                    new
                    {
                        item.ReceivableRef,
                        item.Rung,
                        contact.State,
                        contact.SentAt,
                    }
            )
            .ToListAsync(ct);
        return sent.ToLookup(
            x => x.ReceivableRef,
            x => new SentRung(
                x.Rung,
                x.State is ContactState.Sent or ContactState.Delivered ? x.SentAt : null,
                x.State == ContactState.PassedOver
            )
        );
    }

    private static async Task<ILookup<(string, string), AccessRecord>> AccessAsync(
        LedgerContext ledger,
        string school,
        IReadOnlyCollection<Receivable> rows,
        CancellationToken ct
    )
    {
        var learners = rows.Select(x => x.LearnerKey).Distinct().ToList();
        var records = await ledger
            .AccessRecords.AsNoTracking()
            .Where(x => x.School == school && learners.Contains(x.LearnerKey))
            .ToListAsync(ct);
        return records.ToLookup(x => (x.CourseKey, x.LearnerKey));
    }

    private readonly record struct SentRung(string Rung, DateTimeOffset? SentAt, bool PassedOver);
}
