using Collections.Connector.Host.Logging;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Serving;

/// <summary><c>GET /pay/{token}</c>: on to the gateway's page, or a small page that says what happened.</summary>
internal sealed class PayEndpoint(IPayLinks links, ILogger logger)
{
    private const int LongestToken = 512;

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/pay/{token}", OpenAsync);
        routes.MapGet("/paid", (HttpContext context) => Page(context, PayNotice.Thanks, StatusCodes.Status200OK));
    }

    private async Task<IResult> OpenAsync(string token, HttpContext context, CancellationToken ct)
    {
        if (token.Length > LongestToken)
        {
            return Refuse(context, PayNotice.NothingToPay, StatusCodes.Status404NotFound, "token");
        }

        try
        {
            var (page, notice, language) = await links.OpenAsync(token, ct);
            if (page is null)
            {
                var status = notice == PayNotice.Pending ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
                return Refuse(context, notice, status, notice.ToString(), language);
            }

            Log.PayLinkOpened(logger);
            Harden(context.Response);
            return Results.Redirect(page.AbsoluteUri);
        }
        catch (RemoteUnavailableException)
        {
            return Refuse(context, PayNotice.TryLater, StatusCodes.Status503ServiceUnavailable, "unavailable");
        }
        catch (RemoteException)
        {
            return Refuse(context, PayNotice.AskTheSchool, StatusCodes.Status502BadGateway, "refused");
        }
    }

    private IResult Refuse(HttpContext context, PayNotice notice, int status, string code, string? language = null)
    {
        Log.PayLinkRefused(logger, status, code);
        return Page(context, notice, status, language);
    }

    private static IResult Page(HttpContext context, PayNotice notice, int status, string? language = null)
    {
        Harden(context.Response);
        var shown = language is "es" or "en" or "pt"
            ? language
            : PayPages.LanguageFor(context.Request.Headers.AcceptLanguage);
        return Results.Content(PayPages.Render(notice, shown), "text/html; charset=utf-8", null, status);
    }

    // The address holds the token: it must not stay in caches or go to other sites.
    private static void Harden(HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["X-Robots-Tag"] = "noindex";
        response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
    }
}
