using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Mapping;

public sealed class PriceTests
{
    [Theory]
    [InlineData("100", 10000)]
    [InlineData("15750.5", 1575050)]
    [InlineData("0.01", 1)]
    [InlineData(" 99.90 ", 9990)]
    [InlineData("1000000000000", 100000000000000)]
    public void A_price_with_a_point_is_read_to_the_cent(string price, long minorUnits)
    {
        var terms = Decide(Facts.Source(price)).Terms!;

        Assert.Equal(new Money(minorUnits, Currency.Of("EUR")), terms.Price);
        Assert.Equal(terms.Price, Assert.Single(terms.Instalments).Amount);
        Assert.Equal(AmountBasis.Net, terms.Basis);
    }

    [Theory]
    [InlineData("1.234,50 €", "price.not-a-number")]
    [InlineData("1,234.50", "price.not-a-number")]
    [InlineData("1,5", "price.not-a-number")]
    [InlineData("€100", "price.not-a-number")]
    [InlineData("1e3", "price.not-a-number")]
    [InlineData("gratis", "price.not-a-number")]
    [InlineData("1.", "price.not-a-number")]
    [InlineData(".5", "price.not-a-number")]
    [InlineData("٣", "price.not-a-number")]
    [InlineData("99999999999999999999999999999999", "price.not-a-number")]
    [InlineData("1000000000000.01", "price.too-large")]
    [InlineData("10.005", "price.too-many-decimals")]
    [InlineData("-1", "price.negative")]
    [InlineData(null, "price.missing")]
    [InlineData("  ", "price.missing")]
    public void A_price_is_never_guessed(string? price, string code)
    {
        var answer = Decide(Facts.Source(price));

        var fault = Assert.Single(answer.Faults);
        Assert.Equal((code, "course 17 (MAT-101), field price"), (fault.Code, fault.Where));
        Assert.Null(answer.Terms);
        Assert.Null(answer.NotBillable);
    }

    [Theory]
    [InlineData("1.234,50 €", 123450)]
    [InlineData("€ 1.234,50", 123450)]
    [InlineData("1.234.567,8", 123456780)]
    [InlineData("12,00 EUR", 1200)]
    [InlineData("1234", 123400)]
    [InlineData("1.234,50\u00A0€", 123450)]
    public void Declared_separators_make_a_text_a_price(string price, long minorUnits)
    {
        using var folder = WithSeparators();

        var terms = folder.Billing().Decide(Facts.Source(price)).Terms!;

        Assert.Equal(minorUnits, terms.Price.MinorUnits);
    }

    [Theory]
    [InlineData("1.23,50")]
    [InlineData("1234.567,00")]
    [InlineData("1,234.50")]
    [InlineData("12,00 $")]
    [InlineData("12,0,0")]
    [InlineData(".123,00")]
    public void Declared_separators_still_refuse_what_does_not_fit_them(string price)
    {
        using var folder = WithSeparators();

        var answer = folder.Billing().Decide(Facts.Source(price));

        Assert.Equal("price.not-a-number", Assert.Single(answer.Faults).Code);
    }

    [Fact]
    public void A_price_of_zero_is_free_only_where_the_mapping_says_so()
    {
        using var folder = new MappingFolder().Set("receivables.json", "price.freeWhenZero", "false");

        Assert.Equal("free", Decide(Facts.Source("0.00")).NotBillable);
        Assert.Equal("price.zero", Assert.Single(folder.Billing().Decide(Facts.Source("0.00")).Faults).Code);
    }

    [Fact]
    public void Rounding_happens_only_where_the_mapping_says_so()
    {
        using var folder = new MappingFolder().Set("receivables.json", "price.rounding", "\"halfUp\"");
        var billing = folder.Billing();

        Assert.Equal(1001, billing.Decide(Facts.Source("10.005")).Terms!.Price.MinorUnits);
        Assert.Equal("price.zero", Assert.Single(billing.Decide(Facts.Source("0.004")).Faults).Code);
    }

    [Theory]
    [InlineData("euro", "EUR")]
    [InlineData("USD", "USD")]
    [InlineData("ars", "ARS")]
    [InlineData("", "EUR")]
    public void The_currency_comes_from_the_course_by_code_or_by_table(string field, string code)
    {
        var terms = Decide(Facts.Source(course: [("currency", field)])).Terms!;

        Assert.Equal(code, terms.Price.Currency.Code);
    }

    [Fact]
    public void An_unknown_currency_waits_for_a_person()
    {
        var fault = Assert.Single(Decide(Facts.Source(course: [("currency", "pesetas")])).Faults);

        Assert.Equal("currency.unknown", fault.Code);
        Assert.Equal("course 17 (MAT-101), field currency", fault.Where);
    }

    [Theory]
    [InlineData("100", "JPY", 100)]
    [InlineData("1.234", "KWD", 1234)]
    public void Decimals_are_those_of_the_currency(string price, string currency, long minorUnits)
    {
        var terms = Decide(Facts.Source(price, course: [("currency", currency)])).Terms!;

        Assert.Equal(minorUnits, terms.Price.MinorUnits);
    }

    [Fact]
    public void A_yen_has_no_decimals()
    {
        var answer = Decide(Facts.Source("100.5", course: [("currency", "JPY")]));

        Assert.Equal("price.too-many-decimals", Assert.Single(answer.Faults).Code);
    }

    private static Collections.Connector.Flow.Mapping.SchoolMapping Demo { get; } =
        Collections.Connector.Flow.Mapping.SchoolMappingLoader.Load(MappingFolder.DemoPath).Value!;

    private static BillingAnswer Decide(BillingSource source) => Demo.Billing.Decide(source);

    private static MappingFolder WithSeparators() =>
        new MappingFolder().Set(
            "receivables.json",
            "price.format",
            """{ "decimalSeparator": ",", "groupSeparator": "." }"""
        );
}
