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
        var soon = run.Today.AddDays(-EarliestDay(run.Mapping.Policy));
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
        var standings = await StandingBook.ForPolicyAsync(run, ledger, ct);
        var access = await AccessAsync(ledger, school, rows, ct);
        var payers = await PayersAsync(run, ledger, rows, ct);
        var types = await CourseTypes.OfAsync(run, ledger, rows, ct);
        var outside = await OutsideAsync(ledger, school, references, ct);
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
                    access[(x.CourseKey, x.LearnerKey)].Concat(access[(WholeSiteAccess.WholeSite, x.LearnerKey)]),
                    standings
                ) with
                {
                    Payer = payers.GetValueOrDefault(x.PayerKey, PayerFacts.Nothing),
                    CourseType = types.GetValueOrDefault(x.CourseKey, ""),
                    NothingToSuspend = outside.Contains(x.Reference),
                },
                x.Decision
            )),
        ];
    }

    // What was sold outside the LMS has access behind it only once its learner is enrolled; a charge for paying late never has.
    private static async Task<IReadOnlySet<string>> OutsideAsync(
        LedgerContext ledger,
        string school,
        List<string> references,
        CancellationToken ct
    )
    {
        var enrolments = $"{school}_{AgreementBook.EnrolmentOrigin}_";
        var others = references.FindAll(x => !x.StartsWith(enrolments, StringComparison.Ordinal));
        return others.Count == 0
            ? new HashSet<string>()
            : await ledger
                .Receivables.Where(x => x.School == school && others.Contains(x.Reference))
                .Where(x =>
                    x.Agreement.ChargeFor != null
                    || !ledger.Enrolments.Any(e =>
                        e.School == school
                        && e.CourseKey == x.CourseKey
                        && e.LearnerKey == x.LearnerKey
                        && e.GoneAt == null
                    )
                )
                .Select(x => x.Reference)
                .ToHashSetAsync(ct);
    }

    // A variant may ask earlier than the policy itself.
    private static int EarliestDay(EscalationRules rules) =>
        Math.Min(
            0,
            rules
                .Rungs.Select(x => x.DaysLate)
                .Concat(rules.Variants.SelectMany(x => x.Rungs.Values).Select(x => x.DaysLate ?? 0))
                .DefaultIfEmpty(0)
                .Min()
        );

    private static async Task<Dictionary<string, PayerFacts>> PayersAsync(
        CycleRun run,
        LedgerContext ledger,
        IReadOnlyCollection<Receivable> rows,
        CancellationToken ct
    )
    {
        var rules = run.Mapping.Policy;
        var keys = rows.Select(x => x.PayerKey).Distinct().ToList();
        if (rules.LooksAtPayers)
        {
            return await PaymentHistory.OfAsync(run, ledger, keys, ct);
        }

        var asksWho = rules
            .Rungs.Select(x => x.When)
            .Concat(rules.Variants.Select(x => x.When))
            .Any(x => x?.Company is not null);
        return asksWho
            ? await ledger
                .Payers.Where(x => x.School == run.School.Key && keys.Contains(x.Key))
                .ToDictionaryAsync(x => x.Key, x => PayerFacts.Nothing with { IsCompany = x.IsCompany }, ct)
            : [];
    }

    private static DebtFacts Facts(
        CycleRun run,
        Receivable receivable,
        Money owed,
        IEnumerable<SentRung> contacts,
        IEnumerable<AccessRecord> access,
        ILookup<(string, string), Standing> standings
    )
    {
        var caused = access.Where(x => x.CausedBy.Split(' ').Contains(receivable.Reference)).ToList();
        var taken = caused.Find(x =>
            x.Stage is AccessStage.Suspending or AccessStage.Suspended or AccessStage.Restoring
        );
        var facts = new DebtFacts(
            owed,
            receivable.DueOn,
            contacts.Where(x => x.SentAt is not null).ToDictionary(x => x.Rung, x => run.School.DayOf(x.SentAt!.Value)),
            In(contacts, ContactState.Unknown, ContactState.Failed),
            null,
            null,
            taken is not null,
            caused.Exists(x => x.Stage == AccessStage.RestoredByHand)
        )
        {
            Planned = In(contacts, ContactState.Planned),
            WithPerson = In(contacts, ContactState.WithPerson),
            PassedOver = In(contacts, ContactState.PassedOver),
            AccessTakenOn = taken?.SuspendedAt is { } at ? run.School.DayOf(at) : null,
        };
        return StandingBook.Over(facts, standings, receivable, run.School.DayOf);
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
            x => new SentRung(x.Rung, x.State is ContactState.Sent or ContactState.Delivered ? x.SentAt : null, x.State)
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

    private static HashSet<string> In(IEnumerable<SentRung> contacts, params ContactState[] states) =>
        contacts.Where(x => states.Contains(x.State)).Select(x => x.Rung).ToHashSet();

    private readonly record struct SentRung(string Rung, DateTimeOffset? SentAt, ContactState State);
}
