using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Payments;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Access;

/// <summary>The last look: asks ERP, gateways and LMS again, and gathers what the guards look at.</summary>
internal sealed class SuspensionFactsBook(CycleRun run)
{
    private readonly BankDays bank = new(run);

    /// <summary>Looks at candidates, all together.</summary>
    public async Task<Dictionary<AccessTarget, SuspensionFacts>> LookAsync(
        LedgerContext ledger,
        IReadOnlyCollection<SuspensionCandidate> candidates,
        IAccessControl access,
        CancellationToken ct
    )
    {
        var school = run.School.Key;
        var references = candidates.SelectMany(x => x.Receivables).Select(x => x.Reference).ToList();
        var documents = await ledger
            .Documents.AsNoTracking()
            .Where(x =>
                x.School == school && x.ErpKey != null && x.Lines.Any(line => references.Contains(line.ReceivableRef))
            )
            .Select(x => new
            {
                x.ErpKey,
                x.CustomerKey,
                x.PayerKey,
            })
            .ToListAsync(ct);
        // The last look asks both again: who paid a minute ago, at the bank or by card, is not locked out.
        await new GatewayInbox(run).ProcessAsync(ct);
        await new DocumentStore(run).RefreshAsync([.. documents.Select(x => x.ErpKey!)], ct);
        var credit = (
            await run.Ports.Payments.ReadCreditAsync([.. documents.Select(x => x.CustomerKey).Distinct()], ct)
        ).ToLookup(x => x.CustomerKey);
        var customers = documents.ToLookup(x => x.PayerKey, x => x.CustomerKey);
        var payers = candidates.SelectMany(x => x.Receivables).Select(x => x.PayerKey).Distinct().ToList();
        var pending = await ledger
            .Payments.Where(x => x.School == school && payers.Contains(x.PayerKey) && x.State == PaymentState.Pending)
            .Select(x => x.PayerKey)
            .ToHashSetAsync(ct);
        var unplaced = await UnplacedAsync(ledger, payers, ct);
        var debts = (
            await DebtBook.OfAsync(run, ledger, [.. candidates.SelectMany(x => x.Receivables)], ct)
        ).ToDictionary(x => x.Receivable.Reference);
        var unpaid = await UnpaidAsync(ledger, candidates, ct);
        var approvals = await Approvals.HoldingAsync(run, ledger, ct);
        var courses = await CoursesAsync(ledger, candidates, ct);
        var stale = await StaleAsync(ledger, ct);
        var others = await OtherCoursesAsync(ledger, candidates, ct);
        var booked = await bank.BookedToAsync(ledger, ct);
        var readings = (await access.ReadAsync([.. candidates.Select(x => x.Target)], ct)).ToDictionary(x => x.Target);
        var law = AccessLaw.Of(run.School, run.Today);
        return candidates.ToDictionary(x => x.Target, FactsOf);

        SuspensionFacts FactsOf(SuspensionCandidate candidate)
        {
            var facts = candidate.Receivables.Select(x => debts[x.Reference].Facts).ToList();
            var owed = Sum(candidate, facts);
            var endsOn = courses.GetValueOrDefault(candidate.Target.CourseKey);
            var name = candidate.Receivables[0].Decision!.Rung!;
            var ladders = facts.ConvertAll(x => LadderOf(x, name));
            var notices = ladders.ConvertAll(NoticeOf);
            return new SuspensionFacts
            {
                Today = run.Today,
                Law = law,
                Terms = run.School.Access,
                Unpaid = unpaid[candidate.Target],
                NoticeOn = notices.Contains(null) ? null : notices.Max(),
                NoticeDays = ladders.Max(x => x.Rung.NoticeDays),
                RungsMissing = [.. ladders.SelectMany(MissingOf).Distinct()],
                CourseEndsOn = endsOn,
                Protected = run.School.Access.Protected.FirstOrDefault(x =>
                    run.Today >= x.From
                    && run.Today <= x.To
                    && (x.CourseKey is null || x.CourseKey == candidate.Target.CourseKey)
                ),
                StaleSources = stale,
                BankBookedTo = booked,
                Owed = owed,
                Minimum = ladders
                    .Where(x => x.Rules.MinimumOwed.ContainsKey(owed.Currency.Code))
                    .Select(x => (Money?)x.Rules.MinimumOwed[owed.Currency.Code])
                    .MaxBy(x => x!.Value.MinorUnits),
                DocumentsOpen = facts.TrueForAll(x => x.Owed.IsPositive),
                PendingPayment = candidate.Receivables.Any(x => pending.Contains(x.PayerKey)),
                UnallocatedCredit = candidate
                    .Receivables.SelectMany(r => customers[r.PayerKey])
                    .SelectMany(key => credit[key])
                    .Select(c => (Money?)c.Amount)
                    .Concat(candidate.Receivables.SelectMany(r => unplaced[r.PayerKey]).Select(m => (Money?)m))
                    .FirstOrDefault(),
                Standing = facts.Select(StandingOf).FirstOrDefault(x => x is not null),
                Approved = approvals.Contains(Approvals.SubjectOf(candidate.Target, candidate.CausedBy)),
                OtherCourses = [.. others[candidate.Target]],
                Reading = readings[candidate.Target],
            };
        }
    }

    // A dispute about a part, or an exemption from suspensions only, freezes no message, and every suspension.
    private static StandingKind? StandingOf(DebtFacts facts) =>
        facts.Standing
        ?? (
            facts.Disputed.IsPositive ? StandingKind.Dispute
            : facts.NeverSuspend ? StandingKind.Exemption
            : null
        );

    private Ladder LadderOf(DebtFacts facts, string rung)
    {
        var rules = PolicyInheritance.For(run.Mapping.Policy, facts);

        // A rung that a variant leaves out for this debt only is looked at as the school has it: nothing is taken on less.
        return new Ladder(
            facts,
            rules,
            rules.Rungs.FirstOrDefault(x => x.Name == rung) ?? run.Mapping.Policy.Rungs.First(x => x.Name == rung)
        );
    }

    // The last message before the suspension, if it really went out.
    private DateOnly? NoticeOf(Ladder ladder) =>
        ladder.Before.LastOrDefault() is not { } last ? run.Today.AddDays(-ladder.Rung.NoticeDays)
        : ladder.Facts.SentOn.TryGetValue(last.Name, out var day) ? day
        : null;

    // An earlier message that a person let be is no obstacle; the last one is.
    private static IEnumerable<string> MissingOf(Ladder ladder) =>
        ladder
            .Before.Select(x => x.Name)
            .Where(x => !ladder.Facts.SentOn.ContainsKey(x) && !ladder.Facts.PassedOver.Contains(x));

    private static Money Sum(SuspensionCandidate candidate, List<DebtFacts> facts)
    {
        var zero = Money.Zero(Currency.Of(candidate.Receivables[0].Currency));
        return facts.Select(x => x.Owed).Where(x => x.Currency == zero.Currency).Aggregate(zero, (a, b) => a + b);
    }

    // Every debt of the learner in the course that is past due, also those whose own rung has not come.
    private async Task<Dictionary<AccessTarget, int>> UnpaidAsync(
        LedgerContext ledger,
        IReadOnlyCollection<SuspensionCandidate> candidates,
        CancellationToken ct
    )
    {
        var learners = candidates.Select(x => x.Target.LearnerKey).Distinct().ToList();
        var due = await ledger
            .Receivables.AsNoTracking()
            .Where(x =>
                x.School == run.School.Key
                && x.State == ReceivableState.Live
                && learners.Contains(x.LearnerKey)
                && x.DueOn < run.Today
            )
            .Select(x => new
            {
                x.Reference,
                x.CourseKey,
                x.LearnerKey,
            })
            .ToListAsync(ct);
        var owed = await OpenItems.OwedAsync(ledger, run.School.Key, [.. due.Select(x => x.Reference)], ct);
        return candidates.ToDictionary(
            x => x.Target,
            x =>
                due.Count(d =>
                    d.LearnerKey == x.Target.LearnerKey
                    && (WholeSiteAccess.IsSite(x.Target) || d.CourseKey == x.Target.CourseKey)
                    && owed.TryGetValue(d.Reference, out var amount)
                    && amount.IsPositive
                )
        );
    }

    private async Task<Dictionary<string, DateOnly?>> CoursesAsync(
        LedgerContext ledger,
        IReadOnlyCollection<SuspensionCandidate> candidates,
        CancellationToken ct
    )
    {
        var keys = candidates.Select(x => x.Target.CourseKey).Distinct().ToList();
        var courses = await ledger
            .Courses.AsNoTracking()
            .Where(x => x.School == run.School.Key && keys.Contains(x.Key))
            .ToListAsync(ct);
        return courses.ToDictionary(
            x => x.Key,
            x =>
                JsonConvert.DeserializeObject<CourseFact>(x.Fact)!.EndsAt is { } end
                    ? run.School.DayOf(end)
                    : (DateOnly?)null
        );
    }

    // A whole account is never suspended of somebody who may study elsewhere in the LMS.
    private async Task<ILookup<AccessTarget, string>> OtherCoursesAsync(
        LedgerContext ledger,
        IReadOnlyCollection<SuspensionCandidate> candidates,
        CancellationToken ct
    )
    {
        var sites = candidates.Where(x => WholeSiteAccess.IsSite(x.Target)).ToList();
        var learners = sites.Select(x => x.Target.LearnerKey).ToList();
        var enrolments = await ledger
            .Enrolments.AsNoTracking()
            .Where(x =>
                x.School == run.School.Key
                && learners.Contains(x.LearnerKey)
                && x.GoneAt == null
                && x.Status == EnrolmentStatus.Active
            )
            .Select(x => new { x.CourseKey, x.LearnerKey })
            .Distinct()
            .ToListAsync(ct);
        return sites
            .SelectMany(x =>
                enrolments
                    .Where(e => e.LearnerKey == x.Target.LearnerKey)
                    .Where(e => x.Receivables.All(r => r.CourseKey != e.CourseKey))
                    .Select(e => (x.Target, e.CourseKey))
            )
            .ToLookup(x => x.Target, x => x.CourseKey);
    }

    private async Task<List<string>> StaleAsync(LedgerContext ledger, CancellationToken ct)
    {
        var since = run.Now.AddHours(-run.School.Access.FreshHours);
        var read = await ledger
            .Readings.AsNoTracking()
            .Where(x => x.School == run.School.Key && x.ReadAt != null)
            .ToDictionaryAsync(x => x.Source, x => x.ReadAt!.Value, ct);
        return
        [
            .. run
                .Ports.Gateways.Keys.Select(GatewayInbox.ListingOf)
                .Append(ErpBalances.Source)
                .Where(x => !read.TryGetValue(x, out var at) || at < since),
        ];
    }

    // Gateway money that came and has found no receivable yet: the payer has paid, whatever is still to be sorted out.
    private async Task<ILookup<string, Money>> UnplacedAsync(
        LedgerContext ledger,
        List<string> payers,
        CancellationToken ct
    )
    {
        var payments = await ledger
            .Payments.AsNoTracking()
            .Where(x =>
                x.School == run.School.Key
                && x.ErpKey == null
                && x.State == PaymentState.Succeeded
                && x.UnallocatedMinor > 0
                && payers.Contains(x.PayerKey)
            )
            .ToListAsync(ct);
        return payments.ToLookup(x => x.PayerKey, x => new Money(x.UnallocatedMinor, Currency.Of(x.Currency)));
    }

    /// <summary>A causing debt on the ladder that is for it.</summary>
    private sealed record Ladder(DebtFacts Facts, EscalationRules Rules, Rung Rung)
    {
        public IEnumerable<Rung> Before =>
            Rules.Rungs.TakeWhile(x => x.Name != Rung.Name).Where(x => x.Action == RungAction.Message);
    }
}
