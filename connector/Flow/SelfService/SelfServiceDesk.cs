using System.Globalization;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.SelfService;

/// <summary>What became of what a learner asked for.</summary>
internal enum SelfOutcome
{
    /// <summary>It is stored; sent twice, it is stored once.</summary>
    Done,

    /// <summary>Something changed since the page was shown: the learner looks again.</summary>
    Changed,

    /// <summary>It is not among the school's terms, or was used as often as they allow.</summary>
    NotAllowed,

    /// <summary>A promise must name a day from today to the last one.</summary>
    WrongDay,

    /// <summary>An objection needs a text.</summary>
    NoText,

    /// <summary>The text is longer than <see cref="SelfServiceRules.TextMax"/>.</summary>
    TextTooLong,
}

/// <summary>The desk at which a learner acts without asking anybody: within the school's terms, once each, recorded in the journal.</summary>
/// <remarks>
/// Each act has a number, and the standing that it stores has it in a key that is unique in the database: two tabs, two nodes or a
/// form sent again come to the same row. Nothing is written to another system here; the next run gives access back.
/// </remarks>
internal sealed class SelfServiceDesk(
    IDbContextFactory<LedgerContext> ledgers,
    SchoolMapping mapping,
    TimeProvider clock
)
{
    private readonly SelfServiceBook book = new(mapping, clock);
    private readonly string school = mapping.School.Key;
    private readonly SelfServiceTerms terms = mapping.School.Access.SelfService;

    /// <summary>What the learner is shown.</summary>
    /// <returns>Null when learner or course is not known.</returns>
    public async Task<SelfServiceView?> OpenAsync(AccessTarget target, CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        return await book.OfAsync(ledger, target, ct);
    }

    /// <summary>Promises to pay what is owed.</summary>
    /// <param name="target">The learner in the course.</param>
    /// <param name="number">The promise's number, as the page offered it.</param>
    /// <param name="until">The last day, in the school's zone.</param>
    /// <param name="ct">Stops it.</param>
    public Task<SelfOutcome> PromiseAsync(AccessTarget target, int number, DateOnly until, CancellationToken ct) =>
        ActAsync(
            SelfAction.Promise,
            target,
            number,
            view => SelfServiceRules.MayPromise(terms, view.Today, until) ? null : SelfOutcome.WrongDay,
            view => Promise(view, number, until),
            new { until = until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), number },
            ct
        );

    /// <summary>Uses a grace pass: from now on, for the hours of the school's terms.</summary>
    /// <param name="target">The learner in the course.</param>
    /// <param name="number">The pass's number, as the page offered it.</param>
    /// <param name="ct">Stops it.</param>
    public Task<SelfOutcome> UseGraceAsync(AccessTarget target, int number, CancellationToken ct)
    {
        var endsAt = clock.GetUtcNow().AddHours(terms.GraceHours);
        var pass = New(StandingKind.Grace, StandingBook.Access, target.ToString());
        pass.Key = KeyOf(SelfAction.Grace, target.LearnerKey, number);
        pass.EndsAt = endsAt;
        pass.Until = mapping.School.DayOf(endsAt); // The last day of it, for people; the instant decides.
        return ActAsync(
            SelfAction.Grace,
            target,
            number,
            _ => null,
            _ => [pass],
            new { endsAt = endsAt.ToString("O", CultureInfo.InvariantCulture), number },
            ct
        );
    }

    /// <summary>Objects: a person is told, and until somebody answers nothing further is done about these debts.</summary>
    /// <param name="target">The learner in the course.</param>
    /// <param name="number">The objection's number, as the page offered it.</param>
    /// <param name="text">Why, in the learner's own words.</param>
    /// <param name="ct">Stops it.</param>
    public Task<SelfOutcome> ObjectAsync(AccessTarget target, int number, string text, CancellationToken ct)
    {
        var why = SelfServiceRules.Clean(text);
        return ActAsync(
            SelfAction.Object,
            target,
            number,
            _ =>
                why.Length == 0 ? SelfOutcome.NoText
                : why.Length > SelfServiceRules.TextMax ? SelfOutcome.TextTooLong
                : null,
            view => Objection(view, target, number, why),
            new { number, characters = why.Length }, // The text stands with the standing, where it can be erased.
            ct
        );
    }

    private async Task<SelfOutcome> ActAsync(
        SelfAction action,
        AccessTarget target,
        int number,
        Func<SelfServiceView, SelfOutcome?> refuse,
        Func<SelfServiceView, IReadOnlyList<Standing>> make,
        object facts,
        CancellationToken ct
    )
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        if (await book.OfAsync(ledger, target, ct) is not { } view)
        {
            return SelfOutcome.Changed;
        }

        var offer = view.OfferOf(action);
        if (offer.State == OfferState.Holds)
        {
            return SelfOutcome.Done; // Sent again, or from another tab.
        }

        if (offer.Number != number || offer.State == OfferState.NotNeeded)
        {
            // What was stored between two of our reads shows in the one and not in the other: it is looked at again, whole.
            return await OtherAsync(action, target, number, ct) ?? SelfOutcome.Changed;
        }

        if (offer.State != OfferState.Open)
        {
            return SelfOutcome.NotAllowed;
        }

        if (refuse(view) is { } refusal)
        {
            return refusal;
        }

        ledger.Standings.AddRange(make(view));
        ledger.Journal.Add(
            JournalEntry.Of(school, clock.GetUtcNow(), SelfServiceBook.Actor, KindOf(action), target.ToString(), facts)
        );
        try
        {
            await ledger.SaveChangesAsync(ct);
            return SelfOutcome.Done;
        }
        catch (DbUpdateException) when (!ct.IsCancellationRequested)
        {
            if (await OtherAsync(action, target, number, ct) is { } outcome)
            {
                return outcome;
            }

            throw;
        }
    }

    // Somebody was faster: the same act from another tab or node, or the same number for another course.
    private async Task<SelfOutcome?> OtherAsync(
        SelfAction action,
        AccessTarget target,
        int number,
        CancellationToken ct
    )
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var offer = (await book.OfAsync(ledger, target, ct))?.OfferOf(action);
        return offer?.State == OfferState.Holds ? SelfOutcome.Done
            : offer?.Number > number ? SelfOutcome.Changed
            : null;
    }

    private List<Standing> Promise(SelfServiceView view, int number, DateOnly until)
    {
        var promises = view.Items.Select(x => (x.PayerKey, Standing: Of(x, StandingKind.Promise))).ToList();
        promises.ForEach(x => x.Standing.Until = until);
        foreach (var payer in promises.GroupBy(x => x.PayerKey))
        {
            payer.First().Standing.Key = KeyOf(SelfAction.Promise, payer.Key, number);
        }

        return [.. promises.Select(x => x.Standing)];
    }

    private List<Standing> Objection(SelfServiceView view, AccessTarget target, int number, string why)
    {
        var objections = view.Items.Select(x => Of(x, StandingKind.Objection)).ToList();
        objections.ForEach(x => x.Why = why);
        objections[0].Key = KeyOf(SelfAction.Object, target.ToString(), number);
        return objections;
    }

    private Standing Of(OwedItem item, StandingKind kind) => New(kind, "receivable", item.Reference);

    private Standing New(StandingKind kind, string subjectKind, string subjectKey) =>
        new()
        {
            School = school,
            Kind = kind,
            SubjectKind = subjectKind,
            SubjectKey = subjectKey,
            By = SelfServiceBook.Actor,
            Why = "self-service",
            CreatedAt = clock.GetUtcNow(),
        };

    private static string KeyOf(SelfAction action, string of, int number) =>
        SelfServiceBook.Prefix(action, of) + number.ToString(CultureInfo.InvariantCulture);

    private static string KindOf(SelfAction action) =>
        action switch
        {
            SelfAction.Promise => "self-service.promise",
            SelfAction.Grace => "self-service.grace",
            _ => "self-service.objection",
        };
}
