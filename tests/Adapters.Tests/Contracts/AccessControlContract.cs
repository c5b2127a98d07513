using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Contracts;

/// <summary>What every control of course access does. A subclass makes the harness.</summary>
public abstract class AccessControlContract
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract Task<LearningHarness> StartAsync();

    [Fact]
    public async Task An_open_learner_reads_open_with_a_state_to_store_and_can_be_suspended()
    {
        await using var lms = await StartAsync();

        var reading = Assert.Single(await lms.Access.ReadAsync([lms.Learner], Ct));

        Assert.Equal(AccessState.Open, reading.State);
        Assert.True(reading.CanSuspend, reading.Reason);
        Assert.NotEmpty(reading.Snapshot);
    }

    [Fact]
    public async Task A_stranger_reads_as_not_enrolled_and_the_order_is_kept()
    {
        await using var lms = await StartAsync();

        var readings = await lms.Access.ReadAsync([lms.Stranger, lms.Learner], Ct);

        Assert.Equal([lms.Stranger, lms.Learner], readings.Select(reading => reading.Target));
        Assert.Equal(AccessState.NotEnrolled, readings[0].State);
        Assert.Empty(readings[0].Snapshot);
        Assert.False(readings[0].CanSuspend);
    }

    [Fact]
    public async Task A_suspended_learner_reads_closed_and_a_restored_one_open()
    {
        await using var lms = await StartAsync();
        var change = new AccessChange(lms.Learner, await lms.SnapshotAsync(lms.Learner, Ct));

        var suspended = Assert.Single(await lms.Access.SuspendAsync([change], Ct));
        var between = Assert.Single(await lms.Access.ReadAsync([lms.Learner], Ct));
        var restored = Assert.Single(await lms.Access.RestoreAsync([change], Ct));
        var after = Assert.Single(await lms.Access.ReadAsync([lms.Learner], Ct));

        Assert.True(suspended.Kind == OutcomeKind.Done, suspended.Reason);
        Assert.Equal(AccessState.Closed, suspended.Value!.State);
        Assert.Equal(AccessState.Closed, between.State);
        Assert.True(restored.Kind == OutcomeKind.Done, restored.Reason);
        Assert.Equal(AccessState.Open, restored.Value!.State);
        Assert.Equal(AccessState.Open, after.State);
    }

    [Fact]
    public async Task The_state_after_suspending_and_restoring_is_the_state_before()
    {
        await using var lms = await StartAsync();
        var before = await lms.SnapshotAsync(lms.Learner, Ct);
        var change = new AccessChange(lms.Learner, before);

        await lms.Access.SuspendAsync([change], Ct);
        await lms.Access.RestoreAsync([change], Ct);

        Assert.Equal(before, await lms.SnapshotAsync(lms.Learner, Ct));
    }

    [Fact]
    public async Task Suspending_and_restoring_twice_changes_nothing_the_second_time()
    {
        await using var lms = await StartAsync();
        var change = new AccessChange(lms.Learner, await lms.SnapshotAsync(lms.Learner, Ct));

        var kinds = new List<OutcomeKind>
        {
            (await lms.Access.SuspendAsync([change], Ct)).Single().Kind,
            (await lms.Access.SuspendAsync([change], Ct)).Single().Kind,
            (await lms.Access.RestoreAsync([change], Ct)).Single().Kind,
            (await lms.Access.RestoreAsync([change], Ct)).Single().Kind,
        };

        Assert.All(kinds, kind => Assert.Equal(OutcomeKind.Done, kind));
    }

    [Fact]
    public async Task Restoring_never_enrols_a_stranger_and_the_others_go_on()
    {
        await using var lms = await StartAsync();
        var snapshot = await lms.SnapshotAsync(lms.Learner, Ct);
        var stranger = new AccessChange(lms.Stranger, snapshot);
        var learner = new AccessChange(lms.Learner, snapshot);

        var suspended = await lms.Access.SuspendAsync([stranger, learner], Ct);
        var restored = await lms.Access.RestoreAsync([stranger, learner], Ct);

        Assert.Equal([OutcomeKind.Rejected, OutcomeKind.Done], suspended.Select(outcome => outcome.Kind));
        Assert.Equal([OutcomeKind.Rejected, OutcomeKind.Done], restored.Select(outcome => outcome.Kind));
        Assert.Equal(lms.Stranger.ToString(), restored[0].Reference);
        Assert.Equal(AccessState.NotEnrolled, Assert.Single(await lms.Access.ReadAsync([lms.Stranger], Ct)).State);
    }

    [Fact]
    public async Task A_stored_state_that_cannot_be_read_changes_nothing()
    {
        await using var lms = await StartAsync();

        var outcome = Assert.Single(await lms.Access.SuspendAsync([new(lms.Learner, "{broken")], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.NotNull(outcome.Reason);
        Assert.Equal(AccessState.Open, Assert.Single(await lms.Access.ReadAsync([lms.Learner], Ct)).State);
    }

    [Fact]
    public async Task Somebody_new_is_enrolled_once_and_reads_open()
    {
        await using var lms = await StartAsync();
        var newcomer = lms.Newcomer();
        Assert.SkipWhen(newcomer is null, "Nobody without an enrolment is at hand.");
        var target = newcomer!.Value;

        var first = Assert.Single(await lms.Access.EnrolAsync([target], Ct));
        var stored = await lms.SnapshotAsync(target, Ct);
        var second = Assert.Single(await lms.Access.EnrolAsync([target], Ct));

        Assert.True(first.Kind == OutcomeKind.Done, first.Reason);
        Assert.Equal((target.ToString(), AccessState.Open), (first.Reference, first.Value!.State));
        Assert.Equal((OutcomeKind.Done, AccessState.Open), (second.Kind, second.Value!.State));
        Assert.Equal(stored, await lms.SnapshotAsync(target, Ct));
    }

    [Fact]
    public async Task Who_is_enrolled_keeps_what_is_there()
    {
        await using var lms = await StartAsync();
        var before = await lms.SnapshotAsync(lms.Learner, Ct);

        var outcome = Assert.Single(await lms.Access.EnrolAsync([lms.Learner], Ct));

        Assert.Equal((OutcomeKind.Done, AccessState.Open), (outcome.Kind, outcome.Value?.State));
        Assert.Equal(before, await lms.SnapshotAsync(lms.Learner, Ct));
    }

    [Fact]
    public async Task Enrolling_gives_no_access_back_to_who_is_suspended()
    {
        await using var lms = await StartAsync();
        var change = new AccessChange(lms.Learner, await lms.SnapshotAsync(lms.Learner, Ct));
        await lms.Access.SuspendAsync([change], Ct);

        var outcome = Assert.Single(await lms.Access.EnrolAsync([lms.Learner], Ct));

        Assert.Contains(outcome.Kind, new[] { OutcomeKind.Rejected, OutcomeKind.NotCapable });
        Assert.NotEmpty(outcome.Reason!);
        Assert.Equal(AccessState.Closed, Assert.Single(await lms.Access.ReadAsync([lms.Learner], Ct)).State);
        await lms.Access.RestoreAsync([change], Ct);
    }

    [Fact]
    public async Task A_stranger_cannot_be_enrolled_and_the_others_go_on()
    {
        await using var lms = await StartAsync();

        var outcomes = await lms.Access.EnrolAsync([lms.Stranger, lms.Learner], Ct);

        Assert.Equal([OutcomeKind.Rejected, OutcomeKind.Done], outcomes.Select(outcome => outcome.Kind));
        Assert.Equal(lms.Stranger.ToString(), outcomes[0].Reference);
    }

    [Fact]
    public async Task Nothing_to_do_gives_nothing()
    {
        await using var lms = await StartAsync();

        Assert.Empty(await lms.Access.ReadAsync([], Ct));
        Assert.Empty(await lms.Access.SuspendAsync([], Ct));
        Assert.Empty(await lms.Access.RestoreAsync([], Ct));
        Assert.Empty(await lms.Access.EnrolAsync([], Ct));
    }
}
