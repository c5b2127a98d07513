using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Access;

/// <summary>Keeps what the guards answered: one review for each learner in a course, told in the journal only when an answer changes.</summary>
internal sealed class ReviewBook(CycleRun run)
{
    /// <summary>Notes answers; saves with the caller's transaction.</summary>
    public async Task NoteAsync(
        LedgerContext ledger,
        SuspensionCandidate candidate,
        IReadOnlyList<GuardAnswer> answers,
        ReviewState state,
        CancellationToken ct
    )
    {
        var target = candidate.Target;
        var review =
            ledger.SuspensionReviews.Local.FirstOrDefault(x => IsOf(x, target))
            ?? await ledger.SuspensionReviews.SingleOrDefaultAsync(
                x => x.School == run.School.Key && x.CourseKey == target.CourseKey && x.LearnerKey == target.LearnerKey,
                ct
            );
        if (review is null)
        {
            review = new SuspensionReview
            {
                School = run.School.Key,
                CourseKey = target.CourseKey,
                LearnerKey = target.LearnerKey,
            };
            ledger.SuspensionReviews.Add(review);
        }

        var changed =
            (review.State, review.CausedBy) != (state, candidate.CausedBy)
            || !AnswersOf(review).Select(Essence).SequenceEqual(answers.Select(Essence));
        (review.Answers, review.SeenAt) = (JsonConvert.SerializeObject(answers), run.Now);
        if (!changed)
        {
            return; // Only facts such as a day moved on.
        }

        (review.State, review.CausedBy, review.At) = (state, candidate.CausedBy, run.Now);
        var red = answers.Where(x => !x.Holds).Select(x => x.Code).ToList();
        run.Journal(
            ledger,
            "suspension.reviewed",
            target.ToString(),
            new
            {
                candidate.CausedBy,
                state,
                red,
            }
        );
    }

    /// <summary>Ends the reviews of suspensions that are not due any more, so that nobody approves what is paid.</summary>
    public async Task EndAsync(LedgerContext ledger, HashSet<AccessTarget> due, CancellationToken ct)
    {
        var open = await ledger
            .SuspensionReviews.Where(x =>
                x.School == run.School.Key && x.State != ReviewState.Over && x.State != ReviewState.Agreed
            )
            .ToListAsync(ct);
        open.Where(x => !due.Contains(new AccessTarget(x.CourseKey, x.LearnerKey)))
            .ToList()
            .ForEach(x => (x.State, x.SeenAt) = (ReviewState.Over, run.Now));
        await ledger.SaveChangesAsync(ct);
    }

    /// <summary>The answers of a review.</summary>
    public static IReadOnlyList<GuardAnswer> AnswersOf(SuspensionReview review) =>
        JsonConvert.DeserializeObject<List<GuardAnswer>>(review.Answers)!;

    private static (string, bool) Essence(GuardAnswer answer) => (answer.Code, answer.Holds);

    private static bool IsOf(SuspensionReview review, AccessTarget target) =>
        review.CourseKey == target.CourseKey && review.LearnerKey == target.LearnerKey;
}
