using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;

namespace Collections.Flow.Tests.Desk;

public sealed class AgingReportTests
{
    private static readonly DateOnly Today = new(2026, 9, 30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-1, "not due")]
    [InlineData(0, "not due")]
    [InlineData(1, "1-30")]
    [InlineData(30, "1-30")]
    [InlineData(31, "31-60")]
    [InlineData(60, "31-60")]
    [InlineData(61, "61-90")]
    [InlineData(90, "61-90")]
    [InlineData(91, "over 90")]
    public void A_debt_is_as_old_as_the_days_since_it_was_due(int daysLate, string age)
    {
        var row = AgingReport.Of([Debt("p1", daysLate, 100)], Today).Single();

        Assert.Equal(age, row.Buckets.Single(x => x.Receivables == 1).Name);
        Assert.Equal(100, row.Total.MinorUnits);
    }

    [Fact]
    public void Each_payer_has_a_row_for_each_currency_and_who_owes_most_comes_first()
    {
        DueAmount[] debts = [Debt("p1", 5, 100), Debt("p1", 40, 50), Debt("p2", 5, 400), Debt("p1", 5, 70, "USD")];

        var payers = AgingReport.ByPayer(debts, Today);

        Assert.Equal(
            [("p2", "EUR", 400), ("p1", "EUR", 150), ("p1", "USD", 70)],
            payers.Select(x => (x.Payer, x.Aging.Currency, x.Aging.Total.MinorUnits))
        );
        Assert.Equal(Today.AddDays(-40), payers[1].OldestDueOn);
        Assert.Equal([0, 100, 50, 0, 0], payers[1].Aging.Buckets.Select(x => x.Owed.MinorUnits));
    }

    [Fact]
    public async Task What_is_written_off_is_not_owed_by_anybody()
    {
        await using var school = await TestSchool.WithLearnersAsync(2);
        await school.RunAsync();
        await school.Desk.WriteOffAsync("demo_enr_10-1_1_1_1", false, "ana", "unreachable", Ct);
        await using var ledger = school.Ledger.CreateDbContext();

        var debts = await OpenDebts.ReadAsync(ledger, "demo", Ct);

        Assert.Equal(["l2"], debts.Select(x => x.Payer));
        Assert.Equal(12_100, (await AgingReport.OfAsync(ledger, "demo", Today, Ct)).Single().Total.MinorUnits);
    }

    private static DueAmount Debt(string payer, int daysLate, long minor, string currency = "EUR") =>
        new("r", payer, Today.AddDays(-daysLate), new Money(minor, Currency.Of(currency)));
}
