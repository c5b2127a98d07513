using Collections.Adapters.Sandbox.Stripe;
using Collections.Adapters.Stripe;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Tests.Stripe;

public sealed class StripeEventTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    public async Task A_webhook_is_taken_within_the_tolerance_only(int secondsLater, bool taken)
    {
        await using var world = await StripeWorld.StartAsync();
        world.Twin.PayElsewhere(500, "eur");
        var deliveries = world.Twin.TakeDeliveries();
        world.Clock.MoveTo(world.Now.AddSeconds(secondsLater));

        var error = Record.Exception(() => world.Read(deliveries));

        Assert.Equal(taken ? null : typeof(RemoteRejectedException), error?.GetType());
    }

    [Fact]
    public async Task A_changed_byte_a_foreign_secret_and_a_missing_signature_are_refused()
    {
        await using var world = await StripeWorld.StartAsync();
        var genuine = world.Twin.Sign(Event("charge.refunded"));
        var changed = genuine with { Body = [.. genuine.Body[..^1], (byte)' '] };
        var foreign = StripeDelivery.Signed(Event("charge.refunded"), world.Now, "whsec_other");
        var unsigned = genuine with { Headers = new Dictionary<string, string>() };
        var twoTimes = With(genuine, header => $"t=1,{header}");
        var noSignature = With(genuine, header => header.Split(',')[0]);
        var oldScheme = With(genuine, header => header.Replace("v1=", "v0=", StringComparison.Ordinal));

        Assert.Single(world.Read([genuine]));
        Assert.All(
            [changed, foreign, unsigned, twoTimes, noSignature, oldScheme],
            delivery => Assert.Throws<RemoteRejectedException>(() => world.Read([delivery]))
        );
    }

    [Fact]
    public async Task While_a_secret_is_rotated_both_count_and_so_do_several_signatures()
    {
        await using var world = await StripeWorld.StartAsync(secrets: "[\"whsec_new\", \"whsec_old\"]");
        var old = StripeDelivery.Signed(Event("charge.refunded"), world.Now, "whsec_old");
        var several = With(old, header => header.Replace("v1=", "v1=00ff,v1=", StringComparison.Ordinal));

        Assert.Equal(2, world.Read([old, several]).Count);
    }

    [Fact]
    public async Task Deliveries_twice_and_backwards_tell_the_same_events()
    {
        await using var world = await StripeWorld.StartAsync();
        var payment = world.Twin.PayElsewhere(500, "eur");
        world.Twin.Refund(payment, 100);
        var once = await world.Gateway.ListEventsAsync(world.Now, Stop).ToListAsync(Stop);

        var told = world.Read(world.Twin.TakeDeliveries(twice: true, reversed: true));

        Assert.Equal(4, told.Count);
        Assert.Equal(once.Select(e => e.EventKey).Reverse(), told.Select(e => e.EventKey).Distinct());
    }

    [Fact]
    public async Task A_failed_and_a_later_successful_try_of_one_payment_are_different_events_of_one_payment()
    {
        await using var world = await StripeWorld.StartAsync();
        var page = await world.Gateway.OpenPageAsync(Request(), Stop);
        world.Twin.Decline(page.Key);
        world.Twin.Pay(page.Key);

        var told = world.Deliver();

        Assert.Equal([PaymentState.Failed, PaymentState.Succeeded], told.Select(e => e.State));
        Assert.Single(told.Select(e => e.PaymentKey).Distinct());
        Assert.Equal(2, told.Select(e => e.EventKey).Distinct().Count());
    }

    [Fact]
    public async Task A_delayed_payment_that_fails_tells_it_with_its_request()
    {
        await using var world = await StripeWorld.StartAsync();
        var page = await world.Gateway.OpenPageAsync(Request(), Stop);
        world.Twin.PayDelayed(page.Key);
        world.Twin.FailDelayed(page.Key);

        var told = world.Deliver();

        Assert.Equal([PaymentState.Pending, PaymentState.Failed, PaymentState.Failed], told.Select(e => e.State));
        Assert.All(told, e => Assert.Equal("demo-req-1", e.RequestReference));
        await world.Gateway.OpenPageAsync(Request() with { Attempt = 1 }, Stop);
    }

    [Theory]
    [InlineData(true, PaymentState.Succeeded)]
    [InlineData(false, PaymentState.Disputed)]
    public async Task A_dispute_holds_the_payment_until_it_is_won(bool won, PaymentState after)
    {
        await using var world = await StripeWorld.StartAsync();
        var page = await world.Gateway.OpenPageAsync(Request(), Stop);
        var payment = world.Twin.Pay(page.Key);
        world.Deliver();

        world.Twin.Dispute(payment);
        world.Twin.CloseDispute(payment, won);

        var told = world.Deliver();
        Assert.Equal([PaymentState.Disputed, after], told.Select(e => e.State));
        Assert.All(told, e => Assert.Equal(payment, e.PaymentKey));
    }

    [Theory]
    [InlineData("customer.created")]
    [InlineData("checkout.session.expired")]
    [InlineData("payment_intent.succeeded")]
    public async Task Other_kinds_are_genuine_and_tell_nothing(string kind)
    {
        await using var world = await StripeWorld.StartAsync();

        Assert.Empty(world.Read([world.Twin.Sign(Event(kind))]));
    }

    [Fact]
    public async Task Metadata_of_others_is_not_stored()
    {
        await using var world = await StripeWorld.StartAsync();
        world.Twin.PayElsewhere(500, "eur");

        Assert.DoesNotContain("shop_order", Assert.Single(world.Deliver()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_event_never_pays_under_a_live_key()
    {
        await using var world = await StripeWorld.StartAsync(key: "sk_live_twin");

        var error = Assert.Throws<RemoteRejectedException>(() =>
            world.Read([world.Twin.Sign(Event("charge.refunded"))])
        );

        Assert.Contains("test mode", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missed_events_are_listed_oldest_first_over_all_pages()
    {
        await using var world = await StripeWorld.StartAsync();
        world.Twin.PayElsewhere(1, "eur");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var since = world.Now;
        for (var i = 2; i <= 251; i++)
        {
            world.Twin.PayElsewhere(i, "eur");
        }

        var listed = await world.Gateway.ListEventsAsync(since, Stop).ToListAsync(Stop);

        Assert.Equal(Enumerable.Range(2, 250).Select(i => (long)i), listed.Select(e => e.Amount.MinorUnits));
        Assert.Equal(3, world.Server.Counts["GET v1/events"]);
    }

    [Fact]
    public async Task Events_older_than_Stripe_keeps_them_are_not_passed_over_in_silence()
    {
        await using var world = await StripeWorld.StartAsync();

        var oldest = await world.Gateway.ListEventsAsync(world.Now.AddDays(-30), Stop).ToListAsync(Stop);

        Assert.Empty(oldest);
        await Assert.ThrowsAsync<RemoteRejectedException>(async () =>
            await world.Gateway.ListEventsAsync(world.Now.AddDays(-30).AddSeconds(-1), Stop).ToListAsync(Stop)
        );
    }

    [Fact]
    public async Task An_inquiry_takes_no_money_until_it_becomes_a_chargeback()
    {
        await using var world = await StripeWorld.StartAsync();
        var page = await world.Gateway.OpenPageAsync(Request(), Stop);
        var payment = world.Pay(page.Key);
        world.Deliver();

        world.Twin.Dispute(payment, inquiry: true);
        var asked = world.Deliver();
        world.Twin.Withdraw(payment);
        var taken = world.Deliver();

        Assert.Empty(asked);
        Assert.Equal([PaymentState.Disputed], taken.Select(e => e.State));
    }

    [Fact]
    public async Task A_key_that_may_not_give_back_is_no_fault()
    {
        await using var world = await StripeWorld.StartAsync();
        world.Twin.Forbid("/v1/refunds");

        var findings = await world.Adapter.CheckAsync(Stop);

        Assert.DoesNotContain(findings, f => f.Result is CheckResult.Missing or CheckResult.NotProven);
        Assert.Contains(findings, f => f is { Code: "stripe.right.refunds", Result: CheckResult.Note });
    }

    [Fact]
    public async Task The_check_is_content_with_a_full_setup_and_writes_nothing()
    {
        await using var world = await StripeWorld.StartAsync();

        var findings = await world.Adapter.CheckAsync(Stop);

        Assert.DoesNotContain(findings, f => f.Result is CheckResult.Missing or CheckResult.NotProven);
        Assert.DoesNotContain(world.Log.Calls, call => call.IsWrite);
    }

    [Fact]
    public async Task The_check_names_what_is_missing_and_what_it_cannot_prove()
    {
        await using var world = await StripeWorld.StartAsync(key: "rk_test_twin");
        world.Twin.Forbid("/v1/events");
        world.Twin.Forbid("/v1/account");
        world.Twin.EndpointEvents = ["charge.refunded"];

        var findings = (await world.Adapter.CheckAsync(Stop)).ToDictionary(f => f.Code);

        Assert.Equal(CheckResult.Missing, findings["stripe.right.events"].Result);
        Assert.Equal(CheckResult.NotProven, findings["stripe.account"].Result);
        Assert.Equal(CheckResult.NotProven, findings["stripe.right.checkout_sessions_write"].Result);
        Assert.Equal(CheckResult.Missing, findings["stripe.webhook"].Result);
        Assert.Contains("checkout.session.completed", findings["stripe.webhook"].What, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_settings_are_told_all_at_once()
    {
        var clock = TimeProvider.System;
        var error = Assert.Throws<AdapterSettingsException>(() =>
            new StripeAdapterFactory().Create(
                StripeWorld.Context(
                    """{ "secretKey": "pk_test_1", "toleranceSeconds": 0, "pageMinutes": 59, "x": 1 }""",
                    clock,
                    new Http.CallLog()
                )
            )
        );

        Assert.Equal(5, error.Faults.Count);
        Assert.DoesNotContain("pk_test_1", error.Message, StringComparison.Ordinal);
    }

    private static StripeDelivery With(StripeDelivery delivery, Func<string, string> change) =>
        delivery with
        {
            Headers = new Dictionary<string, string>
            {
                ["stripe-signature"] = change(delivery.Headers["stripe-signature"]),
            },
        };

    private static string Event(string kind) =>
        new JObject
        {
            ["id"] = "evt_1",
            ["object"] = "event",
            ["created"] = 1_790_000_000,
            ["livemode"] = false,
            ["type"] = kind,
            ["data"] = new JObject
            {
                ["object"] = new JObject
                {
                    ["id"] = "ch_1",
                    ["object"] = "charge",
                    ["amount_refunded"] = 5,
                    ["currency"] = "eur",
                    ["payment_intent"] = "pi_1",
                },
            },
        }.ToString();

    private static PaymentRequest Request() =>
        new(
            "demo-req-1",
            new Money(120_50, Currency.Of("EUR")),
            "Course fees, October",
            ["demo-e-1"],
            "P-1",
            "es",
            0,
            new Uri("https://pay.school.example/back")
        );
}
