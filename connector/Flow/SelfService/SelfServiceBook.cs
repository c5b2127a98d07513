using System.Globalization;
using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.SelfService;

/// <summary>Gathers what a learner is shown, as the ledger has it at this instant.</summary>
internal sealed class SelfServiceBook(SchoolMapping mapping, TimeProvider clock)
{
    /// <summary>Who acts here, as journal and standings name it.</summary>
    public const string Actor = "learner";

    private readonly SchoolProfile school = mapping.School;

    /// <summary>What the keys of standings of an action begin with; the number follows.</summary>
    public static string Prefix(SelfAction action, string of) => $"{action.ToString().ToLowerInvariant()}/{of}/";

    /// <summary>Looks.</summary>
    /// <returns>Null when learner or course is not known.</returns>
    public async Task<SelfServiceView?> OfAsync(LedgerContext ledger, AccessTarget target, CancellationToken ct)
    {
        var learner = await ledger
            .Learners.AsNoTracking()
            .SingleOrDefaultAsync(x => x.School == school.Key && x.Key == target.LearnerKey, ct);
        var course = await ledger
            .Courses.AsNoTracking()
            .SingleOrDefaultAsync(x => x.School == school.Key && x.Key == target.CourseKey, ct);
        if (learner is null || course is null)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var today = school.DayOf(now);
        var record = await InForceAsync(ledger, target, ct);
        var causes = await CausesAsync(ledger, target, record, ct);
        var items = await ItemsAsync(ledger, causes, ct);
        var book = await StandingBook.HoldingAsync(ledger, school.Key, today, now, ct);
        var said = causes.SelectMany(x => StandingBook.Of(book, x)).ToList();
        var state = StateOf(record, items, said);
        var terms = school.Access.SelfService;
        var pass = book[(StandingBook.Access, target.ToString())].FirstOrDefault(x => x.Kind == StandingKind.Grace);
        var promise = said.Find(x => x.Kind == StandingKind.Promise);
        var objection = said.Find(x => x.Kind == StandingKind.Objection);
        var law = AccessLaw.Of(school, today);
        return new SelfServiceView
        {
            School = school.Name,
            Country = school.Country,
            Zone = school.Zone,
            Language = await LanguageAsync(ledger, causes, ct) ?? school.Language,
            FirstName = JsonConvert.DeserializeObject<LearnerFact>(learner.Fact)!.FirstName,
            Course = JsonConvert.DeserializeObject<CourseFact>(course.Fact)!.Name,
            State = state,
            Today = today,
            SuspendedAt = record?.SuspendedAt ?? record?.PlannedAt,
            Reason = await ReasonAsync(ledger, record, causes, ct),
            WrittenOn = await WrittenOnAsync(ledger, causes, ct),
            Items = items,
            PaymentPending = await PendingAsync(ledger, items, ct),
            PersonDecides = school.Access.Approval || law.AsksAPerson,
            WaitsForPerson = record is null && await WaitsAsync(ledger, target, ct),
            Promise = SelfServiceRules.Promise(
                terms,
                state,
                promise is not null,
                await PromisesAsync(ledger, items, ct),
                now
            ),
            PromiseLastDay = SelfServiceRules.LastDay(terms, today),
            PromiseRestores = terms.PromiseRestores,
            PromisedUntil = promise?.Until,
            Grace = SelfServiceRules.Grace(
                terms,
                state,
                pass is not null,
                await PastAsync(ledger, Prefix(SelfAction.Grace, target.LearnerKey), ct),
                now
            ),
            GraceHours = terms.GraceHours,
            GraceEndsAt = pass?.EndsAt,
            Objection = SelfServiceRules.Objection(
                items.Count > 0,
                objection is not null,
                await PastAsync(ledger, Prefix(SelfAction.Object, target.ToString()), ct)
            ),
            ObjectedAt = objection?.CreatedAt,
        };
    }

    private Task<AccessRecord?> InForceAsync(LedgerContext ledger, AccessTarget target, CancellationToken ct) =>
        ledger
            .AccessRecords.AsNoTracking()
            .Where(x => x.School == school.Key && x.CourseKey == target.CourseKey && x.LearnerKey == target.LearnerKey)
            .Where(x =>
                x.Stage == AccessStage.Suspending
                || x.Stage == AccessStage.Suspended
                || x.Stage == AccessStage.Restoring
            )
            .OrderByDescending(x => x.Id)
            .FirstOrDefaultAsync(ct);

    /// <summary>What suspended it; or else what the last notice before a suspension was really sent for.</summary>
    private async Task<List<Receivable>> CausesAsync(
        LedgerContext ledger,
        AccessTarget target,
        AccessRecord? record,
        CancellationToken ct
    )
    {
        var live = await ledger
            .Receivables.AsNoTracking()
            .Include(x => x.Decision)
            .Where(x =>
                x.School == school.Key
                && x.CourseKey == target.CourseKey
                && x.LearnerKey == target.LearnerKey
                && x.State == ReceivableState.Live
            )
            .OrderBy(x => x.DueOn)
            .ThenBy(x => x.Id)
            .ToListAsync(ct);
        var causing =
            record?.CausedBy.Split(' ').ToHashSet()
            ?? await NoticedAsync(ledger, [.. live.Select(x => x.Reference)], ct);
        return [.. live.Where(x => causing.Contains(x.Reference))];
    }

    private async Task<HashSet<string>> NoticedAsync(
        LedgerContext ledger,
        List<string> references,
        CancellationToken ct
    )
    {
        var rungs = mapping.Policy.Rungs;
        var last = rungs
            .Zip(rungs.Skip(1))
            .FirstOrDefault(x => x.Second.Action == RungAction.SuspendAccess)
            .First?.Name;
        return await Sent(ledger, references)
            .Where(x => x.Rung == last)
            .SelectMany(x => x.Items)
            .Select(x => x.ReceivableRef)
            .Where(x => references.Contains(x))
            .ToHashSetAsync(ct);
    }

    private IQueryable<Contact> Sent(LedgerContext ledger, List<string> references) =>
        ledger
            .Contacts.AsNoTracking()
            .Where(x => x.School == school.Key && x.SentAt != null)
            .Where(x => x.State == ContactState.Sent || x.State == ContactState.Delivered)
            .Where(x => x.Items.Any(i => references.Contains(i.ReceivableRef)));

    private async Task<List<DateOnly>> WrittenOnAsync(
        LedgerContext ledger,
        List<Receivable> causes,
        CancellationToken ct
    )
    {
        var sent = await Sent(ledger, [.. causes.Select(x => x.Reference)])
            .Select(x => x.SentAt!.Value)
            .ToListAsync(ct);
        return [.. sent.Select(school.DayOf).Distinct().Order()];
    }

    private async Task<List<OwedItem>> ItemsAsync(LedgerContext ledger, List<Receivable> causes, CancellationToken ct)
    {
        var references = causes.Select(x => x.Reference).ToList();
        var owed = await OpenItems.OwedAsync(ledger, school.Key, references, ct);
        var numbers = (await DocumentRevisions.StandingAsync(ledger, school.Key, references, ct)).ToLookup(
            x => x.ReceivableRef,
            x => x.Number
        );
        return
        [
            .. causes
                .Where(x => owed.TryGetValue(x.Reference, out var amount) && amount.IsPositive)
                .Select(x => new OwedItem(
                    x.Reference,
                    x.PayerKey,
                    x.Description,
                    numbers[x.Reference].LastOrDefault(),
                    x.DueOn,
                    owed[x.Reference]
                )),
        ];
    }

    private SelfServiceState StateOf(AccessRecord? record, List<OwedItem> items, List<Standing> said) =>
        record is null ? (items.Count > 0 ? SelfServiceState.Noticed : SelfServiceState.Clear)
        : record.Stage == AccessStage.Restoring
        || items.Count == 0
        || said.Exists(x => AccessRestorer.Spares(x, school.Access.SelfService))
            ? SelfServiceState.Returning
        : SelfServiceState.Suspended;

    private async Task<RecordedReason?> ReasonAsync(
        LedgerContext ledger,
        AccessRecord? record,
        List<Receivable> causes,
        CancellationToken ct
    )
    {
        var decision = record?.DecisionId is { } id
            ? await ledger.Decisions.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, ct)
            : causes.FirstOrDefault()?.Decision;
        return decision is null ? null : RecordedReason.Of(decision);
    }

    private async Task<string?> LanguageAsync(LedgerContext ledger, List<Receivable> causes, CancellationToken ct)
    {
        var payer = causes.FirstOrDefault()?.PayerKey;
        return await ledger
            .Payers.Where(x => x.School == school.Key && x.Key == payer)
            .Select(x => x.Language)
            .SingleOrDefaultAsync(ct);
    }

    private Task<bool> PendingAsync(LedgerContext ledger, List<OwedItem> items, CancellationToken ct)
    {
        var payers = items.Select(x => x.PayerKey).Distinct().ToList();
        return ledger.Payments.AnyAsync(
            x => x.School == school.Key && payers.Contains(x.PayerKey) && x.State == PaymentState.Pending,
            ct
        );
    }

    private Task<bool> WaitsAsync(LedgerContext ledger, AccessTarget target, CancellationToken ct) =>
        ledger.SuspensionReviews.AnyAsync(
            x =>
                x.School == school.Key
                && x.CourseKey == target.CourseKey
                && x.LearnerKey == target.LearnerKey
                && x.State == ReviewState.WaitsForApproval,
            ct
        );

    private async Task<List<PastUse>> PromisesAsync(LedgerContext ledger, List<OwedItem> items, CancellationToken ct)
    {
        var past = new List<PastUse>();
        foreach (var payer in items.Select(x => x.PayerKey).Distinct())
        {
            var his = await PastAsync(ledger, Prefix(SelfAction.Promise, payer), ct);
            past.AddRange(his.Select(x => x with { PayerKey = payer }));
        }

        return past;
    }

    private async Task<List<PastUse>> PastAsync(LedgerContext ledger, string prefix, CancellationToken ct)
    {
        var rows = await ledger
            .Standings.AsNoTracking()
            .Where(x => x.School == school.Key && x.Key!.StartsWith(prefix))
            .Select(x => new { x.Key, x.CreatedAt })
            .ToListAsync(ct);
        // The database may compare without regard to case; what follows the prefix is a number, or another learner's.
        return
        [
            .. rows.Where(x => x.Key!.StartsWith(prefix, StringComparison.Ordinal))
                .Select(x =>
                    int.TryParse(
                        x.Key![prefix.Length..],
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out var number
                    )
                        ? new PastUse(number, x.CreatedAt)
                        : null
                )
                .OfType<PastUse>(),
        ];
    }
}
