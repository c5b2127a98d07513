using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Mapping;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Changes;

/// <summary>Ends the agreements whose enrolment ended in the LMS, by their own terms for changes.</summary>
/// <remarks>
/// An episode ends only when a complete listing no longer has the learner, so that neither our own suspension nor the school's ends one.
/// One that ended today is left until tomorrow: out and in again on one day is a correction in the LMS.
/// </remarks>
internal sealed class EndedEnrolments(CycleRun run)
{
    // Agreements without terms for changes are not even read: a person decides about those.
    private const string HasTerms = "\"Changes\":{";

    /// <summary>Decides, and ends them unless they are too many for one run.</summary>
    public async Task FollowAsync(CancellationToken ct)
    {
        var act = run.Switches.Invoices == SwitchLevel.Act;
        var harmless = new List<long>();
        var costly = new List<long>();
        foreach (var id in await EndedAsync(ct))
        {
            await using var ledger = run.OpenLedger();
            if (Decide(await AgreementState.LoadAsync(ledger, id, ct)) is { } decision)
            {
                (decision.Cuts.Count == 0 ? harmless : costly).Add(id);
            }
        }

        if (!act)
        {
            run.Report.Count("agreements.to-end", harmless.Count + costly.Count);
            return;
        }

        if (await AgreementChanges.AreTooManyAsync(run, costly.Count, ct))
        {
            run.Report.Say(
                "limit.endings",
                $"school {run.School.Key}",
                $"{costly.Count} enrolments that are billed ended at once in the LMS, more than {AgreementChanges.TooManyPercent} % of those that run: nothing was credited or dropped.",
                "Look at the LMS. If they really left, `changes confirm`; one alone ends with `cancel`.",
                needsPerson: true
            );
            costly.Clear();
        }

        foreach (var id in harmless.Concat(costly))
        {
            await EndAsync(id, ct);
        }
    }

    private async Task EndAsync(long id, CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        await using var transaction = await ledger.Database.BeginTransactionAsync(ct);
        var state = await AgreementState.LoadAsync(ledger, id, ct);
        var decision = Decide(state)!;
        if (Leaving.Objection(state, decision) is { } objection)
        {
            run.Report.Say(
                "change.waits",
                state.Name,
                $"Its enrolment ended, and its end waits. {objection}",
                "It is looked at again in each run; `cancel` does the same by your word.",
                needsPerson: state.Obstacle is null
            );
            return;
        }

        var notes = await new Leaving(run, ledger).EndAsync(
            state,
            decision,
            Day(state),
            "agreement.ended",
            null,
            null,
            ct
        );
        ChangeAnswer.Tell(run, notes);
        run.Report.Count("agreements.ended");
        await ledger.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static LeavingDecision? Decide(AgreementState state) =>
        state.Snapshot.Terms.Changes is { } terms
            ? LeavingPlan.Decide(state.ToParts(), state.Currency, terms, LeavingCause.Lms, Day(state))
            : null;

    private static DateOnly Day(AgreementState state) => state.Agreement.EpisodeRow!.EndedOn!.Value;

    // Who left before anything was billed is not billed afterwards: there is nothing to end.
    private async Task<List<long>> EndedAsync(CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        return await ledger
            .Agreements.Where(x => x.School == run.School.Key && x.EndedOn == null && x.EpisodeRow!.Billed)
            .Where(x => x.EpisodeRow!.EndedOn < run.Today && x.Terms.Contains(HasTerms))
            .OrderBy(x => x.Id)
            .Select(x => x.Id)
            .ToListAsync(ct);
    }
}
