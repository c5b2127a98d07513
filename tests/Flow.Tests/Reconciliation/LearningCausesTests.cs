using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Reconciliation;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Reconciliation;

public sealed class LearningCausesTests
{
    private static readonly Money Ten = new(1_000, Currency.Of("EUR"));

    [Theory]
    [InlineData(nameof(UnbilledState.NotRead), "sync")]
    [InlineData(nameof(UnbilledState.Waiting), "sync")]
    [InlineData(nameof(UnbilledState.DataFault), "sync")]
    [InlineData(nameof(UnbilledState.Parked), "parked retry l7 --why \"...\"")]
    [InlineData(nameof(UnbilledState.SwitchedOff), null)]
    public void An_enrolment_that_is_not_billed_names_what_bills_it(string state, string? command)
    {
        var difference = LearningCauses.Of(
            new UnbilledFacts("4/7", Ten, Enum.Parse<UnbilledState>(state), "l7", "Two customers match.")
        );

        Assert.Equal(
            (DifferenceCause.EnrolledNotBilled, command, Ten),
            (difference!.Cause, difference.Command, difference.Amount)
        );
    }

    [Fact]
    public void What_a_person_said_is_not_to_be_billed_is_no_difference() =>
        Assert.Null(LearningCauses.Of(new UnbilledFacts("4/7", Ten, UnbilledState.Dismissed)));

    [Theory]
    [InlineData(false, nameof(AccessStage.Suspended), AccessState.Closed, nameof(DifferenceCause.SuspendedThoughPaid))]
    [InlineData(false, nameof(AccessStage.Restoring), AccessState.Closed, nameof(DifferenceCause.SuspendedThoughPaid))]
    [InlineData(false, nameof(AccessStage.Suspending), AccessState.Closed, nameof(DifferenceCause.SuspendedThoughPaid))]
    [InlineData(false, nameof(AccessStage.Suspended), AccessState.Open, null)]
    [InlineData(false, nameof(AccessStage.Suspended), AccessState.NotEnrolled, null)]
    [InlineData(true, nameof(AccessStage.Suspended), AccessState.Closed, null)]
    [InlineData(true, nameof(AccessStage.Suspended), AccessState.Open, nameof(DifferenceCause.AccessAlthoughSuspended))]
    [InlineData(true, nameof(AccessStage.Suspending), AccessState.Open, null)]
    public void A_suspension_agrees_with_what_is_owed_and_with_the_LMS(
        bool owed,
        string stage,
        AccessState shown,
        string? expected
    ) =>
        Assert.Equal(
            expected,
            LearningCauses
                .Of(new SuspendedFacts("4/7", owed, Ten, Enum.Parse<AccessStage>(stage), shown))
                ?.Cause.ToString()
        );
}
