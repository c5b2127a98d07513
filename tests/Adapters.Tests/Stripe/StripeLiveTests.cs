using Collections.Adapters.Stripe;
using Collections.Connector.Ports;
using RestSharp;

namespace Collections.Adapters.Tests.Stripe;

/// <summary>Runs against Stripe itself, in test mode only; see the README of these tests.</summary>
public sealed class StripeLiveTests
{
    private const string Variable = "COLLECTIONS_LIVE_STRIPE_KEY";
    private static readonly string? Key = Environment.GetEnvironmentVariable(Variable);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stripe_keeps_one_open_page_per_request()
    {
        SkipWithoutTestKey();
        await using var adapter = Adapter();
        var request = Request(12050);

        var first = await adapter.Gateway!.OpenPageAsync(request, Stop);
        var again = await adapter.Gateway.OpenPageAsync(request, Stop);
        var changed = await adapter.Gateway.OpenPageAsync(Request(7000, request.Reference), Stop);
        var back = await adapter.Gateway.OpenPageAsync(request, Stop);

        Assert.Equal(first, again);
        Assert.Equal(3, new[] { first.Key, changed.Key, back.Key }.Distinct().Count());
        Assert.Equal("expired", await ExpireAsync(first.Key));
        Assert.Equal("expired", await ExpireAsync(changed.Key));
        Assert.Equal("open", await ExpireAsync(back.Key));
    }

    [Fact]
    public async Task Stripe_lists_its_events_oldest_first()
    {
        SkipWithoutTestKey();
        await using var adapter = Adapter();

        var events = await adapter
            .Gateway!.ListEventsAsync(TimeProvider.System.GetUtcNow().AddDays(-29), Stop)
            .ToListAsync(Stop);

        Assert.Equal(events.OrderBy(e => e.At).Select(e => e.At), events.Select(e => e.At));
    }

    [Fact]
    public async Task Stripe_passes_the_check_for_pages_and_events()
    {
        SkipWithoutTestKey();
        await using var adapter = Adapter();

        var findings = (await adapter.CheckAsync(Stop)).ToDictionary(f => f.Code);

        Assert.Equal(CheckResult.Ok, findings["stripe.right.checkout_sessions"].Result);
        Assert.Equal(CheckResult.Ok, findings["stripe.right.events"].Result);
    }

    private static void SkipWithoutTestKey() =>
        Assert.SkipUnless(
            Key?.Contains("_test_", StringComparison.Ordinal) is true,
            $"{Variable} names no test-mode key; see tests/Adapters.Tests/README.md."
        );

    private static IAdapter Adapter() =>
        new StripeAdapterFactory().Create(
            StripeWorld.Context(
                $$"""{ "secretKey": "{{Key}}", "webhookSecret": "whsec_unused" }""",
                TimeProvider.System,
                new Http.CallLog()
            )
        );

    private static PaymentRequest Request(long minorUnits, string? reference = null) =>
        new(
            reference ?? $"live-{Guid.NewGuid():N}",
            new Money(minorUnits, Currency.Of("EUR")),
            "Test of the collections connector",
            ["live-e-1", "live-e-2"],
            "P-live",
            "en",
            0,
            new Uri("https://pay.school.example/back")
        );

    // Cleans up, and tells the state before: a page that is closed already cannot be closed again.
    private static async Task<string> ExpireAsync(string session)
    {
        using var client = new RestClient("https://api.stripe.com");
        var answer = await client.ExecuteAsync(
            new RestRequest($"v1/checkout/sessions/{session}/expire", Method.Post).AddHeader(
                "Authorization",
                $"Bearer {Key}"
            ),
            Stop
        );
        return answer.IsSuccessStatusCode ? "open" : "expired";
    }
}
