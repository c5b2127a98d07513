using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Canvas;

/// <summary>What goes wrong while access is changed: lost answers, lost rights, half of the sections, too many calls.</summary>
public sealed class CanvasFaultTests
{
    private const string Deactivate = "enrollments/deactivate";
    private const string Reactivate = "enrollments/reactivate";
    private const string Remove = "remove_student_from_course";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FaultKind.AnswerLost)]
    [InlineData(FaultKind.ErrorAfterCommit)]
    public async Task A_suspension_whose_answer_was_lost_is_found_by_reading_back(FaultKind fault)
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        canvas.Faults.Add(new Fault(fault, Deactivate));

        var outcome = Assert.Single(await canvas.Access.SuspendAsync([change], Ct));

        Assert.True(outcome.Kind == OutcomeKind.Done, outcome.Reason);
        Assert.Equal(AccessState.Closed, outcome.Value!.State);
        Assert.Equal(1, canvas.Counts[Deactivate]);
    }

    [Theory]
    [InlineData(FaultKind.AnswerLost)]
    [InlineData(FaultKind.ErrorAfterCommit)]
    public async Task A_restoration_whose_answer_was_lost_is_found_by_reading_back(FaultKind fault)
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        await canvas.Access.SuspendAsync([change], Ct);
        canvas.Faults.Add(new Fault(fault, Reactivate));

        var outcome = Assert.Single(await canvas.Access.RestoreAsync([change], Ct));

        Assert.True(outcome.Kind == OutcomeKind.Done, outcome.Reason);
        Assert.Equal(1, canvas.Counts[Reactivate]);
    }

    [Theory]
    [InlineData(FaultKind.Reset)]
    [InlineData(FaultKind.MaintenancePage)]
    [InlineData(FaultKind.ServiceUnavailable)]
    public async Task A_suspension_without_an_answer_and_without_effect_stays_unknown_and_is_not_repeated(
        FaultKind fault
    )
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        canvas.Faults.Add(new Fault(fault, Deactivate));

        var outcome = Assert.Single(await canvas.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.Unknown, outcome.Kind);
        Assert.Equal(1, canvas.Counts[Deactivate]);
        Assert.Equal("active", canvas.StateOf(canvas.User));
    }

    [Fact]
    public async Task What_was_written_and_cannot_be_read_back_is_unknown()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        canvas.Faults.Add(new Fault(FaultKind.ServiceUnavailable, "courses/enrollments", Times: 9, After: 1));

        var outcome = Assert.Single(await canvas.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.Unknown, outcome.Kind);
        Assert.Contains("could not be read back", outcome.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(403)]
    public async Task Too_many_calls_at_the_first_write_means_that_nothing_was_sent(int status)
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        canvas.Twin.ThrottleStatus = status;
        canvas.Twin.BeforeAnswer = operation => canvas.Twin.ThrottleNext = operation == Deactivate ? 1 : 0;

        await Assert.ThrowsAsync<RemoteUnavailableException>(() => canvas.Access.SuspendAsync([change], Ct));

        Assert.Equal("active", canvas.StateOf(canvas.User));
    }

    [Fact]
    public async Task Half_of_the_sections_suspended_is_given_back_and_said_to_be_for_later()
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.Enrol(canvas.User, canvas.Course, section: canvas.Twin.AddSection(canvas.Course));
        var change = await canvas.ChangeAsync(canvas.User);
        canvas.Faults.Add(new Fault(FaultKind.TooManyRequests, Deactivate, After: 1));

        var outcome = Assert.Single(await canvas.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.Later, outcome.Kind);
        Assert.Equal("active active", canvas.StateOf(canvas.User));
        Assert.Equal((2, 1), (canvas.Counts[Deactivate], canvas.Counts[Reactivate]));
    }

    [Fact]
    public async Task Half_of_the_sections_that_cannot_be_given_back_is_unknown_and_names_them()
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.Enrol(canvas.User, canvas.Course, section: canvas.Twin.AddSection(canvas.Course));
        var change = await canvas.ChangeAsync(canvas.User);
        canvas.Faults.Add(new Fault(FaultKind.TooManyRequests, Deactivate, After: 1));
        canvas.Faults.Add(new Fault(FaultKind.Reset, Reactivate));

        var outcome = Assert.Single(await canvas.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.Unknown, outcome.Kind);
        Assert.Contains($"{canvas.Enrolment}", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_answer_for_one_section_does_not_stop_the_other()
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.Enrol(canvas.User, canvas.Course, section: canvas.Twin.AddSection(canvas.Course));
        var change = await canvas.ChangeAsync(canvas.User);
        canvas.Faults.Add(new Fault(FaultKind.AnswerLost, Deactivate));

        var outcome = Assert.Single(await canvas.Access.SuspendAsync([change], Ct));

        Assert.True(outcome.Kind == OutcomeKind.Done, outcome.Reason);
        Assert.Equal("inactive inactive", canvas.StateOf(canvas.User));
    }

    [Fact]
    public async Task Access_regained_between_write_and_reading_back_is_not_called_suspended_and_is_whole_again()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        canvas.Twin.BeforeAnswer = operation =>
        {
            if (operation == "courses/enrollments" && canvas.StateOf(canvas.User) == "inactive")
            {
                canvas.Twin.Enrol(canvas.User, canvas.Course, section: canvas.Twin.AddSection(canvas.Course));
            }
        };

        var outcome = Assert.Single(await canvas.Access.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.Contains("came meanwhile", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal("active active", canvas.StateOf(canvas.User));
    }

    [Fact]
    public async Task One_section_that_does_not_come_back_keeps_the_restoration_open()
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.Enrol(canvas.User, canvas.Course, section: canvas.Twin.AddSection(canvas.Course));
        var change = await canvas.ChangeAsync(canvas.User);
        await canvas.Access.SuspendAsync([change], Ct);
        canvas.Faults.Add(new Fault(FaultKind.Reset, Reactivate));

        var first = Assert.Single(await canvas.Access.RestoreAsync([change], Ct));
        var second = Assert.Single(await canvas.Access.RestoreAsync([change], Ct));

        Assert.Equal(OutcomeKind.Unknown, first.Kind);
        Assert.Contains("not all back", first.Reason, StringComparison.Ordinal);
        Assert.Equal(OutcomeKind.Done, second.Kind);
        Assert.Equal("active active", canvas.StateOf(canvas.User));
    }

    [Fact]
    public async Task One_bad_item_of_a_batch_has_its_own_outcome_and_the_others_go_on()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var people = Enumerable.Range(0, 4).Select(i => canvas.Twin.AddUser($"p{i}")).ToList();
        var enrolments = people.ConvertAll(user => canvas.Twin.Enrol(user, canvas.Course));
        var changes = new List<AccessChange>();
        foreach (var user in people)
        {
            changes.Add(await canvas.ChangeAsync(user));
        }

        canvas.Twin.BeforeAnswer = operation =>
        {
            if (operation == Deactivate && canvas.StateOf(people[1]) == "active")
            {
                canvas.Twin.SetState(enrolments[1], "deleted");
            }
        };

        var outcomes = await canvas.Access.SuspendAsync(changes, Ct);

        Assert.Equal(
            [OutcomeKind.Done, OutcomeKind.Rejected, OutcomeKind.Done, OutcomeKind.Done],
            outcomes.Select(outcome => outcome.Kind)
        );
        Assert.Equal("deleted", canvas.StateOf(people[1]));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(401)]
    public async Task A_right_missing_in_one_course_is_that_items_outcome_and_the_others_go_on(int status)
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.NoRightStatus = status;
        var other = canvas.Twin.AddCourse("OTHER");
        canvas.Twin.Enrol(canvas.User, other);
        var changes = new[] { await canvas.ChangeAsync(canvas.User, other), await canvas.ChangeAsync(canvas.User) };
        canvas.Twin.RemoveRight(Remove, other);

        var outcomes = await canvas.Access.SuspendAsync(changes, Ct);

        Assert.Equal([OutcomeKind.NotCapable, OutcomeKind.Done], outcomes.Select(outcome => outcome.Kind));
        Assert.Contains("Students - remove", outcomes[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_right_to_remove_anywhere_stops_the_adapter_and_names_the_right()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        canvas.Twin.RemoveRight(Remove);

        var stopped = await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            canvas.Access.SuspendAsync([change], Ct)
        );

        Assert.Contains("Students - remove", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_course_closed_to_the_tokens_user_is_no_course_without_people()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        canvas.Twin.RemoveRight("read_roster", canvas.Course);

        await Assert.ThrowsAsync<RemoteMisconfiguredException>(() => canvas.Access.ReadAsync([canvas.Learner], Ct));
        var outcome = Assert.Single(await canvas.Access.RestoreAsync([change], Ct));

        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.Contains("Users - view list", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_revoked_in_the_middle_leaves_the_done_ones_done_and_the_rest_for_later()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var people = Enumerable.Range(0, 3).Select(i => canvas.Twin.AddUser($"p{i}")).ToList();
        people.ForEach(user => canvas.Twin.Enrol(user, canvas.Course));
        var changes = new List<AccessChange>();
        foreach (var user in people)
        {
            changes.Add(await canvas.ChangeAsync(user));
        }

        canvas.Twin.BeforeAnswer = operation =>
            canvas.Twin.IsTokenRevoked |= operation == Deactivate && canvas.StateOf(people[0]) == "inactive";

        var outcomes = await canvas.Access.SuspendAsync(changes, Ct);

        Assert.Equal(
            [OutcomeKind.Done, OutcomeKind.Later, OutcomeKind.Later],
            outcomes.Select(outcome => outcome.Kind)
        );
        Assert.Contains("token", outcomes[2].Reason, StringComparison.Ordinal);
        Assert.Equal(("active", "active"), (canvas.StateOf(people[1]), canvas.StateOf(people[2])));
    }

    [Fact]
    public async Task A_learner_let_in_by_another_node_meanwhile_is_restored_all_the_same()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        await canvas.Access.SuspendAsync([change], Ct);
        canvas.Twin.BeforeAnswer = operation =>
        {
            if (operation == Reactivate)
            {
                canvas.Twin.SetState(canvas.Enrolment, "active");
            }
        };

        var outcome = Assert.Single(await canvas.Access.RestoreAsync([change], Ct));

        Assert.True(outcome.Kind == OutcomeKind.Done, outcome.Reason);
    }

    [Fact]
    public async Task An_enrolment_deleted_while_it_is_restored_is_not_enrolled_again()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);
        await canvas.Access.SuspendAsync([change], Ct);
        canvas.Twin.BeforeAnswer = operation =>
        {
            if (operation == Reactivate)
            {
                canvas.Twin.SetState(canvas.Enrolment, "deleted");
            }
        };

        var outcome = Assert.Single(await canvas.Access.RestoreAsync([change], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Contains("would enrol anew", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_was_concluded_while_the_batch_ran_is_read_just_before_and_left_alone()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var second = canvas.Twin.AddUser("second");
        var enrolment = canvas.Twin.Enrol(second, canvas.Course);
        var changes = new[] { await canvas.ChangeAsync(canvas.User), await canvas.ChangeAsync(second) };
        canvas.Twin.BeforeAnswer = operation =>
        {
            if (operation == Deactivate)
            {
                canvas.Twin.SetState(enrolment, "completed");
            }
        };

        var outcomes = await canvas.Access.SuspendAsync(changes, Ct);

        Assert.Equal([OutcomeKind.Done, OutcomeKind.NotCapable], outcomes.Select(outcome => outcome.Kind));
        Assert.Equal("completed", canvas.StateOf(second));
    }

    [Fact]
    public async Task The_same_learner_twice_in_a_batch_is_changed_once_and_answered_twice()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var change = await canvas.ChangeAsync(canvas.User);

        var suspended = await canvas.Access.SuspendAsync([change, change], Ct);
        var restored = await canvas.Access.RestoreAsync([change, change], Ct);

        Assert.All(suspended.Concat(restored), outcome => Assert.Equal(OutcomeKind.Done, outcome.Kind));
        Assert.Equal((1, 1), (canvas.Counts[Deactivate], canvas.Counts[Reactivate]));
    }

    [Fact]
    public async Task An_answer_that_is_no_listing_is_one_items_fault_and_writes_nothing()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var other = canvas.Twin.AddCourse("OTHER");
        canvas.Twin.Enrol(canvas.User, other);
        var changes = new[] { await canvas.ChangeAsync(canvas.User), await canvas.ChangeAsync(canvas.User, other) };
        var shown = 0;
        canvas.Twin.BeforeAnswer = operation =>
        {
            shown += operation == "courses/show" ? 1 : 0;
            canvas.Twin.PagesInACircle = operation == "courses/enrollments" && shown == 1;
        };

        var outcomes = await canvas.Access.SuspendAsync(changes, Ct);

        Assert.Equal([OutcomeKind.NotCapable, OutcomeKind.Done], outcomes.Select(outcome => outcome.Kind));
        Assert.Equal("active", canvas.StateOf(canvas.User));
    }
}
