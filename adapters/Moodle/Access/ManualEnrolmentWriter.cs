using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>One manual enrolment to write, whole: what is not sent, Moodle resets.</summary>
/// <param name="Target">Who and where.</param>
/// <param name="Role">The learner's own role.</param>
/// <param name="Start">Start, unix seconds; 0 for none.</param>
/// <param name="End">End, unix seconds; 0 for none.</param>
/// <param name="Suspend">Whether it is suspended afterwards.</param>
internal sealed record ManualEnrolment(AccessTarget Target, long Role, long Start, long End, bool Suspend);

/// <summary>Writes manual enrolments.</summary>
internal sealed class ManualEnrolmentWriter(MoodleClient client)
{
    /// <summary>PHP cuts a form at max_input_vars (5,000 here, 1,000 by default): 6 fields each, and the five of every call.</summary>
    private const int ItemsPerCall = 160;

    private readonly BatchWriter<ManualEnrolment> batches = new(
        ItemsPerCall,
        (items, ct) => client.WriteAsync<object>(MoodleFunctions.ManualEnrol, ToForm(items), ct),
        item => item.Target.CourseKey,
        (refused, item) => new Sent(KindOf(refused), Explain(refused, item))
    );

    /// <summary>Writes, one outcome per target.</summary>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">Nothing was sent, for want of a right or function.</exception>
    public async Task<IReadOnlyDictionary<AccessTarget, Sent>> WriteAsync(
        IReadOnlyCollection<ManualEnrolment> items,
        CancellationToken ct
    ) => (await batches.WriteAsync(items, ct)).ToDictionary(pair => pair.Key.Target, pair => pair.Value);

    private static MoodleForm ToForm(IReadOnlyList<ManualEnrolment> items)
    {
        var form = new MoodleForm();
        for (var i = 0; i < items.Count; i++)
        {
            form.Add($"enrolments[{i}][roleid]", items[i].Role)
                .Add($"enrolments[{i}][userid]", items[i].Target.LearnerKey)
                .Add($"enrolments[{i}][courseid]", items[i].Target.CourseKey)
                .Add($"enrolments[{i}][timestart]", items[i].Start)
                .Add($"enrolments[{i}][timeend]", items[i].End)
                .Add($"enrolments[{i}][suspend]", items[i].Suspend ? 1 : 0);
        }

        return form;
    }

    private static OutcomeKind KindOf(RemoteRejectedException refused) =>
        MoodleVerdict.CodeOf(refused) is "wsnoinstance" or "wsusercannotassign"
            ? OutcomeKind.NotCapable
            : OutcomeKind.Rejected;

    private static string Explain(RemoteRejectedException refused, ManualEnrolment item) =>
        MoodleVerdict.CodeOf(refused) switch
        {
            "wsnoinstance" =>
                $"Course {item.Target.CourseKey} has no enabled manual enrolment. Enable it under Participants > Enrolment methods.",
            "wsusercannotassign" =>
                $"The web service user may not assign role {item.Role}. Allow it under Users > Permissions > Define roles > Allow role assignments.",
            "invalidrecordunknown" => $"Moodle does not know learner {item.Target.LearnerKey} any more.",
            _ => refused.Message,
        };
}
