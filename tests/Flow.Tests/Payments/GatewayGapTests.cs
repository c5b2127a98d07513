using Collections.Connector.Flow.Cycle;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;

namespace Collections.Flow.Tests.Payments;

public sealed class GatewayGapTests
{
    private const string TooOld = "gateway.events-too-old";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    // Events of the hour before the last reading are listed again, and the oldest hour is left alone.
    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task A_gateway_read_too_late_is_said_from_the_first_minute_on_that_it_may_have_forgotten(
        int minutes,
        bool said
    )
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Gateway.EventsKeptFor = Kept;
        await school.RunAsync();
        school.Wait(Kept - TimeSpan.FromHours(2) + TimeSpan.FromMinutes(minutes));

        var report = await school.RunAsync();

        Assert.Equal(said, report.Remarks.Exists(x => x is { Code: TooOld, NeedsPerson: true }));
        Assert.True(report.Complete);
        Assert.True(school.Gateway.AskedSince[^1] > school.Now - Kept);
    }

    [Fact]
    public async Task What_the_gateway_still_has_is_caught_up_with_and_the_road_goes_on()
    {
        await using var school = await TestSchool.WithLearnersAsync(3);
        school.Gateway.EventsKeptFor = Kept;
        await school.RunAsync();
        Tell(school, "forgotten", day: 10, learner: 1);
        Tell(school, "kept", day: 55, learner: 2);
        school.GoTo(TestSchool.Start.AddDays(60));

        var report = await school.RunAsync();

        Assert.Contains(
            report.Remarks,
            x => x.Code == TooOld && x.Message.Contains("2026-09-01", StringComparison.Ordinal)
        );
        Assert.True(report.Complete);
        Assert.Equal(["pi_kept"], await PaymentsAsync(school));
        Assert.Equal(2, school.Email.Sent.Count); // Learners 1 and 3: of whom nothing is known to be paid.
    }

    [Fact]
    public async Task The_gap_is_said_once_and_the_next_run_reads_from_there()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Gateway.EventsKeptFor = Kept;
        await school.RunAsync();
        await school.RunDaysAsync(60, 60);

        var next = await school.RunDaysAsync(61, 61);

        Assert.DoesNotContain(next.Remarks, x => x.Code == TooOld);
        Assert.Equal(school.Now.AddDays(-1).AddHours(-1), school.Gateway.AskedSince[^1]);
    }

    [Fact]
    public async Task A_dry_run_says_the_gap_and_leaves_it_for_the_run_that_acts()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Gateway.EventsKeptFor = Kept;
        await school.RunAsync();
        school.Wait(Kept + TimeSpan.FromDays(1));

        var dry = await school.RunAsync(new CycleOptions("test", DryRun: true));
        var real = await school.RunAsync();

        Assert.Contains(dry.Remarks, x => x.Code == TooOld);
        Assert.Contains(real.Remarks, x => x.Code == TooOld);
    }

    [Fact]
    public async Task A_gateway_that_cannot_be_read_keeps_its_gap_for_the_next_run()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Gateway.EventsKeptFor = Kept;
        await school.RunAsync();
        school.Gateway.Down = true;
        var failed = await school.RunDaysAsync(60, 60);
        school.Gateway.Down = false;

        var report = await school.RunDaysAsync(61, 61);

        Assert.False(failed.Complete);
        Assert.Contains(report.Remarks, x => x.Code == TooOld);
    }

    [Fact]
    public async Task A_gateway_read_for_the_first_time_is_asked_for_all_that_it_keeps_and_has_no_gap()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Gateway.EventsKeptFor = Kept;

        var report = await school.RunAsync();

        Assert.DoesNotContain(report.Remarks, x => x.Code == TooOld);
        Assert.Equal(school.Now - Kept + TimeSpan.FromHours(1), Assert.Single(school.Gateway.AskedSince));
    }

    [Fact]
    public async Task What_was_paid_while_no_listing_had_ever_succeeded_is_found_by_the_first_that_does()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Gateway.EventsKeptFor = Kept;
        school.Gateway.Down = true;
        await school.RunDaysAsync(0, 1);
        Tell(school, "unheard", day: 1, learner: 1);
        school.Gateway.Down = false;

        await school.RunDaysAsync(3, 3);

        Assert.Equal(["pi_unheard"], await PaymentsAsync(school));
    }

    private static void Tell(TestSchool school, string name, int day, int learner) =>
        school.Gateway.Tell(
            name,
            new DateTimeOffset(TestSchool.Start.AddDays(day).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero),
            $"pi_{name}",
            PaymentState.Succeeded,
            121m,
            $"l{learner}",
            $"demo_enr_10-{learner}_1_1_1"
        );

    private static async Task<List<string>> PaymentsAsync(TestSchool school)
    {
        await using var ledger = school.Ledger.CreateDbContext();
        return [.. ledger.Payments.Where(x => x.Source == "fakepay").Select(x => x.SourceKey)];
    }
}
