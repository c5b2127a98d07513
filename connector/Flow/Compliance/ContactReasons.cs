using System.Globalization;
using Collections.Connector.Flow.Escalation;

namespace Collections.Connector.Flow.Compliance;

/// <summary>The sentences of what moved or stopped a message, rendered when they are read: in Spanish, English or Portuguese.</summary>
internal static class ContactReasons
{
    private static readonly (string Es, string En, string Pt) MovedTo = (
        "Pasa al {day} a las {time} ({zone}).",
        "Moved to {day} at {time} ({zone}).",
        "Passa para {day} às {time} ({zone})."
    );

    private static readonly Dictionary<ContactCode, (string Name, string Es, string En, string Pt)> Texts = new()
    {
        [ContactCode.Window] = (
            "window",
            "Donde vive el pagador, la ley no permite contactarlo a esa hora.",
            "Where the payer lives, the law does not allow contacts at that hour.",
            "Onde o pagador mora, a lei não permite contatos nesse horário."
        ),
        [ContactCode.Holiday] = (
            "holiday",
            "El {on} es festivo donde vive el pagador ({name}).",
            "{on} is a holiday where the payer lives ({name}).",
            "{on} é feriado onde o pagador mora ({name})."
        ),
        [ContactCode.Cap] = (
            "cap",
            "La ley permite a lo sumo {max} contacto(s) en {days} día(s).",
            "The law allows at most {max} contact(s) in {days} day(s).",
            "A lei permite no máximo {max} contato(s) em {days} dia(s)."
        ),
        [ContactCode.Gap] = (
            "gap",
            "La ley pide que pasen {days} días desde el contacto anterior.",
            "The law asks for {days} days since the contact before.",
            "A lei pede {days} dias desde o contato anterior."
        ),
        [ContactCode.OneChannel] = (
            "one-channel",
            "La ley permite un solo canal por semana, y ya se usó otro.",
            "The law allows one channel a week, and another one was used.",
            "A lei permite um só canal por semana, e outro já foi usado."
        ),
        [ContactCode.CoolOff] = (
            "cool-off",
            "La ley pide que pasen {days} días desde la última conversación.",
            "The law asks for {days} days since the last conversation.",
            "A lei pede {days} dias desde a última conversa."
        ),
        [ContactCode.OptedOut] = (
            "opted-out",
            "El pagador no desea mensajes por este canal.",
            "The payer wishes no messages on this channel.",
            "O pagador não deseja mensagens por este canal."
        ),
        [ContactCode.NoConsent] = (
            "no-consent",
            "La ley pide el consentimiento del pagador para este canal, y no consta.",
            "The law asks for the payer's consent to this channel, and none is recorded.",
            "A lei pede o consentimento do pagador para este canal, e não há registro dele."
        ),
        [ContactCode.NoMoment] = (
            "no-moment",
            "En {days} días no hay un momento en que la ley lo permita.",
            "Within {days} days there is no moment at which the law allows it.",
            "Em {days} dias não há um momento em que a lei o permita."
        ),
    };

    /// <summary>The code as it is stored and shown, such as <c>one-channel</c>.</summary>
    public static string NameOf(ContactCode code) => Texts[code].Name;

    /// <summary>One reason's sentence.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="language">es, en or pt; any other gives English.</param>
    public static string Render(ContactReason reason, string language)
    {
        var (_, es, en, pt) = Texts[reason.Code];
        return Sentences.Fill(In(language, (es, en, pt)), reason.Arguments, language);
    }

    /// <summary>Every reason of an answer, and where it moved to; empty when nothing moved it.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="zone">The zone in which the moment is shown, with its name.</param>
    /// <param name="language">es, en or pt; any other gives English.</param>
    public static string Render(ContactAnswer answer, TimeZoneInfo zone, string language)
    {
        var sentences = answer.Reasons.Select(x => Render(x, language));
        return string.Join(
            ' ',
            answer is { At: { } at, Reasons.Count: > 0 } ? sentences.Append(Moved(at, zone, language)) : sentences
        );
    }

    private static string Moved(DateTimeOffset at, TimeZoneInfo zone, string language)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["day"] = local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["time"] = local.ToString("HH:mm", CultureInfo.InvariantCulture),
            ["zone"] = zone.Id,
        };
        return Sentences.Fill(In(language, MovedTo), arguments, language);
    }

    private static string In(string language, (string Es, string En, string Pt) text) =>
        language switch
        {
            "es" => text.Es,
            "pt" => text.Pt,
            _ => text.En,
        };
}
