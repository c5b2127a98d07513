using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Enrolments;

/// <summary>What the mirror holds, slim enough for a hundred thousand enrolments, so that an unchanged one costs no query.</summary>
internal sealed class EnrolmentIndex
{
    private readonly Dictionary<(string Course, string Learner, string Method), Held> held = [];
    private readonly Dictionary<string, string> pool = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> seen = new(StringComparer.Ordinal);

    /// <summary>What is to be done with a fact.</summary>
    public enum Verdict
    {
        /// <summary>The mirror has it so.</summary>
        Same,

        /// <summary>It is new.</summary>
        New,

        /// <summary>It differs, or had gone and is back.</summary>
        Changed,
    }

    public static async Task<EnrolmentIndex> LoadAsync(LedgerContext ledger, string school, CancellationToken ct)
    {
        var index = new EnrolmentIndex();
        var rows = ledger.Enrolments.AsNoTracking().Where(x => x.School == school).AsAsyncEnumerable();
        await foreach (var row in rows.WithCancellation(ct))
        {
            index.held[index.Key(row.CourseKey, row.LearnerKey, row.Method)] = new Held(
                row.Id,
                State(row.ToFact()),
                row.GoneAt is not null,
                false
            );
            index.known[row.CourseKey] = index.known.GetValueOrDefault(row.CourseKey) + (row.GoneAt is null ? 1 : 0);
        }

        return index;
    }

    /// <summary>Looks a fact up and notes that it was seen.</summary>
    public (Verdict Verdict, long RowId) See(EnrolmentFact fact)
    {
        var key = Key(fact.CourseKey, fact.LearnerKey, fact.Method);
        seen[fact.CourseKey] = seen.GetValueOrDefault(fact.CourseKey) + 1;
        if (held.TryGetValue(key, out var before) && before.Seen)
        {
            return (Verdict.Same, before.RowId); // A second enrolment by the same method: the first one stands for both.
        }

        if (before == default)
        {
            held[key] = new Held(0, State(fact), false, true);
            return (Verdict.New, 0);
        }

        held[key] = before with { State = State(fact), Gone = false, Seen = true };
        return before.Gone || before.State != State(fact)
            ? (Verdict.Changed, before.RowId)
            : (Verdict.Same, before.RowId);
    }

    /// <summary>How many enrolments of a course the mirror had, and how many of them this listing showed.</summary>
    public (int Known, int Seen) CountOf(string courseKey) =>
        (known.GetValueOrDefault(courseKey), seen.GetValueOrDefault(courseKey));

    /// <summary>Rows of these courses that a complete listing did not show.</summary>
    public List<long> Unseen(IReadOnlySet<string> courseKeys) =>
        [
            .. held.Where(x => !x.Value.Seen && !x.Value.Gone && courseKeys.Contains(x.Key.Course))
                .Select(x => x.Value.RowId),
        ];

    private static Snapshot State(EnrolmentFact fact) =>
        new(
            fact.Status,
            fact.StartsAt?.ToUnixTimeMilliseconds() ?? long.MinValue,
            fact.EndsAt?.ToUnixTimeMilliseconds() ?? long.MinValue,
            fact.WindowKnown,
            fact.IsLearner
        );

    private (string, string, string) Key(string course, string learner, string method) =>
        (Pooled(course), Pooled(learner), Pooled(method));

    private string Pooled(string text)
    {
        if (!pool.TryGetValue(text, out var same))
        {
            pool[text] = same = text;
        }

        return same;
    }

    private readonly record struct Snapshot(
        EnrolmentStatus Status,
        long StartsAt,
        long EndsAt,
        bool WindowKnown,
        bool? IsLearner
    );

    private readonly record struct Held(long RowId, Snapshot State, bool Gone, bool Seen);
}
