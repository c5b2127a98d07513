using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Suspends and restores whole accounts with a token of its own, and believes only what it reads back.</summary>
/// <remarks>Enrolments stay "active" in every list while an account is suspended: only the account tells.</remarks>
internal sealed class MoodleSiteAccess(MoodleClient client, MoodleClient siteClient, CourseCatalogue catalogue)
    : ISiteAccess
{
    private const int LearnersPerCall = 500;

    private readonly AccountWriter writer = new(siteClient);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SiteAccessReading>> ReadAsync(
        IReadOnlyCollection<string> learnerKeys,
        CancellationToken ct
    ) => ReadAsync(learnerKeys, toSuspend: true, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemOutcome<SiteAccessReading>>> SuspendAsync(
        IReadOnlyCollection<SiteAccessChange> changes,
        CancellationToken ct
    ) => ChangeAsync(changes, suspend: true, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemOutcome<SiteAccessReading>>> RestoreAsync(
        IReadOnlyCollection<SiteAccessChange> changes,
        CancellationToken ct
    ) => ChangeAsync(changes, suspend: false, ct);

    private async Task<IReadOnlyList<ItemOutcome<SiteAccessReading>>> ChangeAsync(
        IReadOnlyCollection<SiteAccessChange> changes,
        bool suspend,
        CancellationToken ct
    )
    {
        if (changes.Count == 0)
        {
            return [];
        }

        // (1) What is there now, and whether it may be changed.
        var readings = (
            await ReadAsync(changes.Select(change => change.LearnerKey).Distinct().ToList(), suspend, ct)
        ).ToDictionary(reading => reading.LearnerKey, StringComparer.Ordinal);
        var results = new Dictionary<string, Sent>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            if (Refusal(readings[change.LearnerKey], SiteSnapshot.Parse(change), suspend) is { } refusal)
            {
                results[change.LearnerKey] = refusal;
            }
        }

        // (2) Write what is not so already.
        var wanted = suspend ? AccessState.Closed : AccessState.Open;
        var due = readings
            .Values.Where(reading => reading.State != wanted && !results.ContainsKey(reading.LearnerKey))
            .Select(reading => new AccountChange(reading.LearnerKey, suspend))
            .ToList();
        var sent = await writer.WriteAsync(due, ct);

        // (3) Read back.
        var touched = sent.Where(pair => pair.Value.MayBeWritten).Select(pair => pair.Key).ToList();
        var (after, unread) = await ReadBackAsync(touched, ct);
        foreach (var (learner, result) in sent)
        {
            results[learner] =
                !result.MayBeWritten ? result
                : !after.TryGetValue(learner, out var reading)
                    ? new Sent(OutcomeKind.Unknown, $"It was sent, and could not be read back. {unread}")
                : reading.State == wanted ? Sent.Taken
                : result.Kind == OutcomeKind.Unknown ? result.Unchanged()
                : new Sent(OutcomeKind.Unknown, "Moodle took it, and shows the account unchanged: read again.");
            readings[learner] = after.GetValueOrDefault(learner) ?? readings[learner];
        }

        return changes.Select(change => ToOutcome(change.LearnerKey)).ToList();

        ItemOutcome<SiteAccessReading> ToOutcome(string learner) =>
            results.GetValueOrDefault(learner, Sent.Taken) is { Kind: not OutcomeKind.Done } not
                ? ItemOutcome<SiteAccessReading>.Not(not.Kind, learner, not.Reason!)
                : ItemOutcome<SiteAccessReading>.Done(learner, readings[learner]);
    }

    private static Sent? Refusal(SiteAccessReading now, SiteSnapshot? then, bool suspend) =>
        then is null ? new Sent(OutcomeKind.Rejected, "The stored prior state is not readable, or is another's.")
        : now.State == AccessState.NotEnrolled ? new Sent(OutcomeKind.Rejected, now.Reason)
        : suspend && now.State == AccessState.Open && then.Suspended
            ? new Sent(
                OutcomeKind.Rejected,
                "The account was suspended when its state was stored, and is not now: read it again before suspending."
            )
        : suspend && !now.CanSuspend ? new Sent(OutcomeKind.NotCapable, now.Reason)
        : !suspend && now.State == AccessState.Closed && then.Suspended
            ? new Sent(
                OutcomeKind.Rejected,
                "The account was suspended before, by somebody else: it is not ours to give back."
            )
        : null;

    /// <summary>Reads accounts; who is staff, only where somebody is to be suspended.</summary>
    private async Task<IReadOnlyList<SiteAccessReading>> ReadAsync(
        IReadOnlyCollection<string> learnerKeys,
        bool toSuspend,
        CancellationToken ct
    )
    {
        if (learnerKeys.Count == 0)
        {
            return [];
        }

        var accounts = await ReadAccountsAsync(learnerKeys, ct);
        var staff = toSuspend ? await ReadStaffAsync(ct) : new HashSet<long>();
        return learnerKeys.Select(learner => ToReading(learner, accounts, staff)).ToList();
    }

    private async Task<Dictionary<string, WireUser>> ReadAccountsAsync(
        IReadOnlyCollection<string> learnerKeys,
        CancellationToken ct
    )
    {
        var accounts = new Dictionary<string, WireUser>(StringComparer.Ordinal);
        var ids = learnerKeys.Select(key => MoodleKeys.ToId(key, "learner")).Distinct();
        foreach (var some in ids.Chunk(LearnersPerCall))
        {
            var form = new MoodleForm().Add("field", "id");
            for (var i = 0; i < some.Length; i++)
            {
                form.Add($"values[{i}]", some[i]);
            }

            foreach (var user in await client.ReadAsync<List<WireUser>>(MoodleFunctions.Users, form, ct))
            {
                accounts[MoodleKeys.Of(user.Id)] = user.Suspended is null
                    ? throw new RemoteMisconfiguredException(
                        $"{client.Adapter}: {MoodleFunctions.Users} does not tell whether accounts are suspended. Give the web service user's role moodle/user:viewalldetails."
                    )
                    : user;
            }
        }

        return accounts;
    }

    /// <summary>Courses show their staff as contacts: the one sign of staff that costs a single call.</summary>
    private async Task<IReadOnlySet<long>> ReadStaffAsync(CancellationToken ct) =>
        (await catalogue.ReadAllAsync(ct))
            .SelectMany(course => course.Contacts ?? [])
            .Select(contact => contact.Id)
            .ToHashSet();

    private async Task<(Dictionary<string, SiteAccessReading> After, string Why)> ReadBackAsync(
        IReadOnlyCollection<string> touched,
        CancellationToken ct
    )
    {
        try
        {
            var accounts = touched.Count == 0 ? [] : await ReadAccountsAsync(touched, ct);
            return (
                touched.ToDictionary(
                    one => one,
                    one => ToReading(one, accounts, new HashSet<long>()),
                    StringComparer.Ordinal
                ),
                ""
            );
        }
        catch (RemoteException failed)
        {
            return ([], failed.Message);
        }
    }

    private static SiteAccessReading ToReading(
        string learner,
        Dictionary<string, WireUser> accounts,
        IReadOnlySet<long> staff
    )
    {
        if (!accounts.TryGetValue(learner, out var account))
        {
            return new SiteAccessReading(
                learner,
                AccessState.NotEnrolled,
                false,
                $"There is no account {learner}, or the web service user may not see it.",
                ""
            );
        }

        var reason = staff.Contains(account.Id)
            ? $"Account {learner} is shown as staff of a course: a whole account is suspended only where it is a learner's alone."
            : null;
        return new SiteAccessReading(
            learner,
            account.Suspended == true ? AccessState.Closed : AccessState.Open,
            reason is null,
            reason,
            new SiteSnapshot(SiteSnapshot.CurrentVersion, account.Id, account.Suspended == true).ToJson()
        );
    }
}
