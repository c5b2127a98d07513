using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Canvas;

public sealed class CanvasAccessTests
{
    private const string Deactivate = "enrollments/deactivate";
    private const string Reactivate = "enrollments/reactivate";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_section_is_suspended_and_every_section_comes_back()
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.Enrol(canvas.User, canvas.Course, section: canvas.Twin.AddSection(canvas.Course));
        var change = await canvas.ChangeAsync(canvas.User);

        var suspended = Assert.Single(await canvas.Access.SuspendAsync([change], Ct));
        var between = (canvas.StateOf(canvas.User), canvas.Twin.CanEnter(canvas.User, canvas.Course));
        var restored = Assert.Single(await canvas.Access.RestoreAsync([change], Ct));

        Assert.Equal((OutcomeKind.Done, OutcomeKind.Done), (suspended.Kind, restored.Kind));
        Assert.Equal(("inactive inactive", false), between);
        Assert.Equal("active active", canvas.StateOf(canvas.User));
    }

    [Fact]
    public async Task A_section_that_somebody_made_inactive_before_stays_inactive_when_access_comes_back()
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.Enrol(canvas.User, canvas.Course, "inactive", section: canvas.Twin.AddSection(canvas.Course));
        var change = await canvas.ChangeAsync(canvas.User);

        await canvas.Access.SuspendAsync([change], Ct);
        var restored = Assert.Single(await canvas.Access.RestoreAsync([change], Ct));

        Assert.Equal(OutcomeKind.Done, restored.Kind);
        Assert.Equal("active inactive", canvas.StateOf(canvas.User));
    }

    [Theory]
    [InlineData("invited")]
    [InlineData("creation_pending")]
    public async Task An_open_invitation_is_never_touched_and_keeps_everything_as_it_is(string state)
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.Enrol(canvas.User, canvas.Course, state, section: canvas.Twin.AddSection(canvas.Course));
        var reading = Assert.Single(await canvas.Access.ReadAsync([canvas.Learner], Ct));

        var outcome = Assert.Single(await canvas.Access.SuspendAsync([new(canvas.Learner, reading.Snapshot)], Ct));

        Assert.False(reading.CanSuspend);
        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.Contains("invitation", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal($"active {state}", canvas.StateOf(canvas.User));
        Assert.False(canvas.Counts.ContainsKey(Deactivate));
    }

    [Fact]
    public async Task Who_is_only_invited_has_no_access_and_nothing_is_done()
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.SetState(canvas.Enrolment, "invited");
        var reading = Assert.Single(await canvas.Access.ReadAsync([canvas.Learner], Ct));

        var restored = Assert.Single(await canvas.Access.RestoreAsync([new(canvas.Learner, reading.Snapshot)], Ct));

        Assert.Equal((AccessState.Closed, false), (reading.State, reading.CanSuspend));
        Assert.Equal(OutcomeKind.Rejected, restored.Kind);
        Assert.Equal("invited", canvas.StateOf(canvas.User));
    }

    [Theory]
    [InlineData("TeacherEnrollment")]
    [InlineData("TaEnrollment")]
    [InlineData("DesignerEnrollment")]
    [InlineData("ObserverEnrollment")]
    public async Task Who_is_in_the_course_as_something_else_too_keeps_access_so_nothing_is_written(string type)
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.Enrol(canvas.User, canvas.Course, type: type);

        var outcome = Assert.Single(await canvas.Access.SuspendAsync([await canvas.ChangeAsync(canvas.User)], Ct));

        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.Contains(type, outcome.Reason, StringComparison.Ordinal);
        Assert.Equal("active active", canvas.StateOf(canvas.User));
        Assert.False(canvas.Counts.ContainsKey(Deactivate));
    }

    [Fact]
    public async Task A_teacher_alone_is_nobody_to_suspend()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var teacher = canvas.Twin.AddUser("Eva");
        canvas.Twin.Enrol(teacher, canvas.Course, type: "TeacherEnrollment");

        var reading = Assert.Single(await canvas.Access.ReadAsync([canvas.Target(teacher)], Ct));

        Assert.Equal((AccessState.NotEnrolled, false, ""), (reading.State, reading.CanSuspend, reading.Snapshot));
    }

    [Fact]
    public async Task An_enrolment_concluded_meanwhile_is_never_made_active_again()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        await canvas.Access.SuspendAsync([change], Ct);
        canvas.Twin.SetState(canvas.Enrolment, "completed");

        var outcome = Assert.Single(await canvas.Access.RestoreAsync([change], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Contains("concluded", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal("completed", canvas.StateOf(canvas.User));
        Assert.False(canvas.Counts.ContainsKey(Reactivate));
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("rejected")]
    public async Task Who_is_no_longer_enrolled_is_not_enrolled_again(string state)
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        await canvas.Access.SuspendAsync([change], Ct);
        canvas.Twin.SetState(canvas.Enrolment, state);

        var outcome = Assert.Single(await canvas.Access.RestoreAsync([change], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Contains("would enrol anew", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal(state, canvas.StateOf(canvas.User));
    }

    [Fact]
    public async Task Restoring_where_another_enrolment_stands_in_place_of_the_old_one_touches_neither()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        await canvas.Access.SuspendAsync([change], Ct);
        canvas.Twin.SetState(canvas.Enrolment, "deleted");
        canvas.Twin.Enrol(canvas.User, canvas.Course, "inactive");

        var outcome = Assert.Single(await canvas.Access.RestoreAsync([change], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Equal("deleted inactive", canvas.StateOf(canvas.User));
    }

    [Fact]
    public async Task Who_keeps_a_concluded_enrolment_reads_on_so_nothing_is_called_suspended()
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.Enrol(canvas.User, canvas.Course, "completed", section: canvas.Twin.AddSection(canvas.Course));

        var reading = Assert.Single(await canvas.Access.ReadAsync([canvas.Learner], Ct));

        Assert.Equal((AccessState.Open, false), (reading.State, reading.CanSuspend));
        Assert.Contains("concluded", reading.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_public_course_shuts_nobody_out_so_nobody_is_suspended_there(bool signedInOnly)
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.OpenToPublic(canvas.Course, signedInOnly);

        var reading = Assert.Single(await canvas.Access.ReadAsync([canvas.Learner], Ct));

        Assert.False(reading.CanSuspend);
        Assert.Contains("visibility", reading.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("unpublished")]
    public async Task A_course_that_is_not_open_has_no_access_to_take(string state)
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        canvas.Twin.SetCourseState(canvas.Course, state);

        var reading = Assert.Single(await canvas.Access.ReadAsync([canvas.Learner], Ct));
        var outcome = Assert.Single(await canvas.Access.SuspendAsync([change], Ct));

        Assert.Equal((AccessState.Closed, false), (reading.State, reading.CanSuspend));
        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.Equal("active", canvas.StateOf(canvas.User));
    }

    [Fact]
    public async Task A_course_concluded_meanwhile_gets_its_state_back_and_it_is_said_to_give_no_access()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        await canvas.Access.SuspendAsync([change], Ct);
        canvas.Twin.SetCourseState(canvas.Course, "completed");

        var first = Assert.Single(await canvas.Access.RestoreAsync([change], Ct));
        var second = Assert.Single(await canvas.Access.RestoreAsync([change], Ct));

        Assert.Equal((OutcomeKind.Rejected, OutcomeKind.Rejected), (first.Kind, second.Kind));
        Assert.Contains("gives no access now", first.Reason, StringComparison.Ordinal);
        Assert.Equal("active", canvas.StateOf(canvas.User));
        Assert.Equal(1, canvas.Counts[Reactivate]);
    }

    [Fact]
    public async Task A_course_that_was_deleted_has_nobody_in_it_and_nothing_is_written()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        await canvas.Access.SuspendAsync([change], Ct);
        canvas.Twin.SetCourseState(canvas.Course, "deleted");

        var reading = Assert.Single(await canvas.Access.ReadAsync([canvas.Learner], Ct));
        var outcome = Assert.Single(await canvas.Access.RestoreAsync([change], Ct));

        Assert.Equal(AccessState.NotEnrolled, reading.State);
        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.False(canvas.Counts.ContainsKey(Reactivate));
    }

    [Fact]
    public async Task A_term_that_ended_shuts_out_by_itself_and_one_that_ended_meanwhile_is_named()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        await canvas.Access.SuspendAsync([change], Ct);
        canvas.Clock.Advance(TimeSpan.FromDays(61));

        var restored = Assert.Single(await canvas.Access.RestoreAsync([change], Ct));
        var reading = Assert.Single(await canvas.Access.ReadAsync([canvas.Learner], Ct));

        Assert.Equal(OutcomeKind.Rejected, restored.Kind);
        Assert.Contains("dates are over", restored.Reason, StringComparison.Ordinal);
        Assert.Equal("active", canvas.StateOf(canvas.User));
        Assert.Equal((AccessState.Closed, false), (reading.State, reading.CanSuspend));
    }

    [Fact]
    public async Task An_import_that_has_the_learner_as_active_is_read_as_open_and_may_be_suspended_again()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var imported = canvas.Twin.AddUser("Luis");
        var enrolment = canvas.Twin.Enrol(imported, canvas.Course, imported: true);
        var change = await canvas.ChangeAsync(imported);
        await canvas.Access.SuspendAsync([change], Ct);
        canvas.Twin.SetState(enrolment, "active");

        var (facts, _) = await canvas.ReadAsync();
        var reading = Assert.Single(await canvas.Access.ReadAsync([canvas.Target(imported)], Ct));
        var again = Assert.Single(await canvas.Access.SuspendAsync([change], Ct));

        var fact = Assert.Single(facts, f => f.LearnerKey == $"{imported}");
        Assert.Equal(EnrolmentStatus.Active, fact.Status);
        Assert.Equal([fact.Method], reading.Methods);
        Assert.Equal(AccessState.Open, reading.State);
        Assert.Equal(OutcomeKind.Done, again.Kind);
    }

    [Fact]
    public async Task An_enrolment_that_became_active_after_its_state_was_stored_is_not_suspended_from_the_old_state()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        canvas.Twin.Enrol(canvas.User, canvas.Course, section: canvas.Twin.AddSection(canvas.Course));

        var outcome = Assert.Single(await canvas.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Contains("read the access again", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal("active active", canvas.StateOf(canvas.User));
    }

    [Fact]
    public async Task A_snapshot_names_nobody()
    {
        await using var canvas = await CanvasStage.StartAsync();

        var snapshot = JObject.Parse(await canvas.SnapshotAsync(canvas.Learner, Ct));

        Assert.Equal(["Version", "Course", "User", "Rows"], snapshot.Properties().Select(p => p.Name));
    }

    [Fact]
    public async Task Fifty_suspensions_cost_one_write_and_two_reads_each_and_a_few_for_the_course()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var users = Enumerable.Range(0, 50).Select(i => canvas.Twin.AddUser($"p{i}")).ToList();
        users.ForEach(user => canvas.Twin.Enrol(user, canvas.Course));
        var readings = await canvas.Access.ReadAsync(users.Select(user => canvas.Target(user)).ToList(), Ct);
        canvas.ResetCounts();

        var outcomes = await canvas.Access.SuspendAsync(
            readings.Select(reading => new AccessChange(reading.Target, reading.Snapshot)).ToList(),
            Ct
        );

        Assert.All(outcomes, outcome => Assert.Equal(OutcomeKind.Done, outcome.Kind));
        Assert.Equal(
            (50, 100, 153),
            (canvas.Counts[Deactivate], canvas.Counts["courses/enrollments"], canvas.Requests)
        );
    }
}
