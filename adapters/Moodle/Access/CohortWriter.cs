using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>A learner's membership in a cohort, to take or to give.</summary>
/// <param name="Cohort">The cohort's id.</param>
/// <param name="LearnerKey">The learner.</param>
internal sealed record Membership(long Cohort, string LearnerKey);

/// <summary>Reads, takes and gives memberships in cohorts: the cohort's enrolments follow them at once.</summary>
internal sealed class CohortWriter(MoodleClient client)
{
    /// <summary>Four fields each where somebody joins: a form of at most 1,000 (PHP's default for max_input_vars).</summary>
    private const int ItemsPerCall = 200;

    /// <summary>The warning of a membership that is there already.</summary>
    private const string AlreadyThere = "3";

    private readonly BatchWriter<Membership> leaving = new(
        ItemsPerCall,
        (items, ct) => client.WriteAsync<object>(MoodleFunctions.LeaveCohort, ToLeave(items), ct),
        PlaceOf,
        (refused, item) =>
            new Sent(
                OutcomeKind.Rejected,
                MoodleVerdict.CodeOf(refused) == "invalidrecordunknown"
                    ? $"Moodle does not know cohort {item.Cohort} or learner {item.LearnerKey} any more."
                    : refused.Message
            )
    );

    private readonly BatchWriter<Membership> joining = new(
        ItemsPerCall,
        (items, ct) => JoinSomeAsync(client, items, ct),
        PlaceOf,
        (refused, _) => new Sent(OutcomeKind.Rejected, refused.Message)
    );

    /// <summary>Reads who is in cohorts; one that does not exist is absent.</summary>
    /// <exception cref="RemoteUnavailableException">No answer.</exception>
    /// <exception cref="RemoteMisconfiguredException">A right or function is missing.</exception>
    public async Task<IReadOnlyDictionary<long, IReadOnlySet<long>>> ReadAsync(
        IReadOnlyCollection<long> cohorts,
        CancellationToken ct
    )
    {
        if (cohorts.Count == 0)
        {
            return new Dictionary<long, IReadOnlySet<long>>();
        }

        var form = new MoodleForm();
        foreach (var (i, cohort) in cohorts.Index())
        {
            form.Add($"cohortids[{i}]", cohort);
        }

        try
        {
            var read = await client.ReadAsync<List<WireCohortMembers>>(MoodleFunctions.CohortMembers, form, ct);
            return read.ToDictionary(some => some.CohortId, some => (IReadOnlySet<long>)some.UserIds.ToHashSet());
        }
        catch (RemoteRejectedException gone) when (MoodleVerdict.CodeOf(gone) == "invalidrecordunknown")
        {
            // One unknown cohort fails the call for all.
            var found = new Dictionary<long, IReadOnlySet<long>>();
            foreach (var one in cohorts.Count > 1 ? cohorts : [])
            {
                foreach (var (cohort, members) in await ReadAsync([one], ct))
                {
                    found[cohort] = members;
                }
            }

            return found;
        }
    }

    /// <summary>Takes memberships.</summary>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">Nothing was sent, for want of a right or function.</exception>
    public Task<IReadOnlyDictionary<Membership, Sent>> LeaveAsync(
        IReadOnlyCollection<Membership> memberships,
        CancellationToken ct
    ) => leaving.WriteAsync(memberships, ct);

    /// <summary>Gives memberships; one that is there already is done.</summary>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">Nothing was sent, for want of a right or function.</exception>
    public Task<IReadOnlyDictionary<Membership, Sent>> JoinAsync(
        IReadOnlyCollection<Membership> memberships,
        CancellationToken ct
    ) => joining.WriteAsync(memberships, ct);

    private static string PlaceOf(Membership item) => MoodleKeys.Of(item.Cohort);

    private static MoodleForm ToLeave(IReadOnlyList<Membership> items)
    {
        var form = new MoodleForm();
        for (var i = 0; i < items.Count; i++)
        {
            form.Add($"members[{i}][cohortid]", items[i].Cohort).Add($"members[{i}][userid]", items[i].LearnerKey);
        }

        return form;
    }

    /// <summary>What Moodle could not do stands in warnings that name no item, and the others were done: the batch is sent again in parts.</summary>
    private static async Task JoinSomeAsync(MoodleClient client, IReadOnlyList<Membership> items, CancellationToken ct)
    {
        var form = new MoodleForm();
        for (var i = 0; i < items.Count; i++)
        {
            form.Add($"members[{i}][cohorttype][type]", "id")
                .Add($"members[{i}][cohorttype][value]", items[i].Cohort)
                .Add($"members[{i}][usertype][type]", "id")
                .Add($"members[{i}][usertype][value]", items[i].LearnerKey);
        }

        var answer = await client.WriteAsync<WireWarnings>(MoodleFunctions.JoinCohort, form, ct);
        if (answer.Warnings?.Find(warning => warning.WarningCode != AlreadyThere) is { } warning)
        {
            throw new RemoteRejectedException(
                $"{client.Adapter}: {MoodleFunctions.JoinCohort} left somebody out: {warning.Message}."
            );
        }
    }
}
