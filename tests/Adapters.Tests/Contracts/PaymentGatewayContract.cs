using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Contracts;

/// <summary>What every payment gateway must do. A new gateway passes it by one subclass.</summary>
public abstract class PaymentGatewayContract
{
    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_request_twice_is_one_page()
    {
        await using var world = await StartAsync();

        var first = await world.Gateway.OpenPageAsync(Request(12050), Stop);
        var second = await world.Gateway.OpenPageAsync(Request(12050), Stop);

        Assert.Equal(first, second);
        Assert.Equal(1, world.OpenPages);
        Assert.True(first.ExpiresAt > world.Now);
    }

    [Fact]
    public async Task A_page_whose_answer_was_lost_is_found_again()
    {
        await using var world = await StartAsync();
        world.LoseNextAnswer();

        await Assert.ThrowsAsync<RemoteUnavailableException>(() => world.Gateway.OpenPageAsync(Request(12050), Stop));
        await world.Gateway.OpenPageAsync(Request(12050), Stop);

        Assert.Equal(1, world.OpenPages);
    }

    [Fact]
    public async Task Another_amount_closes_the_older_page()
    {
        await using var world = await StartAsync();

        var first = await world.Gateway.OpenPageAsync(Request(12050), Stop);
        var second = await world.Gateway.OpenPageAsync(Request(7000), Stop);

        Assert.NotEqual(first.Key, second.Key);
        Assert.Equal(1, world.OpenPages);
        Assert.ThrowsAny<Exception>(() => world.Pay(first.Key));
    }

    [Fact]
    public async Task Another_request_keeps_its_own_page()
    {
        await using var world = await StartAsync();

        await world.Gateway.OpenPageAsync(Request(12050), Stop);
        await world.Gateway.OpenPageAsync(Request(12050) with { Reference = "demo-req-2" }, Stop);

        Assert.Equal(2, world.OpenPages);
    }

    [Fact]
    public async Task A_payment_is_told_with_its_amount_payer_and_receivables()
    {
        await using var world = await StartAsync();
        var page = await world.Gateway.OpenPageAsync(Request(12050), Stop);

        var payment = world.Pay(page.Key);

        var told = Assert.Single(world.Deliver());
        Assert.Equal(PaymentState.Succeeded, told.State);
        Assert.Equal(new Money(12050, Currency.Of("EUR")), told.Amount);
        Assert.Equal((payment, "P-1", "demo-req-1"), (told.PaymentKey, told.PayerKey, told.RequestReference));
        Assert.Equal(["demo-e-1", "demo-e-2"], told.ReceivableRefs);
        Assert.Equal(world.Now, told.At);
    }

    [Fact]
    public async Task A_delayed_payment_is_pending_until_it_settles_and_stays_one_payment()
    {
        await using var world = await StartAsync();
        var page = await world.Gateway.OpenPageAsync(Request(12050), Stop);

        world.PayDelayed(page.Key);
        var pending = world.Deliver();
        world.SettleDelayed(page.Key);
        var settled = world.Deliver();

        Assert.Equal([PaymentState.Pending], pending.Select(e => e.State));
        Assert.Equal([PaymentState.Succeeded], settled.Select(e => e.State));
        Assert.Equal(pending[0].PaymentKey, settled[0].PaymentKey);
    }

    [Fact]
    public async Task A_second_page_is_refused_while_the_money_of_the_first_is_on_its_way()
    {
        await using var world = await StartAsync();
        var page = await world.Gateway.OpenPageAsync(Request(12050), Stop);
        world.PayDelayed(page.Key);

        await Assert.ThrowsAsync<RemoteRejectedException>(() => world.Gateway.OpenPageAsync(Request(12050), Stop));
    }

    [Fact]
    public async Task What_is_listed_is_what_was_delivered_and_what_was_stored()
    {
        await using var world = await StartAsync();
        var page = await world.Gateway.OpenPageAsync(Request(12050), Stop);
        var payment = world.Pay(page.Key);
        world.Refund(payment, 2000);

        var listed = await world.Gateway.ListEventsAsync(world.Now.AddDays(-1), Stop).ToListAsync(Stop);
        var delivered = world.Deliver();

        Assert.Equal([PaymentState.Succeeded, PaymentState.Refunded], listed.Select(e => e.State));
        Assert.Equal(listed.Select(Told), delivered.Select(Told));
        Assert.Equal(listed.Select(Told), listed.Select(e => Told(world.Gateway.ReadStored(e.Body)!)));
    }

    [Fact]
    public async Task A_refund_tells_what_has_been_given_back_in_all()
    {
        await using var world = await StartAsync();
        var page = await world.Gateway.OpenPageAsync(Request(12050), Stop);
        var payment = world.Pay(page.Key);

        world.Refund(payment, 2000);
        world.Refund(payment, 3000);

        var refunds = world.Deliver().Where(e => e.State == PaymentState.Refunded).ToList();
        Assert.Equal([2000, 5000], refunds.Select(e => e.Amount.MinorUnits));
        Assert.All(refunds, refund => Assert.Equal(("P-1", payment), (refund.PayerKey, refund.PaymentKey)));
    }

    [Fact]
    public async Task A_refund_asked_for_twice_gives_back_once_and_an_event_tells_the_sum()
    {
        await using var world = await StartAsync();
        Assert.SkipUnless(world.GivesBack, "This gateway's refunds are made in its own console.");
        var payment = world.Pay((await world.Gateway.OpenPageAsync(Request(12050), Stop)).Key);
        world.Refund(payment, 1000);
        var refund = new GatewayRefund("demo_pay_1_r2", payment, new Money(2000, Currency.Of("EUR")));

        var first = await world.Gateway.RefundAsync(refund, Stop);
        var second = await world.Gateway.RefundAsync(refund, Stop);

        Assert.Equal((OutcomeKind.Done, first.Value), (second.Kind, second.Value));
        var told = world.Deliver().Where(e => e.State == PaymentState.Refunded).ToList();
        Assert.Equal([1000, 3000], told.Select(e => e.Amount.MinorUnits));
        Assert.Equal((payment, "P-1"), (told[^1].PaymentKey, told[^1].PayerKey));
    }

    [Fact]
    public async Task A_refund_whose_answer_was_lost_is_the_same_refund_when_it_is_asked_for_days_later()
    {
        await using var world = await StartAsync();
        Assert.SkipUnless(world.GivesBack, "This gateway's refunds are made in its own console.");
        var payment = world.Pay((await world.Gateway.OpenPageAsync(Request(12050), Stop)).Key);
        var refund = new GatewayRefund("demo_pay_1_r1", payment, new Money(2000, Currency.Of("EUR")));
        world.LoseNextRefundAnswer();

        await Assert.ThrowsAsync<RemoteUnavailableException>(() => world.Gateway.RefundAsync(refund, Stop));
        world.Advance(TimeSpan.FromDays(3));
        var again = await world.Gateway.RefundAsync(refund, Stop);

        Assert.Equal(OutcomeKind.Done, again.Kind);
        var told = Assert.Single(world.Deliver(), e => e.State == PaymentState.Refunded);
        Assert.Equal(2000, told.Amount.MinorUnits);
    }

    [Fact]
    public async Task Never_more_goes_back_than_was_paid()
    {
        await using var world = await StartAsync();
        Assert.SkipUnless(world.GivesBack, "This gateway's refunds are made in its own console.");
        var payment = world.Pay((await world.Gateway.OpenPageAsync(Request(12050), Stop)).Key);
        var whole = new GatewayRefund("demo_pay_1_r1", payment, new Money(12050, Currency.Of("EUR")));
        var cent = new GatewayRefund("demo_pay_1_r2", payment, new Money(1, Currency.Of("EUR")));
        var more = whole with { Reference = "demo_pay_1_r3", Amount = new Money(12051, Currency.Of("EUR")) };
        var nobodys = whole with { Reference = "demo_pay_2_r1", PaymentKey = payment + "0" };

        var tooMuch = await world.Gateway.RefundAsync(more, Stop);
        var done = await world.Gateway.RefundAsync(whole, Stop);
        var over = await world.Gateway.RefundAsync(cent, Stop);
        var unknown = await world.Gateway.RefundAsync(nobodys, Stop);

        Assert.Equal(OutcomeKind.Done, done.Kind);
        Assert.All([tooMuch, over, unknown], x => Assert.Equal(OutcomeKind.Rejected, x.Kind));
        Assert.All([tooMuch, over, unknown], x => Assert.NotEmpty(x.Reason!));
        Assert.Single(world.Deliver(), e => e.State == PaymentState.Refunded);
    }

    [Fact]
    public async Task A_payment_that_is_not_ours_has_no_payer()
    {
        await using var world = await StartAsync();
        world.PayElsewhere();

        var told = Assert.Single(world.Deliver());

        Assert.Equal(("", ""), (told.PayerKey, told.RequestReference));
        Assert.Empty(told.ReceivableRefs);
    }

    [Fact]
    public async Task What_is_stored_holds_nothing_of_the_person()
    {
        await using var world = await StartAsync();
        var page = await world.Gateway.OpenPageAsync(Request(12050), Stop);
        world.Decline(page.Key);
        var payment = world.Pay(page.Key);
        world.Refund(payment, 50);

        var bodies = string.Concat(world.Deliver().Select(e => e.Body));

        Assert.All(
            ["Pat", "example.org", "4242", "insufficient"],
            word => Assert.DoesNotContain(word, bodies, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_stored_body_that_is_no_event_is_refused()
    {
        await using var world = await StartAsync();

        Assert.Throws<RemoteRejectedException>(() => world.Gateway.ReadStored("<html>"));
        Assert.Throws<RemoteRejectedException>(() => world.Gateway.ReadStored("{}"));
        Assert.Throws<RemoteRejectedException>(() => world.Gateway.ReadStored("[]"));
    }

    /// <summary>Starts the gateway with whoever plays its payers.</summary>
    protected abstract Task<PaymentGatewayWorld> StartAsync();

    protected static PaymentRequest Request(long minorUnits) =>
        new(
            "demo-req-1",
            new Money(minorUnits, Currency.Of("EUR")),
            "Course fees, October",
            ["demo-e-1", "demo-e-2"],
            "P-1",
            "es",
            0,
            new Uri("https://pay.school.example/back")
        );

    // A record compares its list by reference.
    private static string Told(GatewayEvent e) =>
        $"{e.EventKey} {e.At:O} {e.PaymentKey} {e.State} {e.Amount} {e.PayerKey} {e.RequestReference} {string.Join(',', e.ReceivableRefs)} {e.Body}";
}

/// <summary>A gateway and its payers.</summary>
public abstract class PaymentGatewayWorld : IAsyncDisposable
{
    public abstract IPaymentGateway Gateway { get; }

    public abstract DateTimeOffset Now { get; }

    public abstract int OpenPages { get; }

    /// <summary>Whether the adapter asks for refunds.</summary>
    public virtual bool GivesBack => true;

    /// <summary>The next page is made, and its answer does not arrive.</summary>
    public abstract void LoseNextAnswer();

    /// <summary>The next refund is made, and its answer does not arrive.</summary>
    public abstract void LoseNextRefundAnswer();

    /// <summary>Lets time pass.</summary>
    public abstract void Advance(TimeSpan by);

    /// <summary>Pays; gives the payment's key.</summary>
    public abstract string Pay(string pageKey);

    public abstract void Decline(string pageKey);

    public abstract void PayDelayed(string pageKey);

    public abstract void SettleDelayed(string pageKey);

    public abstract void Refund(string paymentKey, long minorUnits);

    public abstract void PayElsewhere();

    /// <summary>Delivers the webhooks that wait, and gives what the gateway reads in them.</summary>
    public abstract IReadOnlyList<GatewayEvent> Deliver();

    public abstract ValueTask DisposeAsync();
}
