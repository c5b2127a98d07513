using System.Globalization;
using Collections.Connector.Ports;
using FsCheck;
using FsCheck.Fluent;

namespace Collections.Flow.Tests.Ports;

public sealed class MoneyTests
{
    private static readonly Currency Euro = Currency.Of("EUR");

    [Theory]
    [InlineData("JPY")]
    [InlineData("EUR")]
    [InlineData("KWD")]
    public void An_amount_written_out_and_read_again_is_the_same_amount(string code)
    {
        var currency = Currency.Of(code);

        Prop.ForAll(
                Arb.From(MinorUnits()),
                minor =>
                {
                    var money = new Money(minor, currency);
                    var read = decimal.Parse(money.ToPlainString(), CultureInfo.InvariantCulture);
                    return Money.Exactly(read, currency) == money
                        && Money.Rounded(read, currency) == money
                        && Money.Exactly(money.Amount, currency) == money;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("JPY", 1250, "1250")]
    [InlineData("EUR", 125050, "1250.50")]
    [InlineData("EUR", -5, "-0.05")]
    [InlineData("EUR", 0, "0.00")]
    [InlineData("KWD", 1, "0.001")]
    [InlineData("EUR", long.MaxValue, "92233720368547758.07")]
    [InlineData("KWD", long.MinValue, "-9223372036854775.808")]
    public void An_amount_has_the_decimals_of_its_currency(string code, long minor, string written) =>
        Assert.Equal(written, new Money(minor, Currency.Of(code)).ToPlainString());

    [Theory]
    [InlineData("JPY", "1", "1.5")]
    [InlineData("EUR", "1.05", "1.005")]
    [InlineData("KWD", "1.005", "1.0005")]
    public void More_decimals_than_the_currency_has_are_refused_and_never_cut_off(
        string code,
        string fits,
        string tooFine
    )
    {
        var currency = Currency.Of(code);

        Assert.Equal(Parse(fits), Money.Exactly(Parse(fits), currency).Amount);
        Assert.Throws<ArgumentException>(() => Money.Exactly(Parse(tooFine), currency));
    }

    [Theory]
    [InlineData("1.004", 100)]
    [InlineData("1.005", 101)]
    [InlineData("-1.004", -100)]
    [InlineData("-1.005", -101)]
    public void Half_a_cent_is_rounded_away_from_zero(string amount, long minor) =>
        Assert.Equal(minor, Money.Rounded(Parse(amount), Euro).MinorUnits);

    [Fact]
    public void Adding_and_taking_away_again_changes_nothing()
    {
        Prop.ForAll(
                Arb.From(SmallAmounts()),
                Arb.From(SmallAmounts()),
                (a, b) => a + b - b == a && a + b == b + a && a - b == -(b - a) && (a < b) == (b > a)
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_sum_that_does_not_fit_is_an_error_and_no_wrong_amount()
    {
        var most = new Money(long.MaxValue, Euro);
        var least = new Money(long.MinValue, Euro);
        var cent = new Money(1, Euro);

        Assert.Equal(most, most - cent + cent);
        Assert.Throws<OverflowException>(() => most + cent);
        Assert.Throws<OverflowException>(() => least - cent);
        Assert.Throws<OverflowException>(() => -least);
        Assert.Throws<OverflowException>(() => Money.Exactly(92233720368547758.08m, Euro));
        Assert.Throws<OverflowException>(() => Money.Exactly(decimal.MaxValue, Euro));
    }

    [Fact]
    public void Amounts_in_two_currencies_are_never_added_or_compared()
    {
        var euro = new Money(1, Euro);
        var dollar = new Money(1, Currency.Of("USD"));

        Assert.Throws<InvalidOperationException>(() => euro + dollar);
        Assert.Throws<InvalidOperationException>(() => euro - dollar);
        Assert.Throws<InvalidOperationException>(() => euro < dollar);
        Assert.Throws<InvalidOperationException>(() => euro >= dollar);
        Assert.Throws<InvalidOperationException>(() => euro.CompareTo(dollar));
        Assert.NotEqual(euro, dollar);
    }

    [Theory]
    [InlineData("JPY", 0)]
    [InlineData("CLP", 0)]
    [InlineData("EUR", 2)]
    [InlineData("ARS", 2)]
    [InlineData("KWD", 3)]
    public void A_currency_has_the_decimals_of_its_minor_unit(string code, int exponent) =>
        Assert.Equal(exponent, Currency.Of(code).Exponent);

    [Theory]
    [InlineData("XYZ")]
    [InlineData("EURO")]
    [InlineData("")]
    [InlineData(null)]
    public void An_unknown_currency_is_refused_and_never_guessed(string? code)
    {
        Assert.False(Currency.TryOf(code, out _));
        Assert.Throws<ArgumentException>(() => Currency.Of(code!));
    }

    [Fact]
    public void A_code_is_known_in_any_case_and_with_spaces_around_it() => Assert.Equal(Euro, Currency.Of(" eur "));

    private static decimal Parse(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);

    private static Gen<long> MinorUnits() =>
        Gen.OneOf(
            ArbMap.Default.GeneratorFor<long>(),
            Gen.Choose(-100_000, 100_000).Select(x => (long)x),
            Gen.Elements(0L, long.MaxValue, long.MinValue)
        );

    private static Gen<Money> SmallAmounts() =>
        Gen.Choose(int.MinValue / 2, int.MaxValue / 2).Select(x => new Money(x, Euro));
}
