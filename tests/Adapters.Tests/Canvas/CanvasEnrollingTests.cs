using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Canvas;

/// <summary>Enrolling in Canvas, where something is in the way.</summary>
public sealed class CanvasEnrollingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FaultKind.AnswerLost, OutcomeKind.Done)]
    [InlineData(FaultKind.Reset, OutcomeKind.Unknown)]
    public async Task A_lost_answer_is_looked_up_and_enrols_once_in_the_end(FaultKind kind, OutcomeKind first)
    {
        await using var canvas = await CanvasStage.StartAsync();
        var user = canvas.Twin.AddUser("Newcomer");
        canvas.Faults.Add(new Fault(kind, "enrollments/create"));

        var lost = Assert.Single(await canvas.Access.EnrolAsync([canvas.Target(user)], Ct));
        var again = Assert.Single(await canvas.Access.EnrolAsync([canvas.Target(user)], Ct));

        Assert.Equal((first, OutcomeKind.Done), (lost.Kind, again.Kind));
        Assert.Equal("active", canvas.StateOf(user));
    }

    [Theory]
    [InlineData("inactive", "StudentEnrollment")]
    [InlineData("completed", "StudentEnrollment")]
    [InlineData("invited", "StudentEnrollment")]
    [InlineData("active", "TeacherEnrollment")]
    public async Task Whoever_is_there_stays_as_is(string state, string type)
    {
        await using var canvas = await CanvasStage.StartAsync();
        var user = canvas.Twin.AddUser("There");
        canvas.Twin.Enrol(user, canvas.Course, state, type);

        var outcome = Assert.Single(await canvas.Access.EnrolAsync([canvas.Target(user)], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Equal(state, canvas.StateOf(user));
        Assert.DoesNotContain(canvas.Calls, call => call.IsWrite);
    }

    [Fact]
    public async Task In_a_course_that_is_not_published_the_enrolment_is_made_and_said_to_wait()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var user = canvas.Twin.AddUser("Newcomer");
        canvas.Twin.SetCourseState(canvas.Course, "unpublished");

        var outcome = Assert.Single(await canvas.Access.EnrolAsync([canvas.Target(user)], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Contains("published", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal("active", canvas.StateOf(user));
    }

    [Fact]
    public async Task Without_the_right_anywhere_nothing_was_sent()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var user = canvas.Twin.AddUser("Newcomer");
        canvas.Twin.RemoveRight("add_student_to_course");

        var error = await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            canvas.Access.EnrolAsync([canvas.Target(user)], Ct)
        );

        Assert.Contains("Students - add", error.Message, StringComparison.Ordinal);
        Assert.Equal("", canvas.StateOf(user));
    }
}
