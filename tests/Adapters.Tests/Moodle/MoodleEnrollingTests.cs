using Collections.Adapters.Sandbox;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Moodle;

/// <summary>Enrolling in Moodle, where something is in the way.</summary>
public sealed class MoodleEnrollingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(FaultKind.AnswerLost, OutcomeKind.Done)]
    [InlineData(FaultKind.Reset, OutcomeKind.Unknown)]
    public async Task A_lost_answer_is_looked_up_and_enrols_once_in_the_end(FaultKind kind, OutcomeKind first)
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var newcomer = moodle.Newcomer()!.Value;
        moodle.Faults.Add(new Fault(kind, "enrol_manual_enrol_users"));

        var lost = Assert.Single(await moodle.Access.EnrolAsync([newcomer], Ct));
        var again = Assert.Single(await moodle.Access.EnrolAsync([newcomer], Ct));

        Assert.Equal((first, OutcomeKind.Done), (lost.Kind, again.Kind));
        var learner = Assert.Single((await moodle.ReadAsync()).Facts, x => x.LearnerKey == newcomer.LearnerKey);
        Assert.Equal(("manual", EnrolmentStatus.Active), (learner.Method, learner.Status));
        Assert.Null(learner.EndsAt);
    }

    [Fact]
    public async Task Whose_window_is_over_is_not_enrolled_anew()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var user = moodle.Twin.AddUser("over", email: "over@example.invalid");
        moodle.Twin.Enrol(user, moodle.Course, endsAt: MoodleStage.Noon.AddDays(-1));

        var outcome = Assert.Single(await moodle.Access.EnrolAsync([moodle.Target(user)], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.Contains("stays so", outcome.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(moodle.Calls, call => call.IsWrite);
    }
}
