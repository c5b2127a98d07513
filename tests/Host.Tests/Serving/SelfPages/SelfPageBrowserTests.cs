using System.Runtime.CompilerServices;
using Collections.Connector.Host.Serving;
using Microsoft.Playwright;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Host.Tests.Serving.SelfPages;

/// <summary>
/// The pages in a real browser (Debian's chromium), looked at by axe-core. `.ci/run` installs both; elsewhere, without them, these
/// tests are skipped. Pictures of every page are left in a folder collections-self-pages below the temporary one.
/// </summary>
public sealed class SelfPageBrowserTests
{
    // A browser that does not answer must not hold up everything else.
    private const int LongestMilliseconds = 900_000;
    private const string Chromium = "/usr/bin/chromium";
    private const string Violations =
        "async () => JSON.stringify((await axe.run()).violations.map(x => [x.id, x.nodes.map(n => n.html)]))";

    private static readonly string[] Languages = ["es", "en", "pt"];

    // What the page says after a form was sent, and the pages that open nothing, beside the states.
    private static readonly string[] Paths =
    [
        .. PlayedDesk.Views.Keys,
        "suspended&said=day",
        "suspended&said=no-text",
        "suspended&said=changed",
        "promised&said=promised",
        "grace&said=grace",
        "objected&said=objected",
        "nobody",
        "expired",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory(Timeout = LongestMilliseconds)]
    [InlineData(320)]
    [InlineData(1280)]
    public async Task No_page_has_a_barrier_that_axe_finds_and_none_is_wider_than_the_screen(int width)
    {
        var axe = await AxeAsync();
        await using var service = await SelfEndpointTests.StartAsync(new PlayedDesk());
        await using var browser = await OpenAsync();
        var found = new List<string>();
        foreach (var language in Languages)
        {
            await using var context = await browser.Browser.NewContextAsync(
                new BrowserNewContextOptions
                {
                    ViewportSize = new ViewportSize { Width = width, Height = 800 },
                    Locale = language,
                }
            );
            foreach (var path in Paths)
            {
                var page = await context.NewPageAsync();
                await page.GotoAsync(AddressOf(service, path, language));
                await page.EvaluateAsync(axe);
                var violations = JArray.Parse(await page.EvaluateAsync<string>(Violations));
                found.AddRange(violations.Select(x => $"{path} {language}: {x.ToString(Formatting.None)}"));
                if (await page.EvaluateAsync<int>("document.documentElement.scrollWidth") > width)
                {
                    found.Add($"{path} {language}: wider than {width}");
                }

                await page.ScreenshotAsync(
                    new PageScreenshotOptions { Path = PictureOf(path, language, width), FullPage = true }
                );
                await page.CloseAsync();
            }
        }

        Assert.Empty(found);
    }

    [Fact(Timeout = LongestMilliseconds)]
    public async Task A_barrier_that_is_put_there_is_found()
    {
        var axe = await AxeAsync();
        await using var service = await SelfEndpointTests.StartAsync(new PlayedDesk());
        await using var browser = await OpenAsync();
        var page = await browser.Browser.NewPageAsync();
        await page.GotoAsync(AddressOf(service, "suspended", "en"));
        await page.EvaluateAsync("document.querySelector('label[for=why]').remove()");

        await page.EvaluateAsync(axe);
        var found = await page.EvaluateAsync<string>(Violations);

        Assert.Contains("\"label\"", found, StringComparison.Ordinal);
    }

    [Fact(Timeout = LongestMilliseconds)]
    public async Task A_form_works_without_any_script_and_a_reload_sends_nothing_again()
    {
        var desk = new PlayedDesk();
        await using var service = await SelfEndpointTests.StartAsync(desk);
        await using var browser = await OpenAsync();
        await using var context = await browser.Browser.NewContextAsync(
            new BrowserNewContextOptions { JavaScriptEnabled = false, Locale = "es" }
        );
        var page = await context.NewPageAsync();
        await page.GotoAsync(AddressOf(service, "suspended", "es"));

        await page.FillAsync("#until", "2026-10-19");
        await page.ClickAsync("form[action*=promise] button");
        var said = await page.TextContentAsync("[role=status]");
        await page.ReloadAsync();

        Assert.Equal("Su promesa quedó registrada.", said);
        Assert.Equal("2026-10-19", Assert.Single(desk.Wishes).Text);
        Assert.Contains("/self/suspended?lang=es&said=promised", page.Url, StringComparison.Ordinal);
    }

    [Fact(Timeout = LongestMilliseconds)]
    public async Task The_keyboard_goes_through_the_page_in_the_order_in_which_it_is_read()
    {
        await using var service = await SelfEndpointTests.StartAsync(new PlayedDesk());
        await using var browser = await OpenAsync();
        var page = await browser.Browser.NewPageAsync();
        await page.GotoAsync(AddressOf(service, "suspended", "en"));
        const string Focused =
            "() => { const x = document.activeElement; return x === document.body ? '' : `${x.tagName} ${x.id || x.textContent}`; }";
        var reached = new List<string>();

        // A date is three or four stops for the keyboard, and one field for a reader.
        for (var step = 0; step < 20; step++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(await page.EvaluateAsync<string>(Focused));
        }

        Assert.Equal(
            [
                "A Español",
                "A English",
                "A Português",
                "A Go to the payment page",
                "INPUT until",
                "BUTTON Promise that day",
                "BUTTON Use the pass now",
                "TEXTAREA why",
                "BUTTON Send the objection",
            ],
            reached.Where(x => x.Length > 0).Distinct()
        );
    }

    private static string AddressOf(ConnectorService service, string path, string language)
    {
        var parts = path.Split('&');
        var said = parts.Length > 1 ? "&" + parts[1] : "";
        return new Uri(service.Url, $"self/{parts[0]}?lang={language}{said}").ToString();
    }

    private static string PictureOf(string path, string language, int width) =>
        Path.Combine(
            Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "collections-self-pages")).FullName,
            $"{path.Replace("&said=", "-said-", StringComparison.Ordinal)}.{language}.{width}.png"
        );

    private static async Task<string> AxeAsync()
    {
        var script = Path.Combine(RootOf(), "tests/Host.Tests/bin/axe/node_modules/axe-core/axe.min.js");
        Needs(File.Exists(script), "axe-core is not installed.");
        return await File.ReadAllTextAsync(script, Ct);
    }

    private static async Task<OpenBrowser> OpenAsync()
    {
        Needs(File.Exists(Chromium), "chromium is not installed.");
        var playwright = await Playwright.CreateAsync();
        // Debian's chromium refuses its sandbox to root; the pages are our own, on this machine.
        var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox"] }
        );
        return new OpenBrowser(playwright, browser);
    }

    // In CI they are always there: a run that looked at nothing must not pass.
    private static void Needs(bool there, string otherwise)
    {
        if (!there && Environment.GetEnvironmentVariable("CI") is null)
        {
            Assert.Skip(otherwise);
        }

        Assert.True(there, otherwise);
    }

    private static string RootOf([CallerFilePath] string here = "") =>
        Path.GetFullPath("../../../..", Path.GetDirectoryName(here)!);

    private sealed record OpenBrowser(IPlaywright Playwright, IBrowser Browser) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Browser.DisposeAsync();
            Playwright.Dispose();
        }
    }
}
