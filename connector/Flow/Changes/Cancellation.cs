using System.Globalization;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Changes;

/// <summary>How much of an agreement a person wants credited when its learner moves to another course.</summary>
internal enum MoveCredit
{
    /// <summary>All of it.</summary>
    All,

    /// <summary>What was not used, by days.</summary>
    Unused,

    /// <summary>Nothing that is issued; what is not is dropped.</summary>
    None,
}

/// <summary>Ends an agreement by a person's word: cancelled, or moved to another course.</summary>
/// <remarks>Nothing is sent here: the credit notes' intents are stored, and the step <c>invoices</c> does the rest.</remarks>
internal sealed class Cancellation(CycleRun run)
{
    /// <summary>Cancels, by the agreement's terms for changes; without such terms what is invoiced stays owed.</summary>
    /// <param name="subject">As <see cref="AgreementFinder"/> takes it.</param>
    /// <param name="on">The first day that is not used any more; not after today.</param>
    /// <param name="why">A person's reason, for the journal.</param>
    /// <param name="language">es, en or pt.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>What is planned, or why nothing is; null when nothing is known by the subject.</returns>
    public Task<ChangeAnswer?> CancelAsync(
        string subject,
        DateOnly on,
        string why,
        string language,
        CancellationToken ct
    ) =>
        EndAsync(
            subject,
            on,
            (state, _) =>
                Task.FromResult<(LeavingDecision?, string?)>(
                    (
                        LeavingPlan.Decide(
                            state.ToParts(),
                            state.Currency,
                            state.Snapshot.Terms.Changes,
                            LeavingCause.Word,
                            on
                        ),
                        null
                    )
                ),
            new Words("agreement.cancelled", why, null, language),
            ct
        );

    /// <summary>Ends the agreement at the old course; the enrolment in the new one is billed as any other, once the LMS lists it.</summary>
    /// <param name="subject">As <see cref="AgreementFinder"/> takes it.</param>
    /// <param name="course">The key or short name of the course that the learner moves to.</param>
    /// <param name="credit">How much is credited.</param>
    /// <param name="on">The first day that is not used any more; not after today.</param>
    /// <param name="why">A person's reason, for the journal.</param>
    /// <param name="language">es, en or pt.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>What is planned, or why nothing is; null when nothing is known by the subject.</returns>
    public Task<ChangeAnswer?> MoveAsync(
        string subject,
        string course,
        MoveCredit credit,
        DateOnly on,
        string why,
        string language,
        CancellationToken ct
    ) =>
        EndAsync(
            subject,
            on,
            async (state, ledger) =>
                await MoveObjectionAsync(ledger, state, course, credit, ct) is { } objection
                    ? (null, objection)
                    : (Decide(state, credit, on), null),
            new Words("agreement.moved", why, course, language),
            ct
        );

    private async Task<ChangeAnswer?> EndAsync(
        string subject,
        DateOnly on,
        Func<AgreementState, LedgerContext, Task<(LeavingDecision? Decision, string? Objection)>> decide,
        Words words,
        CancellationToken ct
    )
    {
        await using var ledger = run.OpenLedger();
        await using var transaction = await ledger.Database.BeginTransactionAsync(ct);
        if (await AgreementFinder.FindAsync(ledger, run.School.Key, subject, ct) is not { } id)
        {
            return null;
        }

        var state = await AgreementState.LoadAsync(ledger, id, ct);
        if (state.Agreement.EndedOn is { } ended)
        {
            return new ChangeAnswer(
                ChangeKind.Nothing,
                state.Name,
                null,
                string.Create(CultureInfo.InvariantCulture, $"It ended on {ended:yyyy-MM-dd} already."),
                []
            );
        }

        if (on > run.Today)
        {
            return ChangeAnswer.Refused(state.Name, "That day is to come: say it again on the day itself.");
        }

        if (on < state.Snapshot.Source.BeganOn)
        {
            return ChangeAnswer.Refused(
                state.Name,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"It began on {state.Snapshot.Source.BeganOn:yyyy-MM-dd}: it cannot end before. Say a day from then on."
                )
            );
        }

        var (decision, objection) = await decide(state, ledger);
        if ((objection ?? Leaving.Objection(state, decision!)) is { } refusal)
        {
            return ChangeAnswer.Refused(state.Name, refusal);
        }

        if (run.Options.DryRun)
        {
            return ChangeAnswer.Of(ChangeKind.Looked, state, decision!, [], words.Language);
        }

        var notes = await new Leaving(run, ledger).EndAsync(state, decision!, on, words.Kind, words.Why, words.To, ct);
        await ledger.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return ChangeAnswer.Of(ChangeKind.Planned, state, decision!, notes, words.Language);
    }

    private static LeavingDecision Decide(AgreementState state, MoveCredit credit, DateOnly on) =>
        credit switch
        {
            MoveCredit.All => LeavingPlan.Everything(state.ToParts(), state.Currency, ChangeReason.AllCredited, on),
            MoveCredit.Unused => LeavingPlan.By(
                state.ToParts(),
                state.Currency,
                LeavingRule.KeepUsed,
                state.Snapshot.Terms.Changes,
                on
            ),
            _ => LeavingPlan.By(state.ToParts(), state.Currency, LeavingRule.KeepInvoiced, null, on),
        };

    private async Task<string?> MoveObjectionAsync(
        LedgerContext ledger,
        AgreementState state,
        string course,
        MoveCredit credit,
        CancellationToken ct
    )
    {
        var known = await ledger
            .Courses.Where(x => x.School == run.School.Key && x.GoneAt == null)
            .Where(x => x.Key == course || x.ShortName == course)
            .Select(x => x.Key)
            .ToListAsync(ct);
        return known.Count != 1 ? $"The LMS lists {(known.Count == 0 ? "no" : "more than one")} course '{course}'."
            : known[0] == state.Agreement.CourseKey ? "It is an agreement about that course already."
            : credit == MoveCredit.Unused && state.Snapshot.Terms.Changes?.RunsTo is null
                ? "Nobody knows on which days the old course runs: say `--credit all` or `--credit none`."
            : null;
    }

    private sealed record Words(string Kind, string Why, string? To, string Language);
}
