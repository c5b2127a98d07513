using Collections.Connector.Flow.Escalation;

namespace Collections.Connector.Flow.Access;

/// <summary>The sentence of a guard's answer, rendered when it is read: in Spanish, English or Portuguese.</summary>
internal static class GuardSentences
{
    // What it says when it holds, and when it does not.
    private static readonly Dictionary<string, (Text Green, Text Red)> Texts = new()
    {
        ["guard.law"] = (
            new(
                "La ley del país lo permite ({rule}; asesoría: {counsel}).",
                "The country's law lets it happen ({rule}; counsel: {counsel}).",
                "A lei do país permite ({rule}; assessoria: {counsel})."
            ),
            new(
                "La ley del país lo prohíbe o no se sabe ({rule}). Lo que prohíbe no se hace; lo que no se sabe puede abrirlo su asesoría legal en school.json.",
                "The country's law forbids it, or nobody knows ({rule}). What it forbids is not done; what nobody knows your counsel may open in school.json.",
                "A lei do país proíbe, ou não se sabe ({rule}). O que ela proíbe não se faz; o que não se sabe a sua assessoria jurídica pode abrir em school.json."
            )
        ),
        ["guard.law-notice"] = (
            new(
                "Se cumplen las cuotas impagas ({unpaid} de {months}) y los {days} días de aviso de la ley.",
                "The law's unpaid instalments ({unpaid} of {months}) and {days} days of notice are met.",
                "Cumprem-se as parcelas em atraso ({unpaid} de {months}) e os {days} dias de aviso da lei."
            ),
            new(
                "La ley pide {months} cuotas impagas (hay {unpaid}) y {days} días desde el aviso ({notice}).",
                "The law asks for {months} unpaid instalments (there are {unpaid}) and {days} days from the notice ({notice}).",
                "A lei pede {months} parcelas em atraso (há {unpaid}) e {days} dias desde o aviso ({notice})."
            )
        ),
        ["guard.adults"] = (
            new(
                "No hay reglas sobre menores que lo impidan.",
                "No rule on minors stands against it.",
                "Nenhuma regra sobre menores o impede."
            ),
            new(
                "Podría ser menor de edad, y la ley protege su acceso.",
                "It may be a minor, whose access the law protects.",
                "Pode ser menor de idade, e a lei protege o seu acesso."
            )
        ),
        ["guard.freshness"] = (
            new(
                "Los pagos se leyeron en las últimas {hours} horas.",
                "Payments were read within {hours} hours.",
                "Os pagamentos foram lidos nas últimas {hours} horas."
            ),
            new(
                "Hace más de {hours} horas que no se leen pagos de: {sources}.",
                "Payments were not read for more than {hours} hours from: {sources}.",
                "Há mais de {hours} horas não se leem pagamentos de: {sources}."
            )
        ),
        ["guard.bank-booked"] = (
            new(
                "El banco está conciliado lo suficiente ({booked}).",
                "The bank is booked far enough ({booked}).",
                "O banco está conciliado o suficiente ({booked})."
            ),
            new(
                "El banco está cargado hasta «{booked}» y hace falta hasta el {needed}: un pago podría no verse aún.",
                "The bank is booked up to \"{booked}\" and must be up to {needed}: a payment may not show yet.",
                "O banco está lançado até “{booked}” e é preciso até {needed}: um pagamento pode ainda não aparecer."
            )
        ),
        ["guard.last-look"] = (
            new(
                "Mirado de nuevo en vivo, se deben {owed}.",
                "Looked at again live, {owed} is owed.",
                "Olhado de novo ao vivo, devem-se {owed}."
            ),
            new(
                "Mirado de nuevo en vivo, ya no se ve la deuda.",
                "Asked again just now, ERP and gateway do not show the debt any more.",
                "Olhado de novo ao vivo, a dívida não aparece mais."
            )
        ),
        ["guard.minimum"] = (
            new(
                "La deuda ({owed}) alcanza el mínimo.",
                "The debt ({owed}) reaches the minimum.",
                "A dívida ({owed}) alcança o mínimo."
            ),
            new(
                "La deuda ({owed}) no alcanza el mínimo ({minimum}).",
                "The debt ({owed}) is below the minimum ({minimum}).",
                "A dívida ({owed}) não alcança o mínimo ({minimum})."
            )
        ),
        ["guard.pending-payment"] = (
            new("No hay pagos en camino.", "No payment is on its way.", "Não há pagamentos a caminho."),
            new(
                "Un pago comenzó y aún no se acredita.",
                "A payment of the payer has begun and is not settled.",
                "Um pagamento começou e ainda não foi creditado."
            )
        ),
        ["guard.credit"] = (
            new("No hay saldo a favor sin aplicar.", "No credit waits to be allocated.", "Não há crédito por aplicar."),
            new(
                "Hay {amount} pagados que ningún documento tomó.",
                "The payer has paid {amount} that no document has taken.",
                "Há {amount} pagos que nenhum documento tomou."
            )
        ),
        ["guard.rungs"] = (
            new(
                "Todos los avisos salieron; puede suceder desde el {from}.",
                "Every notice really went out; it may happen from {from} on.",
                "Todos os avisos saíram; pode acontecer desde {from}."
            ),
            new(
                "Falta un aviso ({missing}) o corre su plazo (desde el {from}).",
                "A notice is missing ({missing}), or its days are running (from {from}).",
                "Falta um aviso ({missing}) ou corre o seu prazo (desde {from})."
            )
        ),
        ["guard.standing"] = (
            new(
                "Nadie prometió, objetó ni pidió esperar.",
                "Nobody promised, objected or asked to wait.",
                "Ninguém prometeu, contestou nem pediu espera."
            ),
            new(
                "Rige hoy: {kind}.",
                "A promise, hold, dispute, exemption or objection holds today ({kind}).",
                "Vale hoje: {kind}."
            )
        ),
        ["guard.protected-days"] = (
            new("No es un día protegido.", "It is no protected day.", "Não é um dia protegido."),
            new(
                "Días protegidos hasta el {until}: {why}",
                "Protected days until {until}: {why}",
                "Dias protegidos até {until}: {why}"
            )
        ),
        ["guard.other-course"] = (
            new("No toca ningún otro curso.", "It touches no other course.", "Não toca nenhum outro curso."),
            new(
                "Suspender la cuenta entera cerraría también: {courses}.",
                "Suspending the whole account would close these too: {courses}.",
                "Suspender a conta inteira fecharia também: {courses}."
            )
        ),
        ["guard.no-access"] = (
            new("Hoy tiene acceso.", "The learner has access now.", "Hoje tem acesso."),
            new(
                "Ya no tiene acceso al curso.",
                "The learner has no access to the course as it is.",
                "Já não tem acesso ao curso."
            )
        ),
        ["guard.not-capable"] = (
            new(
                "El campus puede suspender y devolver este acceso.",
                "The LMS can suspend this access and give it back.",
                "O ambiente pode suspender e devolver este acesso."
            ),
            new(
                "El campus no puede suspender este acceso: {why}",
                "The LMS cannot suspend this access: {why}",
                "O ambiente não pode suspender este acesso: {why}"
            )
        ),
        [SuspensionGuards.Approval] = (
            new(
                "Una persona lo aprobó o no hace falta (¿se pide?: {asked}).",
                "A person approved it, or none is asked (asked: {asked}).",
                "Uma pessoa aprovou, ou não é preciso (pedido: {asked})."
            ),
            new(
                "Espera que una persona lo apruebe.",
                "It waits for a person's approval.",
                "Espera a aprovação de uma pessoa."
            )
        ),
        [SuspensionGuards.BlastRadius] = (
            new(
                "Cabe en el límite del día ({due} corresponden, {allowed} permitidas).",
                "It fits the day's limit ({due} due, {allowed} allowed).",
                "Cabe no limite do dia ({due} cabíveis, {allowed} permitidas)."
            ),
            new(
                "Corresponden {due} suspensiones entre {active} estudiantes activos y solo se permiten {allowed}: una persona debe mirar.",
                "{due} suspensions are due among {active} active learners and {allowed} are allowed: a person must look.",
                "Cabem {due} suspensões entre {active} estudantes ativos e só se permitem {allowed}: uma pessoa deve olhar."
            )
        ),
    };

    /// <summary>Gets the codes that have sentences.</summary>
    public static IEnumerable<string> Codes => Texts.Keys;

    /// <summary>Renders.</summary>
    /// <param name="answer">The guard's answer.</param>
    /// <param name="language">es, en or pt; any other gives English.</param>
    public static string Render(GuardAnswer answer, string language)
    {
        var (green, red) = Texts[answer.Code];
        var text = answer.Holds ? green : red;
        return Sentences.Fill(
            language switch
            {
                "es" => text.Es,
                "pt" => text.Pt,
                _ => text.En,
            },
            answer.Arguments,
            language
        );
    }

    private sealed record Text(string Es, string En, string Pt);
}
