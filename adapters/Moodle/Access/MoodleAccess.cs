using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Suspends and restores enrolments, manual ones and by attested cohorts, enrols by hand, and believes only what it reads back.</summary>
/// <remarks>
/// Every other method answers "not capable" with what an administrator can do. Nothing locks an enrolment between reading and writing:
/// one that vanishes in that moment is written anew by Moodle, suspended or, on restoring, open.
/// </remarks>
internal sealed class MoodleAccess : IAccessControl
{
    private readonly MoodleSettings settings;
    private readonly MoodleClient client;
    private readonly AccessReader reader;
    private readonly Suspension suspension;
    private readonly Restoration restoration;
    private readonly Enrolling enrolling;

    /// <summary>Initializes a new instance of the <see cref="MoodleAccess"/> class.</summary>
    public MoodleAccess(
        MoodleSettings settings,
        MoodleClient client,
        CourseCatalogue catalogue,
        RosterReader rosters,
        EnrolmentReport? report
    )
    {
        (this.settings, this.client) = (settings, client);
        var cohorts = new CohortWriter(client);
        var findings = new CohortFindings();
        var manual = new ManualEnrolmentWriter(client);
        reader = new AccessReader(settings, client, catalogue, rosters, report, cohorts, findings);
        suspension = new Suspension(settings, reader, manual, new CohortLeaver(reader, cohorts, findings));
        restoration = new Restoration(settings, reader, manual, cohorts);
        enrolling = new Enrolling(settings, reader, manual);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AccessReading>> ReadAsync(
        IReadOnlyCollection<AccessTarget> targets,
        CancellationToken ct
    )
    {
        if (targets.Count == 0)
        {
            return [];
        }

        var facts = await FactsAsync(targets, toRestore: false, ct);
        return facts.Values.FirstOrDefault(fact => fact.Unreadable is not null) is { } closed
            ? throw new RemoteMisconfiguredException($"{client.Adapter}: {closed.Unreadable}")
            : targets.Select(target => facts[target].ToReading(settings)).ToList();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ItemOutcome<AccessReading>>> SuspendAsync(
        IReadOnlyCollection<AccessChange> changes,
        CancellationToken ct
    )
    {
        if (changes.Count == 0)
        {
            return [];
        }

        // What is there now: the stored state may be old.
        var facts = await FactsAsync(changes.Select(change => change.Target), toRestore: false, ct);
        var plans = AccessPlan.Of(changes, facts, (now, then) => AccessPlan.Suspension(now, then, settings));
        var outcomes = await suspension.RunAsync(facts, plans, ct);
        return changes.Select(change => outcomes[change.Target]).ToList();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ItemOutcome<AccessReading>>> RestoreAsync(
        IReadOnlyCollection<AccessChange> changes,
        CancellationToken ct
    )
    {
        if (changes.Count == 0)
        {
            return [];
        }

        var facts = await FactsAsync(changes.Select(change => change.Target), toRestore: true, ct);
        var plans = AccessPlan.Of(changes, facts, (now, then) => AccessPlan.Restoration(now, then, settings));
        var outcomes = await restoration.RunAsync(facts, plans, ct);
        return changes.Select(change => outcomes[change.Target]).ToList();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ItemOutcome<AccessReading>>> EnrolAsync(
        IReadOnlyCollection<AccessTarget> targets,
        CancellationToken ct
    )
    {
        if (targets.Count == 0)
        {
            return [];
        }

        var outcomes = await enrolling.RunAsync(await FactsAsync(targets, toRestore: true, ct), ct);
        return targets.Select(target => outcomes[target]).ToList();
    }

    private async Task<Dictionary<AccessTarget, AccessFacts>> FactsAsync(
        IEnumerable<AccessTarget> targets,
        bool toRestore,
        CancellationToken ct
    ) => (await reader.ReadAsync(targets.Distinct().ToList(), toRestore, ct)).ToDictionary(fact => fact.Target);
}
