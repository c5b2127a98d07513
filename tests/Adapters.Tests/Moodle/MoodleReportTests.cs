using Collections.Adapters.Moodle;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Moodle;

public sealed class MoodleReportTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Method_status_and_window_come_from_the_report_in_UTC_to_the_minute()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var late = moodle.Twin.AddUser("late");
        var start = new DateTimeOffset(2026, 6, 5, 20, 41, 30, TimeSpan.Zero);
        moodle.Twin.SetMethods(moodle.Course, "manual", "self", "cohort", "meta", "fee");
        moodle.Twin.Enrol(late, moodle.Course, "cohort", startsAt: start);
        var gone = moodle.Twin.AddUser("gone");
        moodle.Twin.Enrol(gone, moodle.Course, "self", suspended: true);

        var (facts, listings) = await moodle.ReadAsync();

        var cohort = facts.Single(fact => fact.LearnerKey == $"{late}");
        Assert.Equal(("cohort", EnrolmentStatus.NotCurrent, true), (cohort.Method, cohort.Status, cohort.WindowKnown));
        Assert.Equal(start.AddSeconds(-30), cohort.StartsAt);
        Assert.Null(cohort.EndsAt);
        var self = facts.Single(fact => fact.LearnerKey == $"{gone}");
        Assert.Equal(("self", EnrolmentStatus.Suspended), (self.Method, self.Status));
        Assert.Equal(MoodleStage.Noon.AddDays(60), facts.Single(f => f.LearnerKey == $"{moodle.User}").EndsAt);
        Assert.True(Assert.Single(listings).Complete);
    }

    [Fact]
    public async Task Instances_without_people_are_rows_without_a_person_and_no_enrolments()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        moodle.Twin.AddCourse("EMPTY", methods: ["manual", "guest", "self"]);

        var (facts, listings) = await moodle.ReadAsync();

        Assert.Single(facts);
        Assert.Equal(2, listings.Count);
        Assert.All(listings, listing => Assert.True(listing.Complete));
    }

    [Fact]
    public async Task A_report_with_a_condition_is_refused_since_the_suspended_would_look_gone()
    {
        await using var moodle = await MoodleStage.StartAsync(
            (settings, stage) =>
                settings["reportId"] = stage.Twin.AddReport(
                    "{\"enrolment:status_operator\":1,\"enrolment:status_value\":0}"
                )
        );

        var refused = await Assert.ThrowsAsync<RemoteMisconfiguredException>(moodle.ReadAsync);

        Assert.Contains("Remove every condition", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_of_unique_rows_is_refused()
    {
        await using var moodle = await MoodleStage.StartAsync(
            (settings, stage) => settings["reportId"] = stage.Twin.AddReport(uniqueRows: true)
        );

        var refused = await Assert.ThrowsAsync<RemoteMisconfiguredException>(moodle.ReadAsync);

        Assert.Contains("unique rows", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Role")]
    [InlineData("Group name")]
    [InlineData("Cohort")]
    public async Task A_column_that_repeats_enrolments_is_refused_by_name(string column)
    {
        await using var moodle = await StartWithColumnsAsync([
            column,
            "Plugin",
            "Status",
            "Time started",
            "Time ended",
            "Full name with link",
            "Course URL",
        ]);

        var refused = await Assert.ThrowsAsync<RemoteMisconfiguredException>(moodle.ReadAsync);

        Assert.Contains($"'{column}'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_columns_are_named_all_at_once()
    {
        await using var moodle = await StartWithColumnsAsync(["Status", "Full name with link", "Course URL", "Plugin"]);

        var refused = await Assert.ThrowsAsync<RemoteMisconfiguredException>(moodle.ReadAsync);

        Assert.Contains("'Time started', 'Time ended'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_are_found_by_name_wherever_they_stand()
    {
        await using var moodle = await StartWithColumnsAsync([
            "Course URL",
            "Time ended",
            "Username",
            "Full name with link",
            "Time started",
            "Status",
            "Plugin",
        ]);

        var (facts, _) = await moodle.ReadAsync();

        Assert.Equal(("manual", $"{moodle.User}"), (Assert.Single(facts).Method, facts[0].LearnerKey));
    }

    [Fact]
    public async Task A_filter_that_somebody_left_is_reset_before_reading()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        moodle.Twin.LeaveFilter(moodle.Report, "Suspended");

        var (facts, listings) = await moodle.ReadAsync();

        Assert.Single(facts);
        Assert.True(Assert.Single(listings).Complete);
    }

    [Fact]
    public async Task Texts_in_another_language_stop_the_adapter_with_the_cause()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        moodle.Twin.SpeaksSpanish = true;

        var refused = await Assert.ThrowsAsync<RemoteMisconfiguredException>(moodle.ReadAsync);

        Assert.Contains("not English", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Every_page_is_read_whatever_its_size(int pageSize)
    {
        await using var moodle = await MoodleStage.WithReportAsync(settings => settings["pageSize"] = pageSize);
        Enrol(moodle, 4);

        var (facts, listings) = await moodle.ReadAsync();

        Assert.Equal(5, facts.Count);
        Assert.True(Assert.Single(listings).Complete);
        Assert.Equal(Math.Ceiling(5d / pageSize), moodle.Counts["core_reportbuilder_retrieve_report"]);
    }

    [Fact]
    public async Task A_report_that_changes_once_between_pages_is_read_again_and_complete()
    {
        await using var moodle = await MoodleStage.WithReportAsync(settings => settings["pageSize"] = 2);
        Enrol(moodle, 4);
        ChangeAtPages(moodle, times: 1);

        var (facts, listings) = await moodle.ReadAsync();

        Assert.Equal(6, facts.Count);
        Assert.True(Assert.Single(listings).Complete);
    }

    [Fact]
    public async Task A_report_that_keeps_changing_is_never_called_complete()
    {
        await using var moodle = await MoodleStage.WithReportAsync(settings => settings["pageSize"] = 2);
        Enrol(moodle, 4);
        ChangeAtPages(moodle, times: 100);

        var (_, listings) = await moodle.ReadAsync();

        Assert.False(Assert.Single(listings).Complete);
        Assert.Contains("changed while it was read", listings[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_past_the_end_is_a_change_and_not_an_end()
    {
        await using var moodle = await MoodleStage.WithReportAsync(settings => settings["pageSize"] = 2);
        var others = Enrol(moodle, 2);
        var pages = 0;
        moodle.Twin.BeforeAnswer = function =>
        {
            // On every second page the site has lost its rows: the page is past the end and says 0 rows in all.
            if (function == "core_reportbuilder_retrieve_report" && ++pages % 2 == 0)
            {
                moodle.Twin.Unenrol(others[0], moodle.Course);
            }
            else if (function == "core_reportbuilder_retrieve_report")
            {
                moodle.Twin.Enrol(others[0], moodle.Course);
            }
        };

        var (_, listings) = await moodle.ReadAsync();

        Assert.False(Assert.Single(listings).Complete);
    }

    [Fact]
    public async Task An_empty_report_is_no_proof_that_nobody_is_enrolled()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        moodle.Twin.Unenrol(moodle.User, moodle.Course);
        moodle.Twin.SetMethods(moodle.Course);

        var (facts, listings) = await moodle.ReadAsync();

        Assert.Empty(facts);
        Assert.False(Assert.Single(listings).Complete);
    }

    [Fact]
    public async Task Two_instances_of_one_method_are_one_enrolment_and_the_active_one_counts()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var twice = moodle.Twin.AddUser("twice");
        moodle.Twin.SetMethods(moodle.Course, "manual", "cohort");
        moodle.Twin.Enrol(twice, moodle.Course, "cohort", suspended: true);
        moodle.Twin.EnrolAgain(twice, moodle.Course, "cohort");

        var (facts, listings) = await moodle.ReadAsync();

        Assert.Equal(EnrolmentStatus.Active, facts.Single(fact => fact.LearnerKey == $"{twice}").Status);
        Assert.True(Assert.Single(listings).Complete);
    }

    [Fact]
    public void A_row_that_comes_again_on_another_page_betrays_a_report_without_sorting()
    {
        var sorted = new ReportRows();
        sorted.Add(Row(user: 4), page: 0);
        sorted.Add(Row(user: 5), page: 0);
        sorted.Add(Row(user: 5), page: 1);
        var unsorted = new ReportRows();
        unsorted.Add(Row(user: 5), page: 0);
        unsorted.Add(Row(user: 4), page: 0);
        unsorted.Add(Row(user: 5), page: 1);

        Assert.False(sorted.RepeatedAcrossPages);
        Assert.True(unsorted.RepeatedAcrossPages);
        Assert.Equal([5, 4], unsorted.All.Select(row => row.User));

        static ReportRow Row(long user) => new(2, user, 0, EnrolmentStatus.Active, 0, 0, 0);
    }

    [Fact]
    public async Task Staff_shown_as_contacts_are_no_learners_at_no_further_call()
    {
        await using var moodle = await MoodleStage.WithReportAsync();
        var teacher = moodle.Twin.AddUser("teacher");
        moodle.Twin.Enrol(teacher, moodle.Course, role: 3);

        var (facts, _) = await moodle.ReadAsync();

        Assert.False(facts.Single(fact => fact.LearnerKey == $"{teacher}").IsLearner);
        Assert.Null(facts.Single(fact => fact.LearnerKey == $"{moodle.User}").IsLearner);
        Assert.Equal(3, moodle.Requests);
    }

    [Fact]
    public async Task Roles_are_read_where_the_school_wants_it()
    {
        await using var moodle = await MoodleStage.WithReportAsync(settings => settings["verifyRoles"] = true);
        var teacher = moodle.Twin.AddUser("teacher");
        moodle.Twin.Enrol(teacher, moodle.Course, role: 4);

        var (facts, _) = await moodle.ReadAsync();

        Assert.True(facts.Single(fact => fact.LearnerKey == $"{moodle.User}").IsLearner);
        Assert.False(facts.Single(fact => fact.LearnerKey == $"{teacher}").IsLearner);
    }

    private static Task<MoodleStage> StartWithColumnsAsync(string[] headers) =>
        MoodleStage.StartAsync((settings, stage) => settings["reportId"] = stage.Twin.AddReport(headers: headers));

    private static List<long> Enrol(MoodleStage moodle, int people)
    {
        var users = Enumerable.Range(0, people).Select(i => moodle.Twin.AddUser($"more{i}")).ToList();
        users.ForEach(user => moodle.Twin.Enrol(user, moodle.Course));
        return users;
    }

    /// <summary>Enrols somebody at the second page of each reading.</summary>
    private static void ChangeAtPages(MoodleStage moodle, int times)
    {
        var pages = 0;
        moodle.Twin.BeforeAnswer = function =>
        {
            if (function == "core_reportbuilder_retrieve_report" && ++pages % 2 == 0 && times-- > 0)
            {
                moodle.Twin.Enrol(moodle.Twin.AddUser($"new{pages}"), moodle.Course);
            }
        };
    }
}
