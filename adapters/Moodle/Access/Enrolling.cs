using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Enrols by hand who has no enrolment in a course at all, and reads back.</summary>
/// <remarks>Sent to one who is suspended, the same call would give access back and erase the window: whoever is there is left as is.</remarks>
internal sealed class Enrolling(MoodleSettings settings, AccessReader reader, ManualEnrolmentWriter manual)
{
    /// <summary>Enrols those without an enrolment, as the facts of now show them.</summary>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">Nothing was sent, for want of a right or function.</exception>
    public async Task<IReadOnlyDictionary<AccessTarget, ItemOutcome<AccessReading>>> RunAsync(
        IReadOnlyDictionary<AccessTarget, AccessFacts> facts,
        CancellationToken ct
    )
    {
        var sent = await manual.WriteAsync(
            facts
                .Values.Where(IsNew)
                .Select(fact => new ManualEnrolment(fact.Target, settings.StudentRoleId, 0, 0, Suspend: false))
                .ToList(),
            ct
        );
        var written = sent.Where(pair => pair.Value.MayBeWritten).Select(pair => pair.Key).ToList();
        var (after, unread) = await ReadBackAsync(written, ct);
        return facts.ToDictionary(
            pair => pair.Key,
            pair =>
                sent.TryGetValue(pair.Key, out var one)
                    ? Judge(pair.Key, one, after.GetValueOrDefault(pair.Key), unread)
                    : Standing(pair.Value)
        );
    }

    private static bool IsNew(AccessFacts now) =>
        now is { Unreadable: null, State: AccessState.NotEnrolled } and ({ Rows: null } or { Rows.Count: 0 });

    private ItemOutcome<AccessReading> Standing(AccessFacts now) =>
        now.Unreadable is { } unreadable ? Not(now.Target, OutcomeKind.NotCapable, unreadable)
        : now.State == AccessState.Open
            ? ItemOutcome<AccessReading>.Done(now.Target.ToString(), now.ToReading(settings))
        : Not(
            now.Target,
            OutcomeKind.Rejected,
            $"Learner {now.Target.LearnerKey} is enrolled in course {now.Target.CourseKey} already, suspended or outside the window, and stays so. Change it under Participants if it is due."
        );

    private ItemOutcome<AccessReading> Judge(AccessTarget target, Sent sent, AccessFacts? after, string unread) =>
        !sent.MayBeWritten ? Not(target, sent.Kind, sent.Reason!)
        : after is null or { Unreadable: not null }
            ? Not(
                target,
                OutcomeKind.Unknown,
                $"It was sent, and could not be read back. {after?.Unreadable ?? unread}"
            )
        : after.State == AccessState.Open
            ? ItemOutcome<AccessReading>.Done(target.ToString(), after.ToReading(settings))
        : sent.Kind == OutcomeKind.Unknown ? Not(target, sent.Unchanged().Kind, sent.Unchanged().Reason!)
        : Not(
            target,
            OutcomeKind.Rejected,
            $"Moodle took the enrolment, and course {target.CourseKey} shows no active one. Look at its participants."
        );

    private async Task<(IReadOnlyDictionary<AccessTarget, AccessFacts> After, string Unread)> ReadBackAsync(
        List<AccessTarget> written,
        CancellationToken ct
    )
    {
        try
        {
            var facts = written.Count == 0 ? [] : await reader.ReadAsync(written, toRestore: true, ct);
            return (facts.ToDictionary(fact => fact.Target), "");
        }
        catch (RemoteException failed)
        {
            return (new Dictionary<AccessTarget, AccessFacts>(), failed.Message); // Something was written: not thrown.
        }
    }

    private static ItemOutcome<AccessReading> Not(AccessTarget target, OutcomeKind kind, string reason) =>
        ItemOutcome<AccessReading>.Not(kind, target.ToString(), reason);
}
