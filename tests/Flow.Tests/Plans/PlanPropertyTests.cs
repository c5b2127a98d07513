using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using FsCheck;
using FsCheck.Fluent;

namespace Collections.Flow.Tests.Plans;

/// <summary>Laws of dividing money: nothing appears and nothing is lost, whatever the price, the currency and the plan.</summary>
public sealed class PlanPropertyTests
{
    private static readonly Gen<Currency> Currencies = Gen.Elements(
        Currency.Of("EUR"),
        Currency.Of("CLP"),
        Currency.Of("KWD")
    );

    private static readonly Gen<Money> Prices =
        from minor in Gen.OneOf(Gen.Choose(1, 20), Gen.Choose(1, 100_000_000))
        from currency in Currencies
        select new Money(minor, currency);

    [Fact]
    public void Parts_sum_to_the_whole_and_none_is_below_zero()
    {
        var cases = (
            from price in Prices
            from weights in Gen.NonEmptyListOf(Gen.Choose(1, 5_000))
            select (price, weights)
        ).ToArbitrary();

        Check.QuickThrowOnFailure(
            Prop.ForAll(
                cases,
                x =>
                {
                    var parts = MoneySplit.ByWeights(x.price, [.. x.weights.Select(w => (decimal)w)]);
                    return parts.Sum(p => p.MinorUnits) == x.price.MinorUnits
                        && parts.All(p => p.MinorUnits >= 0 && p.Currency == x.price.Currency);
                }
            )
        );
    }

    [Fact]
    public void Equal_parts_differ_only_in_the_last_and_by_less_than_their_number()
    {
        var cases = (from price in Prices from count in Gen.Choose(1, 48) select (price, count)).ToArbitrary();

        Check.QuickThrowOnFailure(
            Prop.ForAll(
                cases,
                x =>
                {
                    var parts = MoneySplit.Equally(x.price, x.count);
                    var more = parts[^1].MinorUnits - parts[0].MinorUnits;
                    return parts.SkipLast(1).Distinct().Count() <= 1 && more >= 0 && more < x.count;
                }
            )
        );
    }

    [Fact]
    public void Receivables_of_all_payers_sum_to_the_price_of_any_plan_of_any_mapping()
    {
        var cases = (
            from price in Prices
            from percents in Percentages
            from shares in Gen.Elements<int[]>([], [5_000], [3_333, 3_333], [10_000], [1, 9_998])
            select (price, percents, shares)
        ).ToArbitrary();

        Check.QuickThrowOnFailure(
            Prop.ForAll(
                cases,
                x =>
                {
                    var receivables = Receivables(x.price, x.percents, x.shares);
                    return receivables.Sum(r => r.AmountMinor) == x.price.MinorUnits
                        && receivables.All(r => r.AmountMinor > 0)
                        && receivables.Select(r => r.Reference).Distinct().Count() == receivables.Count;
                }
            )
        );
    }

    [Fact]
    public void A_subscription_by_days_owes_no_month_twice_and_no_day_outside_it()
    {
        var cases = (
            from monthly in Gen.Choose(31, 1_000_000)
            from start in Gen.Choose(0, 3_000)
            from length in Gen.Choose(0, 900)
            from day in Gen.Choose(1, 31)
            select (monthly, start, length, day)
        ).ToArbitrary();

        Check.QuickThrowOnFailure(
            Prop.ForAll(
                cases,
                x =>
                {
                    var from = new DateOnly(2024, 1, 1).AddDays(x.start);
                    var terms = new SubscriptionTerms(
                        new Money(x.monthly, Currency.Of("EUR")),
                        from,
                        from.AddDays(x.length),
                        Proration.Days,
                        x.day,
                        10
                    );
                    var parts = new List<InstalmentTerms>();
                    while (SubscriptionMonths.Part(terms, parts.Count) is { } part)
                    {
                        parts.Add(part);
                    }

                    var months =
                        (from.AddDays(x.length).Year - from.Year) * 12 + from.AddDays(x.length).Month - from.Month + 1;
                    return parts.Count == months
                        && parts.All(p => p.Amount.MinorUnits <= x.monthly && p.IssueOn >= from && p.DueOn >= p.IssueOn)
                        && parts.Select(p => p.Number).SequenceEqual(Enumerable.Range(1, months));
                }
            )
        );
    }

    private static Gen<decimal[]> Percentages =>
        Gen.Choose(1, 12)
            .SelectMany(count => Gen.ArrayOf(Gen.Choose(1, 99), count))
            .Select(x => x.Select(w => (decimal)w).ToArray());

    private static List<Receivable> Receivables(Money price, decimal[] weights, int[] shares)
    {
        var day = new DateOnly(2026, 9, 1);
        var payer = new PayerTerms(true, "A", false, null, null, null, null, new Dictionary<string, string>());
        var parts = MoneySplit
            .ByWeights(price, weights)
            .Where(x => x.IsPositive)
            .Select((x, i) => new InstalmentTerms(i + 1, x, day, day, day))
            .ToList();
        var terms = new BillingTerms("Course", price, AmountBasis.Net, null, parts, payer)
        {
            Shares = [.. shares.Select(x => new ShareTerms(x, payer))],
        };
        var agreement = new Agreement
        {
            School = "demo",
            Origin = "enr",
            OriginKey = "1-2",
            Episode = 1,
        };
        List<Payer> payers = [.. Enumerable.Range(0, shares.Length + 1).Select(x => new Payer { Key = $"p{x}" })];
        AgreementShares.Add(agreement, terms, payers);
        return [.. AgreementShares.Receivables("demo", agreement, terms, parts)];
    }
}
