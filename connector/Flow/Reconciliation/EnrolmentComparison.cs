using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Enrolments;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Flow.Sales;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Reconciliation;

/// <summary>Who is enrolled now, as the LMS lists it: slim enough for a hundred thousand.</summary>
internal sealed class LiveEnrolments
{
    private readonly Dictionary<string, string> pool = new(StringComparer.Ordinal);
    private readonly HashSet<(string Course, string Learner)> listed = [];
    private readonly HashSet<(string Course, string Learner)> active = [];
    private readonly HashSet<string> peopled = new(StringComparer.Ordinal);
    private readonly HashSet<string> complete = new(StringComparer.Ordinal);

    /// <summary>Gets the control totals of the LMS.</summary>
    public List<ControlLine> Totals { get; } = [];

    /// <summary>Gets how many learners are active, per course.</summary>
    public int Active => active.Count;

    /// <summary>Notes an enrolment.</summary>
    /// <returns>Whether it makes the learner active in the course, and is the first to.</returns>
    public bool See(EnrolmentFact fact)
    {
        var key = (Pooled(fact.CourseKey), Pooled(fact.LearnerKey));
        listed.Add(key);
        peopled.Add(key.Item1);
        return fact.Status == EnrolmentStatus.Active && active.Add(key);
    }

    /// <summary>Notes that a course was listed whole.</summary>
    public void Complete(string course) => complete.Add(course);

    /// <summary>Whether the learner can enter the course.</summary>
    public bool IsActive(string course, string learner) => active.Contains((course, learner));

    /// <summary>Whether the course was listed whole, without the learner.</summary>
    public bool HasLeft(string course, string learner) =>
        complete.Contains(course) && !listed.Contains((course, learner));

    /// <summary>Whether anybody is listed in the course.</summary>
    public bool AnybodyIn(string course) => peopled.Contains(course);

    private string Pooled(string text) => pool.TryGetValue(text, out var same) ? same : pool[text] = text;
}

/// <summary>Reads the LMS and finds active enrolments that the ledger does not have, or cannot bill.</summary>
internal sealed class EnrolmentComparison(CycleRun run, DifferenceList found)
{
    private readonly LiveEnrolments live = new();
    private readonly SortedDictionary<string, long> notBilled = new(StringComparer.Ordinal);
    private Dictionary<string, CourseFact> courses = [];
    private HashSet<string> listedBefore = [];

    /// <summary>Compares.</summary>
    /// <returns>Who is enrolled now.</returns>
    public async Task<LiveEnrolments> CompareAsync(CancellationToken ct)
    {
        var all = await run.Ports.Enrolments.ReadCoursesAsync(ct);
        courses = all.ToDictionary(x => x.Key);
        await using (var ledger = run.OpenLedger())
        {
            listedBefore = await ledger
                .Courses.Where(x => x.School == run.School.Key && x.FirstListedAt != null)
                .Select(x => x.Key)
                .ToHashSetAsync(ct);
        }

        await foreach (var batch in run.Ports.Enrolments.ReadEnrolmentsAsync(all, ct))
        {
            // Of two enrolments of one learner in one course the first by name speaks, as when it is billed.
            var active = batch.Enrolments.OrderBy(x => x.Method, StringComparer.Ordinal).Where(live.See).ToList();
            foreach (var chunk in active.Chunk(CycleRun.ChunkSize))
            {
                await CompareAsync(chunk, ct);
            }

            foreach (var listing in batch.Listings)
            {
                await NoteAsync(listing, ct);
            }

            run.Tell("enrolments", live.Active);
        }

        live.Totals.Add(new ControlLine("LMS", "active enrolments", live.Active));
        live.Totals.AddRange(
            notBilled.Select(x => new ControlLine("LMS", $"of them not to be billed: {x.Key}", x.Value))
        );
        return live;
    }

    private async Task NoteAsync(CourseListing listing, CancellationToken ct)
    {
        if (!listing.Complete)
        {
            found.NotCompared.Add($"Who has left course {listing.CourseKey}: {listing.Reason}");
            return;
        }

        await using var ledger = run.OpenLedger();
        var before = live.AnybodyIn(listing.CourseKey)
            ? 0
            : await ledger.Enrolments.CountAsync(
                x => x.School == run.School.Key && x.CourseKey == listing.CourseKey && x.GoneAt == null,
                ct
            );
        if (before >= EnrolmentMirror.EmptyListingSuspiciousFrom)
        {
            found.NotCompared.Add(
                $"Who has left course {listing.CourseKey}: the LMS lists nobody where there were {before}. Run `check`."
            );
            return;
        }

        live.Complete(listing.CourseKey);
    }

    private async Task CompareAsync(EnrolmentFact[] facts, CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var courseKeys = facts.Select(x => x.CourseKey).Distinct().ToList();
        var learnerKeys = facts.Select(x => x.LearnerKey).Distinct().ToList();
        var episodes = (
            await ledger
                .Episodes.AsNoTracking()
                .Where(x => x.School == run.School.Key && x.EndedOn == null)
                .Where(x => courseKeys.Contains(x.CourseKey) && learnerKeys.Contains(x.LearnerKey))
                .ToListAsync(ct)
        ).ToDictionary(x => (x.CourseKey, x.LearnerKey));
        var parked = await ParkedAsync(ledger, episodes.Values, ct);
        var agreed = await AgreedAsync(ledger, episodes.Values, ct);
        var unknown = new List<EnrolmentFact>();
        foreach (var fact in facts)
        {
            var episode = episodes.GetValueOrDefault((fact.CourseKey, fact.LearnerKey));
            if (
                episode is null or { Billed: false, NotBilled: "not-active" or "course-gone" or "learner-not-readable" }
            )
            {
                unknown.Add(fact);
            }
            else if (episode is { Billed: false, NotBilled: { } reason })
            {
                NotBilled(fact, reason, parked.GetValueOrDefault(Key(episode)));
            }
            else if (!episode.Billed && !agreed.Contains(episode.Id))
            {
                unknown.Add(fact);
            }
        }

        await JudgeAsync(unknown, ct);
    }

    private void NotBilled(EnrolmentFact fact, string reason, Intent? parked)
    {
        if (reason != "data-fault")
        {
            Count(reason);
            return;
        }

        var state = parked?.State == IntentState.Dismissed ? UnbilledState.Dismissed : UnbilledState.DataFault;
        found.Add(LearningCauses.Of(new UnbilledFacts(Subject(fact), null, state, Reason: parked?.LastAnswer)));
    }

    // What the ledger does not have is judged by the rules, as the next run will.
    private async Task JudgeAsync(List<EnrolmentFact> facts, CancellationToken ct)
    {
        if (facts.Count == 0)
        {
            return;
        }

        var keys = facts.Select(x => x.LearnerKey).Distinct().ToList();
        var learners = (await run.Ports.Enrolments.ReadLearnersAsync(keys, ct)).ToDictionary(x => x.Key);
        await using var ledger = run.OpenLedger();
        var sold = await SoldOutside.LoadAsync(run, ledger, ct);
        foreach (var fact in facts)
        {
            if (sold.CoversNext(fact.CourseKey, fact.LearnerKey))
            {
                Count(SoldOutside.Reason);
                continue;
            }

            DateOnly? began =
                fact.StartsAt is { } start ? run.School.DayOf(start)
                : listedBefore.Contains(fact.CourseKey) ? run.Today
                : null;
            var (source, reason) = BillingSources.Judge(
                run,
                courses.GetValueOrDefault(fact.CourseKey),
                learners.GetValueOrDefault(fact.LearnerKey),
                fact,
                began
            );
            if (source is null)
            {
                Count(reason!);
                continue;
            }

            var answer = run.Mapping.Billing.Decide(source);
            var due = answer.Terms?.Instalments.Where(x => x.IssueOn <= run.Today).Select(x => x.Amount).ToList() ?? [];
            if (answer.Faults.Count > 0)
            {
                var faults = string.Join(" ", answer.Faults.Select(x => $"[{x.Code}] {x.Where}: {x.Message}"));
                found.Add(
                    LearningCauses.Of(new UnbilledFacts(Subject(fact), null, UnbilledState.DataFault, Reason: faults))
                );
            }
            else if (due.Count > 0)
            {
                var amount = due.Aggregate((a, b) => a + b);
                found.Add(LearningCauses.Of(new UnbilledFacts(Subject(fact), amount, UnbilledState.NotRead)));
            }
            else
            {
                Count(answer.NotBillable ?? "not-due-yet");
            }
        }
    }

    private async Task<Dictionary<string, Intent>> ParkedAsync(
        LedgerContext ledger,
        IEnumerable<Episode> episodes,
        CancellationToken ct
    )
    {
        var keys = episodes.Where(x => x.NotBilled == "data-fault").Select(Key).ToList();
        return await ledger
            .Intents.AsNoTracking()
            .Where(x => x.School == run.School.Key && x.Kind == IntentKind.Bill && keys.Contains(x.Reference))
            .ToDictionaryAsync(x => x.Reference, ct);
    }

    private async Task<HashSet<long>> AgreedAsync(
        LedgerContext ledger,
        IEnumerable<Episode> episodes,
        CancellationToken ct
    )
    {
        var ids = episodes.Where(x => !x.Billed).Select(x => x.Id).ToList();
        return await ledger
            .Agreements.Where(x => x.School == run.School.Key && x.EpisodeRowId != null)
            .Where(x => ids.Contains(x.EpisodeRowId!.Value))
            .Select(x => x.EpisodeRowId!.Value)
            .ToHashSetAsync(ct);
    }

    private void Count(string reason) => notBilled[reason] = notBilled.GetValueOrDefault(reason) + 1;

    private static string Subject(EnrolmentFact fact) => $"{fact.CourseKey}/{fact.LearnerKey}";

    private static string Key(Episode episode) => ParkedBills.KeyOf(episode);
}
