using System.Globalization;
using System.Threading.RateLimiting;
using Collections.Connector.Flow.SelfService;
using Collections.Connector.Host.Logging;
using Microsoft.AspNetCore.Http.Features;

namespace Collections.Connector.Host.Serving.SelfPages;

/// <summary><c>/self/{token}</c>: the page of a learner whose access is suspended, or may be. No account, no script, nothing cached.</summary>
internal sealed class SelfEndpoint(ISelfService desk, ILogger logger) : IDisposable
{
    private const int LongestToken = 512;
    private const int LargestFormBytes = 32 * 1024;

    // Per link; and all that open nothing share one, so that guessing is slow whoever guesses.
    private const int RequestsPerMinute = 60;

    private static readonly Dictionary<string, SelfAction> Actions = new(StringComparer.Ordinal)
    {
        ["promise"] = SelfAction.Promise,
        ["grace"] = SelfAction.Grace,
        ["object"] = SelfAction.Object,
    };

    private readonly PartitionedRateLimiter<string> pace = PartitionedRateLimiter.Create<string, string>(link =>
        RateLimitPartition.GetFixedWindowLimiter(
            link,
            _ => new FixedWindowRateLimiterOptions { PermitLimit = RequestsPerMinute, Window = TimeSpan.FromMinutes(1) }
        )
    );

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/self/{token}", OpenAsync);
        routes.MapPost("/self/{token}/{action}", ActAsync);
    }

    /// <inheritdoc/>
    public void Dispose() => pace.Dispose();

    private async Task<IResult> OpenAsync(string token, HttpContext context, CancellationToken ct)
    {
        var visit = await VisitAsync(token, ct);
        if (Refusal(token, visit, context) is { } refusal)
        {
            return refusal;
        }

        var language = Language(context, visit.View);
        Log.SelfPageShown(logger, visit.View!.State.ToString());
        return Page(
            context,
            new SelfPage(visit, token, language, context.Request.Query["said"].ToString()).Render(),
            StatusCodes.Status200OK
        );
    }

    private async Task<IResult> ActAsync(string token, string action, HttpContext context, CancellationToken ct)
    {
        var visit = await VisitAsync(token, ct);
        if (Refusal(token, visit, context) is { } refusal)
        {
            return refusal;
        }

        if (!Actions.TryGetValue(action, out var asked))
        {
            return Closed(context, StatusCodes.Status404NotFound, "action");
        }

        if (!SameOrigin.Allows(context.Request, desk.PublicUrl))
        {
            return Closed(context, StatusCodes.Status403Forbidden, "origin");
        }

        if (await WishAsync(context, asked, ct) is not { } wish)
        {
            return Closed(context, StatusCodes.Status400BadRequest, "form");
        }

        if (await desk.ActAsync(token, wish, ct) is not { } outcome)
        {
            return Closed(context, StatusCodes.Status403Forbidden, "form-token");
        }

        Log.SelfActed(logger, asked.ToString(), outcome.ToString());
        SelfHeaders.Harden(context.Response);
        context.Response.Headers.Location =
            $"../{token}?lang={Language(context, visit.View)}&said={SelfSaid.CodeOf(asked, outcome)}";
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private Task<SelfVisit> VisitAsync(string token, CancellationToken ct) =>
        token.Length > LongestToken ? Task.FromResult(SelfVisit.Closed(SelfDoor.Unknown)) : desk.OpenAsync(token, ct);

    private IResult? Refusal(string token, SelfVisit visit, HttpContext context)
    {
        using var permit = pace.AttemptAcquire(visit.Door == SelfDoor.Open ? token : "");
        return !permit.IsAcquired ? Closed(context, StatusCodes.Status429TooManyRequests, "pace")
            : visit.Door == SelfDoor.Unknown ? Closed(context, StatusCodes.Status404NotFound, "unknown")
            : visit.Door == SelfDoor.Expired ? Closed(context, StatusCodes.Status410Gone, "expired")
            : null;
    }

    private static async Task<SelfWish?> WishAsync(HttpContext context, SelfAction action, CancellationToken ct)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength is not <= LargestFormBytes)
        {
            return null;
        }

        try
        {
            var form = await context.Request.ReadFormAsync(
                new FormOptions { ValueCountLimit = 10, ValueLengthLimit = LargestFormBytes },
                ct
            );
            return int.TryParse(form["number"], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new SelfWish(action, number, form["form"].ToString(), form["text"].ToString())
                : null;
        }
        catch (InvalidDataException)
        {
            return null; // Not a form, or one larger than any of ours.
        }
    }

    private IResult Closed(HttpContext context, int status, string code)
    {
        Log.SelfPageRefused(logger, status, code);
        var phrase = status == StatusCodes.Status429TooManyRequests ? Phrase.TooMany : Phrase.ClosedText;
        return Page(context, SelfPage.Closed(Language(context, null), phrase), status);
    }

    private static IResult Page(HttpContext context, string html, int status)
    {
        SelfHeaders.Harden(context.Response);
        return Results.Content(html, "text/html; charset=utf-8", null, status);
    }

    // What the reader chose, else what the browser asks for, else the payer's or the school's.
    private static string Language(HttpContext context, SelfServiceView? view) =>
        Ours(context.Request.Query["lang"].ToString())
        ?? PayPages.WantedOf(context.Request.Headers.AcceptLanguage)
        ?? Ours(view?.Language.Split('-', '_')[0].ToLowerInvariant())
        ?? "en";

    private static string? Ours(string? language) => language is "es" or "en" or "pt" ? language : null;
}
