using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>One manual enrolment to write, whole: what is not sent, Moodle resets.</summary>
/// <param name="Target">Who and where.</param>
/// <param name="Role">The learner's own role.</param>
/// <param name="Start">Start, unix seconds; 0 for none.</param>
/// <param name="End">End, unix seconds; 0 for none.</param>
/// <param name="Suspend">Whether it is suspended afterwards.</param>
internal sealed record ManualEnrolment(AccessTarget Target, long Role, long Start, long End, bool Suspend);

/// <summary>How the sending of one item ended.</summary>
/// <param name="Kind">Done means taken by Moodle, not yet read back.</param>
/// <param name="Reason">Why it is not done.</param>
/// <param name="Lacking">The right that is missing for it.</param>
internal sealed record Sent(OutcomeKind Kind, string? Reason, RemoteMisconfiguredException? Lacking = null);

/// <summary>Writes manual enrolments in batches; a batch is one transaction on the server, and one bad item undoes it whole.</summary>
internal sealed class ManualEnrolmentWriter(MoodleClient client)
{
    /// <summary>PHP cuts a form at max_input_vars (5,000 here, 1,000 by default): 6 fields each, and the five of every call.</summary>
    private const int ItemsPerCall = 160;

    /// <summary>Writes, and finds the bad items of a refused batch by halving it.</summary>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">Nothing was sent, for want of a right or function.</exception>
    public async Task<IReadOnlyDictionary<AccessTarget, Sent>> WriteAsync(
        IReadOnlyCollection<ManualEnrolment> items,
        CancellationToken ct
    )
    {
        var sent = new Dictionary<AccessTarget, Sent>();
        foreach (var some in items.Chunk(ItemsPerCall))
        {
            await WriteSomeAsync(some, sent, ct);
        }

        // One course without the right is that item's outcome; no right anywhere is a fault of the configuration.
        return sent.Values.FirstOrDefault()?.Lacking is { } lacking && sent.Values.All(item => item.Lacking is not null)
            ? throw lacking
            : sent;
    }

    private async Task WriteSomeAsync(
        ManualEnrolment[] items,
        Dictionary<AccessTarget, Sent> sent,
        CancellationToken ct
    )
    {
        try
        {
            await client.WriteAsync<object>(MoodleFunctions.ManualEnrol, ToForm(items), ct);
            Fill(OutcomeKind.Done, null);
        }
        catch (RemoteOutcomeUnknownException lost)
        {
            Fill(OutcomeKind.Unknown, lost.Message);
        }
        catch (RemoteRejectedException refused) when (items.Length == 1)
        {
            Fill(KindOf(refused), Explain(refused, items[0]));
        }
        catch (RemoteMisconfiguredException lacking)
            when (items.Length == 1 && MoodleVerdict.CodeOf(lacking) == "nopermissions")
        {
            sent[items[0].Target] = new Sent(OutcomeKind.NotCapable, lacking.Message, lacking);
        }
        catch (RemoteException bad)
            when (items.Length > 1 && (bad is RemoteRejectedException || MoodleVerdict.CodeOf(bad) == "nopermissions"))
        {
            await WriteSomeAsync(items[..(items.Length / 2)], sent, ct);
            await WriteSomeAsync(items[(items.Length / 2)..], sent, ct);
        }
        catch (RemoteException stop)
            when (sent.Count > 0 && stop is RemoteUnavailableException or RemoteMisconfiguredException)
        {
            Fill(OutcomeKind.Later, $"Not sent: {stop.Message}");
        }

        void Fill(OutcomeKind kind, string? reason)
        {
            foreach (var item in items)
            {
                sent[item.Target] = new Sent(kind, reason);
            }
        }
    }

    private static MoodleForm ToForm(ManualEnrolment[] items)
    {
        var form = new MoodleForm();
        for (var i = 0; i < items.Length; i++)
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
