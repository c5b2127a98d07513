using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Canvas;

/// <summary>What is read: courses, who is in them since when, people; and what becomes of listings that are cut short.</summary>
public sealed class CanvasReadingTests
{
    private static readonly DateTimeOffset Noon = CanvasStage.Noon;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_course_has_its_code_its_id_of_the_administration_and_its_term()
    {
        await using var canvas = await CanvasStage.StartAsync();

        var course = Assert.Single(await canvas.Enrolments.ReadCoursesAsync(Ct));

        Assert.Equal(
            ("C-2026-1", "CUR-1", "Course one", "1", true),
            (course.IdNumber, course.ShortName, course.Name, course.Category, course.Visible)
        );
        Assert.Equal("Spring", course.Fields["term"]);
    }

    [Fact]
    public async Task Only_the_courses_that_the_settings_name_are_read()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var other = canvas.Twin.AddCourse("OTHER");
        var named = canvas.Make(settings => settings["courses"] = new JArray($"{other}", "999999"));

        var course = Assert.Single(await named.Enrolments!.ReadCoursesAsync(Ct));

        Assert.Equal($"{other}", course.Key);
        Assert.False(canvas.Counts.ContainsKey("accounts/courses"));
    }

    [Theory]
    [InlineData("active", EnrolmentStatus.Active)]
    [InlineData("inactive", EnrolmentStatus.Suspended)]
    [InlineData("invited", EnrolmentStatus.NotCurrent)]
    [InlineData("creation_pending", EnrolmentStatus.NotCurrent)]
    [InlineData("completed", EnrolmentStatus.NotCurrent)]
    public async Task Each_state_is_one_of_the_ports(string state, EnrolmentStatus expected)
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.SetState(canvas.Enrolment, state);

        var (facts, _) = await canvas.ReadAsync();

        var fact = Assert.Single(facts);
        Assert.Equal((expected, "section", true), (fact.Status, fact.Method, fact.IsLearner));
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("rejected")]
    public async Task Deleted_and_declined_ones_are_not_there(string state)
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.SetState(canvas.Enrolment, state);

        var (facts, listings) = await canvas.ReadAsync();

        Assert.Empty(facts);
        Assert.True(Assert.Single(listings).Complete);
    }

    [Fact]
    public async Task Teachers_and_observers_are_no_learners()
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.Enrol(canvas.Twin.AddUser("Eva"), canvas.Course, type: "TeacherEnrollment");
        canvas.Twin.Enrol(canvas.Twin.AddUser("Tom"), canvas.Course, type: "ObserverEnrollment");

        var (facts, _) = await canvas.ReadAsync();

        Assert.Equal($"{canvas.User}", Assert.Single(facts).LearnerKey);
    }

    [Fact]
    public async Task A_learner_in_two_sections_is_in_the_course_once_with_the_wider_window()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var late = canvas.Twin.AddSection(canvas.Course, Noon.AddDays(-40), Noon.AddDays(90), restrictsDates: true);
        canvas.Twin.Enrol(canvas.User, canvas.Course, "inactive", section: late);

        var (facts, _) = await canvas.ReadAsync();

        var fact = Assert.Single(facts);
        Assert.Equal((EnrolmentStatus.Active, Noon, Noon.AddDays(90)), (fact.Status, fact.StartsAt, fact.EndsAt));
    }

    [Fact]
    public async Task Our_own_suspension_changes_the_status_and_not_the_window()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var (before, _) = await canvas.ReadAsync();

        await canvas.Access.SuspendAsync([await canvas.ChangeAsync(canvas.User)], Ct);
        var (after, _) = await canvas.ReadAsync();

        Assert.Equal(before.Single() with { Status = EnrolmentStatus.Suspended }, after.Single());
    }

    [Fact]
    public async Task The_first_of_enrolment_section_course_and_term_that_decides_gives_the_window()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var (own, section, course, term) = (Noon.AddDays(10), Noon.AddDays(20), Noon.AddDays(30), Noon.AddDays(60));
        var restricting = canvas.Twin.AddSection(canvas.Course, Noon.AddDays(-5), section, restrictsDates: true);
        long Add(string name, long? at = null, DateTimeOffset? ends = null)
        {
            var user = canvas.Twin.AddUser(name);
            canvas.Twin.Enrol(user, canvas.Course, section: at, startsAt: ends?.AddDays(-20), endsAt: ends);
            return user;
        }

        var byOwn = Add("own", restricting, own);
        var bySection = Add("section", restricting);
        var (byTerm, _) = await canvas.ReadAsync();
        canvas.Twin.SetDates(canvas.Course, null, course);
        var (byCourse, _) = await canvas.ReadAsync();

        Assert.Equal((own.AddDays(-20), own), WindowOf(byTerm, byOwn));
        Assert.Equal((Noon, section), WindowOf(byTerm, bySection));
        Assert.Equal((Noon, term), WindowOf(byTerm, canvas.User));
        Assert.Equal((Noon, course), WindowOf(byCourse, canvas.User));
        Assert.Equal((Noon, section), WindowOf(byCourse, bySection));
    }

    [Fact]
    public async Task A_terms_dates_for_students_stand_over_its_own()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var term = canvas.Twin.AddTerm("Autumn", Noon.AddDays(-9), Noon.AddDays(9), Noon.AddDays(3), null);
        var course = canvas.Twin.AddCourse("AUT", term: term);
        canvas.Twin.Enrol(canvas.User, course);

        var (facts, _) = await canvas.ReadAsync();

        var fact = Assert.Single(facts, f => f.CourseKey == $"{course}");
        Assert.Equal((Noon.AddDays(3), Noon.AddDays(9)), (fact.StartsAt, fact.EndsAt));
        Assert.Equal(EnrolmentStatus.NotCurrent, fact.Status);
    }

    [Fact]
    public async Task Dates_that_do_not_restrict_people_decide_nothing()
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.SetDates(canvas.Course, Noon.AddDays(-3), Noon.AddDays(-1), restricts: false);

        var (facts, _) = await canvas.ReadAsync();

        Assert.Equal((EnrolmentStatus.Active, Noon.AddDays(60)), (facts.Single().Status, facts.Single().EndsAt));
    }

    [Fact]
    public async Task Terms_that_may_not_be_read_leave_windows_unknown_and_everything_else_as_it_is()
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.RemoveRight("read_terms");

        var (facts, listings) = await canvas.ReadAsync();
        var reading = Assert.Single(await canvas.Access.ReadAsync([canvas.Learner], Ct));

        Assert.Equal((false, null), (facts.Single().WindowKnown, facts.Single().EndsAt));
        Assert.Equal(EnrolmentStatus.Active, facts.Single().Status);
        Assert.True(Assert.Single(listings).Complete);
        Assert.True(reading.CanSuspend, reading.Reason);
    }

    [Theory]
    [InlineData("unpublished")]
    [InlineData("completed")]
    public async Task A_course_that_learners_cannot_enter_has_nobody_current(string state)
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.SetCourseState(canvas.Course, state);

        var (facts, _) = await canvas.ReadAsync();

        Assert.Equal(EnrolmentStatus.NotCurrent, Assert.Single(facts).Status);
    }

    [Fact]
    public async Task A_learner_has_names_addresses_and_the_language_before_the_hyphen()
    {
        await using var canvas = await CanvasStage.StartAsync();

        var learner = Assert.Single(await canvas.Enrolments.ReadLearnersAsync([$"{canvas.User}"], Ct));

        Assert.Equal(
            ("Ana", "Ruiz", "ana", "L-1"),
            (learner.FirstName, learner.LastName, learner.UserName, learner.IdNumber)
        );
        Assert.Equal(("ana@example.invalid", "es", false), (learner.Email, learner.Language, learner.SiteSuspended));
        Assert.Empty(learner.Fields);
    }

    [Fact]
    public async Task What_a_right_hides_is_empty_and_not_wrong()
    {
        await using var canvas = await CanvasStage.StartAsync();
        canvas.Twin.RemoveRight("read_email_addresses");
        canvas.Twin.RemoveRight("read_sis");
        canvas.Twin.RemoveRight("view_user_logins");

        var learner = Assert.Single(await canvas.Enrolments.ReadLearnersAsync([$"{canvas.User}"], Ct));

        Assert.Equal(("", "", ""), (learner.Email, learner.IdNumber, learner.UserName));
    }

    [Fact]
    public async Task Custom_data_of_the_settings_namespace_becomes_fields_and_of_no_other()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var data =
            """{"billing":{"taxId":"12345678Z","city":{"zip":"08001"},"since":"2026-01-02T00:00:00Z","vip":true,"no":null}}""";
        canvas.Twin.SetCustomData(canvas.User, "org.example", data);
        canvas.Twin.SetCustomData(canvas.User, "org.other", """{"secret":"x"}""");
        var whole = canvas.Make(settings => settings["customDataNamespace"] = "org.example");
        var scoped = canvas.Make(settings =>
            (settings["customDataNamespace"], settings["customDataScope"]) = ("org.example", "billing")
        );

        var all = Assert.Single(await whole.Enrolments!.ReadLearnersAsync([$"{canvas.User}"], Ct)).Fields;
        var some = Assert.Single(await scoped.Enrolments!.ReadLearnersAsync([$"{canvas.User}"], Ct)).Fields;

        Assert.Equal(
            [
                ("billing.city.zip", "08001"),
                ("billing.since", "2026-01-02T00:00:00Z"),
                ("billing.taxId", "12345678Z"),
                ("billing.vip", "true"),
            ],
            all.Select(field => (field.Key, field.Value)).Order()
        );
        Assert.Equal("12345678Z", some["taxId"]);
    }

    [Fact]
    public async Task Who_has_no_custom_data_has_no_fields()
    {
        await using var canvas = await CanvasStage.StartAsync();
        var adapter = canvas.Make(settings => settings["customDataNamespace"] = "org.example");

        Assert.Empty(Assert.Single(await adapter.Enrolments!.ReadLearnersAsync([$"{canvas.User}"], Ct)).Fields);
    }

    private static (DateTimeOffset?, DateTimeOffset?) WindowOf(IEnumerable<EnrolmentFact> facts, long user)
    {
        var fact = facts.Single(f => f.LearnerKey == $"{user}");
        return (fact.StartsAt, fact.EndsAt);
    }
}
