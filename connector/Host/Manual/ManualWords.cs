using System.Globalization;

namespace Collections.Connector.Host.Manual;

/// <summary>The sentences of the collections manual in Spanish, English and Portuguese. Numbers in braces are filled in.</summary>
internal sealed class ManualWords(string language)
{
    private static readonly Dictionary<string, (string Es, string En, string Pt)> Texts = new(StringComparer.Ordinal)
    {
        ["title"] = ("Cómo cobramos en {0}", "How we collect at {0}", "Como cobramos em {0}"),
        ["intro"] = (
            "Estas son las reglas que aplicamos cuando un pago se retrasa. Son las mismas para todas las familias, y nadie pierde el acceso sin haber sido avisado antes.",
            "These are the rules that we follow when a payment is late. They are the same for every family, and nobody loses access without having been told before.",
            "Estas são as regras que seguimos quando um pagamento atrasa. São as mesmas para todas as famílias, e ninguém perde o acesso sem ter sido avisado antes."
        ),
        ["steps"] = ("Los pasos", "The steps", "Os passos"),
        ["steps-note"] = (
            "Se da un paso a la vez, siempre el primero que falta. Los días de espera se cuentan desde el envío real del paso anterior: si algo falla de nuestro lado, el plazo se alarga y ningún paso se salta.",
            "One step at a time, always the first that is missing. The days to wait count from the real sending of the step before: when something fails on our side, there is more time, and no step is skipped.",
            "Um passo de cada vez, sempre o primeiro que falta. Os dias de espera contam desde o envio real do passo anterior: se algo falhar do nosso lado, o prazo aumenta e nenhum passo é pulado."
        ),
        ["step"] = ("Paso", "Step", "Passo"),
        ["when"] = ("Cuándo", "When", "Quando"),
        ["what"] = ("Qué", "What", "O quê"),
        ["how"] = ("Cómo", "How", "Como"),
        ["before"] = ("{0} días antes del vencimiento", "{0} days before the due day", "{0} dias antes do vencimento"),
        ["on-due"] = ("el día del vencimiento", "on the due day", "no dia do vencimento"),
        ["after"] = ("{0} días después del vencimiento", "{0} days after the due day", "{0} dias depois do vencimento"),
        ["notice"] = (
            ", y al menos {0} días después del paso anterior",
            ", and at least {0} days after the step before",
            ", e pelo menos {0} dias depois do passo anterior"
        ),
        ["message"] = ("le escribimos", "we write to you", "escrevemos a você"),
        ["call"] = ("le llamamos o escribimos", "we call or write to you", "ligamos ou escrevemos a você"),
        ["suspendAccess"] = (
            "podemos suspender el acceso a los cursos sin pagar, y solo a esos",
            "we may suspend access to the unpaid courses, and to those alone",
            "podemos suspender o acesso aos cursos não pagos, e só a esses"
        ),
        ["suspendSite"] = (
            "podemos suspender la cuenta, si no hay otros cursos",
            "we may suspend the account, if there are no other courses",
            "podemos suspender a conta, se não houver outros cursos"
        ),
        ["handOff"] = (
            "podemos pasar la deuda a un gestor externo ({0})",
            "we may hand the debt to an outside collector ({0})",
            "podemos passar a dívida a um cobrador externo ({0})"
        ),
        ["collector-open"] = ("por nombrar", "to be named", "a ser indicado"),
        ["approval"] = ("; lo decide una persona", "; a person decides", "; uma pessoa decide"),
        ["fee"] = (
            "; avisamos de un recargo de {0}",
            "; we warn of a charge of {0}",
            "; avisamos de um encargo de {0}"
        ),
        ["fee-daily"] = ("{0} % por cada día", "{0} % for each day", "{0} % por cada dia"),
        ["fee-cap"] = (", como máximo el {0} %", ", at most {0} %", ", no máximo {0} %"),
        ["fee-billed"] = (" (se factura)", " (it is billed)", " (é faturado)"),
        ["only-for"] = ("; solo si {0}", "; only if {0}", "; só se {0}"),
        ["if-owed"] = ("se deben al menos {0}", "at least {0} is owed", "se devem pelo menos {0}"),
        ["if-unpaid"] = (
            "hay al menos {0} cuotas vencidas",
            "at least {0} instalments are past due",
            "há pelo menos {0} parcelas vencidas"
        ),
        ["if-behaviour"] = (
            "el historial de pago es: {0}",
            "the payment history is: {0}",
            "o histórico de pagamento é: {0}"
        ),
        ["if-type"] = ("el curso es de: {0}", "the course is of: {0}", "o curso é de: {0}"),
        ["if-company"] = ("paga una empresa", "a company pays", "uma empresa paga"),
        ["if-person"] = ("paga una persona", "a person pays", "uma pessoa paga"),
        ["if-broken"] = (
            "no se cumplió una promesa de pago",
            "a promise to pay was not kept",
            "uma promessa de pagamento não foi cumprida"
        ),
        ["New"] = ("nuevo", "new", "novo"),
        ["OnTime"] = ("siempre a tiempo", "always on time", "sempre em dia"),
        ["Isolated"] = ("algún retraso aislado", "late once in a while", "algum atraso isolado"),
        ["Recurrent"] = ("retrasos repetidos", "late again and again", "atrasos repetidos"),
        ["minimum"] = (
            "Por menos de {0} no pedimos nada.",
            "For less than {0} we ask nothing.",
            "Por menos de {0} não pedimos nada."
        ),
        ["variants"] = ("Reglas especiales", "Special rules", "Regras especiais"),
        ["variant-when"] = ("«{0}»: si {1}.", "\"{0}\": if {1}.", "“{0}”: se {1}."),
        ["variant-assigned"] = (
            "«{0}»: para quien la escuela lo acuerde.",
            "\"{0}\": for whom the school agrees it with.",
            "“{0}”: para quem a escola acordar."
        ),
        ["variant-left"] = ("El paso «{0}» no se da.", "The step \"{0}\" is left out.", "O passo “{0}” não é dado."),
        ["variant-days"] = ("El paso «{0}» es {1}.", "The step \"{0}\" is {1}.", "O passo “{0}” é {1}."),
        ["rights"] = ("Qué puede hacer usted", "What you can do", "O que você pode fazer"),
        ["right-pay"] = (
            "Pagar con el enlace de cualquier mensaje. Desde que vemos el pago no le pedimos nada más, y el acceso vuelve enseguida.",
            "Pay by the link in any message. From when we see the payment we ask nothing more, and access comes back at once.",
            "Pagar pelo link de qualquer mensagem. Assim que vemos o pagamento não pedimos mais nada, e o acesso volta em seguida."
        ),
        ["right-promise"] = (
            "Prometer un pago: hasta {0} días, en hasta {1} partes, hasta {2} veces al año. Mientras la promesa corre no le pedimos nada. Si no se cumple (con {3} días de margen), los pasos siguen.",
            "Promise a payment: within {0} days, in up to {1} parts, up to {2} times a year. While the promise runs we ask nothing. If it is not kept (with {3} days of grace), the steps go on.",
            "Prometer um pagamento: em até {0} dias, em até {1} partes, até {2} vezes por ano. Enquanto a promessa corre não pedimos nada. Se não for cumprida (com {3} dias de tolerância), os passos continuam."
        ),
        ["right-dispute"] = (
            "Decir que no debe una parte o todo: esa parte no se pide, y no se suspende nada por ella, hasta que una persona responda.",
            "Say that you do not owe a part or all of it: that part is not asked for, and nothing is suspended for it, until a person answers.",
            "Dizer que não deve uma parte ou tudo: essa parte não é pedida, e nada é suspenso por ela, até que uma pessoa responda."
        ),
        ["right-hold"] = (
            "Contarnos una dificultad: una persona puede poner la deuda en espera.",
            "Tell us of a difficulty: a person may put the debt on hold.",
            "Contar-nos uma dificuldade: uma pessoa pode deixar a dívida em espera."
        ),
        ["right-stop"] = (
            "Pedir que no le escribamos por un medio: cada mensaje dice cómo.",
            "Ask us not to write to you by one way: each message says how.",
            "Pedir que não escrevamos por um meio: cada mensagem diz como."
        ),
        ["hours"] = ("Cuándo le escribimos", "When we write to you", "Quando escrevemos a você"),
        ["hours-window"] = (
            "{0}, de {1} a {2}, en la hora de donde usted vive{3}.",
            "{0}, from {1} to {2}, in the time of where you live{3}.",
            "{0}, das {1} às {2}, no horário de onde você mora{3}."
        ),
        ["hours-holidays"] = (
            "En festivos no le escribimos.",
            "We do not write on holidays.",
            "Não escrevemos em feriados."
        ),
        ["hours-cap"] = (
            "A lo sumo {0} veces en {1} días{2}.",
            "At most {0} times in {1} days{2}.",
            "No máximo {0} vezes em {1} dias{2}."
        ),
        ["hours-one"] = (
            "Por un solo medio en siete días.",
            "By one way only in seven days.",
            "Por um só meio em sete dias."
        ),
        ["hours-none"] = (
            "La ley que conocemos no fija horas; escribimos con moderación.",
            "The law that we know sets no hours; we write with moderation.",
            "A lei que conhecemos não fixa horários; escrevemos com moderação."
        ),
        ["by-channels"] = (" ({0})", " ({0})", " ({0})"),
        ["reward"] = ("A quien paga a tiempo", "For who pays on time", "A quem paga em dia"),
        ["reward-text"] = (
            "Con {0} pagos a tiempo y ninguno tarde en dos años: {1} % en la próxima matrícula, durante {2} días.",
            "With {0} payments on time and none late in two years: {1} % off the next enrolment, for {2} days.",
            "Com {0} pagamentos em dia e nenhum atrasado em dois anos: {1} % na próxima matrícula, durante {2} dias."
        ),
        ["reward-thanks"] = (
            "Con {0} pagos a tiempo y ninguno tarde en dos años: nuestro agradecimiento.",
            "With {0} payments on time and none late in two years: our thanks.",
            "Com {0} pagamentos em dia e nenhum atrasado em dois anos: o nosso agradecimento."
        ),
        ["version"] = (
            "Política {0}, en vigor el {1}.",
            "Policy {0}, in force on {1}.",
            "Política {0}, em vigor em {1}."
        ),
        ["email"] = ("correo electrónico", "e-mail", "e-mail"),
        ["lms-message"] = ("mensaje en el aula virtual", "message in the learning platform", "mensagem na plataforma"),
        ["sms"] = ("SMS", "text message", "SMS"),
        ["whatsapp"] = ("WhatsApp", "WhatsApp", "WhatsApp"),
        ["call-channel"] = ("llamada", "call", "ligação"),
        ["letter"] = ("carta", "letter", "carta"),
        ["payer-webhook"] = ("la aplicación de la escuela", "the school's own app", "o aplicativo da escola"),
    };

    /// <summary>Gets the language codes that the manual is written in.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["es", "en", "pt"];

    /// <summary>Gets the names of the texts, for tests.</summary>
    public static IEnumerable<string> Names => Texts.Keys;

    /// <summary>A text with its numbers filled in.</summary>
    public string this[string name, params object[] values]
    {
        get
        {
            var (es, en, pt) = Texts[name];
            var text = language switch
            {
                "es" => es,
                "pt" => pt,
                _ => en,
            };
            return string.Format(CultureInfo.InvariantCulture, text, values);
        }
    }

    /// <summary>A channel's name for families; one that an integrator added keeps its own.</summary>
    public string Channel(string name) =>
        name == "call" ? this["call-channel"]
        : Texts.ContainsKey(name) ? this[name]
        : name;

    /// <summary>Days of the week, in their order.</summary>
    public string Days(IReadOnlySet<DayOfWeek> days)
    {
        var culture = CultureInfo.GetCultureInfo(language);
        DayOfWeek[] week = [.. Enumerable.Range(1, 7).Select(x => (DayOfWeek)(x % 7))];
        return string.Join(", ", week.Where(days.Contains).Select(culture.DateTimeFormat.GetDayName));
    }
}
