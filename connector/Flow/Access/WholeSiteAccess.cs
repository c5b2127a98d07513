using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Access;

/// <summary>Access to courses, and under <see cref="WholeSite"/> in the course's place to the whole LMS, where the school's policy says so.</summary>
/// <param name="courses">The LMS's courses.</param>
/// <param name="site">The LMS's accounts; null when the school gave no token for them.</param>
internal sealed class WholeSiteAccess(IAccessControl courses, ISiteAccess? site) : IAccessControl
{
    /// <summary>What stands in the place of a course's key.</summary>
    public const string WholeSite = "*";

    private const string NoToken =
        "The policy suspends whole accounts, and the LMS adapter has no right to: give it its own token, or use suspendAccess.";

    /// <summary>Whether a target is a whole account.</summary>
    public static bool IsSite(AccessTarget target) => target.CourseKey == WholeSite;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AccessReading>> ReadAsync(
        IReadOnlyCollection<AccessTarget> targets,
        CancellationToken ct
    )
    {
        var accounts = targets.Where(IsSite).Select(x => x.LearnerKey).Distinct().ToList();
        var readings = new Dictionary<AccessTarget, AccessReading>();
        if (targets.Count > accounts.Count)
        {
            foreach (var reading in await courses.ReadAsync([.. targets.Where(x => !IsSite(x))], ct))
            {
                readings[reading.Target] = reading;
            }
        }

        if (accounts.Count > 0 && site is not null)
        {
            foreach (var reading in await site.ReadAsync(accounts, ct))
            {
                readings[TargetOf(reading.LearnerKey)] = ToReading(reading);
            }
        }

        return
        [
            .. targets.Select(x =>
                readings.TryGetValue(x, out var reading)
                    ? reading
                    : new AccessReading(x, AccessState.Open, [], false, NoToken, "")
            ),
        ];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemOutcome<AccessReading>>> SuspendAsync(
        IReadOnlyCollection<AccessChange> changes,
        CancellationToken ct
    ) => ChangeAsync(changes, courses.SuspendAsync, site is null ? null : site.SuspendAsync, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemOutcome<AccessReading>>> RestoreAsync(
        IReadOnlyCollection<AccessChange> changes,
        CancellationToken ct
    ) => ChangeAsync(changes, courses.RestoreAsync, site is null ? null : site.RestoreAsync, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemOutcome<AccessReading>>> EnrolAsync(
        IReadOnlyCollection<AccessTarget> targets,
        CancellationToken ct
    ) => courses.EnrolAsync(targets, ct);

    private static async Task<IReadOnlyList<ItemOutcome<AccessReading>>> ChangeAsync(
        IReadOnlyCollection<AccessChange> changes,
        Func<
            IReadOnlyCollection<AccessChange>,
            CancellationToken,
            Task<IReadOnlyList<ItemOutcome<AccessReading>>>
        > course,
        Func<
            IReadOnlyCollection<SiteAccessChange>,
            CancellationToken,
            Task<IReadOnlyList<ItemOutcome<SiteAccessReading>>>
        >? account,
        CancellationToken ct
    )
    {
        var accounts = changes.Where(x => IsSite(x.Target)).ToList();
        var outcomes = new List<ItemOutcome<AccessReading>>();
        if (changes.Count > accounts.Count)
        {
            outcomes.AddRange(await course([.. changes.Except(accounts)], ct));
        }

        if (accounts.Count > 0 && account is null)
        {
            outcomes.AddRange(
                accounts.Select(x =>
                    ItemOutcome<AccessReading>.Not(OutcomeKind.NotCapable, x.Target.ToString(), NoToken)
                )
            );
        }
        else if (accounts.Count > 0)
        {
            var wanted = accounts.Select(x => new SiteAccessChange(x.Target.LearnerKey, x.Snapshot)).ToList();
            outcomes.AddRange((await account!(wanted, ct)).Select(ToOutcome));
        }

        return outcomes;
    }

    private static ItemOutcome<AccessReading> ToOutcome(ItemOutcome<SiteAccessReading> outcome)
    {
        var reference = TargetOf(outcome.Reference).ToString();
        return outcome.Value is { } reading
            ? ItemOutcome<AccessReading>.Done(reference, ToReading(reading))
            : ItemOutcome<AccessReading>.Not(outcome.Kind, reference, outcome.Reason!);
    }

    private static AccessReading ToReading(SiteAccessReading reading) =>
        new(
            TargetOf(reading.LearnerKey),
            reading.State,
            ["site"],
            reading.CanSuspend,
            reading.Reason,
            reading.Snapshot
        );

    private static AccessTarget TargetOf(string learnerKey) => new(WholeSite, learnerKey);
}
