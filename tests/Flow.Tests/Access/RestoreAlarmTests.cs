using Collections.Connector.Flow.Cycle;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;

namespace Collections.Flow.Tests.Access;

/// <summary>A restoration that fails is the loudest alarm: the staff hear of it by every way that is left.</summary>
public sealed class RestoreAlarmTests
{
    [Fact]
    public async Task A_restoration_that_fails_alarms_the_staff_by_mail_and_by_webhook()
    {
        await using var school = await SuspendedAsync();

        var report = await PaidAndNotRestoredAsync(school);

        var mail = Assert.Single(MailsToStaff(school));
        var post = Assert.Single(school.Webhook!.Sent);
        Assert.Equal("demo", post.Recipient);
        Assert.Equal((mail.Subject, mail.Text, mail.Language), (post.Subject, post.Text, post.Language));
        Assert.NotEqual(mail.Reference, post.Reference);
        Assert.Equal(1, report.Counts["alarms.sent"]);
        Assert.Empty(NotSent(report));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_webhook_alarms_alone_when_mail_is_down_or_refuses(bool down)
    {
        await using var school = await SuspendedAsync();
        school.Email.Answer = _ =>
            down ? throw new RemoteUnavailableException("The mail server is down.") : OutcomeKind.Rejected;

        var report = await PaidAndNotRestoredAsync(school);

        Assert.Empty(MailsToStaff(school));
        Assert.Single(school.Webhook!.Sent);
        Assert.Equal(["channel email"], NotSent(report));
        Assert.Equal(1, report.Counts["alarms.sent"]);
    }

    [Fact]
    public async Task Mail_alarms_alone_when_the_webhook_is_down()
    {
        await using var school = await SuspendedAsync();
        school.Webhook!.Answer = _ => throw new RemoteMisconfiguredException("Nobody listens at this address.");

        var report = await PaidAndNotRestoredAsync(school);

        Assert.Single(MailsToStaff(school));
        Assert.Equal(["channel webhook"], NotSent(report));
        Assert.Equal(1, report.Counts["alarms.sent"]);
    }

    [Fact]
    public async Task Nothing_counts_as_said_when_neither_took_it_and_each_is_reported()
    {
        await using var school = await SuspendedAsync();
        school.Email.Answer = _ => OutcomeKind.Later;
        school.Webhook!.Answer = _ => OutcomeKind.Later;

        var report = await PaidAndNotRestoredAsync(school);

        Assert.Equal(["channel email", "channel webhook"], NotSent(report));
        Assert.False(report.Counts.ContainsKey("alarms.sent"));
    }

    [Fact]
    public async Task A_school_without_alarm_addresses_is_alarmed_by_its_webhook()
    {
        await using var school = await SuspendedAsync();
        school.Profile = school.Profile with { AlarmEmails = [] };

        await PaidAndNotRestoredAsync(school);

        Assert.Empty(MailsToStaff(school));
        Assert.Single(school.Webhook!.Sent);
    }

    [Fact]
    public async Task A_payer_is_never_written_to_by_webhook()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Webhook = new FakeChannel("webhook", RecipientKind.SchoolKey);
        var first = school.Policy.Rungs[0] with { Channels = ["webhook", "lms-message"] };
        school.Policy = school.Policy with { Rungs = [first] };

        await school.RunAsync();
        await school.RunDaysAsync(13, 14);

        Assert.Single(school.LmsMessage.Sent);
        Assert.Empty(school.Webhook.Sent);
    }

    private static async Task<TestSchool> SuspendedAsync()
    {
        var school = await TestSchool.WithLearnersAsync(1);
        school.Webhook = new FakeChannel("webhook", RecipientKind.SchoolKey);
        school.Profile = school.Profile with { AlarmEmails = ["staff@example.org"] };
        foreach (var day in new[] { 0, 13, 20, 30 })
        {
            await school.RunDaysAsync(day, day);
        }

        Assert.False(school.Lms.CanEnter("10", "1"));
        school.Email.Sent.Clear();
        school.Webhook.Sent.Clear();
        return school;
    }

    private static Task<CycleReport> PaidAndNotRestoredAsync(TestSchool school)
    {
        school.Lms.OnRestore = _ => OutcomeKind.Rejected;
        school.Erp.Pay("demo_enr_10-1_1_1_1_inv1", 121m);
        return school.RunDaysAsync(31, 31);
    }

    private static IEnumerable<OutgoingMessage> MailsToStaff(TestSchool school) =>
        school.Email.Sent.Where(x => x.Recipient == "staff@example.org");

    private static IEnumerable<string> NotSent(CycleReport report) =>
        report.Remarks.Where(x => x.Code == "alarm.not-sent").Select(x => x.Where);
}
