using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Fakes;

/// <summary>The accounts of an LMS: everybody has one.</summary>
internal sealed class FakeAccounts : ISiteAccess
{
    public HashSet<string> Suspended { get; } = [];

    public Task<IReadOnlyList<SiteAccessReading>> ReadAsync(
        IReadOnlyCollection<string> learnerKeys,
        CancellationToken ct
    ) => Task.FromResult<IReadOnlyList<SiteAccessReading>>([.. learnerKeys.Select(Reading)]);

    public Task<IReadOnlyList<ItemOutcome<SiteAccessReading>>> SuspendAsync(
        IReadOnlyCollection<SiteAccessChange> changes,
        CancellationToken ct
    ) => ChangeAsync(changes, x => Suspended.Add(x));

    public Task<IReadOnlyList<ItemOutcome<SiteAccessReading>>> RestoreAsync(
        IReadOnlyCollection<SiteAccessChange> changes,
        CancellationToken ct
    ) => ChangeAsync(changes, x => Suspended.Remove(x));

    private Task<IReadOnlyList<ItemOutcome<SiteAccessReading>>> ChangeAsync(
        IReadOnlyCollection<SiteAccessChange> changes,
        Func<string, bool> change
    )
    {
        changes.ToList().ForEach(x => change(x.LearnerKey));
        return Task.FromResult<IReadOnlyList<ItemOutcome<SiteAccessReading>>>([
            .. changes.Select(x => ItemOutcome<SiteAccessReading>.Done(x.LearnerKey, Reading(x.LearnerKey))),
        ]);
    }

    private SiteAccessReading Reading(string learnerKey) =>
        new(learnerKey, Suspended.Contains(learnerKey) ? AccessState.Closed : AccessState.Open, true, null, "{}");
}
