using System.Runtime.InteropServices;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Enrolments;

/// <summary>What the mirror holds, slim enough for a million enrolments (some 60 bytes each), so that an unchanged one costs no query.</summary>
internal sealed class EnrolmentIndex
{
    private readonly Numbers courses = new();
    private readonly Numbers learners = new();
    private readonly Numbers methods = new();
    private readonly Dictionary<Key, Held> held;
    private readonly HashSet<Key> appeared = [];
    private readonly List<(int Known, int Seen)> counts = [];

    private EnrolmentIndex(int capacity) => held = new Dictionary<Key, Held>(capacity);

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
        var ours = ledger.Enrolments.AsNoTracking().Where(x => x.School == school);
        var index = new EnrolmentIndex(await ours.CountAsync(ct));
        await foreach (var row in ours.AsAsyncEnumerable().WithCancellation(ct))
        {
            var gone = row.GoneAt is not null;
            var key = index.KeyOf(row.CourseKey, row.LearnerKey, row.Method);
            index.held[key] = new Held(row.Id, State(row.ToFact()), gone, false);
            index.Count(key.Course).Known += gone ? 0 : 1;
        }

        return index;
    }

    /// <summary>Looks a fact up and notes that it was seen.</summary>
    public (Verdict Verdict, long RowId) See(EnrolmentFact fact)
    {
        var key = KeyOf(fact.CourseKey, fact.LearnerKey, fact.Method);
        Count(key.Course).Seen++;
        ref var row = ref CollectionsMarshal.GetValueRefOrNullRef(held, key);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref row))
        {
            return (appeared.Add(key) ? Verdict.New : Verdict.Same, 0);
        }

        if (row.Seen)
        {
            return (Verdict.Same, row.RowId); // A second enrolment by the same method: the first one stands for both.
        }

        var before = row;
        row = before with { State = State(fact), Gone = false, Seen = true };
        return (before.Gone || before.State != row.State ? Verdict.Changed : Verdict.Same, row.RowId);
    }

    /// <summary>How many enrolments of a course the mirror had, and how many of them this listing showed.</summary>
    public (int Known, int Seen) CountOf(string courseKey) => Count(courses.Of(courseKey));

    /// <summary>Rows of these courses that a complete listing did not show.</summary>
    public List<long> Unseen(IReadOnlySet<string> courseKeys)
    {
        var complete = courseKeys.Select(courses.Of).ToHashSet();
        return
        [
            .. held.Where(x => !x.Value.Seen && !x.Value.Gone && complete.Contains(x.Key.Course))
                .Select(x => x.Value.RowId),
        ];
    }

    private static Snapshot State(EnrolmentFact fact) =>
        new(
            fact.StartsAt?.ToUnixTimeMilliseconds() ?? long.MinValue,
            fact.EndsAt?.ToUnixTimeMilliseconds() ?? long.MinValue,
            (byte)fact.Status,
            fact.WindowKnown,
            fact.IsLearner
        );

    private Key KeyOf(string course, string learner, string method) =>
        new(courses.Of(course), learners.Of(learner), methods.Of(method));

    private ref (int Known, int Seen) Count(int course)
    {
        if (course >= counts.Count)
        {
            CollectionsMarshal.SetCount(counts, course + 1);
        }

        return ref CollectionsMarshal.AsSpan(counts)[course];
    }

    /// <summary>Gives texts that repeat a number each.</summary>
    private sealed class Numbers
    {
        private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);

        public int Of(string text)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, text, out var known);
            return known ? number : number = numbers.Count - 1;
        }
    }

    private readonly record struct Key(int Course, int Learner, int Method);

    private readonly record struct Snapshot(long StartsAt, long EndsAt, byte Status, bool WindowKnown, bool? IsLearner);

    private readonly record struct Held(long RowId, Snapshot State, bool Gone, bool Seen);
}
