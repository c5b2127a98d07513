using Collections.Connector.Host.Demo;

namespace Collections.Scenarios.Tests.Sizes;

/// <summary>How many requests a school of 31 courses and 6,300 enrolments costs: counted, never timed.</summary>
public sealed class SchoolOfSixThousandTests
{
    private const int Courses = 31;
    private const int Learners = 2_000;
    private const int Enrolments = 6_300;

    /// <summary>Sign in, company, chart, currencies, languages, period locks, customers' tags: once a run, whatever its size.</summary>
    private const int OdooConstants = 8;

    /// <summary>A comparison's sign-in, and the last page of each listing.</summary>
    private const int ReconcileConstants = 4;

    [Fact]
    public async Task First_mirror_and_first_invoices_cost_few_requests_and_a_second_run_writes_nothing()
    {
        await using var town = await SizedSchool.BuildAsync(Courses, Learners, Enrolments);

        var first = await SizedSchool.SyncAsync(town);
        var (moodleFirst, odooFirst) = (town.MoodleServer.Requests, town.OdooServer.Requests);
        town.Clock.Advance(TimeSpan.FromHours(1));
        var second = await SizedSchool.SyncAsync(town);
        var (moodleSecond, odooSecond) = (town.MoodleServer.Requests, town.OdooServer.Requests);

        Assert.True(first.Exit == 0, first.ToString());
        Assert.Equal(Enrolments, first.Count("documents.posted"));
        Assert.Equal(Enrolments, town.Odoo.Invoices.Count(x => x.State == "posted"));
        Assert.Equal((moodleFirst, odooFirst), (first.Calls("lms"), first.Calls("erp")));
        Assert.InRange(moodleFirst, 1, 15);
        Assert.InRange(odooFirst, 1, (3 * Enrolments / 100) + OdooConstants);

        Assert.True(second.Exit == 0, second.ToString());
        Assert.Equal((moodleSecond, odooSecond), (second.Calls("lms"), second.Calls("erp")));
        Assert.Equal((0, 0), (second.Writes("lms"), second.Writes("erp")));
        Assert.InRange(moodleSecond, 1, 15);
        Assert.InRange(odooSecond, 1, 5);
        AssertNoWriteCame(town);
        Assert.Equal(Enrolments, town.Odoo.Invoices.Count);

        var compared = await SizedSchool.TypeAsync(town, "reconcile");

        Assert.True(compared.Exit == 0, compared.ToString());
        Assert.Equal((0, 0), (compared.Writes("lms"), compared.Writes("erp")));
        Assert.InRange(compared.Calls("lms"), 1, 15);
        Assert.InRange(compared.Calls("erp"), 1, (Enrolments / 2_000) + (2 * Learners / 1_000) + ReconcileConstants);
    }

    [Fact]
    public async Task Without_the_report_a_mirror_costs_at_most_four_requests_a_course()
    {
        await using var town = await SizedSchool.BuildAsync(
            Courses,
            Learners,
            Enrolments,
            withReport: false,
            invoices: "off"
        );

        var first = await SizedSchool.SyncAsync(town);

        Assert.Equal(town.MoodleServer.Requests, first.Calls("lms"));
        Assert.InRange(town.MoodleServer.Requests, 1, 4 * Courses);
        Assert.Equal(Enrolments, first.Count("enrolments.read"));
    }

    private static void AssertNoWriteCame(TwinTown town)
    {
        string[] writes = ["/load", "/create", "/write", "/unlink", "/action_post", "/js_assign_outstanding_line"];
        Assert.DoesNotContain(town.OdooServer.Counts.Keys, x => writes.Any(x.EndsWith));
        Assert.DoesNotContain("enrol_manual_enrol_users", town.MoodleServer.Counts.Keys);
        Assert.DoesNotContain("core_message_send_instant_messages", town.MoodleServer.Counts.Keys);
    }
}
