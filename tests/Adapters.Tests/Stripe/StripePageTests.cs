using Collections.Adapters.Sandbox;
using Collections.Adapters.Stripe;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Stripe;

public sealed class StripePageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_decline_the_next_attempt_is_a_new_page_and_can_be_paid()
    {
        await using var world = await StripeWorld.StartAsync();
        var first = await world.Gateway.OpenPageAsync(Request(), Stop);
        world.Twin.Decline(first.Key);

        var second = await world.Gateway.OpenPageAsync(Request() with { Attempt = 1 }, Stop);
        world.Twin.Pay(second.Key);

        Assert.NotEqual(first.Key, second.Key);
        Assert.Equal([PaymentState.Failed, PaymentState.Succeeded], world.Deliver().Select(e => e.State));
    }

    [Fact]
    public async Task An_amount_that_goes_down_and_up_again_gets_a_page_that_is_open()
    {
        await using var world = await StripeWorld.StartAsync();
        await world.Gateway.OpenPageAsync(Request(100_00), Stop);
        await world.Gateway.OpenPageAsync(Request(70_00), Stop);

        var third = await world.Gateway.OpenPageAsync(Request(100_00), Stop);

        Assert.Equal("open", (string?)world.Twin.Session(third.Key)["status"]);
        Assert.Equal(1, world.OpenPages);
    }

    [Fact]
    public async Task A_page_that_ran_out_is_followed_by_a_new_one()
    {
        await using var world = await StripeWorld.StartAsync();
        var first = await world.Gateway.OpenPageAsync(Request(), Stop);
        world.Clock.MoveTo(first.ExpiresAt.AddSeconds(1));

        var second = await world.Gateway.OpenPageAsync(Request(), Stop);

        Assert.NotEqual(first.Key, second.Key);
        Assert.Equal(1, world.OpenPages);
    }

    [Theory]
    [InlineData(5, 0, false)]
    [InlineData(5, 1, true)]
    public async Task A_page_about_to_run_out_is_not_handed_out_again(int minutes, int seconds, bool reused)
    {
        await using var world = await StripeWorld.StartAsync();
        var first = await world.Gateway.OpenPageAsync(Request(), Stop);
        world.Clock.MoveTo(first.ExpiresAt - new TimeSpan(0, minutes, seconds));

        var second = await world.Gateway.OpenPageAsync(Request(), Stop);

        Assert.Equal(reused, first.Key == second.Key);
        Assert.Equal(1, world.OpenPages);
    }

    [Fact]
    public async Task A_request_just_paid_is_not_paid_twice_and_a_replayed_success_address_changes_nothing()
    {
        await using var world = await StripeWorld.StartAsync();
        var page = await world.Gateway.OpenPageAsync(Request(), Stop);
        world.Twin.Pay(page.Key);

        var again = await Assert.ThrowsAsync<RemoteRejectedException>(() =>
            world.Gateway.OpenPageAsync(Request(), Stop)
        );

        // The address the payer returns to carries no word of success: only signed events tell of money.
        Assert.Equal(Request().ReturnUrl.AbsoluteUri, (string?)world.Twin.Session(page.Key)["success_url"]);
        Assert.Contains(page.Key, again.Message, StringComparison.Ordinal);
        Assert.Single(world.Deliver());
    }

    [Fact]
    public async Task Older_pages_are_found_behind_hundreds_of_others()
    {
        await using var world = await StripeWorld.StartAsync();
        var first = await world.Gateway.OpenPageAsync(Request(100_00), Stop);
        for (var i = 0; i < 230; i++)
        {
            world.Twin.PayElsewhere(500, "eur");
        }

        await world.Gateway.OpenPageAsync(Request(70_00), Stop);

        Assert.Equal("expired", (string?)world.Twin.Session(first.Key)["status"]);
    }

    [Theory]
    [InlineData(FaultKind.Reset)]
    [InlineData(FaultKind.AnswerLost)]
    [InlineData(FaultKind.ErrorAfterCommit)]
    [InlineData(FaultKind.ServiceUnavailable)]
    [InlineData(FaultKind.TooManyRequests)]
    public async Task Whatever_breaks_while_a_page_is_made_is_safe_to_repeat(FaultKind kind)
    {
        await using var world = await StripeWorld.StartAsync();
        world.Server.Faults.Add(new Fault(kind, "POST v1/checkout/sessions"));

        await Assert.ThrowsAsync<RemoteUnavailableException>(() => world.Gateway.OpenPageAsync(Request(), Stop));
        await world.Gateway.OpenPageAsync(Request(), Stop);

        Assert.Single(world.Twin.Sessions());
    }

    [Fact]
    public async Task Two_calls_at_once_are_one_page()
    {
        await using var world = await StripeWorld.StartAsync();

        var pages = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => world.Gateway.OpenPageAsync(Request(), Stop))
        );

        Assert.Single(pages.Distinct());
        Assert.Equal(1, world.OpenPages);
    }

    [Fact]
    public async Task What_the_page_and_its_payment_carry_says_whose_they_are_and_no_more()
    {
        await using var world = await StripeWorld.StartAsync();
        var refs = Enumerable.Range(0, 40).Select(i => $"demo-enrolment-{i:D4}-{new string('x', 38)}").ToList();

        var page = await world.Gateway.OpenPageAsync(Request() with { ReceivableRefs = refs }, Stop);
        world.Twin.Pay(page.Key);

        Assert.Equal(refs, Assert.Single(world.Deliver()).ReceivableRefs);
        Assert.Equal("demo-req-1", (string?)world.Twin.Session(page.Key)["client_reference_id"]);
    }

    [Fact]
    public async Task More_receivables_than_fit_are_refused_before_anything_is_sent()
    {
        await using var world = await StripeWorld.StartAsync();
        var refs = Enumerable.Range(0, 600).Select(i => $"demo-enrolment-{i:D4}-{new string('x', 38)}").ToList();

        await Assert.ThrowsAsync<RemoteRejectedException>(() =>
            world.Gateway.OpenPageAsync(Request() with { ReceivableRefs = refs }, Stop)
        );

        Assert.Equal(0, world.Server.Requests);
    }

    [Theory]
    [InlineData(12050, "EUR", 12050)]
    [InlineData(500, "JPY", 500)]
    [InlineData(5000, "CLP", 5000)]
    [InlineData(5120, "KWD", 5120)]
    [InlineData(700, "ISK", 70000)]
    [InlineData(700, "UGX", 70000)]
    [InlineData(500_00, "MGA", 500)]
    public void Amounts_are_counted_as_Stripe_counts_them(long minorUnits, string currency, long expected)
    {
        var amount = new Money(minorUnits, Currency.Of(currency));

        var units = StripeAmount.ToStripe(amount);

        Assert.Equal(expected, units);
        Assert.Equal(amount, StripeAmount.FromStripe(units, currency.ToLowerInvariant()));
    }

    [Theory]
    [InlineData(5125, "KWD")]
    [InlineData(50050, "MGA")]
    [InlineData(0, "EUR")]
    [InlineData(-100, "EUR")]
    public void Amounts_that_Stripe_cannot_keep_are_refused_not_rounded(long minorUnits, string currency)
    {
        Assert.Throws<RemoteRejectedException>(() =>
            StripeAmount.ToStripe(new Money(minorUnits, Currency.Of(currency)))
        );
    }

    [Fact]
    public async Task A_wrong_key_stops_the_adapter()
    {
        await using var world = await StripeWorld.StartAsync();
        await using var other = new StripeAdapterFactory().Create(
            StripeWorld.Context(
                $$"""{ "secretKey": "sk_test_wrong", "webhookSecret": "whsec_x", "baseUrl": "{{world.Server.Url}}" }""",
                world.Clock,
                world.Log
            )
        );

        var error = await Assert.ThrowsAsync<RemoteMisconfiguredException>(() =>
            other.Gateway!.OpenPageAsync(Request(), Stop)
        );

        Assert.DoesNotContain("sk_test_wrong", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_are_told_without_keys_references_or_addresses()
    {
        await using var world = await StripeWorld.StartAsync();

        await world.Gateway.OpenPageAsync(Request(), Stop);

        Assert.Equal(["checkout.sessions.list", "checkout.sessions.create"], world.Log.Calls.Select(c => c.Operation));
        Assert.DoesNotContain("demo-req-1", string.Concat(world.Log.Calls), StringComparison.Ordinal);
    }

    private static PaymentRequest Request(long minorUnits = 120_50) =>
        new(
            "demo-req-1",
            new Money(minorUnits, Currency.Of("EUR")),
            "Course fees, October",
            ["demo-e-1"],
            "P-1",
            "es",
            0,
            new Uri("https://pay.school.example/back")
        );
}
