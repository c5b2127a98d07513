using Collections.Adapters.Sandbox;
using Collections.Connector.Host.Demo;
using Newtonsoft.Json.Linq;

namespace Collections.Scenarios.Tests.BadInput;

/// <summary>What the other systems do wrong: each is named, nothing is lost, and the rest of the run goes on.</summary>
public sealed class RemoteFaultTests
{
    [Fact]
    public async Task A_wrong_token_is_named_with_what_to_do_and_the_next_run_with_the_right_one_bills()
    {
        await using var town = await SmallTown.BuildAsync();
        var (right, file) = (File.ReadAllText(town.Town.ConfigurationFile), town.Town.ConfigurationFile);
        File.WriteAllText(file, right.Replace("${env:TOWN_MOODLE_TOKEN}", "${env:TOWN_ODOO_KEY}"));

        var wrong = await town.TypeAsync("sync");
        var check = await town.TypeAsync("check");
        File.WriteAllText(file, right);
        var mended = await town.TypeAsync("sync");

        Assert.Equal(2, wrong.Exit);
        Assert.Contains("token", wrong.ProblemOf("enrolments"));
        Assert.True(wrong.Ran("balances") && wrong.Ran("decide") && wrong.Ran("close"), wrong.Text);
        Assert.NotEqual(0, check.Exit);
        Assert.Contains(check.Missing, x => x.Contains("token", StringComparison.Ordinal));
        Assert.DoesNotContain(town.Town.Odoo.ApiKey, wrong.Text + check.Text);
        Assert.Equal(0, mended.Exit);
        Assert.Equal(4, town.Town.Odoo.Invoices.Count);
    }

    [Fact]
    public async Task A_wrong_key_of_the_erp_is_named_and_the_enrolments_are_mirrored_all_the_same()
    {
        await using var town = await SmallTown.BuildAsync();
        var (right, file) = (File.ReadAllText(town.Town.ConfigurationFile), town.Town.ConfigurationFile);
        File.WriteAllText(file, right.Replace("${env:TOWN_ODOO_KEY}", "${env:TOWN_MOODLE_TOKEN}"));

        var wrong = await town.TypeAsync("sync");
        File.WriteAllText(file, right);
        var mended = await town.TypeAsync("sync");

        Assert.Equal(2, wrong.Exit);
        Assert.Contains("key", wrong.ProblemOf("customers"), StringComparison.OrdinalIgnoreCase);
        Assert.True(wrong.Ran("enrolments") && wrong.Ran("receivables"), wrong.Text);
        Assert.Equal((0, 4), (mended.Exit, town.Town.Odoo.Invoices.Count));
    }

    [Theory]
    [InlineData("core_user_get_users_by_field", "no payer is found")]
    [InlineData("core_course_get_courses_by_field", "nothing is billed")]
    [InlineData("core_reportbuilder_retrieve_report", "access is not suspended")]
    public async Task A_missing_function_is_listed_by_name_with_what_stops_working(string function, string consequence)
    {
        await using var town = await SmallTown.BuildAsync();
        town.Town.Moodle.RemoveFunction(function);

        var check = await town.TypeAsync("check");
        var sync = await town.TypeAsync("sync");

        Assert.NotEqual(0, check.Exit);
        Assert.Contains(
            check.Missing,
            x => x.Contains(function, StringComparison.Ordinal) && x.Contains(consequence, StringComparison.Ordinal)
        );
        Assert.Equal(2, sync.Exit);
        Assert.Contains(function, sync.ProblemOf("enrolments"));
        Assert.True(sync.Ran("balances") && sync.Ran("close"), sync.Text);
        Assert.Empty(town.Town.Odoo.Invoices);
    }

    [Fact]
    public async Task A_missing_capability_is_listed_by_name_and_said_by_the_run()
    {
        await using var town = await SmallTown.BuildAsync();
        town.Town.Moodle.RemoveCapability("moodle/reportbuilder:viewall");

        var check = await town.TypeAsync("check");
        var sync = await town.TypeAsync("sync");

        Assert.Contains(check.Missing, x => x.Contains("moodle/reportbuilder:viewall", StringComparison.Ordinal));
        Assert.Equal(2, sync.Exit);
        Assert.Contains("moodle/reportbuilder:viewall", sync.ProblemOf("enrolments"));
    }

    [Fact]
    public async Task A_missing_right_to_create_invoices_is_listed_and_the_customers_are_bound_all_the_same()
    {
        await using var town = await SmallTown.BuildAsync();
        town.Town.Odoo.Deny("account.move:create");

        var check = await town.TypeAsync("check");
        var sync = await town.TypeAsync("sync");

        Assert.Contains(check.Missing, x => x.Contains("account.move", StringComparison.Ordinal));
        Assert.NotEqual(0, sync.Exit);
        Assert.Empty(town.Town.Odoo.Invoices);
        Assert.True(sync.Ran("enrolments") && sync.Ran("customers") && sync.Ran("close"), sync.Text);
    }

    [Fact]
    public async Task Html_where_json_was_due_is_an_outage_and_the_next_run_goes_on()
    {
        await using var town = await SmallTown.BuildAsync();
        town.Town.MoodleServer.Faults.Add(
            new Fault(FaultKind.MaintenancePage, "core_reportbuilder_retrieve_report", Times: 20)
        );

        var during = await town.TypeAsync("sync");
        town.Town.MoodleServer.Faults.Clear();
        var after = await town.TypeAsync("sync");

        Assert.Equal(3, during.Exit);
        Assert.Contains("HTML", during.ProblemOf("enrolments"), StringComparison.OrdinalIgnoreCase);
        Assert.True(during.Ran("balances"), during.Text);
        Assert.Equal((0, 4), (after.Exit, town.Town.Odoo.Invoices.Count));
    }

    [Fact]
    public async Task A_course_deleted_between_two_calls_costs_only_itself()
    {
        await using var town = await SmallTown.BuildAsync(withReport: false);
        town.Town.Moodle.BeforeAnswer = function =>
        {
            if (function == "core_enrol_get_enrolled_users")
            {
                town.Town.Moodle.BeforeAnswer = null;
                town.Town.Moodle.RemoveCourse(town.OtherCourse);
            }
        };

        var sync = await town.TypeAsync("sync");

        Assert.Contains(sync.Remarks, x => x.Code == "listing.incomplete" && x.Where == $"course {town.OtherCourse}");
        Assert.Equal(2, sync.Document.SelectToken("schools[0].counts['enrolments.read']")?.Value<int>());
        Assert.Null(sync.Document.SelectToken("schools[0].counts['enrolments.gone']"));
        Assert.True(sync.Ran("enrolments") && sync.Ran("invoices"), sync.Text);
    }

    [Fact]
    public async Task An_empty_listing_where_two_hundred_were_yesterday_means_that_nobody_left()
    {
        await using var town = await SmallTown.BuildAsync();
        var big = town.AddCourse("BIG-1", "10");
        var people = Enumerable.Range(1, 200).Select(i => town.Enrol($"p{i}", big)).ToList();
        var before = await town.TypeAsync("sync");
        people.ForEach(x => town.Town.Moodle.Unenrol(x, big));
        town.Town.Clock.Advance(TimeSpan.FromDays(1));
        town.Enrol("nueva", town.Course);

        var after = await town.TypeAsync("sync");

        Assert.Equal(0, before.Exit);
        Assert.Equal(1, after.Exit);
        var said = Assert.Single(after.Remarks, x => x.Code == "listing.empty");
        Assert.Equal($"course {big}", said.Where);
        Assert.Contains("200", said.Text);
        Assert.Contains("check", said.Text);
        Assert.Null(after.Document.SelectToken("schools[0].counts['enrolments.gone']"));
        Assert.Equal(205, town.Town.Odoo.Invoices.Count);
    }

    [Fact]
    public async Task A_report_with_a_condition_is_refused_by_name_and_nobody_is_billed_or_gone()
    {
        await using var town = await SmallTown.BuildAsync();
        var conditioned = town.Town.Moodle.AddReport(conditions: """{"enrolment:status_operator":1}""");
        UseReport(town.Town, conditioned);

        var check = await town.TypeAsync("check");
        var sync = await town.TypeAsync("sync");

        Assert.Contains(check.Missing, x => x.Contains("condition", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(2, sync.Exit);
        Assert.Contains("condition", sync.ProblemOf("enrolments"), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(town.Town.Odoo.Invoices);
    }

    [Fact]
    public async Task A_stale_filter_on_the_report_hides_nobody()
    {
        await using var town = await SmallTown.BuildAsync();
        var report = town.Town.Moodle.AddReport();
        UseReport(town.Town, report);
        town.Town.Moodle.LeaveFilter(report, "Suspended");

        var sync = await town.TypeAsync("sync");

        Assert.Equal((0, 4), (sync.Exit, town.Town.Odoo.Invoices.Count));
    }

    private static void UseReport(TwinTown town, long report)
    {
        var configuration = JObject.Parse(File.ReadAllText(town.ConfigurationFile));
        configuration.SelectToken("schools[0].adapters.lms.settings")!["reportId"] = report;
        File.WriteAllText(town.ConfigurationFile, configuration.ToString());
    }
}
