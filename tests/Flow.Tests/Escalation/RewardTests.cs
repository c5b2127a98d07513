using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace Collections.Flow.Tests.Escalation;

public sealed class RewardTests
{
    private static readonly Currency Euro = Currency.Of("EUR");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_is_always_on_time_has_a_discount_on_the_next_enrolment_and_on_that_one_only()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Policy = school.Policy with { Reward = new RewardTerms(1, 10, 365) };
        school.Lms.AddCourse("11", 100);
        school.Lms.AddCourse("12", 100);
        await school.RunDaysAsync(0, 1);
        school.Erp.Pay(school.Erp.Documents.Single().Reference, 121m);
        await school.RunDaysAsync(2, 3);

        school.Lms.Enrol("11", "1", new DateTimeOffset(2026, 9, 5, 7, 0, 0, TimeSpan.Zero));
        await school.RunDaysAsync(4, 6);
        school.Lms.Enrol("12", "1", new DateTimeOffset(2026, 9, 8, 7, 0, 0, TimeSpan.Zero));
        await school.RunDaysAsync(7, 9);

        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal(
            [10_000L, 9_000L, 10_000L],
            await ledger.Receivables.OrderBy(x => x.Id).Select(x => x.AmountMinor).ToListAsync(Ct)
        );
        Assert.Single(await ledger.Standings.Where(x => x.Kind == StandingKind.Reward).ToListAsync(Ct));
    }

    [Fact]
    public async Task Who_was_late_has_none()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Policy = school.Policy with { Reward = new RewardTerms(1, 10, 365) };
        await school.RunDaysAsync(0, 14);
        school.Erp.Pay(school.Erp.Documents.Single().Reference, 121m);

        await school.RunDaysAsync(15, 20);

        await using var ledger = school.Ledger.CreateDbContext();
        Assert.Equal(0, await ledger.Standings.CountAsync(x => x.Kind == StandingKind.Reward, Ct));
    }

    [Theory]
    [InlineData(10_000, 10, 9_000)]
    [InlineData(5, 50, 2)]
    [InlineData(7, 50, 4)]
    [InlineData(3, 100, 3)]
    public void Each_part_is_rounded_half_to_even_and_nothing_is_left_at_zero(long price, int percent, long less)
    {
        var terms = new BillingTerms(
            "A course",
            new Money(price, Euro),
            AmountBasis.Net,
            null,
            [new InstalmentTerms(1, new Money(price, Euro), TestSchool.Start, TestSchool.Start, TestSchool.Start)],
            new PayerTerms(true, "A", false, null, null, null, null, new Dictionary<string, string>())
        );

        Assert.Equal(new Money(less, Euro), Rewards.Less(terms, percent).Price);
    }
}
