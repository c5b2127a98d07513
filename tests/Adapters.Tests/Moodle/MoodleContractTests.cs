using Collections.Adapters.Sandbox.Moodle;
using Collections.Adapters.Tests.Contracts;

namespace Collections.Adapters.Tests.Moodle;

public sealed class Moodle_with_report_is_an_enrolment_source : EnrolmentSourceContract
{
    protected override async Task<LearningHarness> StartAsync() => await MoodleStage.WithReportAsync();
}

public sealed class Moodle_without_report_is_an_enrolment_source : EnrolmentSourceContract
{
    protected override async Task<LearningHarness> StartAsync() => await MoodleStage.StartAsync();
}

public sealed class Moodle_with_report_controls_access : AccessControlContract
{
    protected override async Task<LearningHarness> StartAsync() => await MoodleStage.WithReportAsync();
}

public sealed class Moodle_attested_controls_access : AccessControlContract
{
    protected override async Task<LearningHarness> StartAsync() => await MoodleStage.AttestedAsync();
}

public sealed class Moodle_by_cohort_controls_access : AccessControlContract
{
    protected override async Task<LearningHarness> StartAsync() => (await MoodleCohortStage.ByCohortAsync()).Stage;
}

public sealed class Moodle_by_cohort_that_takes_roles_controls_access : AccessControlContract
{
    protected override async Task<LearningHarness> StartAsync() =>
        (await MoodleCohortStage.ByCohortAsync(MoodleUnenrolAction.SuspendWithoutRoles)).Stage;
}

public sealed class Moodle_by_hand_and_by_cohort_controls_access : AccessControlContract
{
    protected override async Task<LearningHarness> StartAsync() => (await MoodleCohortStage.ByBothAsync()).Stage;
}

public sealed class Moodle_controls_site_access : SiteAccessContract
{
    protected override async Task<LearningHarness> StartAsync() => await MoodleStage.WithSiteTokenAsync();
}

public sealed class Moodle_is_a_message_channel : MessageChannelContract
{
    protected override async Task<IMessageHarness> StartAsync() => await MoodleStage.WithReportAsync();
}
