using Collections.Connector.Flow.Escalation;

namespace Collections.Connector.Flow.Changes;

/// <summary>Why an agreement became what it became, as a stable code.</summary>
internal enum ChangeReason
{
    /// <summary>Within the withdrawal period: everything goes.</summary>
    Withdrawn,

    /// <summary>The rule keeps everything owed.</summary>
    AllKept,

    /// <summary>What is invoiced stays owed, and nothing more is invoiced.</summary>
    InvoicedKept,

    /// <summary>The same, because the school has no rules for changes and a person said so.</summary>
    InvoicedKeptWithoutRules,

    /// <summary>What was used stays owed, by days.</summary>
    UsedKept,

    /// <summary>It would be by days, and nobody knows the last day: everything stays owed.</summary>
    EndUnknown,

    /// <summary>The school has no rules for changes: a person decides.</summary>
    NoRules,

    /// <summary>There was nothing left to decide on.</summary>
    NothingLeft,

    /// <summary>A person wants all of it credited.</summary>
    AllCredited,

    /// <summary>What is open is divided anew over other days.</summary>
    Renegotiated,
}

/// <summary>The sentence of a change, rendered when it is read: in Spanish, English or Portuguese.</summary>
internal static class ChangeSentences
{
    private static readonly Dictionary<ChangeReason, (string Es, string En, string Pt)> Texts = new()
    {
        [ChangeReason.Withdrawn] = (
            "Se desistió dentro del plazo ({day}): se retira todo ({gone}).",
            "It was withdrawn from in time ({day}): everything is taken back ({gone}).",
            "Houve desistência dentro do prazo ({day}): retira-se tudo ({gone})."
        ),
        [ChangeReason.AllKept] = (
            "Termina el {day} y, por las reglas de la escuela, todo se sigue debiendo ({kept}).",
            "It ends on {day}, and by the school's rules everything stays owed ({kept}).",
            "Termina em {day} e, pelas regras da escola, tudo continua devido ({kept})."
        ),
        [ChangeReason.InvoicedKept] = (
            "Termina el {day}: lo facturado se sigue debiendo ({kept}) y no se factura nada más ({gone} menos).",
            "It ends on {day}: what is invoiced stays owed ({kept}), and nothing more is invoiced ({gone} less).",
            "Termina em {day}: o que foi faturado continua devido ({kept}) e nada mais é faturado ({gone} a menos)."
        ),
        [ChangeReason.InvoicedKeptWithoutRules] = (
            "Termina el {day}. La escuela no tiene reglas para cambios: lo facturado se sigue debiendo ({kept}) y no se factura nada más ({gone} menos).",
            "It ends on {day}. The school has no rules for changes: what is invoiced stays owed ({kept}), and nothing more is invoiced ({gone} less).",
            "Termina em {day}. A escola não tem regras para mudanças: o que foi faturado continua devido ({kept}) e nada mais é faturado ({gone} a menos)."
        ),
        [ChangeReason.UsedKept] = (
            "Termina el {day}: se usaron {used} de {days} días. Se sigue debiendo {kept} y se retira {gone}.",
            "It ends on {day}: {used} of {days} days were used. {kept} stays owed, and {gone} is taken back.",
            "Termina em {day}: foram usados {used} de {days} dias. Continua devido {kept} e retira-se {gone}."
        ),
        [ChangeReason.EndUnknown] = (
            "Termina el {day}. Se cobraría por días, pero no se conoce el último: todo se sigue debiendo ({kept}).",
            "It ends on {day}. It would be charged by days, and the last one is not known: everything stays owed ({kept}).",
            "Termina em {day}. Seria cobrado por dias, mas o último não é conhecido: tudo continua devido ({kept})."
        ),
        [ChangeReason.NoRules] = (
            "Terminó el {day} y la escuela no tiene reglas para cambios: decide una persona, y mientras tanto todo se sigue debiendo ({kept}).",
            "It ended on {day}, and the school has no rules for changes: a person decides, and until then everything stays owed ({kept}).",
            "Terminou em {day} e a escola não tem regras para mudanças: uma pessoa decide e, até lá, tudo continua devido ({kept})."
        ),
        [ChangeReason.NothingLeft] = (
            "Termina el {day}: no quedaba nada por decidir.",
            "It ends on {day}: there was nothing left to decide on.",
            "Termina em {day}: não restava nada a decidir."
        ),
        [ChangeReason.AllCredited] = (
            "Termina el {day} y se retira todo ({gone}), por palabra de una persona.",
            "It ends on {day}, and everything is taken back ({gone}), by a person's word.",
            "Termina em {day} e retira-se tudo ({gone}), pela palavra de uma pessoa."
        ),
        [ChangeReason.Renegotiated] = (
            "Lo que quedaba abierto ({gone}) se reparte de nuevo en {parts} cuotas, la primera para el {first} y la última para el {last}.",
            "What was open ({gone}) is divided anew into {parts} parts, the first one due on {first} and the last one on {last}.",
            "O que estava aberto ({gone}) é dividido de novo em {parts} parcelas, a primeira para {first} e a última para {last}."
        ),
    };

    /// <summary>Gets the codes that have a sentence.</summary>
    public static IEnumerable<ChangeReason> Reasons => Texts.Keys;

    /// <summary>Renders.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="arguments">As the decision has them; days as yyyy-MM-dd.</param>
    /// <param name="language">es, en or pt; any other gives English.</param>
    public static string Render(ChangeReason reason, IReadOnlyDictionary<string, string> arguments, string language)
    {
        var (es, en, pt) = Texts[reason];
        var text = language switch
        {
            "es" => es,
            "pt" => pt,
            _ => en,
        };
        return Sentences.Fill(text, arguments, language);
    }
}
