namespace Collections.Connector.Flow.Escalation;

/// <summary>For people who ask why: what each rule asks, and what would change an answer; in Spanish, English or Portuguese.</summary>
internal static class RuleSentences
{
    private static readonly Dictionary<ReasonCode, (string Es, string En, string Pt)> Questions = new()
    {
        [ReasonCode.NothingOwed] = ("¿No se debe nada?", "Is nothing owed?", "Nada é devido?"),
        [ReasonCode.Disputed] = ("¿Está todo en disputa?", "Is all of it disputed?", "Está tudo em disputa?"),
        [ReasonCode.BelowMinimum] = (
            "¿Se debe menos que el mínimo?",
            "Is less owed than the minimum?",
            "Deve-se menos que o mínimo?"
        ),
        [ReasonCode.OnHold] = (
            "¿Hay promesa, espera, disputa, exención u objeción vigente?",
            "Does a promise, hold, dispute, exemption or objection hold?",
            "Há promessa, espera, disputa, isenção ou contestação em vigor?"
        ),
        [ReasonCode.RestoredByHand] = (
            "¿Devolvió el acceso una persona?",
            "Did a person give access back?",
            "Uma pessoa devolveu o acesso?"
        ),
        [ReasonCode.NoRungLeft] = (
            "¿Se dieron todos los pasos?",
            "Was every step taken?",
            "Todos os passos foram dados?"
        ),
        [ReasonCode.RungPlanned] = (
            "¿Está el mensaje listo, a la espera de su momento?",
            "Is the message ready, waiting for its moment?",
            "A mensagem está pronta, à espera do seu momento?"
        ),
        [ReasonCode.RungWithPerson] = (
            "¿Lo tiene una persona de la escuela?",
            "Does a person of the school have it?",
            "Está com uma pessoa da escola?"
        ),
        [ReasonCode.RungUnproved] = (
            "¿No se sabe si salió el mensaje?",
            "Is it unknown whether the message went out?",
            "Não se sabe se a mensagem saiu?"
        ),
        [ReasonCode.NextRungNotDue] = (
            "¿No ha llegado el día del próximo paso?",
            "Has the next step's day not come?",
            "O dia do próximo passo ainda não chegou?"
        ),
        [ReasonCode.ExemptFromSuspension] = (
            "¿Suspende el paso, y está exento el pagador?",
            "Does the step suspend, and is the payer exempt from that?",
            "O passo suspende, e o pagador está isento?"
        ),
        [ReasonCode.PartlyDisputed] = (
            "¿Es más que un mensaje, y hay una parte en disputa?",
            "Is it more than a message, and is a part disputed?",
            "É mais que uma mensagem, e há uma parte em disputa?"
        ),
        [ReasonCode.NoticeNotGiven] = (
            "¿Suspende el paso sin que nadie recibiera el aviso?",
            "Does the step suspend though nobody got the notice?",
            "O passo suspende sem que ninguém tenha recebido o aviso?"
        ),
        [ReasonCode.NoticeRunning] = (
            "¿Corre aún el plazo desde el paso anterior?",
            "Are the notice days since the step before still running?",
            "O prazo desde o passo anterior ainda corre?"
        ),
        [ReasonCode.WaitsForApproval] = (
            "¿Falta la aprobación de una persona?",
            "Is a person's approval missing?",
            "Falta a aprovação de uma pessoa?"
        ),
        [ReasonCode.RungDue] = ("¿Corresponde el paso?", "Is the step due?", "O passo é devido?"),
    };

    private static readonly Dictionary<ReasonCode, (string Es, string En, string Pt)> Changes = new()
    {
        [ReasonCode.NothingOwed] = (
            "Solo una deuda nueva, o un pago que se devuelva.",
            "Only a new debt, or a payment that is taken back.",
            "Só uma dívida nova, ou um pagamento devolvido."
        ),
        [ReasonCode.BelowMinimum] = (
            "Que se deban {minimum} o más.",
            "That {minimum} or more is owed.",
            "Que se devam {minimum} ou mais."
        ),
        [ReasonCode.PromiseHolds] = (
            "Un pago; o que pase el último día de la promesa; o `release`.",
            "A payment; or that the promise's last day passes; or `release`.",
            "Um pagamento; ou que passe o último dia da promessa; ou `release`."
        ),
        [ReasonCode.OnHold] = (
            "Un pago; o que termine la espera; o `release`.",
            "A payment; or the end of the hold; or `release`.",
            "Um pagamento; ou o fim da espera; ou `release`."
        ),
        [ReasonCode.Disputed] = (
            "Que una persona resuelva la disputa con `release`.",
            "That a person settles the dispute with `release`.",
            "Que uma pessoa resolva a disputa com `release`."
        ),
        [ReasonCode.Objected] = (
            "Que una persona responda con `objection answer`.",
            "That a person answers with `objection answer`.",
            "Que uma pessoa responda com `objection answer`."
        ),
        [ReasonCode.GracePass] = (
            "Que termine el pase de gracia, o un pago.",
            "The end of the grace pass, or a payment.",
            "O fim do passe de tolerância, ou um pagamento."
        ),
        [ReasonCode.Exempt] = (
            "Que una persona quite la exención con `release`.",
            "That a person ends the exemption with `release`.",
            "Que uma pessoa encerre a isenção com `release`."
        ),
        [ReasonCode.HandedOff] = (
            "Que se recupere con `hand-off recall`, o el resultado del gestor.",
            "That it is recalled with `hand-off recall`, or the collector's result.",
            "Que seja recuperada com `hand-off recall`, ou o resultado do cobrador."
        ),
        [ReasonCode.AccessTaken] = (
            "Un pago devuelve el acceso enseguida.",
            "A payment gives access back at once.",
            "Um pagamento devolve o acesso em seguida."
        ),
        [ReasonCode.RestoredByHand] = (
            "Nada: esta deuda no suspende otra vez.",
            "Nothing: this debt does not suspend again.",
            "Nada: esta dívida não suspende de novo."
        ),
        [ReasonCode.NoRungLeft] = (
            "Un paso nuevo en la política, o un pago.",
            "A new step in the policy, or a payment.",
            "Um passo novo na política, ou um pagamento."
        ),
        [ReasonCode.RungPlanned] = (
            "Que llegue su momento; un pago o una promesa lo retiran.",
            "That its moment comes; a payment or a promise takes it back.",
            "Que chegue o seu momento; um pagamento ou uma promessa o retiram."
        ),
        [ReasonCode.RungWithPerson] = (
            "Que una persona diga qué pasó con `task done`, o un pago.",
            "That a person says what came of it with `task done`, or a payment.",
            "Que uma pessoa diga o que aconteceu com `task done`, ou um pagamento."
        ),
        [ReasonCode.RungUnproved] = (
            "`parked retry` lo envía otra vez; `parked dismiss` lo da por enviado.",
            "`parked retry` sends it again; `parked dismiss` counts it as sent.",
            "`parked retry` envia de novo; `parked dismiss` considera enviado."
        ),
        [ReasonCode.NextRungNotDue] = (
            "Que llegue el {on}, o un pago antes.",
            "That {on} comes, or a payment before.",
            "Que chegue {on}, ou um pagamento antes."
        ),
        [ReasonCode.ExemptFromSuspension] = (
            "Que una persona quite la exención con `release`.",
            "That a person ends the exemption with `release`.",
            "Que uma pessoa encerre a isenção com `release`."
        ),
        [ReasonCode.PartlyDisputed] = (
            "Que una persona resuelva la disputa con `release`.",
            "That a person settles the dispute with `release`.",
            "Que uma pessoa resolva a disputa com `release`."
        ),
        [ReasonCode.NoticeNotGiven] = (
            "Que el aviso llegue: `parked retry`.",
            "That the notice goes out: `parked retry`.",
            "Que o aviso saia: `parked retry`."
        ),
        [ReasonCode.NoticeRunning] = (
            "Que llegue el {on}, o un pago antes.",
            "That {on} comes, or a payment before.",
            "Que chegue {on}, ou um pagamento antes."
        ),
        [ReasonCode.WaitsForApproval] = (
            "Que una persona lo apruebe con `approve`.",
            "That a person approves it with `approve`.",
            "Que uma pessoa aprove com `approve`."
        ),
        [ReasonCode.RungDue] = (
            "Un pago, una promesa, una espera o una disputa antes de la próxima ejecución.",
            "A payment, a promise, a hold or a dispute before the next run.",
            "Um pagamento, uma promessa, uma espera ou uma disputa antes da próxima execução."
        ),
    };

    /// <summary>What a rule asks.</summary>
    /// <param name="code">The rule, by the reason that it gives.</param>
    /// <param name="language">es, en or pt; any other gives English.</param>
    public static string Question(ReasonCode code, string language) => Of(Questions[code], language);

    /// <summary>What would change an answer.</summary>
    /// <param name="code">The answer.</param>
    /// <param name="arguments">As the decision has them; days as yyyy-MM-dd.</param>
    /// <param name="language">es, en or pt; any other gives English.</param>
    public static string Change(ReasonCode code, IReadOnlyDictionary<string, string> arguments, string language) =>
        Sentences.Fill(Of(Changes[code], language), arguments, language);

    private static string Of((string Es, string En, string Pt) text, string language) =>
        language switch
        {
            "es" => text.Es,
            "pt" => text.Pt,
            _ => text.En,
        };
}
