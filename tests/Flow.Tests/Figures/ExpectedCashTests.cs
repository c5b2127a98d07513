using Collections.Connector.Flow.Figures;
using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Fakes;

namespace Collections.Flow.Tests.Figures;

public sealed class ExpectedCashTests
{
    private static readonly Currency Euro = Currency.Of("EUR");
    private static readonly DateOnly Today = new(2026, 9, 15);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2026-09-14", "past due")]
    [InlineData("2026-09-15", "2026-09")]
    [InlineData("2026-09-30", "2026-09")]
    [InlineData("2026-10-01", "2026-10")]
    [InlineData("2026-11-30", "2026-11")]
    [InlineData("2026-12-01", "later")]
    public void An_amount_is_expected_in_the_month_in_which_it_is_due(string due, string period)
    {
        var cash = ExpectedCash.Of([Due(due, 100)], [], [], Today, 3).Single();

        Assert.Equal(["past due", "2026-09", "2026-10", "2026-11", "later"], cash.Rows.Select(x => x.Period));
        Assert.Equal(period, cash.Rows.Single(x => x.Total.IsPositive).Period);
    }

    [Fact]
    public void Invoiced_and_not_yet_invoiced_are_told_apart_and_promised_is_not_added()
    {
        var cash = ExpectedCash
            .Of(
                [Due("2026-09-01", 100), Due("2026-10-01", 200)],
                [Due("2026-10-05", 40)],
                [Due("2026-10-02", 100)],
                Today,
                2
            )
            .Single();

        Assert.Equal([100, 0, 240, 0], cash.Rows.Select(x => x.Total.MinorUnits));
        Assert.Equal(
            (200, 40, 100),
            (cash.Rows[2].Open.MinorUnits, cash.Rows[2].ToIssue.MinorUnits, cash.Rows[2].Promised.MinorUnits)
        );
        Assert.Equal(340, cash.Sum.Total.MinorUnits);
    }

    [Fact]
    public void Currencies_are_never_added()
    {
        var dollars = Due("2026-10-01", 1) with { Amount = new Money(500, Currency.Of("USD")) };

        var all = ExpectedCash.Of([Due("2026-10-01", 100), dollars], [], [], Today, 2);

        Assert.Equal([("EUR", 100), ("USD", 500)], all.Select(x => (x.Currency, x.Sum.Total.MinorUnits)));
    }

    [Fact]
    public async Task Instalments_that_are_not_invoiced_yet_are_expected_with_the_tax_of_those_that_are()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        school.Billing = InThreeParts;
        await school.RunAsync();
        await using var ledger = school.Ledger.CreateDbContext();

        var open = await OpenDebts.ReadAsync(ledger, "demo", Ct);
        var toIssue = await UnissuedBook.ReadAsync(ledger, "demo", Ct);

        Assert.Equal((TestSchool.Start.AddDays(10), 4_840), (open.Single().On, open.Single().Amount.MinorUnits));
        Assert.Equal([3_630, 3_630], toIssue.Select(x => x.Amount.MinorUnits));
        Assert.Equal([40, 70], toIssue.Select(x => x.On.DayNumber - TestSchool.Start.DayNumber));
    }

    [Fact]
    public async Task An_invoice_that_the_ERP_lost_is_expected_by_nobody_until_a_person_decides()
    {
        await using var school = await TestSchool.WithLearnersAsync(1);
        await school.RunAsync();
        school.Erp.Cancel(school.Erp.Documents.Single().Reference);
        await school.RunAsync();
        await using var ledger = school.Ledger.CreateDbContext();

        Assert.Empty(await OpenDebts.ReadAsync(ledger, "demo", Ct));
        Assert.Empty(await UnissuedBook.ReadAsync(ledger, "demo", Ct));
    }

    [Theory]
    [InlineData(25, 2)]
    [InlineData(26, 0)]
    public async Task A_promise_counts_by_its_parts_as_long_as_it_runs(int day, int parts)
    {
        await using var school = await TestSchool.OpenAsync();
        await using var ledger = school.Ledger.CreateDbContext();
        ledger.Standings.Add(
            new Standing
            {
                School = "demo",
                Kind = StandingKind.Promise,
                SubjectKind = "payer",
                SubjectKey = "l1",
                Until = new DateOnly(2026, 9, 25),
                Currency = "EUR",
                AmountMinor = 300,
                OwedMinor = 300,
                Parts = """[{"On":"2026-09-20","AmountMinor":100},{"On":"2026-09-25","AmountMinor":200}]""",
                CreatedAt = school.Now,
            }
        );
        await ledger.SaveChangesAsync(Ct);

        var promised = await ExpectedCash.PromisedAsync(ledger, "demo", new DateOnly(2026, 9, day), Ct);

        Assert.Equal(parts, promised.Count);
        Assert.Equal(parts * 150, promised.Sum(x => x.Amount.MinorUnits));
    }

    private static BillingAnswer InThreeParts(BillingSource source)
    {
        InstalmentTerms Part(int number, long minor) =>
            new(
                number,
                new Money(minor, Euro),
                source.BeganOn.AddDays((number - 1) * 30),
                source.BeganOn.AddDays(((number - 1) * 30) + 10),
                source.BeganOn.AddDays((number - 1) * 30)
            );
        return new BillingAnswer(
            new BillingTerms(
                source.Course.Name,
                new Money(10_000, Euro),
                AmountBasis.Net,
                "21",
                [Part(1, 4_000), Part(2, 3_000), Part(3, 3_000)],
                new PayerTerms(
                    true,
                    "Ana",
                    false,
                    "ana@example.org",
                    null,
                    "ES",
                    "es",
                    new Dictionary<string, string>()
                )
            ),
            null,
            []
        );
    }

    private static DueAmount Due(string on, long minor) =>
        new("r", "p1", DateOnly.Parse(on, null), new Money(minor, Euro));
}
