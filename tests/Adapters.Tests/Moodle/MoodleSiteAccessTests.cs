using Collections.Adapters.Sandbox;
using Collections.Adapters.Sandbox.Moodle;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Moodle;

public sealed class MoodleSiteAccessTests
{
    private const string Update = "core_user_update_users";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_token_of_its_own_the_port_is_not_offered()
    {
        await using var moodle = await MoodleStage.WithReportAsync();

        Assert.Null(moodle.Adapter.SiteAccess);
    }

    [Fact]
    public async Task A_suspended_account_enters_nothing_and_keeps_its_enrolments()
    {
        await using var moodle = await MoodleStage.WithSiteTokenAsync();
        var change = await moodle.SiteChangeAsync(moodle.User);
        var before = moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course);

        await moodle.SiteAccess.SuspendAsync([change], Ct);
        var canEnter = moodle.Twin.CanEnter(moodle.User, moodle.Course);
        await moodle.SiteAccess.RestoreAsync([change], Ct);

        Assert.False(canEnter);
        Assert.True(moodle.Twin.CanEnter(moodle.User, moodle.Course));
        Assert.Equal(before, moodle.Twin.EnrolmentsOf(moodle.User, moodle.Course));
    }

    [Fact]
    public async Task An_administrator_is_never_touched_and_the_others_of_the_batch_are_suspended()
    {
        await using var moodle = await MoodleStage.WithSiteTokenAsync();
        var admin = moodle.Twin.AddUser("admin");
        moodle.Twin.Accounts.MakeAdmin(admin);

        var outcomes = await moodle.SiteAccess.SuspendAsync(
            [await moodle.SiteChangeAsync(admin), await moodle.SiteChangeAsync(moodle.User)],
            Ct
        );

        Assert.Equal([OutcomeKind.NotCapable, OutcomeKind.Done], outcomes.Select(outcome => outcome.Kind));
        Assert.Contains("administrators", outcomes[0].Reason, StringComparison.Ordinal);
        Assert.False(moodle.Twin.Accounts.IsSuspended(admin));
    }

    [Fact]
    public async Task Staff_that_courses_show_is_not_suspended()
    {
        await using var moodle = await MoodleStage.WithSiteTokenAsync();
        var teacher = moodle.Twin.AddUser("teacher");
        moodle.Twin.Enrol(teacher, moodle.Course, role: MoodleTwin.TeacherRole);
        var change = await moodle.SiteChangeAsync(teacher);

        var outcome = Assert.Single(await moodle.SiteAccess.SuspendAsync([change], Ct));

        Assert.Equal(OutcomeKind.NotCapable, outcome.Kind);
        Assert.Contains("staff", outcome.Reason, StringComparison.Ordinal);
        Assert.False(moodle.Counts.ContainsKey(Update));
    }

    [Fact]
    public async Task An_account_deleted_meanwhile_is_one_item_s_outcome()
    {
        await using var moodle = await MoodleStage.WithSiteTokenAsync();
        var gone = moodle.Twin.AddUser("gone");
        var (goneChange, change) = (await moodle.SiteChangeAsync(gone), await moodle.SiteChangeAsync(moodle.User));
        moodle.Twin.BeforeAnswer = function =>
        {
            if (function == Update)
            {
                moodle.Twin.Accounts.Remove(gone);
            }
        };

        var outcomes = await moodle.SiteAccess.SuspendAsync([goneChange, change], Ct);

        Assert.Equal([OutcomeKind.Rejected, OutcomeKind.Done], outcomes.Select(outcome => outcome.Kind));
    }

    [Fact]
    public async Task An_account_opened_by_hand_after_its_state_was_stored_is_read_again_first()
    {
        await using var moodle = await MoodleStage.WithSiteTokenAsync();
        moodle.Twin.Accounts.Suspend(moodle.User, true);
        var closed = await moodle.SiteChangeAsync(moodle.User);
        moodle.Twin.Accounts.Suspend(moodle.User, false);

        var outcome = Assert.Single(await moodle.SiteAccess.SuspendAsync([closed], Ct));

        Assert.Equal(OutcomeKind.Rejected, outcome.Kind);
        Assert.False(moodle.Twin.Accounts.IsSuspended(moodle.User));
    }

    [Fact]
    public async Task A_lost_answer_is_found_by_reading_back_and_an_undone_write_is_left_for_later()
    {
        await using var moodle = await MoodleStage.WithSiteTokenAsync();
        var change = await moodle.SiteChangeAsync(moodle.User);
        moodle.Faults.Add(new Fault(FaultKind.AnswerLost, Update));

        var found = Assert.Single(await moodle.SiteAccess.SuspendAsync([change], Ct));
        moodle.Twin.UndoNext = Update;
        var undone = Assert.Single(await moodle.SiteAccess.RestoreAsync([change], Ct));

        Assert.Equal((OutcomeKind.Done, OutcomeKind.Later), (found.Kind, undone.Kind));
        Assert.True(moodle.Twin.Accounts.IsSuspended(moodle.User));
    }

    [Theory]
    [InlineData("right", "moodle/user:update")]
    [InlineData("function", "siteToken")]
    [InlineData("token", "siteToken")]
    public async Task What_the_token_lacks_stops_it_and_is_named_as_the_second_token_s(string lacking, string named)
    {
        await using var moodle = await MoodleStage.WithSiteTokenAsync();
        var change = await moodle.SiteChangeAsync(moodle.User);
        Lack(moodle, lacking);

        var stopped = await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            moodle.SiteAccess.SuspendAsync([change], Ct)
        );

        Assert.Contains(named, stopped.Message, StringComparison.Ordinal);
        Assert.False(moodle.Twin.Accounts.IsSuspended(moodle.User));
    }

    [Fact]
    public async Task Three_hundred_accounts_go_in_two_calls_with_the_second_token_alone()
    {
        await using var moodle = await MoodleStage.WithSiteTokenAsync();
        var users = Enumerable.Range(0, 300).Select(i => $"{moodle.Twin.AddUser($"p{i}")}").ToList();
        var readings = await moodle.SiteAccess.ReadAsync(users, Ct);

        var outcomes = await moodle.SiteAccess.SuspendAsync(
            readings.Select(reading => new SiteAccessChange(reading.LearnerKey, reading.Snapshot)).ToList(),
            Ct
        );

        Assert.All(outcomes, outcome => Assert.Equal(OutcomeKind.Done, outcome.Kind));
        Assert.Equal(2, moodle.Counts[Update]);
        Assert.All(moodle.Calls.Where(call => call.IsWrite), call => Assert.Equal(Update, call.Operation));
    }

    [Fact]
    public async Task Check_says_that_it_is_off_by_default_and_what_it_would_need()
    {
        await using var moodle = await MoodleStage.WithReportAsync();

        var finding = Of(await moodle.Adapter.CheckAsync(Ct), "moodle.site-token");

        Assert.Equal(CheckResult.Note, finding.Result);
        Assert.Contains("moodle/user:update", finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("passwords", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_proves_the_second_token_without_changing_anybody()
    {
        await using var moodle = await MoodleStage.WithSiteTokenAsync();

        var findings = await moodle.Adapter.CheckAsync(Ct);

        Assert.Equal(CheckResult.Ok, Of(findings, "moodle.site-token").Result);
        Assert.Equal(CheckResult.Ok, Of(findings, "moodle.capability.moodle/user:update").Result);
        Assert.DoesNotContain(findings, finding => finding.Code == "moodle.token.too-much");
    }

    [Theory]
    [InlineData("right", "moodle.capability.moodle/user:update")]
    [InlineData("function", "moodle.site-token")]
    [InlineData("token", "moodle.site-token")]
    public async Task Check_names_what_the_second_token_lacks(string lacking, string code)
    {
        await using var moodle = await MoodleStage.WithSiteTokenAsync();
        Lack(moodle, lacking);

        var finding = Of(await moodle.Adapter.CheckAsync(Ct), code);

        Assert.Equal(CheckResult.Missing, finding.Result);
        Assert.NotEmpty(finding.Consequence);
        Assert.NotEmpty(finding.Remedy);
    }

    private static void Lack(MoodleStage moodle, string what)
    {
        switch (what)
        {
            case "right":
                moodle.Twin.RemoveCapability("moodle/user:update");
                break;
            case "function":
                moodle.Twin.RemoveFunction(Update);
                break;
            default:
                moodle.Twin.Revoke(moodle.Twin.SiteToken);
                break;
        }
    }

    private static CheckFinding Of(IReadOnlyList<CheckFinding> findings, string code) =>
        Assert.Single(findings, finding => finding.Code == code);
}
