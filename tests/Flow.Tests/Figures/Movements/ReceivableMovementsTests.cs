using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Flow.Ledger;
using static Collections.Flow.Tests.Figures.Movements.Books;

namespace Collections.Flow.Tests.Figures.Movements;

public sealed class ReceivableMovementsTests
{
    [Fact]
    public void An_invoice_and_what_was_paid_of_it_leave_what_is_owed()
    {
        var book = Book([Receivable("r1", 7_100)], [Invoice("r1", 0, 12_100)], [Paid("r1", Payment("y1", 3), 5_000)]);

        Assert.Equal(["Invoice 12100 on 0", "Payment -5000 on 3"], Told(book));
        Assert.Empty(book.Credit);
    }

    [Fact]
    public void Money_that_went_back_is_owed_again_once_the_ERP_shows_it()
    {
        var payment = Payment("y1", 3, back: 5_000, backOn: 9);

        var before = Book([Receivable("r1", 0)], [Invoice("r1", 0, 12_100)], [Paid("r1", payment, 12_100)], payment);
        var after = Book([Receivable("r1", 5_000)], [Invoice("r1", 0, 12_100)], [Paid("r1", payment, 12_100)], payment);

        Assert.Equal(["Invoice 12100 on 0", "Payment -12100 on 3"], Told(before));
        Assert.Equal((MovementKind.GivenBack, -5_000), (before.Credit[0].Kind, before.Credit[0].Amount.MinorUnits));
        Assert.Equal(["Invoice 12100 on 0", "Payment -12100 on 3", "GivenBack 5000 on 9"], Told(after));
        Assert.Empty(after.Credit);
    }

    [Fact]
    public void What_was_paid_of_an_invoice_that_is_taken_back_is_the_payer_s()
    {
        var payment = Payment("y1", 3);

        var book = Book(
            [Receivable("r1", null, state: ReceivableState.Cancelled)],
            [Invoice("r1", 0, 12_100), Note("r1", 5, 12_100)],
            [Paid("r1", payment, 12_100)],
            payment
        );

        Assert.Equal(
            ["Invoice 12100 on 0", "CreditNote -12100 on 5", "Payment -12100 on 3", "Freed 12100 on 5"],
            Told(book)
        );
        Assert.Equal(12_100, book.Credit.Single().Amount.MinorUnits);
    }

    [Fact]
    public void What_was_given_back_after_a_credit_note_leaves_nothing_in_the_payer_s_favour()
    {
        var payment = Payment("y1", 3, back: 12_100, backOn: 7);

        var book = Book(
            [Receivable("r1", null, state: ReceivableState.Cancelled)],
            [Invoice("r1", 0, 12_100), Note("r1", 5, 12_100)],
            [Paid("r1", payment, 12_100)],
            payment
        );

        Assert.Contains("GivenBack 12100 on 7", Told(book));
        Assert.Empty(book.Credit);
    }

    [Fact]
    public void Written_off_and_cancelled_are_told_apart_and_neither_is_owed()
    {
        var book = Book(
            [
                Receivable("r1", 9_000, state: ReceivableState.WrittenOff, givenUp: 60),
                Receivable("r2", 12_100, state: ReceivableState.Cancelled),
            ],
            [Invoice("r1", 0, 12_100), Invoice("r2", 2, 12_100, "i2")],
            [Paid("r1", Payment("y1", 4), 3_100)]
        );

        Assert.Contains("WrittenOff -9000 on 60", Told(book));
        Assert.Contains("Cancelled -12100 on 2", Told(book));
        Assert.Equal(0, book.Movements.Sum(x => x.Amount.MinorUnits));
    }

    [Theory]
    [InlineData(59, "CreditNote -9000 on 59")]
    [InlineData(60, "WrittenOff -9000 on 60")]
    public void A_credit_note_of_the_day_on_which_a_debt_is_given_up_writes_it_off(int noteOn, string told)
    {
        var book = Book(
            [Receivable("r1", null, state: ReceivableState.WrittenOff, givenUp: 60)],
            [Invoice("r1", 0, 9_000), Note("r1", noteOn, 9_000)],
            []
        );

        Assert.Equal(["Invoice 9000 on 0", told], Told(book));
    }

    [Fact]
    public void What_the_ERP_settled_otherwise_stands_as_an_entry_of_its_own()
    {
        var book = Book([Receivable("r1", 0)], [Invoice("r1", 0, 12_100)], [Paid("r1", Payment("y1", 3), 12_095)]);

        Assert.Equal(["Invoice 12100 on 0", "Payment -12095 on 3", "Other -5 on 3"], Told(book));
    }

    [Fact]
    public void A_payment_of_a_document_with_two_due_days_settles_each_part_by_what_is_open_of_it()
    {
        var payment = Payment("y1", 3);

        var book = Book(
            [Receivable("r1", 0, due: 10), Receivable("r2", 4_050, due: 40)],
            [Invoice("r1", 0, 6_050), Invoice("r2", 0, 6_050)],
            [Paid("r1", payment, 8_050)]
        );

        Assert.Equal(
            ["Invoice 6050 on 0", "Payment -6050 on 3", "Invoice 6050 on 0", "Payment -2000 on 3"],
            Told(book)
        );
    }

    [Fact]
    public void Money_that_settles_nothing_is_the_payer_s_and_changes_nothing_of_what_is_owed()
    {
        var payment = Payment("y1", 3, rest: 2_900);

        var book = Book([Receivable("r1", 0)], [Invoice("r1", 0, 12_100)], [Paid("r1", payment, 12_100)], payment);

        Assert.Equal(0, book.Movements.Sum(x => x.Amount.MinorUnits));
        Assert.Equal((MovementKind.Payment, 2_900), (book.Credit[0].Kind, book.Credit[0].Amount.MinorUnits));
    }

    [Theory]
    [InlineData(12_100, new long[] { 5_000, 5_000 }, new long[] { 6_050, 6_050 })]
    [InlineData(10_000, new long[] { 4_000, 6_000 }, new long[] { 4_000, 6_000 })]
    [InlineData(100, new long[] { 1, 1, 1 }, new long[] { 33, 34, 33 })]
    [InlineData(7, new long[] { 0, 0 }, new long[] { 4, 3 })]
    public void A_total_is_divided_over_its_lines_without_losing_a_cent(long total, long[] lines, long[] shares)
    {
        Assert.Equal(shares, AmountShares.Of(total, lines));
        Assert.Equal(total, AmountShares.Of(total, lines).Sum());
    }
}
