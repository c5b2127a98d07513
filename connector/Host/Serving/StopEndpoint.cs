using System.Net;
using Collections.Connector.Host.Serving.SelfPages;

namespace Collections.Connector.Host.Serving;

/// <summary>Ends the messages of a channel by a signed link.</summary>
internal interface IStopLinks
{
    /// <summary>Whether a token is one of ours.</summary>
    bool IsGenuine(string token);

    /// <summary>Ends the channel, or takes that back.</summary>
    /// <returns>Whether the payer is known, and the payer's language if that is.</returns>
    Task<(bool Known, string? Language)> SetAsync(string token, bool stop, CancellationToken ct);
}

/// <summary>
/// <c>GET /stop/{token}</c> asks, since mail scanners open every link; <c>POST</c> does it, from the page's button or from a mail
/// program's own (RFC 8058).
/// </summary>
internal sealed class StopEndpoint(IStopLinks links)
{
    private const int LongestToken = 512;

    private static readonly Dictionary<
        (StopNotice Notice, string Language),
        (string Title, string Text, string Button)
    > Texts = new()
    {
        [(StopNotice.Ask, "es")] = (
            "¿Dejar de recibir mensajes por este medio?",
            "No le escribiremos más por aquí. Lo que se deba sigue en pie; puede pedirnos que volvamos a escribirle.",
            "No quiero más mensajes"
        ),
        [(StopNotice.Ask, "en")] = (
            "No more messages this way?",
            "We shall not write to you here any more. What is owed stands; you may ask us to write again.",
            "No more messages"
        ),
        [(StopNotice.Ask, "pt")] = (
            "Deixar de receber mensagens por este meio?",
            "Não escreveremos mais por aqui. O que se deve continua; pode pedir que voltemos a escrever.",
            "Não quero mais mensagens"
        ),
        [(StopNotice.Stopped, "es")] = (
            "Hecho",
            "No recibirá más mensajes por este medio.",
            "Quiero recibirlos de nuevo"
        ),
        [(StopNotice.Stopped, "en")] = ("Done", "You will get no more messages this way.", "Write to me again"),
        [(StopNotice.Stopped, "pt")] = (
            "Feito",
            "Não receberá mais mensagens por este meio.",
            "Quero recebê-las de novo"
        ),
        [(StopNotice.Resumed, "es")] = ("Hecho", "Le escribiremos de nuevo por este medio.", "No quiero más mensajes"),
        [(StopNotice.Resumed, "en")] = ("Done", "We shall write to you this way again.", "No more messages"),
        [(StopNotice.Resumed, "pt")] = ("Feito", "Voltaremos a escrever por este meio.", "Não quero mais mensagens"),
        [(StopNotice.Unknown, "es")] = ("Este enlace no abre nada", "Consulte a su centro.", ""),
        [(StopNotice.Unknown, "en")] = ("This link opens nothing", "Ask your school.", ""),
        [(StopNotice.Unknown, "pt")] = ("Este link não abre nada", "Fale com a sua escola.", ""),
    };

    private enum StopNotice
    {
        Ask,
        Stopped,
        Resumed,
        Unknown,
    }

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/stop/{token}", Ask);
        routes.MapPost("/stop/{token}", SetAsync);
    }

    private IResult Ask(string token, HttpContext context) =>
        token.Length <= LongestToken && links.IsGenuine(token)
            ? Page(context, StopNotice.Ask, null)
            : Page(context, StopNotice.Unknown, null);

    private async Task<IResult> SetAsync(string token, HttpContext context, CancellationToken ct)
    {
        var again = context.Request.Query.ContainsKey("again");
        var (known, language) = token.Length <= LongestToken ? await links.SetAsync(token, !again, ct) : (false, null);
        return Page(
            context,
            !known ? StopNotice.Unknown
                : again ? StopNotice.Resumed
                : StopNotice.Stopped,
            language
        );
    }

    private static IResult Page(HttpContext context, StopNotice notice, string? language)
    {
        SelfHeaders.Harden(context.Response);
        var shown = language is "es" or "en" or "pt"
            ? language
            : PayPages.LanguageFor(context.Request.Headers.AcceptLanguage);
        var (title, text, button) = Texts[(notice, shown)];
        var form =
            button.Length == 0
                ? ""
                : $"<form method=\"post\" action=\"{(notice == StopNotice.Stopped ? "?again" : "?")}\"><button>{WebUtility.HtmlEncode(button)}</button></form>";
        var html = $$"""
            <!doctype html>
            <html lang="{{shown}}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{WebUtility.HtmlEncode(title)}}</title>
            <style>{{SelfHeaders.Style}}</style>
            </head>
            <body><main><h1>{{WebUtility.HtmlEncode(title)}}</h1><p>{{WebUtility.HtmlEncode(
                text
            )}}</p>{{form}}</main></body>
            </html>
            """;
        var status = notice == StopNotice.Unknown ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        return Results.Content(html, "text/html; charset=utf-8", null, status);
    }
}
