using System.Net;
using System.Security.Cryptography;
using System.Text;
using Collections.Connector.Flow.SelfService;
using Collections.Connector.Host.Serving;
using Collections.Host.Tests.Support;
using Microsoft.Extensions.Logging;
using RestSharp;

namespace Collections.Host.Tests.Serving.SelfPages;

public sealed class SelfEndpointTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_is_kept_by_nobody_and_lets_in_nothing_but_its_own_style()
    {
        await using var service = await StartAsync(new PlayedDesk());

        var answer = await GetAsync(service, "self/suspended");

        var style = answer.Content!.Split("<style>")[1].Split("</style>")[0];
        var digest = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal(
            $"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            Header(answer, "Content-Security-Policy")
        );
    }

    [Fact]
    public async Task What_the_LMS_calls_a_course_is_text_and_never_markup()
    {
        await using var service = await StartAsync(new PlayedDesk());

        var answer = await GetAsync(service, "self/long");

        Assert.DoesNotContain("<script", answer.Content, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", answer.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_opens_nothing_says_the_same_whatever_is_wrong_with_it()
    {
        await using var service = await StartAsync(new PlayedDesk());

        var unknown = await GetAsync(service, "self/nobody");
        var tooLong = await GetAsync(service, "self/" + new string('g', 513));
        var expired = await GetAsync(service, "self/expired");

        Assert.Equal((404, 404, 410), ((int)unknown.StatusCode, (int)tooLong.StatusCode, (int)expired.StatusCode));
        Assert.Equal(unknown.Content, tooLong.Content);
        Assert.Equal(unknown.Content, expired.Content);
        Assert.Contains("Ask your school", unknown.Content, StringComparison.Ordinal);
        Assert.Equal("no-store", Header(unknown, "Cache-Control"));
    }

    [Theory]
    [InlineData("self/suspended", "pt-BR,en;q=0.5", "pt")]
    [InlineData("self/suspended?lang=en", "pt-BR", "en")]
    [InlineData("self/suspended", "de", "es")]
    [InlineData("self/suspended?lang=xx", "", "es")]
    [InlineData("self/nobody", "de", "en")]
    [InlineData("self/nobody?lang=pt", "de", "pt")]
    public async Task The_language_is_chosen_then_the_browsers_then_the_payers(
        string path,
        string browser,
        string shown
    )
    {
        await using var service = await StartAsync(new PlayedDesk());

        var answer = await GetAsync(service, path, browser);

        Assert.Contains($"<html lang=\"{shown}\">", answer.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_state_of_the_page_is_whole_in_three_languages()
    {
        await using var service = await StartAsync(new PlayedDesk());
        foreach (var token in PlayedDesk.Views.Keys)
        {
            foreach (var language in new[] { "es", "en", "pt" })
            {
                var answer = await GetAsync(service, $"self/{token}?lang={language}");

                Assert.Equal(200, (int)answer.StatusCode);
                Assert.EndsWith("</html>", answer.Content!.TrimEnd(), StringComparison.Ordinal);
                Assert.DoesNotMatch(@"\{[a-z]+\}", answer.Content.Split("</style>")[1]);
            }
        }
    }

    [Theory]
    [InlineData("promise", "2026-10-19", SelfOutcome.Done, "promised")]
    [InlineData("promise", "yesterday", SelfOutcome.WrongDay, "day")]
    [InlineData("grace", "", SelfOutcome.Done, "grace")]
    [InlineData("grace", "", SelfOutcome.NotAllowed, "not-allowed")]
    [InlineData("grace", "", SelfOutcome.Changed, "changed")]
    [InlineData("object", "I paid.", SelfOutcome.Done, "objected")]
    [InlineData("object", "", SelfOutcome.NoText, "no-text")]
    [InlineData("object", "...", SelfOutcome.TextTooLong, "long")]
    public async Task A_form_is_answered_by_the_way_back_to_the_page(
        string path,
        string text,
        object outcome,
        string said
    )
    {
        var desk = new PlayedDesk { Outcome = (SelfOutcome)outcome };
        await using var service = await StartAsync(desk);

        var answer = await PostAsync(service, $"self/suspended/{path}?lang=pt", Form(path, text));

        var wish = Assert.Single(desk.Wishes);
        Assert.Equal(303, (int)answer.StatusCode);
        Assert.Equal($"../suspended?lang=pt&said={said}", Header(answer, "Location"));
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
        Assert.Equal((path, text), (wish.Action.ToString().ToLowerInvariant(), wish.Text));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin", 303)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "none", 403)]
    [InlineData("Origin", "null", 303)]
    [InlineData("Origin", "https://collections.example.org", 303)]
    [InlineData("Origin", "https://collections.example.org.evil.example", 403)]
    public async Task A_form_from_another_site_is_refused(string header, string value, int status)
    {
        var desk = new PlayedDesk();
        await using var service = await StartAsync(desk);

        var answer = await PostAsync(service, "self/suspended/grace", Form("grace", ""), (header, value));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(status == 303 ? 1 : 0, desk.Wishes.Count);
    }

    [Theory]
    [InlineData("self/suspended/grace", "number=1&form=form-Promise-1", 403)]
    [InlineData("self/suspended/grace", "number=1", 403)]
    [InlineData("self/suspended/grace", "number=-1&form=form-Grace--1", 400)]
    [InlineData("self/suspended/grace", "", 400)]
    [InlineData("self/suspended/pay", "number=1&form=form-Grace-1", 404)]
    [InlineData("self/nobody/grace", "number=1&form=form-Grace-1", 404)]
    [InlineData("self/expired/grace", "number=1&form=form-Grace-1", 410)]
    public async Task What_is_no_form_of_ours_does_nothing(string path, string form, int status)
    {
        var desk = new PlayedDesk();
        await using var service = await StartAsync(desk);

        var answer = await PostAsync(service, path, form);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Empty(desk.Wishes);
    }

    [Fact]
    public async Task A_form_larger_than_any_of_ours_is_not_read()
    {
        var desk = new PlayedDesk();
        await using var service = await StartAsync(desk);

        var answer = await PostAsync(service, "self/suspended/object", Form("object", new string('a', 40_000)));

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Empty(desk.Wishes);
    }

    [Fact]
    public async Task A_link_opened_sixty_times_in_a_minute_waits_and_the_others_do_not()
    {
        await using var service = await StartAsync(new PlayedDesk());

        var answers = await Task.WhenAll(Enumerable.Range(0, 61).Select(_ => GetAsync(service, "self/suspended")));
        var other = await GetAsync(service, "self/clear");

        Assert.Equal(60, answers.Count(x => (int)x.StatusCode == 200));
        Assert.Equal(1, answers.Count(x => (int)x.StatusCode == 429));
        Assert.Equal(200, (int)other.StatusCode);
    }

    [Fact]
    public async Task Who_guesses_shares_one_pace_with_everybody_who_guesses()
    {
        await using var service = await StartAsync(new PlayedDesk());

        var answers = await Task.WhenAll(Enumerable.Range(0, 61).Select(x => GetAsync(service, $"self/guess{x}")));

        Assert.Equal(1, answers.Count(x => x.StatusCode == HttpStatusCode.TooManyRequests));
    }

    /// <summary>Starts a service that has the pages.</summary>
    internal static Task<ConnectorService> StartAsync(PlayedDesk desk)
    {
        var flow = new ServedFlow();
        return ConnectorService.StartAsync(
            new ServeOptions("127.0.0.1", 0, TimeSpan.FromHours(1), LogLevel.None),
            new ServeParts(flow, flow, flow) { SelfService = desk },
            TimeProvider.System,
            Ct
        );
    }

    private static string Form(string action, string text)
    {
        var name = char.ToUpperInvariant(action[0]) + action[1..];
        return $"number=1&form=form-{name}-1&text={Uri.EscapeDataString(text)}";
    }

    private static async Task<RestResponse> GetAsync(ConnectorService service, string path, string languages = "en")
    {
        using var client = new RestClient(new RestClientOptions(service.Url) { FollowRedirects = false });
        return await client.ExecuteAsync(new RestRequest(path).AddHeader("Accept-Language", languages), Ct);
    }

    private static async Task<RestResponse> PostAsync(
        ConnectorService service,
        string path,
        string form,
        params (string Name, string Value)[] headers
    )
    {
        using var client = new RestClient(new RestClientOptions(service.Url) { FollowRedirects = false });
        var request = new RestRequest(path, Method.Post).AddStringBody(form, ContentType.FormUrlEncoded);
        foreach (var (name, value) in headers)
        {
            request.AddHeader(name, value);
        }

        return await client.ExecuteAsync(request, Ct);
    }

    private static string? Header(RestResponse answer, string name) =>
        answer
            .Headers!.Concat(answer.ContentHeaders ?? [])
            .FirstOrDefault(h => string.Equals(h.Name, name, StringComparison.OrdinalIgnoreCase))
            ?.Value;
}
