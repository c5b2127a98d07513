using System.Globalization;

namespace Collections.Connector.Flow.Escalation;

/// <summary>The sentence of a decision, rendered when it is read: in Spanish, English or Portuguese.</summary>
internal static class Sentences
{
    private static readonly Dictionary<ReasonCode, (string Es, string En, string Pt)> Texts = new()
    {
        [ReasonCode.NothingOwed] = ("No se debe nada.", "Nothing is owed.", "Nada é devido."),
        [ReasonCode.BelowMinimum] = (
            "Se debe menos que el mínimo de la política ({minimum}).",
            "Less is owed than the policy's minimum ({minimum}).",
            "Deve-se menos que o mínimo da política ({minimum})."
        ),
        [ReasonCode.PromiseHolds] = (
            "Hay una promesa de pago vigente hasta el {until}.",
            "A promise to pay holds until {until}.",
            "Há uma promessa de pagamento válida até {until}."
        ),
        [ReasonCode.OnHold] = (
            "La escuela lo dejó en espera hasta el {until}.",
            "The school put it on hold until {until}.",
            "A escola deixou em espera até {until}."
        ),
        [ReasonCode.Disputed] = ("La deuda está en disputa.", "The debt is disputed.", "A dívida está em disputa."),
        [ReasonCode.Objected] = (
            "El estudiante objetó, y una persona debe responderle.",
            "The learner objected, and a person must answer.",
            "O estudante contestou, e uma pessoa deve responder."
        ),
        [ReasonCode.GracePass] = (
            "El estudiante usa un pase de gracia hasta el {until}.",
            "The learner uses a grace pass until {until}.",
            "O estudante usa um passe de tolerância até {until}."
        ),
        [ReasonCode.Exempt] = ("Está exento.", "It is exempt.", "Está isento."),
        [ReasonCode.HandedOff] = (
            "La deuda está en manos de un gestor de cobro externo.",
            "An outside collector has the debt.",
            "A dívida está com um cobrador externo."
        ),
        [ReasonCode.ExemptFromSuspension] = (
            "El pagador está exento de suspensiones.",
            "The payer is exempt from suspensions.",
            "O pagador está isento de suspensões."
        ),
        [ReasonCode.PartlyDisputed] = (
            "Hay una parte en disputa ({disputed}): se pide el resto y no se suspende el acceso.",
            "A part is disputed ({disputed}): the rest is asked for, and access is not suspended.",
            "Há uma parte em disputa ({disputed}): pede-se o resto e o acesso não é suspenso."
        ),
        [ReasonCode.WaitsForApproval] = (
            "El paso «{rung}» por {owed} espera la aprobación de una persona.",
            "The step \"{rung}\" about {owed} waits for a person's approval.",
            "O passo “{rung}” de {owed} espera a aprovação de uma pessoa."
        ),
        [ReasonCode.AccessTaken] = (
            "El acceso ya está suspendido.",
            "Access is suspended already.",
            "O acesso já está suspenso."
        ),
        [ReasonCode.RestoredByHand] = (
            "Una persona devolvió el acceso, y se respeta: esta deuda no lo suspende otra vez.",
            "A person gave access back, which is respected: this debt does not suspend it again.",
            "Uma pessoa devolveu o acesso, e isso é respeitado: esta dívida não o suspende de novo."
        ),
        [ReasonCode.RungPlanned] = (
            "El mensaje «{rung}» está listo y sale en cuanto se puede.",
            "Message \"{rung}\" is ready and goes out as soon as it may.",
            "A mensagem “{rung}” está pronta e sai assim que possível."
        ),
        [ReasonCode.RungWithPerson] = (
            "El paso «{rung}» espera a una persona de la escuela: `task list`.",
            "The step \"{rung}\" waits for a person of the school: `task list`.",
            "O passo “{rung}” espera uma pessoa da escola: `task list`."
        ),
        [ReasonCode.RungUnproved] = (
            "No se sabe si salió el mensaje «{rung}»; una persona debe decirlo.",
            "It is not known whether message \"{rung}\" went out; a person must say.",
            "Não se sabe se a mensagem “{rung}” saiu; uma pessoa deve dizer."
        ),
        [ReasonCode.NoticeNotGiven] = (
            "Nadie recibió el aviso «{rung}», así que no se suspende el acceso; `parked retry` lo envía.",
            "Nobody got the notice \"{rung}\", so access is not suspended; `parked retry` sends it.",
            "Ninguém recebeu o aviso “{rung}”, então o acesso não é suspenso; `parked retry` o envia."
        ),
        [ReasonCode.NextRungNotDue] = (
            "El próximo paso, «{rung}», corresponde el {on}.",
            "The next step, \"{rung}\", is due on {on}.",
            "O próximo passo, “{rung}”, é em {on}."
        ),
        [ReasonCode.NoticeRunning] = (
            "Corre el plazo de aviso; «{rung}» corresponde el {on}.",
            "The notice period is running; \"{rung}\" is due on {on}.",
            "O prazo de aviso está correndo; “{rung}” é em {on}."
        ),
        [ReasonCode.NoRungLeft] = (
            "Se dieron todos los pasos de la política.",
            "Every step of the policy was taken.",
            "Todos os passos da política foram dados."
        ),
        [ReasonCode.RungDue] = (
            "Corresponde «{rung}»: vencía el {due} y se deben {owed}.",
            "\"{rung}\" is due: it fell due on {due} and {owed} is owed.",
            "Cabe “{rung}”: venceu em {due} e devem-se {owed}."
        ),
    };

    // What a person said without a last day, such as most holds.
    private static readonly Dictionary<ReasonCode, (string Es, string En, string Pt)> Endless = new()
    {
        [ReasonCode.PromiseHolds] = (
            "Hay una promesa de pago vigente, sin fecha de fin.",
            "A promise to pay holds, without an end date.",
            "Há uma promessa de pagamento válida, sem data de fim."
        ),
        [ReasonCode.OnHold] = (
            "La escuela lo dejó en espera, sin fecha de fin.",
            "The school put it on hold, without an end date.",
            "A escola deixou em espera, sem data de fim."
        ),
    };

    /// <summary>Gets the codes that have a sentence.</summary>
    public static IEnumerable<ReasonCode> Codes => Texts.Keys;

    /// <summary>Renders.</summary>
    /// <param name="code">The reason.</param>
    /// <param name="arguments">As the decision has them; days as yyyy-MM-dd.</param>
    /// <param name="language">es, en or pt; any other gives English.</param>
    public static string Render(ReasonCode code, IReadOnlyDictionary<string, string> arguments, string language)
    {
        var endless = arguments.TryGetValue("until", out var until) && until.Length == 0 && Endless.ContainsKey(code);
        var (es, en, pt) = (endless ? Endless : Texts)[code];
        var text = language switch
        {
            "es" => es,
            "pt" => pt,
            _ => en,
        };
        return Fill(text, arguments, language);
    }

    /// <summary>Puts arguments into a sentence; days are written as the language writes them.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> arguments, string language)
    {
        var culture = CultureInfo.GetCultureInfo(language is "es" or "pt" ? language : "en");
        foreach (var (name, value) in arguments)
        {
            var shown = DateOnly.TryParseExact(
                value,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            )
                ? day.ToString(language is "es" or "pt" ? "d 'de' MMMM 'de' yyyy" : "d MMMM yyyy", culture)
                : value;
            text = text.Replace($"{{{name}}}", shown, StringComparison.Ordinal);
        }

        return text;
    }
}
