using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Changes;

/// <summary>Notices that the rules ask another price now than was billed: followed by a correction where the agreement's terms say so, otherwise told once.</summary>
/// <remarks>An agreement is looked at after its enrolment, learner or course changed, or the mapping did; never because a day is over.</remarks>
internal sealed class PriceChanges(CycleRun run)
{
    private readonly string? mark = run.Mapping.BillingVersion is { } version
        ? CycleRun.Digest($"price {version} {typeof(PriceChanges).Assembly.ManifestModule.ModuleVersionId}")[..16]
        : null;

    /// <summary>Looks, and follows unless too much changed at once.</summary>
    public async Task FollowAsync(CancellationToken ct)
    {
        if (run.Switches.Invoices != SwitchLevel.Act)
        {
            return;
        }

        var changed = await LookAsync(ct);
        Tell(changed.FindAll(x => !x.Follows));
        await MarkAsync([.. changed.Where(x => !x.Follows).Select(x => x.EpisodeId)], ct);
        var toFollow = changed.FindAll(x => x.Follows);
        if (await AgreementChanges.AreTooManyAsync(run, toFollow.Count, ct))
        {
            run.Report.Say(
                "limit.price-changes",
                $"school {run.School.Key}",
                $"{toFollow.Count} agreements have another price at once, more than {AgreementChanges.TooManyPercent} % of those that run: no invoice was taken back.",
                "Look at the mapping with `map preview`. If the new prices are right, `changes confirm`.",
                needsPerson: true
            );
            return;
        }

        foreach (var change in toFollow)
        {
            await CorrectAsync(change, ct);
        }
    }

    private async Task<List<Change>> LookAsync(CancellationToken ct)
    {
        var changed = new List<Change>();
        BillingSources? courses = null;
        var last = 0L;
        while (true)
        {
            await using var ledger = run.OpenLedger();
            var chunk = await ledger
                .Episodes.AsNoTracking()
                .Where(x => x.School == run.School.Key && x.Billed && x.EndedOn == null && x.Id > last)
                .Where(x => x.Judged == null || x.Judged != mark)
                .OrderBy(x => x.Id)
                .Take(CycleRun.ChunkSize)
                .ToListAsync(ct);
            if (chunk.Count == 0)
            {
                return changed;
            }

            last = chunk[^1].Id;
            courses ??= await BillingSources.LoadCoursesAsync(run, ct);
            var found = await LookAsync(ledger, chunk, courses, ct);
            changed.AddRange(found);
            await MarkAsync([.. chunk.Select(x => x.Id).Except(found.Select(x => x.EpisodeId))], ct);
        }
    }

    private async Task<List<Change>> LookAsync(
        LedgerContext ledger,
        List<Episode> chunk,
        BillingSources courses,
        CancellationToken ct
    )
    {
        var ids = chunk.ConvertAll(x => x.Id);
        var agreements = await ledger
            .Agreements.AsNoTracking()
            .Where(x => x.School == run.School.Key && x.EndedOn == null && x.EpisodeRowId != null)
            .Where(x => ids.Contains(x.EpisodeRowId!.Value))
            .ToDictionaryAsync(x => x.EpisodeRowId!.Value, ct);
        var rules = await TermsNow.LoadAsync(run, ledger, agreements.Values, ct);
        var changed = new List<Change>();
        foreach (var (episode, source, _) in await courses.ForAsync(ledger, chunk, ct))
        {
            if (source is null || !agreements.TryGetValue(episode.Id, out var agreement))
            {
                continue;
            }

            var before = AgreementSnapshot.Parse(agreement.Terms);
            var now = before.Source with { Course = source.Course, Learner = source.Learner };
            if (
                before.Terms.Subscription is null
                && rules.Decide(agreement, now).Terms is { } terms
                && TermsNow.HaveAnotherPrice(terms, before.Terms)
            )
            {
                var follows = before.Terms.Changes?.FollowPrice ?? false;
                changed.Add(new Change(episode.Id, agreement.Id, episode.CourseKey, follows));
            }
        }

        return changed;
    }

    private void Tell(List<Change> changed)
    {
        foreach (var course in changed.GroupBy(x => x.CourseKey))
        {
            run.Report.Count("agreements.other-price", course.Count());
            run.Report.Say(
                "price.changed",
                $"course {course.Key}",
                $"{course.Count()} agreements were billed at another price than the rules give now. What is issued stands.",
                "Nothing is to be done if that is meant; `correct` takes one invoice back and bills it anew."
            );
        }
    }

    private async Task CorrectAsync(Change change, CancellationToken ct)
    {
        string? reference;
        await using (var ledger = run.OpenLedger())
        {
            reference = await ledger
                .Receivables.Where(x => x.AgreementId == change.AgreementId && x.State == ReceivableState.Live)
                .OrderBy(x => x.Instalment)
                .Select(x => x.Reference)
                .FirstOrDefaultAsync(ct);
        }

        var answer = reference is null
            ? null
            : await new InvoiceCorrection(run).PlanAsync(reference, "The price changed.", ct);
        switch (answer?.Kind)
        {
            case CorrectionKind.Planned:
                run.Report.Count("agreements.price-followed");
                break;
            case CorrectionKind.UnderWay:
                return; // Looked at again in the next run.
            case CorrectionKind.Refused:
                run.Report.Say(
                    "price.not-followed",
                    answer.Receivable,
                    $"Its price changed, and its invoice cannot follow by itself. {answer.Message}",
                    "Decide with `correct`, `cancel` or in the ERP.",
                    needsPerson: true
                );
                break;
            default:
                break;
        }

        await MarkAsync([change.EpisodeId], ct);
    }

    private async Task MarkAsync(List<long> episodes, CancellationToken ct)
    {
        foreach (var ids in episodes.Chunk(CycleRun.ChunkSize))
        {
            await using var ledger = run.OpenLedger();
            await ledger
                .Episodes.Where(x => ids.Contains(x.Id))
                .ExecuteUpdateAsync(x => x.SetProperty(e => e.Judged, mark), ct);
        }
    }

    private sealed record Change(long EpisodeId, long AgreementId, string CourseKey, bool Follows);
}
