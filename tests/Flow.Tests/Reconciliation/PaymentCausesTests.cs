using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Reconciliation;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Reconciliation;

public sealed class PaymentCausesTests
{
    private const string Reference = "demo_pay_stripe_abc";

    [Theory]
    [InlineData(12_100, 1, null)]
    [InlineData(12_099, 1, nameof(DifferenceCause.PaymentDiffers))]
    [InlineData(12_101, 1, nameof(DifferenceCause.PaymentDiffers))]
    [InlineData(24_200, 2, nameof(DifferenceCause.PaidTwice))]
    [InlineData(null, 0, nameof(DifferenceCause.PaidNotInErp))]
    [InlineData(0, 2, nameof(DifferenceCause.PaidNotInErp))]
    public void What_succeeded_is_in_the_ERP_once_and_to_the_cent(int? entered, int entries, string? expected)
    {
        var difference = Of(Told(PaymentState.Succeeded), entered, entries);

        Assert.Equal(expected, difference?.Cause.ToString());
    }

    [Theory]
    [InlineData(PaymentState.Pending)]
    [InlineData(PaymentState.Failed)]
    [InlineData(PaymentState.Refunded)]
    [InlineData(PaymentState.Disputed)]
    public void Money_that_is_not_kept_needs_no_entry(PaymentState state) => Assert.Null(Of(Told(state), null, 0));

    [Fact]
    public void A_dispute_is_a_chargeback_while_the_ERP_counts_the_money()
    {
        var difference = Of(Told(PaymentState.Disputed), 12_100);

        Assert.Equal(
            (DifferenceCause.Chargeback, Euro(12_100), "sync"),
            (difference!.Cause, difference.Amount, difference.Command)
        );
    }

    [Theory]
    [InlineData(PaymentState.Succeeded, 2_100, 12_100, 2_100)]
    [InlineData(PaymentState.Succeeded, 1, 12_100, 1)]
    [InlineData(PaymentState.Refunded, 12_100, 12_100, 12_100)]
    [InlineData(PaymentState.Succeeded, 2_100, 10_000, 0)]
    public void What_was_given_back_is_to_be_entered(PaymentState state, long refunded, int entered, long missing)
    {
        var told = Told(state);
        told.RefundedMinor = refunded;

        var difference = Of(told, entered);

        Assert.Equal((DifferenceCause?)(missing == 0 ? null : DifferenceCause.GivenBack), difference?.Cause);
        Assert.Equal(missing == 0 ? null : Euro(missing), difference?.Amount);
    }

    [Fact]
    public void Another_currency_is_never_added_up()
    {
        var dollars = new Money(12_100, Currency.Of("USD"));

        var difference = PaymentCauses.Of(new PaymentFacts(Reference, Told(PaymentState.Succeeded), true, dollars));

        Assert.Equal((DifferenceCause.PaymentDiffers, dollars), (difference!.Cause, difference.Amount));
    }

    [Theory]
    [InlineData(null, true, true, "sync")]
    [InlineData(nameof(IntentState.Planned), true, true, "sync")]
    [InlineData(nameof(IntentState.Unknown), true, false, "sync")]
    [InlineData(nameof(IntentState.Parked), true, true, $"parked retry {Reference} --why \"...\"")]
    [InlineData(null, false, true, "sync")]
    [InlineData(null, false, false, null)]
    public void What_is_not_entered_names_what_enters_it(
        string? intent,
        bool inLedger,
        bool nextRunSees,
        string? command
    )
    {
        var wish = intent is null
            ? null
            : new Intent { State = Enum.Parse<IntentState>(intent), Reference = Reference };

        var difference = PaymentCauses.Of(
            new PaymentFacts(Reference, Told(PaymentState.Succeeded), inLedger, null, 0, wish, nextRunSees)
        );

        Assert.Equal((DifferenceCause.PaidNotInErp, command), (difference!.Cause, difference.Command));
        Assert.NotEmpty(difference.Step);
    }

    [Fact]
    public void What_a_person_entered_otherwise_is_no_difference()
    {
        var dismissed = new Intent { State = IntentState.Dismissed };

        Assert.Null(
            PaymentCauses.Of(new PaymentFacts(Reference, Told(PaymentState.Succeeded), true, null, 0, dismissed))
        );
    }

    [Theory]
    [InlineData(12_100, nameof(DifferenceCause.UnknownInLedger))]
    [InlineData(1, nameof(DifferenceCause.UnknownInLedger))]
    [InlineData(0, null)]
    public void An_entry_that_nobody_knows_is_named_unless_it_was_given_back(long cents, string? expected) =>
        Assert.Equal(
            expected,
            PaymentCauses.Of(new PaymentFacts(Reference, null, false, Euro(cents)))?.Cause.ToString()
        );

    [Theory]
    [InlineData(0, null, null)]
    [InlineData(1, null, nameof(DifferenceCause.Overpaid))]
    [InlineData(12_100, "INV/9", nameof(DifferenceCause.PaidTwice))]
    public void Credit_that_equals_a_settled_invoice_was_paid_twice(long cents, string? twin, string? expected) =>
        Assert.Equal(expected, PaymentCauses.Of(new CreditFacts("c1", Euro(cents), twin))?.Cause.ToString());

    private static Difference? Of(Payment told, int? entered, int entries = 1) =>
        PaymentCauses.Of(new PaymentFacts(Reference, told, true, entered is { } cents ? Euro(cents) : null, entries));

    private static Payment Told(PaymentState state) =>
        new()
        {
            Reference = Reference,
            State = state,
            AmountMinor = 12_100,
            Currency = "EUR",
        };

    private static Money Euro(long cents) => new(cents, Currency.Of("EUR"));
}
