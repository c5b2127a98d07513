using Collections.Connector.Flow.Sales;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Sales;

public sealed class SaleReaderTests
{
    [Theory]
    [InlineData("1234.50", null, 123450)]
    [InlineData("1234,50", ',', 123450)]
    [InlineData("1.234,50", ',', 123450)]
    [InlineData("1,234.50", '.', 123450)]
    [InlineData("1.234,50 €", ',', 123450)]
    public void An_amount_is_read_in_the_form_that_was_declared(string text, char? sign, long minor)
    {
        var (order, faults) = Read(new SaleForm(sign), (SaleColumn.Amount, text));

        Assert.Empty(faults);
        Assert.Equal(new Money(minor, Currency.Of("EUR")), order!.Price);
    }

    [Theory]
    [InlineData("1.234,50", null, "amount.not-a-number")]
    [InlineData("1234,50", null, "amount.not-a-number")]
    [InlineData("1,234.50", null, "amount.not-a-number")]
    [InlineData("1234.50", ',', "amount.not-a-number")]
    [InlineData("0", null, "amount.range")]
    [InlineData("-5", null, "amount.range")]
    [InlineData("0.001", null, "amount.decimals")]
    [InlineData("1000000001", null, "amount.range")]
    public void An_amount_in_another_form_is_never_guessed(string text, char? sign, string code)
    {
        var (_, faults) = Read(new SaleForm(sign), (SaleColumn.Amount, text));

        Assert.Equal(code, Assert.Single(faults).Code);
    }

    [Theory]
    [InlineData("2026-09-11", "y-m-d")]
    [InlineData("11/9/2026", "d/m/y")]
    [InlineData("11.09.2026", "d/m/y")]
    [InlineData("9/11/2026", "m/d/y")]
    public void A_day_is_read_in_the_order_that_was_declared(string text, string order)
    {
        var (sale, _) = Read(new SaleForm(dayOrder: order), (SaleColumn.Due, text));

        Assert.Equal(new DateOnly(2026, 9, 11), Assert.Single(sale!.Parts).DueOn);
    }

    [Theory]
    [InlineData("31/12/2026", "y-m-d")]
    [InlineData("12/31/2026", "d/m/y")]
    [InlineData("2026-02-30", "y-m-d")]
    [InlineData("1/1/26", "d/m/y")]
    public void A_day_in_another_order_is_a_fault(string text, string order)
    {
        var (_, faults) = Read(new SaleForm(dayOrder: order), (SaleColumn.Due, text));

        Assert.Equal("day.none", Assert.Single(faults).Code);
    }

    [Fact]
    public void Parts_fall_due_on_their_days_and_the_last_takes_the_rest()
    {
        var (order, _) = Read(
            new SaleForm(),
            (SaleColumn.Due, ""),
            (SaleColumn.Parts, "2026-12-05=100,2027-01-05=rest")
        );

        Assert.Equal(
            [(new DateOnly(2026, 12, 5), 10000L), (new DateOnly(2027, 1, 5), 25000L)],
            order!.Parts.Select(x => (x.DueOn, x.Amount.MinorUnits))
        );
    }

    [Fact]
    public void Parts_with_a_decimal_comma_are_divided_by_a_bar()
    {
        var (order, _) = Read(
            new SaleForm(',', "d/m/y"),
            (SaleColumn.Amount, "350,00"),
            (SaleColumn.Due, "5/12/2026"),
            (SaleColumn.Parts, "5/12/2026=100,50|5/1/2027=resto")
        );

        Assert.Equal([10050L, 24950L], order!.Parts.Select(x => x.Amount.MinorUnits));
    }

    [Theory]
    [InlineData("2026-12-05=100,2027-01-05=249.99", "parts.sum")]
    [InlineData("2026-12-05=100,2027-01-05=250.01", "parts.sum")]
    [InlineData("2026-12-05=rest,2027-01-05=100", "parts.sum")]
    [InlineData("2026-12-05=350,2027-01-05=rest", "parts.sum")]
    [InlineData("2027-01-05=100,2026-12-05=rest", "parts.order")]
    [InlineData("2026-12-05=100,2026-12-05=rest", "parts.order")]
    [InlineData("2026-12-05", "parts.form")]
    [InlineData("2026-12-05=a", "amount.not-a-number")]
    public void Parts_that_do_not_make_the_price_in_order_are_a_fault(string parts, string code)
    {
        var (_, faults) = Read(new SaleForm(), (SaleColumn.Due, ""), (SaleColumn.Parts, parts));

        Assert.Equal(code, Assert.Single(faults).Code);
    }

    [Theory]
    [InlineData("", SaleEnrolment.None)]
    [InlineData("no", SaleEnrolment.None)]
    [InlineData("Sí", SaleEnrolment.AtOnce)]
    [InlineData("sim", SaleEnrolment.AtOnce)]
    [InlineData("al pagar", SaleEnrolment.WhenPaid)]
    [InlineData("ao pagar", SaleEnrolment.WhenPaid)]
    [InlineData("when-paid", SaleEnrolment.WhenPaid)]
    public void The_wish_to_enrol_is_read_in_three_languages(string text, SaleEnrolment enrol)
    {
        var (order, _) = Read(
            new SaleForm(),
            (SaleColumn.Enrol, text),
            (SaleColumn.Learner, "7"),
            (SaleColumn.PayerName, ""),
            (SaleColumn.Course, "10")
        );

        Assert.Equal(enrol, order!.Enrol);
    }

    [Fact]
    public void What_a_spreadsheet_would_run_stays_the_text_that_it_is()
    {
        var (order, faults) = Read(
            new SaleForm(),
            (SaleColumn.Description, "=HYPERLINK(\"http://x\")"),
            (SaleColumn.PayerName, "@SUM(1+1)"),
            (SaleColumn.Key, "-k1")
        );

        Assert.Empty(faults);
        Assert.Equal("=HYPERLINK(\"http://x\")", order!.Description);
        Assert.Equal("@SUM(1+1)", order.Payer.Name);
    }

    [Fact]
    public void Every_fault_of_a_sale_is_told_at_once_and_nothing_that_was_written_is_quoted()
    {
        var (order, faults) = Read(
            new SaleForm(),
            (SaleColumn.Key, ""),
            (SaleColumn.Description, ""),
            (SaleColumn.PayerName, ""),
            (SaleColumn.Amount, "Ana Gil"),
            (SaleColumn.Email, "ana.gil"),
            (SaleColumn.Country, "Spain"),
            (SaleColumn.Basis, "half"),
            (SaleColumn.Company, "perhaps"),
            (SaleColumn.Enrol, "perhaps"),
            (SaleColumn.Issue, "tomorrow")
        );

        Assert.Null(order);
        Assert.Equal(
            [
                "amount.not-a-number",
                "basis.unknown",
                "company.unknown",
                "country.none",
                "course.missing",
                "day.none",
                "email.none",
                "enrol.unknown",
                "key.missing",
                "learner.missing",
            ],
            faults.Select(x => x.Code).Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(faults, x => x.ToString().Contains("Gil", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Two_sales_of_the_same_words_have_one_digest_and_another_price_has_another()
    {
        var one = Read(new SaleForm(), (SaleColumn.Amount, "350")).Order!;
        var same = Read(new SaleForm(','), (SaleColumn.Amount, "350,00")).Order!;
        var other = Read(new SaleForm(), (SaleColumn.Amount, "350.01")).Order!;

        Assert.Equal(one.Digest, same.Digest);
        Assert.NotEqual(one.Digest, other.Digest);
    }

    private static (SaleOrder? Order, IReadOnlyList<SaleFault> Faults) Read(
        SaleForm form,
        params (SaleColumn Column, string Text)[] typed
    ) => SaleReader.Read(Selling.Row(typed), form);
}
