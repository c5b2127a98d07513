using System.Net;
using Microsoft.Net.Http.Headers;

namespace Collections.Connector.Host.Serving;

/// <summary>What a payer is told.</summary>
internal enum PayNotice
{
    /// <summary>The link is not genuine, or all is paid.</summary>
    NothingToPay,

    /// <summary>A payment has begun and is not settled yet: paying again would pay twice.</summary>
    Pending,

    /// <summary>The gateway does not answer now.</summary>
    TryLater,

    /// <summary>The gateway refuses.</summary>
    AskTheSchool,

    /// <summary>Back from the gateway.</summary>
    Thanks,
}

/// <summary>The small pages that payers see, in Spanish, English and Portuguese.</summary>
internal static class PayPages
{
    private const string Fallback = "en";

    private static readonly Dictionary<(PayNotice Notice, string Language), (string Title, string Text)> Texts = new()
    {
        [(PayNotice.NothingToPay, "en")] = (
            "Nothing to pay here",
            "This link has expired, or everything has been paid. If you are in doubt, ask your school."
        ),
        [(PayNotice.NothingToPay, "es")] = (
            "No hay nada que pagar aquí",
            "Este enlace ha caducado o ya está todo pagado. Si tiene dudas, consulte a su centro."
        ),
        [(PayNotice.NothingToPay, "pt")] = (
            "Não há nada a pagar aqui",
            "Este link expirou ou já está tudo pago. Em caso de dúvida, fale com a sua escola."
        ),
        [(PayNotice.Pending, "en")] = (
            "Your payment is on its way",
            "A payment has begun and is not confirmed yet; with some banks that takes days. Please do not pay again."
        ),
        [(PayNotice.Pending, "es")] = (
            "Su pago está en camino",
            "Hay un pago iniciado que aún no se ha confirmado; con algunos bancos tarda días. Por favor, no pague otra vez."
        ),
        [(PayNotice.Pending, "pt")] = (
            "O seu pagamento está a caminho",
            "Há um pagamento iniciado que ainda não foi confirmado; em alguns bancos isso leva dias. Por favor, não pague novamente."
        ),
        [(PayNotice.TryLater, "en")] = (
            "Please try again in a few minutes",
            "The payment page does not answer at the moment. Nothing has been charged."
        ),
        [(PayNotice.TryLater, "es")] = (
            "Inténtelo de nuevo en unos minutos",
            "La página de pago no responde en este momento. No se ha cobrado nada."
        ),
        [(PayNotice.TryLater, "pt")] = (
            "Tente novamente dentro de alguns minutos",
            "A página de pagamento não responde neste momento. Nada foi cobrado."
        ),
        [(PayNotice.AskTheSchool, "en")] = (
            "This payment cannot be made online",
            "Nothing has been charged. Please ask your school how to pay."
        ),
        [(PayNotice.AskTheSchool, "es")] = (
            "Este pago no se puede hacer en línea",
            "No se ha cobrado nada. Pregunte a su centro cómo pagar."
        ),
        [(PayNotice.AskTheSchool, "pt")] = (
            "Este pagamento não pode ser feito online",
            "Nada foi cobrado. Pergunte à sua escola como pagar."
        ),
        [(PayNotice.Thanks, "en")] = (
            "Thank you",
            "Your school is told as soon as the payment is confirmed. You may close this page."
        ),
        [(PayNotice.Thanks, "es")] = (
            "Gracias",
            "Su centro recibirá el aviso en cuanto se confirme el pago. Puede cerrar esta página."
        ),
        [(PayNotice.Thanks, "pt")] = (
            "Obrigado",
            "A sua escola será avisada assim que o pagamento for confirmado. Pode fechar esta página."
        ),
    };

    /// <summary>The best language for a browser's <c>Accept-Language</c>.</summary>
    public static string LanguageFor(IList<string?> acceptLanguage) => WantedOf(acceptLanguage) ?? Fallback;

    /// <summary>The first of our languages that a browser's <c>Accept-Language</c> asks for; null when it asks for none of them.</summary>
    public static string? WantedOf(IList<string?> acceptLanguage) =>
        StringWithQualityHeaderValue.TryParseList([.. acceptLanguage.OfType<string>()], out var wanted)
            ? wanted
                .OrderByDescending(w => w.Quality ?? 1)
                .Select(w => w.Value.ToString().Split('-')[0].ToLowerInvariant())
                .FirstOrDefault(language => language is "es" or "en" or "pt")
            : null;

    /// <summary>Makes a page.</summary>
    public static string Render(PayNotice notice, string language)
    {
        var (title, text) = Texts[(notice, language)];
        return $$"""
            <!doctype html>
            <html lang="{{language}}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{WebUtility.HtmlEncode(title)}}</title>
            <style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}</style>
            </head>
            <body><main><h1>{{WebUtility.HtmlEncode(title)}}</h1><p>{{WebUtility.HtmlEncode(text)}}</p></main></body>
            </html>
            """;
    }
}
