using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Takes learners out of cohorts, sees in the report what that did, and takes it back where it did anything else than suspend.</summary>
/// <remarks>
/// What leaving a cohort does is known only from the school's word. So one learner goes first, for each cohort that this adapter has
/// not yet seen anybody leave: an unenrolment, or a second course that closes, stops all others.
/// </remarks>
internal sealed class CohortLeaver(AccessReader reader, CohortWriter writer, CohortFindings findings)
{
    /// <summary>Leaves, one outcome per target: done means that the report shows the enrolment suspended and nothing else changed.</summary>
    /// <param name="leaves">Facts before, and the cohorts to leave.</param>
    /// <param name="ct">Stops the call.</param>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">Nothing was sent, for want of a right or function.</exception>
    public async Task<IReadOnlyDictionary<AccessTarget, Sent>> LeaveAsync(
        IReadOnlyList<Leave> leaves,
        CancellationToken ct
    )
    {
        var ended = new Dictionary<AccessTarget, Sent>();
        var left = leaves.Select(leave => AccessReader.ToIds(leave.Facts.Target)).ToHashSet();
        var first = leaves
            .Where(leave => !leave.Cohorts.All(findings.IsProved))
            .DistinctBy(leave => string.Join(',', leave.Cohorts))
            .ToList();
        await LeaveSomeAsync(first, left, ended, ct);

        var rest = leaves.Except(first).ToList();
        foreach (var leave in rest.Where(leave => !leave.Cohorts.All(findings.IsProved)))
        {
            ended[leave.Facts.Target] = leave
                .Cohorts.Select(one => findings.Wrong.GetValueOrDefault(one))
                .FirstOrDefault(one => one is not null)
                is { } wrong
                ? new Sent(OutcomeKind.NotCapable, wrong)
                : new Sent(
                    OutcomeKind.Later,
                    "Not sent: the first learner who left the cohort could not be seen to be suspended."
                );
        }

        await LeaveSomeAsync(rest.Where(leave => leave.Cohorts.All(findings.IsProved)).ToList(), left, ended, ct);
        return ended;
    }

    private async Task LeaveSomeAsync(
        IReadOnlyList<Leave> leaves,
        HashSet<(long Course, long User)> left,
        Dictionary<AccessTarget, Sent> ended,
        CancellationToken ct
    )
    {
        if (leaves.Count == 0)
        {
            return;
        }

        IReadOnlyDictionary<Membership, Sent> sent;
        try
        {
            sent = await writer.LeaveAsync(leaves.SelectMany(leave => leave.Memberships).ToList(), ct);
        }
        catch (RemoteException stop)
            when (ended.Count > 0 && stop is RemoteUnavailableException or RemoteMisconfiguredException)
        {
            leaves.ToList().ForEach(leave => ended[leave.Facts.Target] = Sent.NotSent("Not sent", stop));
            return;
        }

        var undo = new List<(Leave Leave, Sent Result)>();
        var touched = leaves.Where(leave => leave.Memberships.Any(one => sent[one].MayBeWritten)).ToList();
        var (proof, unread) = await ProveAsync(touched, ct);
        foreach (var leave in leaves)
        {
            var bad = leave.Memberships.Select(one => sent[one]).FirstOrDefault(one => one.Kind != OutcomeKind.Done);
            var judged =
                !touched.Contains(leave) ? bad!
                : proof is null
                    ? new Sent(OutcomeKind.Unknown, $"The cohort was left, and that could not be read back. {unread}")
                : Judge(leave, bad, proof, left);
            ended[leave.Facts.Target] = judged;
            if (judged.Kind == OutcomeKind.Done)
            {
                leave.Cohorts.ToList().ForEach(findings.Prove);
            }
            else if (
                touched.Contains(leave)
                && bad is not { Kind: OutcomeKind.Unknown }
                && (proof is not null || !leave.Cohorts.All(findings.IsProved))
            )
            {
                undo.Add((leave, judged));
            }
        }

        await UndoAsync(undo, ended, ct);
    }

    private async Task<(IReadOnlyDictionary<long, IReadOnlyList<CourseRow>>? Proof, string Why)> ProveAsync(
        IReadOnlyList<Leave> touched,
        CancellationToken ct
    )
    {
        try
        {
            var targets = touched.Select(leave => leave.Facts.Target).ToList();
            return (touched.Count == 0 ? null : await reader.ReadEnrolmentsAsync(targets, ct), "");
        }
        catch (RemoteException failed)
        {
            return (null, failed.Message);
        }
    }

    /// <summary>Compares what the report shows now with what it showed before.</summary>
    private Sent Judge(
        Leave leave,
        Sent? bad,
        IReadOnlyDictionary<long, IReadOnlyList<CourseRow>> proof,
        HashSet<(long Course, long User)> left
    )
    {
        var (course, user) = AccessReader.ToIds(leave.Facts.Target);
        var now = proof.GetValueOrDefault(user) ?? [];
        var closedToo = leave
            .Facts.Enrolments.Where(before =>
                !left.Contains((before.Course, user))
                && before.Row is { Method: "cohort", Status: EnrolmentStatus.Active }
                && !now.Any(after =>
                    after.Course == before.Course && after.Row is { Method: "cohort", Status: EnrolmentStatus.Active }
                )
            )
            .Select(before => before.Course)
            .ToList();
        var row = now.FirstOrDefault(one => one.Course == course && one.Row.Method == "cohort")?.Row;
        var names = string.Join(", ", leave.Cohorts);
        if (row is null)
        {
            return Disprove(
                leave,
                $"Leaving cohort {names} removed the enrolment in course {course} instead of suspending it: unenrolAction is attested wrongly. "
                    + "Set 'External unenrol action' of Cohort sync to 'Disable course enrolment', and look after the groups and grades of learner "
                    + $"{user} there. Nobody else is taken out of it."
            );
        }

        if (closedToo.Count > 0)
        {
            return Disprove(
                leave,
                $"Leaving cohort {names} closed course {string.Join(", ", closedToo)} too: the cohort is shared, and attested wrongly. "
                    + "Correct its courses in cohorts."
            );
        }

        return row.Status != EnrolmentStatus.Active ? Sent.Taken
            : bad is { Kind: OutcomeKind.Unknown } ? bad.Unchanged()
            : bad
                ?? new Sent(
                    OutcomeKind.NotCapable,
                    $"Cohort {names} was left and the enrolment by 'cohort' in course {course} is still active: another cohort feeds it too. Attest it in cohorts."
                );
    }

    private Sent Disprove(Leave leave, string sentence)
    {
        // Of several cohorts left at once it is not known which one did it.
        leave.Cohorts.ToList().ForEach(cohort => findings.Disprove(cohort, sentence));
        return new Sent(OutcomeKind.NotCapable, sentence);
    }

    private async Task UndoAsync(
        List<(Leave Leave, Sent Result)> undo,
        Dictionary<AccessTarget, Sent> ended,
        CancellationToken ct
    )
    {
        if (undo.Count == 0)
        {
            return;
        }

        IReadOnlyDictionary<Membership, Sent> back = new Dictionary<Membership, Sent>();
        var failure = "";
        try
        {
            back = await writer.JoinAsync(undo.SelectMany(one => one.Leave.Memberships).ToList(), ct);
        }
        catch (RemoteException failed)
        {
            failure = failed.Message;
        }

        foreach (var (leave, result) in undo)
        {
            var missing = leave.Memberships.FirstOrDefault(one =>
                back.GetValueOrDefault(one)?.Kind != OutcomeKind.Done
            );
            ended[leave.Facts.Target] = missing is null
                ? result with
                {
                    Reason = $"{result.Reason} The learner is back in the cohort.",
                }
                : new Sent(
                    OutcomeKind.Unknown,
                    $"{result.Reason} Putting the learner back into cohort {missing.Cohort} failed: do it by hand. "
                        + (back.GetValueOrDefault(missing)?.Reason ?? failure)
                );
        }
    }
}

/// <summary>A learner who leaves cohorts.</summary>
/// <param name="Facts">What was there before.</param>
/// <param name="Cohorts">The cohorts.</param>
internal sealed record Leave(AccessFacts Facts, IReadOnlyList<long> Cohorts)
{
    /// <summary>Gets the memberships to take.</summary>
    public IEnumerable<Membership> Memberships =>
        Cohorts.Select(cohort => new Membership(cohort, Facts.Target.LearnerKey));
}
