using System.Globalization;
using System.Net;
using System.Text;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Flow.SelfService;

namespace Collections.Connector.Host.Serving.SelfPages;

/// <summary>The page, in HTML: headings in order, a label on every field, no script.</summary>
/// <param name="visit">What is behind the link; it opens.</param>
/// <param name="token">The link's token: forms are sent below it.</param>
/// <param name="language">es, en or pt.</param>
/// <param name="said">The code of what became of a form; empty for none.</param>
internal sealed class SelfPage(SelfVisit visit, string token, string language, string said)
{
    private static readonly (string Code, string Name)[] Languages =
    [
        ("es", "Español"),
        ("en", "English"),
        ("pt", "Português"),
    ];

    private readonly SelfServiceView view = visit.View!;
    private readonly LocalText text = LocalText.Of(language, visit.View!.Country);
    private readonly StringBuilder html = new();

    /// <summary>The page of a link that opens nothing, or not now.</summary>
    public static string Closed(string language, Phrase why) =>
        Frame(
            language,
            Phrases.Of(Phrase.ClosedTitle, language),
            $"<header>{Switch(language)}</header>\n<main>\n"
                + $"<h1>{Encode(Phrases.Of(Phrase.ClosedTitle, language))}</h1>\n"
                + $"<p>{Encode(Phrases.Of(why, language))}</p>\n</main>\n"
        );

    /// <summary>Writes the page.</summary>
    public string Render()
    {
        Write($"<header><p>{Encode(view.School)}</p>{Switch(language)}</header>\n<main>\n");
        Write($"<h1>{Say(Phrase.Title, ("course", view.Course))}</h1>\n");
        Said();
        if (view.FirstName.Length > 0)
        {
            Paragraph(Phrase.Hello, ("name", view.FirstName));
        }

        State();
        if (view.State != SelfServiceState.Clear)
        {
            Why();
            Owed();
            Options();
            Person();
        }

        Write($"</main>\n<footer><p>{Say(Phrase.Ask, ("school", view.School))}</p></footer>\n");
        return Frame(language, Phrases.Of(Phrase.Title, language, ("course", view.Course)), html.ToString());
    }

    private void Said()
    {
        if (SelfSaid.Of(said, view) is not { } one)
        {
            return;
        }

        var day = ("date", text.LongDate(view.PromiseLastDay));
        var toField = FieldShown(one.Field) ? $" <a href=\"#{one.Field}\">{Say(Phrase.ToField)}</a>" : "";
        Write(
            $"<p class=\"state {(one.Good ? "good" : "stop")}\" role=\"{(one.Good ? "status" : "alert")}\">"
                + $"{Say(one.Text, day)}{toField}</p>\n"
        );
    }

    private bool FieldShown(string? field) =>
        field switch
        {
            "until" => view.Promise.State == OfferState.Open,
            "why" => view.Objection.State == OfferState.Open,
            _ => false,
        };

    private void State()
    {
        var (phrase, tone) = view.State switch
        {
            SelfServiceState.Suspended => (Phrase.StateSuspended, " stop"),
            SelfServiceState.Noticed => (Phrase.StateNoticed, ""),
            SelfServiceState.Returning => (Phrase.StateReturning, " good"),
            _ => (Phrase.StateClear, " good"),
        };
        var since = view.SuspendedAt is { } at ? text.LongDate(DayOf(at)) : "";
        Write($"<div class=\"state{tone}\"><p><strong>{Say(phrase, ("date", since))}</strong></p>");
        if (view.State is SelfServiceState.Suspended or SelfServiceState.Noticed)
        {
            Paragraph(Phrase.Kept);
        }

        Holding();
        Write("</div>\n");
    }

    // What the learner did, and holds: said where it is looked for first.
    private void Holding()
    {
        if (view.GraceEndsAt is { } end)
        {
            var local = TimeZoneInfo.ConvertTime(end, view.Zone);
            Paragraph(
                Phrase.GraceHolds,
                ("date", text.LongDate(DayOf(end))),
                ("time", local.ToString("HH:mm", CultureInfo.InvariantCulture)),
                ("zone", view.Zone.Id)
            );
        }

        if (view.PromisedUntil is { } until)
        {
            Paragraph(Phrase.PromiseHolds, ("date", text.LongDate(until)));
        }

        if (view.ObjectedAt is { } objected)
        {
            Paragraph(Phrase.ObjectHolds, ("date", text.LongDate(DayOf(objected))));
        }
    }

    private void Why()
    {
        Write($"<h2>{Say(Phrase.Why)}</h2>\n");
        Paragraph(Phrase.WhyText);
        if (view.WrittenOn.Count > 0)
        {
            Paragraph(Phrase.WrittenOn);
            html.Append("<ul>")
                .AppendJoin("", view.WrittenOn.Select(x => $"<li>{Encode(text.LongDate(x))}</li>"))
                .Append("</ul>\n");
        }

        if (view.Reason is { } reason)
        {
            Paragraph(
                Phrase.Recorded,
                ("date", text.LongDate(reason.TakenOn)),
                ("sentence", reason.Sentence(language))
            );
            Write($"<p class=\"note\">{Say(Phrase.Reference, ("reference", reason.Reference))}</p>\n");
        }
    }

    private void Owed()
    {
        if (view.Items.Count == 0)
        {
            return;
        }

        Write($"<h2>{Say(Phrase.Owed)}</h2>\n<table><caption>{Say(Phrase.OwedCaption)}</caption>\n");
        Write($"<thead><tr><th scope=\"col\">{Say(Phrase.ColumnDocument)}</th>");
        Write($"<th scope=\"col\">{Say(Phrase.ColumnDue)}</th>");
        Write($"<th scope=\"col\" class=\"sum\">{Say(Phrase.ColumnOpen)}</th></tr></thead>\n<tbody>");
        foreach (var item in view.Items)
        {
            var number = item.Number is null ? "" : $"<small>{Encode(item.Number)}</small>";
            Write($"<tr><th scope=\"row\">{Encode(item.Description)}{number}</th>");
            Write($"<td class=\"day\">{Encode(text.ShortDate(item.DueOn))}</td>");
            Write($"<td class=\"sum\">{Encode(text.Money(item.Owed))}</td></tr>\n");
        }

        Write("</tbody>\n<tfoot>");
        foreach (var total in view.Totals)
        {
            Write($"<tr><th scope=\"row\" colspan=\"2\">{Say(Phrase.Total)}</th>");
            Write($"<td class=\"sum\">{Encode(text.Money(total))}</td></tr>");
        }

        Write("</tfoot></table>\n");
    }

    private void Options()
    {
        if (view.Items.Count == 0)
        {
            return;
        }

        Write($"<h2>{Say(Phrase.Options)}</h2>\n");
        Option(Phrase.Pay, Pay);
        Option(SelfAction.Promise, Phrase.Promise, Phrase.PromiseUsed, Promise);
        Option(SelfAction.Grace, Phrase.Grace, Phrase.GraceUsed, Grace);
        Option(SelfAction.Object, Phrase.Object, null, Objection);
    }

    private void Pay()
    {
        if (view.PaymentPending)
        {
            Paragraph(Phrase.Pending);
            return;
        }

        Paragraph(visit.PayUrls.Count == 0 ? Phrase.PayAsk : Phrase.PayText);
        var count = visit.PayUrls.Count.ToString(CultureInfo.InvariantCulture);
        foreach (var (index, url) in visit.PayUrls.Index())
        {
            var number = (index + 1).ToString(CultureInfo.InvariantCulture);
            var label = visit.PayUrls.Count == 1 ? Phrase.PayButton : Phrase.PayButtonOf;
            Write($"<p><a class=\"button\" href=\"{Encode(url)}\">");
            Write($"{Say(label, ("number", number), ("count", count))}</a></p>\n");
        }
    }

    private void Promise()
    {
        var latest = Iso(view.PromiseLastDay);
        Write("<p id=\"until-hint\">");
        Write($"{Say(Phrase.PromiseText, ("date", text.LongDate(view.PromiseLastDay)))} ");
        Write($"{Say(view.PromiseRestores ? Phrase.PromiseRestores : Phrase.PromiseWaits)}</p>\n");
        Form(
            SelfAction.Promise,
            $"<label for=\"until\">{Say(Phrase.PromiseField)}</label>"
                + $"<input type=\"date\" id=\"until\" name=\"text\" min=\"{Iso(view.Today)}\" max=\"{latest}\" required "
                + $"aria-describedby=\"until-hint\"{Invalid("until")}>",
            Phrase.PromiseButton
        );
    }

    private void Grace()
    {
        Paragraph(Phrase.GraceText, ("hours", view.GraceHours.ToString(CultureInfo.InvariantCulture)));
        Form(SelfAction.Grace, "", Phrase.GraceButton);
    }

    private void Objection()
    {
        Paragraph(Phrase.ObjectText);
        Form(
            SelfAction.Object,
            $"<label for=\"why\">{Say(Phrase.ObjectField)}</label>"
                + $"<textarea id=\"why\" name=\"text\" rows=\"5\" maxlength=\"{SelfServiceRules.TextMax}\" required "
                + $"aria-describedby=\"why-hint\"{Invalid("why")}></textarea>"
                + $"<p id=\"why-hint\" class=\"note\">{Say(Phrase.ObjectHint)}</p>",
            Phrase.ObjectButton
        );
    }

    private void Person()
    {
        Write($"<h2>{Say(Phrase.Person)}</h2>\n");
        if (!view.PersonDecides)
        {
            Paragraph(Phrase.PersonReviews);
            return;
        }

        Paragraph(Phrase.PersonDecides);
        if (view.WaitsForPerson)
        {
            Paragraph(Phrase.PersonWaits);
        }

        Paragraph(Phrase.PersonObjection);
    }

    // Offered, or used up; what the school does not have, and what holds already, is not spoken of here.
    private void Option(SelfAction action, Phrase title, Phrase? used, Action write)
    {
        if (view.OfferOf(action).State == OfferState.Open)
        {
            Option(title, write);
        }
        else if (view.OfferOf(action).State == OfferState.UsedUp && used is { } phrase)
        {
            Option(title, () => Paragraph(phrase));
        }
    }

    private void Option(Phrase title, Action write)
    {
        Write($"<section class=\"option\"><h3>{Say(title)}</h3>\n");
        write();
        Write("</section>\n");
    }

    private void Form(SelfAction action, string fields, Phrase button)
    {
        var number = view.OfferOf(action).Number;
        var path = action.ToString().ToLowerInvariant();
        Write($"<form method=\"post\" action=\"{token}/{path}?lang={language}\">");
        Write($"<input type=\"hidden\" name=\"number\" value=\"{number}\">");
        Write($"<input type=\"hidden\" name=\"form\" value=\"{visit.FormToken!(action, number)}\">");
        Write($"{fields}<button type=\"submit\">{Say(button)}</button></form>\n");
    }

    private void Write(string part) => html.Append(part);

    private string Invalid(string field) => SelfSaid.Of(said, view)?.Field == field ? " aria-invalid=\"true\"" : "";

    private void Paragraph(Phrase phrase, params IEnumerable<(string, string)> arguments) =>
        Write($"<p>{Say(phrase, arguments)}</p>\n");

    private string Say(Phrase phrase, params IEnumerable<(string, string)> arguments) =>
        Encode(Phrases.Of(phrase, language, arguments));

    private DateOnly DayOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, view.Zone).DateTime);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Switch(string language) =>
        $"<nav aria-label=\"{Encode(Phrases.Of(Phrase.Languages, language))}\"><ul>"
        + string.Concat(
            Languages.Select(x =>
                $"<li><a href=\"?lang={x.Code}\" lang=\"{x.Code}\" hreflang=\"{x.Code}\""
                + $"{(x.Code == language ? " aria-current=\"true\"" : "")}>{Encode(x.Name)}</a></li>"
            )
        )
        + "</ul></nav>";

    private static string Frame(string language, string title, string body) =>
        $"""
            <!doctype html>
            <html lang="{language}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encode(title)}</title>
            <style>{SelfHeaders.Style}</style>
            </head>
            <body>
            {body}</body>
            </html>
            """;
}
