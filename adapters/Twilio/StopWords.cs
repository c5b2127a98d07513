using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Collections.Connector.Ports;

namespace Collections.Adapters.Twilio;

/// <summary>Words by which a person ends or resumes messages, when they are the whole answer.</summary>
/// <remarks>Source: Twilio's default keywords in English, and what people answer in Spanish and Portuguese.</remarks>
internal static class StopWords
{
    private static readonly FrozenSet<string> Stop = new[]
    {
        "STOP",
        "STOPALL",
        "STOP ALL",
        "UNSUBSCRIBE",
        "CANCEL",
        "END",
        "QUIT",
        "REVOKE",
        "OPTOUT",
        "OPT OUT",
        "BAJA",
        "DAR DE BAJA",
        "ALTO",
        "PARAR",
        "PARE",
        "CANCELAR",
        "SALIR",
        "DETENER",
        "SAIR",
        "DESCADASTRAR",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Start = new[] { "START", "UNSTOP", "ALTA" }.ToFrozenSet(
        StringComparer.Ordinal
    );

    /// <summary>What an answer says: an end, a new beginning, or just an answer. Case, accents and signs around it do not count.</summary>
    public static MessageEventKind KindOf(string text)
    {
        var word = Bare(text);
        return Stop.Contains(word) ? MessageEventKind.OptOut
            : Start.Contains(word) ? MessageEventKind.OptIn
            : MessageEventKind.Answer;
    }

    private static string Bare(string text)
    {
        var letters = new StringBuilder(text.Length);
        foreach (var sign in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(sign) is UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            letters.Append(char.IsLetterOrDigit(sign) ? char.ToUpperInvariant(sign) : ' ');
        }

        return string.Join(' ', letters.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
