using Collections.Connector.Flow.Figures;
using Collections.Flow.Tests.Fakes;

namespace Collections.Flow.Tests.Figures;

public sealed class RecoveryBookTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_school_s_messages_recovered_is_read_with_hour_segment_and_channel()
    {
        await using var school = await TestSchool.WithLearnersAsync(2);
        await school.RunDaysAsync(0, 13);
        school.Erp.Pay(school.Erp.Documents.First().Reference, 121m);
        await school.RunDaysAsync(14, 15);
        await using var ledger = school.Ledger.CreateDbContext();

        var sent = await ContactedDebts.ReadAsync(ledger, school.Profile, null, Ct);
        var report = RecoveryReport.Of(sent, null, TestSchool.Start.AddDays(60), 14, RecoveryBy.Hour);

        // Eight in the morning in UTC is ten in Madrid in September.
        Assert.Equal(["10"], report.Rows.Select(x => x.Key));
        Assert.Equal((2, 2, 1), (report.All.Contacts, report.All.Receivables, report.All.Recovered));
        Assert.All(sent, x => Assert.Equal(("email", "reminder-1", "New"), (x.Channel, x.Step, x.Segment)));
    }

    [Theory]
    [InlineData(13, 2)]
    [InlineData(14, 0)]
    public async Task Messages_before_the_first_day_are_not_read(int from, int rows)
    {
        await using var school = await TestSchool.WithLearnersAsync(2);
        await school.RunDaysAsync(0, 13);
        await using var ledger = school.Ledger.CreateDbContext();

        var sent = await ContactedDebts.ReadAsync(ledger, school.Profile, TestSchool.Start.AddDays(from), Ct);

        Assert.Equal(rows, sent.Count);
    }
}
