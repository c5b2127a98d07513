using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Stripe;

/// <summary>Keeps one open Checkout page per request: for the amount owed now, and no other.</summary>
/// <remarks>
/// Looks before it writes: sessions live 24 hours at most, so the last day's list holds every one that can still be open.
/// The idempotency key is the hash of the whole form, so the same wish twice is one page, and a changed one (another amount,
/// another attempt after a decline, a page that expired) is never refused for reusing a key.
/// </remarks>
internal sealed class CheckoutPages(StripeApi api, StripeSettings settings, TimeProvider clock, string adapter)
{
    private const int PagesAtMost = 100;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Lookback = TimeSpan.FromHours(25);

    /// <summary>Opens or reuses the page.</summary>
    public async Task<PaymentPage> OpenAsync(PaymentRequest request, CancellationToken ct)
    {
        var wanted = new WantedPage(
            StripeAmount.ToStripe(request.Amount),
            request.Amount.Currency.Code.ToLowerInvariant(),
            Locale(request.Language),
            new StripeMetadata(
                request.Reference,
                request.PayerKey,
                request.Attempt.ToString(CultureInfo.InvariantCulture),
                request.ReceivableRefs
            )
        );
        var pairs = wanted.Metadata.ToPairs();

        // 1. Every page of this request that Stripe still knows.
        var known = await ListAsync(request.Reference, ct);

        // 2. Money on its way by one of them: a second page would take it twice.
        if (known.FirstOrDefault(page => wanted.IsPaidBy(page)) is { } paid)
        {
            throw new RemoteRejectedException(
                $"{adapter}: request {request.Reference} was just paid, or a payment for it is under way ({Text(paid, "id")}). "
                    + "Wait for its event before asking again."
            );
        }

        // 3. The one that fits stays, every other open one is closed.
        var open = known.Where(page => Text(page, "status") == "open").ToList();
        var reused = open.FirstOrDefault(page =>
            wanted.Fits(page) && ExpiresAt(page) > clock.GetUtcNow() + ShortestRest
        );
        foreach (var old in open.Where(page => page != reused))
        {
            await ExpireAsync(Text(old, "id"), ct);
        }

        // 4. A new one only when none fits.
        var session = reused ?? await CreateAsync(request, wanted, pairs, round: known.Count, ct);
        return new PaymentPage(Text(session, "id"), new Uri(Text(session, "url")), ExpiresAt(session));
    }

    private async Task<List<JObject>> ListAsync(string reference, CancellationToken ct)
    {
        var since = (clock.GetUtcNow() - Lookback).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var (sessions, truncated) = await api.ListAsync(
            "checkout.sessions.list",
            "v1/checkout/sessions",
            [("created[gte]", since)],
            PagesAtMost,
            ct
        );
        return truncated
            ? throw new RemoteRejectedException(
                $"{adapter}: more than {PagesAtMost * StripeApi.PageSize} Checkout sessions within a day; older pages of request {reference} cannot be ruled out."
            )
            : sessions.Where(session => StripeMetadata.Of(session).Request == reference).ToList();
    }

    private Task<JObject> ExpireAsync(string sessionId, CancellationToken ct) =>
        api.PostAsync(
            "checkout.sessions.expire",
            $"v1/checkout/sessions/{Uri.EscapeDataString(sessionId)}/expire",
            [],
            $"expire-{sessionId}",
            ct
        );

    private async Task<JObject> CreateAsync(
        PaymentRequest request,
        WantedPage wanted,
        IReadOnlyList<(string Key, string Value)> metadata,
        int round,
        CancellationToken ct
    )
    {
        // Rounded down to half an hour: a repetition after a lost answer must send the same form, to the second.
        var now = clock.GetUtcNow().UtcTicks;
        var expiresAt = new DateTimeOffset(now - (now % Step.Ticks), TimeSpan.Zero) + settings.PageLifetime;
        var form = new List<(string Name, string Value)>
        {
            ("mode", "payment"),
            ("line_items[0][quantity]", "1"),
            ("line_items[0][price_data][currency]", wanted.Currency),
            ("line_items[0][price_data][unit_amount]", wanted.Units.ToString(CultureInfo.InvariantCulture)),
            ("line_items[0][price_data][product_data][name]", request.Description),
            ("payment_intent_data[description]", request.Description),
            ("locale", wanted.Locale),
            ("success_url", request.ReturnUrl.AbsoluteUri),
            ("cancel_url", request.ReturnUrl.AbsoluteUri),
            ("expires_at", expiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        };
        if (request.Reference.Length <= 200)
        {
            form.Add(("client_reference_id", request.Reference));
        }

        foreach (var (key, value) in metadata)
        {
            form.Add(($"metadata[{key}]", value));
            form.Add(($"payment_intent_data[metadata][{key}]", value));
        }

        return await api.PostAsync(
            "checkout.sessions.create",
            "v1/checkout/sessions",
            form,
            IdempotencyKey(form, round),
            ct
        );
    }

    // The round is the number of pages before this one: after 100 -> 70 -> 100 the first page's key would answer with that
    // page as it was made, open, though it is long expired.
    private static string IdempotencyKey(IEnumerable<(string Name, string Value)> form, int round)
    {
        var text = string.Join('\n', form.Select(field => $"{field.Name}={field.Value}").Append($"round={round}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static string Locale(string language) =>
        language is "es" or "en" or "pt" or "fr" or "de" or "it" ? language : "auto";

    private static string Text(JObject session, string name) =>
        (string?)session[name] is { Length: > 0 } text
            ? text
            : throw new RemoteRejectedException($"Stripe answered a Checkout session without {name}.");

    private static DateTimeOffset ExpiresAt(JObject session) =>
        DateTimeOffset.FromUnixTimeSeconds((long?)session["expires_at"] ?? 0);

    private sealed record WantedPage(long Units, string Currency, string Locale, StripeMetadata Metadata)
    {
        public bool IsPaidBy(JObject session) =>
            Text(session, "status") == "complete" && SameMoney(session) && SameAttempt(session);

        public bool Fits(JObject session) =>
            SameMoney(session)
            && SameAttempt(session)
            && (string?)session["locale"] == Locale
            && (string?)session["url"] is { Length: > 0 };

        private bool SameMoney(JObject session) =>
            (long?)session["amount_total"] == Units && (string?)session["currency"] == Currency;

        private bool SameAttempt(JObject session)
        {
            var theirs = StripeMetadata.Of(session);
            return theirs.Attempt == Metadata.Attempt && theirs.Receivables.SequenceEqual(Metadata.Receivables);
        }
    }
}
