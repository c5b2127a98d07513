using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Contracts;

/// <summary>What every control of access to a whole LMS does. A subclass makes the harness.</summary>
public abstract class SiteAccessContract
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract Task<LearningHarness> StartAsync();

    [Fact]
    public async Task An_open_account_reads_open_with_a_state_to_store_and_a_stranger_reads_as_none()
    {
        await using var lms = await StartAsync();

        var readings = await lms.SiteAccess.ReadAsync([lms.UnknownLearner, lms.Learner.LearnerKey], Ct);

        Assert.Equal(
            [(lms.UnknownLearner, AccessState.NotEnrolled), (lms.Learner.LearnerKey, AccessState.Open)],
            readings.Select(reading => (reading.LearnerKey, reading.State))
        );
        Assert.True(readings[1].CanSuspend, readings[1].Reason);
        Assert.NotEmpty(readings[1].Snapshot);
        Assert.Empty(readings[0].Snapshot);
    }

    [Fact]
    public async Task A_suspended_account_reads_closed_and_a_restored_one_open_as_before()
    {
        await using var lms = await StartAsync();
        var change = await ChangeAsync(lms);

        var suspended = Assert.Single(await lms.SiteAccess.SuspendAsync([change], Ct));
        var between = Assert.Single(await lms.SiteAccess.ReadAsync([change.LearnerKey], Ct));
        var restored = Assert.Single(await lms.SiteAccess.RestoreAsync([change], Ct));

        Assert.True(suspended.Kind == OutcomeKind.Done, suspended.Reason);
        Assert.Equal((AccessState.Closed, AccessState.Closed), (suspended.Value!.State, between.State));
        Assert.True(restored.Kind == OutcomeKind.Done, restored.Reason);
        Assert.Equal(AccessState.Open, restored.Value!.State);
        Assert.Equal(change, await ChangeAsync(lms));
    }

    [Fact]
    public async Task Suspending_and_restoring_twice_changes_nothing_the_second_time()
    {
        await using var lms = await StartAsync();
        var change = await ChangeAsync(lms);

        var kinds = new List<OutcomeKind>
        {
            (await lms.SiteAccess.SuspendAsync([change], Ct)).Single().Kind,
            (await lms.SiteAccess.SuspendAsync([change], Ct)).Single().Kind,
            (await lms.SiteAccess.RestoreAsync([change], Ct)).Single().Kind,
            (await lms.SiteAccess.RestoreAsync([change], Ct)).Single().Kind,
        };

        Assert.All(kinds, kind => Assert.Equal(OutcomeKind.Done, kind));
    }

    [Fact]
    public async Task What_was_suspended_before_is_not_given_back()
    {
        await using var lms = await StartAsync();
        var ours = await ChangeAsync(lms);
        await lms.SiteAccess.SuspendAsync([ours], Ct);
        var before = await ChangeAsync(lms);

        var restored = Assert.Single(await lms.SiteAccess.RestoreAsync([before], Ct));

        Assert.Equal(OutcomeKind.Rejected, restored.Kind);
        Assert.Equal(AccessState.Closed, (await lms.SiteAccess.ReadAsync([before.LearnerKey], Ct)).Single().State);
        Assert.Equal(OutcomeKind.Done, (await lms.SiteAccess.RestoreAsync([ours], Ct)).Single().Kind);
    }

    [Fact]
    public async Task A_stored_state_of_another_or_broken_changes_nothing_and_nothing_to_do_gives_nothing()
    {
        await using var lms = await StartAsync();
        var change = await ChangeAsync(lms);

        var outcomes = await lms.SiteAccess.SuspendAsync(
            [change with { Snapshot = "{broken" }, change with { LearnerKey = lms.UnknownLearner }],
            Ct
        );

        Assert.All(outcomes, outcome => Assert.Equal(OutcomeKind.Rejected, outcome.Kind));
        Assert.Equal(change, await ChangeAsync(lms));
        Assert.Empty(await lms.SiteAccess.ReadAsync([], Ct));
        Assert.Empty(await lms.SiteAccess.SuspendAsync([], Ct));
        Assert.Empty(await lms.SiteAccess.RestoreAsync([], Ct));
    }

    private static async Task<SiteAccessChange> ChangeAsync(LearningHarness lms) =>
        new(lms.Learner.LearnerKey, (await lms.SiteAccess.ReadAsync([lms.Learner.LearnerKey], Ct)).Single().Snapshot);
}
