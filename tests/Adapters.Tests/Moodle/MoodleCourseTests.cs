using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Moodle;

public sealed class MoodleCourseTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Custom_fields_are_invariant_text_a_choice_its_shown_text_and_empty_ones_absent()
    {
        await using var moodle = await MoodleStage.StartAsync();
        var twin = moodle.Twin;
        twin.DefineCourseField("price", "number");
        twin.DefineCourseField("currency", "select", "ARS", "USD");
        twin.DefineCourseField("firstdue", "date");
        twin.DefineCourseField("billable", "checkbox");
        twin.DefineCourseField("code", "text");
        var full = twin.AddCourse(
            "FULL",
            fields: new Dictionary<string, string>
            {
                ["price"] = "15750.50",
                ["currency"] = "USD",
                ["firstdue"] = "1773100800",
                ["billable"] = "1",
                ["code"] = "FAC-1",
            }
        );

        var courses = await moodle.Enrolments.ReadCoursesAsync(Ct);

        var fields = courses.Single(course => course.Key == $"{full}").Fields;
        Assert.Equal(
            ["billable=1", "code=FAC-1", "currency=USD", "firstdue=1773100800", "price=15750.5"],
            fields.Select(field => $"{field.Key}={field.Value}").Order()
        );
        Assert.Equal(["billable"], courses.Single(course => course.Key == $"{moodle.Course}").Fields.Keys);
    }

    [Fact]
    public async Task The_front_page_is_no_course()
    {
        await using var moodle = await MoodleStage.StartAsync();

        var courses = await moodle.Enrolments.ReadCoursesAsync(Ct);

        Assert.Equal($"{moodle.Course}", Assert.Single(courses).Key);
        Assert.Equal("C-2026-1", courses[0].IdNumber);
        Assert.Null(courses[0].StartsAt);
        Assert.Equal(["manual"], courses[0].Methods);
    }

    [Fact]
    public async Task Without_the_report_the_only_method_is_known_and_several_are_not()
    {
        await using var moodle = await MoodleStage.StartAsync();
        var mixed = moodle.Twin.AddCourse("MIX", methods: ["manual", "self"]);
        moodle.Twin.Enrol(moodle.User, mixed, suspended: true);

        var (facts, listings) = await moodle.ReadAsync();

        var single = facts.Single(fact => fact.CourseKey == $"{moodle.Course}");
        var several = facts.Single(fact => fact.CourseKey == $"{mixed}");
        Assert.Equal(("manual", EnrolmentStatus.Active, false), (single.Method, single.Status, single.WindowKnown));
        Assert.Equal(("unknown", EnrolmentStatus.Suspended), (several.Method, several.Status));
        Assert.All(listings, listing => Assert.True(listing.Complete));
    }

    [Fact]
    public async Task A_course_deleted_between_two_calls_is_incomplete_and_the_others_go_on()
    {
        await using var moodle = await MoodleStage.StartAsync();
        var doomed = moodle.Twin.AddCourse("DOOMED");
        moodle.Twin.Enrol(moodle.User, doomed);
        var courses = await moodle.Enrolments.ReadCoursesAsync(Ct);
        moodle.Twin.RemoveCourse(doomed);

        var (facts, listings) = await EnrolmentStreamsAsync(moodle, courses);

        Assert.Single(facts);
        Assert.True(listings.Single(listing => listing.CourseKey == $"{moodle.Course}").Complete);
        var gone = listings.Single(listing => listing.CourseKey == $"{doomed}");
        Assert.False(gone.Complete);
        Assert.Contains("invalidrecordunknown", gone.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("moodle/course:view")]
    [InlineData("moodle/course:enrolreview")]
    public async Task A_course_without_the_right_is_incomplete_and_the_others_go_on(string right)
    {
        await using var moodle = await MoodleStage.StartAsync();
        var closed = moodle.Twin.AddCourse("CLOSED");
        moodle.Twin.Enrol(moodle.User, closed);
        var courses = await moodle.Enrolments.ReadCoursesAsync(Ct);
        moodle.Twin.RemoveCapability(right, closed);

        var (facts, listings) = await EnrolmentStreamsAsync(moodle, courses);

        Assert.Equal($"{moodle.Course}", Assert.Single(facts).CourseKey);
        Assert.Contains(right, listings.Single(l => l.CourseKey == $"{closed}").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_in_every_course_is_no_proof_that_everybody_left()
    {
        await using var moodle = await MoodleStage.StartAsync();
        moodle.Twin.RemoveCapability("moodle/user:viewdetails");

        var (facts, listings) = await moodle.ReadAsync();

        Assert.Empty(facts);
        Assert.False(Assert.Single(listings).Complete);
        Assert.Contains("moodle/user:viewdetails", listings[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_in_a_course_with_separate_groups_is_no_proof_either()
    {
        await using var moodle = await MoodleStage.StartAsync();
        var groups = moodle.Twin.AddCourse("GROUPS", separateGroups: true);
        moodle.Twin.Enrol(moodle.User, groups);
        moodle.Twin.RemoveCapability("moodle/site:accessallgroups");

        var (_, listings) = await moodle.ReadAsync();

        Assert.True(listings.Single(listing => listing.CourseKey == $"{moodle.Course}").Complete);
        Assert.False(listings.Single(listing => listing.CourseKey == $"{groups}").Complete);
    }

    [Fact]
    public async Task Somebody_who_slips_between_the_two_lists_makes_the_course_incomplete()
    {
        await using var moodle = await MoodleStage.StartAsync();
        var slipping = moodle.Twin.AddUser("slipping");
        moodle.Twin.Enrol(slipping, moodle.Course, suspended: true);
        var lists = 0;
        moodle.Twin.BeforeAnswer = function =>
        {
            if (function == "core_enrol_get_enrolled_users" && ++lists == 2)
            {
                moodle.Twin.Enrol(slipping, moodle.Course);
            }
        };

        var (_, listings) = await moodle.ReadAsync();

        Assert.Contains("changed while they were read", Assert.Single(listings).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_learner_has_the_profile_fields_that_are_filled_in_and_the_whole_account_s_suspension()
    {
        await using var moodle = await MoodleStage.StartAsync();
        var user = moodle.Twin.AddUser(
            "ana",
            email: "ana@example.invalid",
            idNumber: "A-1",
            fields: new Dictionary<string, string> { ["taxid"] = "20-1", ["company"] = "" }
        );
        moodle.Twin.Accounts.Suspend(user, true);

        var learner = Assert.Single(await moodle.Enrolments.ReadLearnersAsync([$"{user}"], Ct));

        Assert.Equal(
            ("ana", "A-1", "ana@example.invalid", "es", "ES"),
            (learner.UserName, learner.IdNumber, learner.Email, learner.Language, learner.Country)
        );
        Assert.True(learner.SiteSuspended);
        Assert.Equal("taxid=20-1", Assert.Single(learner.Fields.Select(field => $"{field.Key}={field.Value}")));
    }

    private static Task<(List<EnrolmentFact> Facts, List<CourseListing> Listings)> EnrolmentStreamsAsync(
        MoodleStage moodle,
        IReadOnlyCollection<CourseFact> courses
    ) => Contracts.EnrolmentStreams.ReadAllAsync(moodle.Enrolments, courses, Ct);
}
