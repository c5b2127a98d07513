namespace Collections.Connector.Host.Serving.SelfPages;

/// <summary>What the self-service pages say.</summary>
internal enum Phrase
{
    Title,
    Hello,
    Languages,
    StateSuspended,
    StateNoticed,
    StateReturning,
    StateClear,
    Kept,
    Why,
    WhyText,
    WrittenOn,
    Recorded,
    Reference,
    Owed,
    OwedCaption,
    ColumnDocument,
    ColumnDue,
    ColumnOpen,
    Total,
    Pending,
    Options,
    Pay,
    PayText,
    PayButton,
    PayButtonOf,
    PayAsk,
    Promise,
    PromiseText,
    PromiseRestores,
    PromiseWaits,
    PromiseField,
    PromiseButton,
    PromiseHolds,
    PromiseUsed,
    Grace,
    GraceText,
    GraceButton,
    GraceHolds,
    GraceUsed,
    Object,
    ObjectText,
    ObjectField,
    ObjectHint,
    ObjectButton,
    ObjectHolds,
    Person,
    PersonDecides,
    PersonWaits,
    PersonReviews,
    PersonObjection,
    Ask,
    SaidPromised,
    SaidGrace,
    SaidObjected,
    SaidChanged,
    SaidNotAllowed,
    SaidWrongDay,
    SaidNoText,
    SaidTextTooLong,
    ToField,
    ClosedTitle,
    ClosedText,
    TooMany,
}

/// <summary>The phrases in Spanish, English and Portuguese.</summary>
internal static class Phrases
{
    private static readonly Dictionary<Phrase, (string Es, string En, string Pt)> Texts = new()
    {
        [Phrase.Title] = ("Su acceso a «{course}»", "Your access to “{course}”", "O seu acesso a “{course}”"),
        [Phrase.Hello] = ("Hola, {name}:", "Hello {name},", "Olá, {name},"),
        [Phrase.Languages] = ("Idioma", "Language", "Idioma"),
        [Phrase.StateSuspended] = (
            "El acceso a este curso está suspendido desde el {date}.",
            "Access to this course has been suspended since {date}.",
            "O acesso a este curso está suspenso desde {date}."
        ),
        [Phrase.StateNoticed] = (
            "Hoy tiene acceso. Mientras siga sin pagarse lo que figura abajo, el acceso a este curso puede suspenderse.",
            "You have access now. As long as what is listed below stays unpaid, access to this course may be suspended.",
            "Hoje tem acesso. Enquanto o que consta abaixo não for pago, o acesso a este curso pode ser suspenso."
        ),
        [Phrase.StateReturning] = (
            "El acceso a este curso se está devolviendo. Suele tardar pocos minutos.",
            "Access to this course is being given back. That usually takes a few minutes.",
            "O acesso a este curso está sendo devolvido. Isso costuma levar poucos minutos."
        ),
        [Phrase.StateClear] = (
            "No hay nada pendiente que afecte a su acceso a este curso.",
            "Nothing stands against your access to this course.",
            "Não há nada pendente que afete o seu acesso a este curso."
        ),
        [Phrase.Kept] = (
            "Solo se trata de este curso. Lo que ya hizo no se pierde, y el acceso vuelve en cuanto se ve el pago.",
            "It is about this course only. Nothing that you did is lost, and access returns as soon as the payment is seen.",
            "Trata-se apenas deste curso. Nada do que fez se perde, e o acesso volta assim que o pagamento é visto."
        ),
        [Phrase.Why] = ("Por qué", "Why", "Por quê"),
        [Phrase.WhyText] = (
            "Lo que figura en la lista venció y, según los registros de la escuela, sigue sin pagarse.",
            "What is listed here fell due and, by the school's records, has not been paid.",
            "O que consta da lista venceu e, segundo os registros da escola, continua sem pagamento."
        ),
        [Phrase.WrittenOn] = (
            "Se avisó por mensaje en estas fechas:",
            "Messages about it were sent on these days:",
            "Foram enviadas mensagens nestas datas:"
        ),
        [Phrase.Recorded] = (
            "Decisión registrada el {date}: {sentence}",
            "Decision recorded on {date}: {sentence}",
            "Decisão registrada em {date}: {sentence}"
        ),
        [Phrase.Reference] = (
            "Referencia, por si pregunta por ella: {reference}",
            "Its reference, should you ask about it: {reference}",
            "Referência, caso pergunte por ela: {reference}"
        ),
        [Phrase.Owed] = ("Lo que falta por pagar", "What is owed", "O que falta pagar"),
        [Phrase.OwedCaption] = (
            "Documentos sin pagar, con lo que queda abierto en este momento",
            "Unpaid documents, with what is open at this moment",
            "Documentos não pagos, com o que está em aberto neste momento"
        ),
        [Phrase.ColumnDocument] = ("Documento", "Document", "Documento"),
        [Phrase.ColumnDue] = ("Vence", "Due", "Vence"),
        [Phrase.ColumnOpen] = ("Pendiente", "Still open", "Em aberto"),
        [Phrase.Total] = ("Total", "Total", "Total"),
        [Phrase.Pending] = (
            "Hay un pago iniciado que aún no se ha confirmado; con algunos bancos tarda días. Por favor, no pague otra vez.",
            "A payment has begun and is not confirmed yet; with some banks that takes days. Please do not pay again.",
            "Há um pagamento iniciado que ainda não foi confirmado; em alguns bancos isso leva dias. Por favor, não pague novamente."
        ),
        [Phrase.Options] = ("Lo que puede hacer", "What you can do", "O que pode fazer"),
        [Phrase.Pay] = ("Pagar", "Pay", "Pagar"),
        [Phrase.PayText] = (
            "La página de pago reúne todo lo que debe quien paga sus estudios.",
            "The payment page shows all that the payer of your studies owes.",
            "A página de pagamento reúne tudo o que deve quem paga os seus estudos."
        ),
        [Phrase.PayButton] = ("Ir a la página de pago", "Go to the payment page", "Ir para a página de pagamento"),
        [Phrase.PayButtonOf] = (
            "Ir a la página de pago {number} de {count}",
            "Go to payment page {number} of {count}",
            "Ir para a página de pagamento {number} de {count}"
        ),
        [Phrase.PayAsk] = (
            "Pregunte a la escuela cómo pagar.",
            "Ask the school how to pay.",
            "Pergunte à escola como pagar."
        ),
        [Phrase.Promise] = ("Prometer un día de pago", "Promise a day of payment", "Prometer um dia de pagamento"),
        [Phrase.PromiseText] = (
            "Diga hasta qué día se pagará: a más tardar, el {date}.",
            "Say by which day it will be paid: {date} at the latest.",
            "Diga até que dia será pago: no máximo, {date}."
        ),
        [Phrase.PromiseRestores] = (
            "Con la promesa vuelve el acceso, hasta ese día inclusive.",
            "With the promise access comes back, up to and including that day.",
            "Com a promessa o acesso volta, até esse dia, inclusive."
        ),
        [Phrase.PromiseWaits] = (
            "Hasta ese día no se da ningún paso más; el acceso vuelve con el pago.",
            "Until that day no further step is taken; access returns with the payment.",
            "Até esse dia não se dá mais nenhum passo; o acesso volta com o pagamento."
        ),
        [Phrase.PromiseField] = ("Se pagará, a más tardar, el día", "It will be paid by", "Será pago até o dia"),
        [Phrase.PromiseButton] = ("Prometer ese día", "Promise that day", "Prometer esse dia"),
        [Phrase.PromiseHolds] = (
            "Hay una promesa de pago hasta el {date}, inclusive.",
            "There is a promise to pay by {date}; that day is included.",
            "Há uma promessa de pagamento até {date}, inclusive."
        ),
        [Phrase.PromiseUsed] = (
            "Ya se hicieron todas las promesas que la escuela admite en un año.",
            "All promises that the school allows in a year have been made.",
            "Já foram feitas todas as promessas que a escola admite em um ano."
        ),
        [Phrase.Grace] = ("Usar un pase de gracia", "Use a grace pass", "Usar um passe de tolerância"),
        [Phrase.GraceText] = (
            "Devuelve el acceso durante {hours} horas, por ejemplo para una entrega. Lo que se debe sigue debiéndose; después, el acceso puede suspenderse otra vez.",
            "It gives access back for {hours} hours, for example to hand something in. What is owed stays owed; afterwards access may be suspended again.",
            "Devolve o acesso durante {hours} horas, por exemplo para uma entrega. O que se deve continua devido; depois, o acesso pode ser suspenso de novo."
        ),
        [Phrase.GraceButton] = ("Usar el pase ahora", "Use the pass now", "Usar o passe agora"),
        [Phrase.GraceHolds] = (
            "Su pase de gracia vale hasta el {date} a las {time} ({zone}).",
            "Your grace pass holds until {date} at {time} ({zone}).",
            "O seu passe de tolerância vale até {date} às {time} ({zone})."
        ),
        [Phrase.GraceUsed] = (
            "Ya usó todos los pases de gracia que la escuela da en un año.",
            "You have used all grace passes that the school gives in a year.",
            "Já usou todos os passes de tolerância que a escola dá em um ano."
        ),
        [Phrase.Object] = ("No estoy de acuerdo", "I do not agree", "Não concordo"),
        [Phrase.ObjectText] = (
            "Escriba qué no es correcto o qué debería saber la escuela. Lo lee una persona; hasta que responda no se da ningún paso más por esta deuda. La objeción, por sí sola, no devuelve el acceso.",
            "Write what is not right, or what the school should know. A person reads it, and until that person answers no further step is taken about this debt. An objection alone does not give access back.",
            "Escreva o que não está correto ou o que a escola deveria saber. Uma pessoa lê; até que responda não se dá mais nenhum passo por esta dívida. A contestação, por si só, não devolve o acesso."
        ),
        [Phrase.ObjectField] = ("Su objeción", "Your objection", "A sua contestação"),
        [Phrase.ObjectHint] = (
            "Como máximo, 1000 caracteres.",
            "At most 1000 characters.",
            "No máximo, 1000 caracteres."
        ),
        [Phrase.ObjectButton] = ("Enviar la objeción", "Send the objection", "Enviar a contestação"),
        [Phrase.ObjectHolds] = (
            "Recibimos su objeción el {date}. Una persona la lee y le responde; hasta entonces no se da ningún paso más por esta deuda.",
            "We received your objection on {date}. A person reads it and answers you; until then no further step is taken about this debt.",
            "Recebemos a sua contestação em {date}. Uma pessoa lê e responde; até lá não se dá mais nenhum passo por esta dívida."
        ),
        [Phrase.Person] = ("Quién decide", "Who decides", "Quem decide"),
        [Phrase.PersonDecides] = (
            "En esta escuela, una persona decide cada suspensión, después de mirar el caso.",
            "At this school a person decides each suspension, after looking at the case.",
            "Nesta escola, uma pessoa decide cada suspensão, depois de olhar o caso."
        ),
        [Phrase.PersonWaits] = (
            "La suspensión de este curso espera esa decisión.",
            "The suspension of this course waits for that decision.",
            "A suspensão deste curso espera essa decisão."
        ),
        [Phrase.PersonReviews] = (
            "La suspensión sigue las reglas de la escuela de forma automática. Tiene derecho a que una persona la revise, a dar su punto de vista y a impugnarla: use «No estoy de acuerdo», en esta página, o responda a nuestro mensaje.",
            "The suspension follows the school's rules automatically. You have the right to have a person review it, to give your point of view and to contest it: use “I do not agree” on this page, or reply to our message.",
            "A suspensão segue as regras da escola de forma automática. Tem direito a que uma pessoa a revise, a dar o seu ponto de vista e a contestá-la: use “Não concordo”, nesta página, ou responda à nossa mensagem."
        ),
        [Phrase.PersonObjection] = (
            "También puede objetar esa decisión: use «No estoy de acuerdo», en esta página, o responda a nuestro mensaje.",
            "You may object to that decision too: use “I do not agree” on this page, or reply to our message.",
            "Também pode contestar essa decisão: use “Não concordo”, nesta página, ou responda à nossa mensagem."
        ),
        [Phrase.Ask] = (
            "¿Tiene dudas? Pregunte a la administración de {school}. Este enlace es personal: no lo comparta.",
            "Any doubts? Ask the administration of {school}. This link is personal: do not share it.",
            "Tem dúvidas? Pergunte à administração de {school}. Este link é pessoal: não o compartilhe."
        ),
        [Phrase.SaidPromised] = (
            "Su promesa quedó registrada.",
            "Your promise is recorded.",
            "A sua promessa foi registrada."
        ),
        [Phrase.SaidGrace] = (
            "Su pase de gracia quedó registrado.",
            "Your grace pass is recorded.",
            "O seu passe de tolerância foi registrado."
        ),
        [Phrase.SaidObjected] = (
            "Su objeción quedó registrada.",
            "Your objection is recorded.",
            "A sua contestação foi registrada."
        ),
        [Phrase.SaidChanged] = (
            "Algo cambió desde que abrió la página, y no se registró nada. Mire de nuevo lo que sigue.",
            "Something changed since you opened the page, and nothing was recorded. Please look again at what follows.",
            "Algo mudou desde que abriu a página, e nada foi registrado. Veja novamente o que segue."
        ),
        [Phrase.SaidNotAllowed] = (
            "No se registró nada: las condiciones de la escuela no lo admiten ahora.",
            "Nothing was recorded: the school's terms do not allow it now.",
            "Nada foi registrado: as condições da escola não o admitem agora."
        ),
        [Phrase.SaidWrongDay] = (
            "No se registró nada: elija un día entre hoy y el {date}.",
            "Nothing was recorded: choose a day between today and {date}.",
            "Nada foi registrado: escolha um dia entre hoje e {date}."
        ),
        [Phrase.SaidNoText] = (
            "No se registró nada: escriba su objeción.",
            "Nothing was recorded: write your objection.",
            "Nada foi registrado: escreva a sua contestação."
        ),
        [Phrase.SaidTextTooLong] = (
            "No se registró nada: la objeción tiene más de 1000 caracteres.",
            "Nothing was recorded: the objection has more than 1000 characters.",
            "Nada foi registrado: a contestação tem mais de 1000 caracteres."
        ),
        [Phrase.ToField] = ("Ir al campo", "Go to the field", "Ir para o campo"),
        [Phrase.ClosedTitle] = ("Este enlace no abre nada", "This link opens nothing", "Este link não abre nada"),
        [Phrase.ClosedText] = (
            "Ha caducado o no está completo. Pida a su escuela un enlace nuevo; allí también pueden responder a sus preguntas.",
            "It has expired or is not complete. Ask your school for a new one; they can answer your questions, too.",
            "Expirou ou não está completo. Peça um link novo à sua escola; lá também podem responder às suas perguntas."
        ),
        [Phrase.TooMany] = (
            "Son demasiadas peticiones seguidas. Espere un minuto y vuelva a intentarlo, o pregunte a su escuela.",
            "Those are too many requests at once. Wait a minute and try again, or ask your school.",
            "São pedidos demais seguidos. Espere um minuto e tente novamente, ou pergunte à sua escola."
        ),
    };

    /// <summary>A phrase with its arguments.</summary>
    /// <param name="phrase">The phrase.</param>
    /// <param name="language">es, en or pt; any other gives English.</param>
    /// <param name="arguments">What stands in it in braces.</param>
    public static string Of(Phrase phrase, string language, params IEnumerable<(string Name, string Value)> arguments)
    {
        var (es, en, pt) = Texts[phrase];
        var text = language switch
        {
            "es" => es,
            "pt" => pt,
            _ => en,
        };
        return arguments.Aggregate(text, (x, a) => x.Replace($"{{{a.Name}}}", a.Value, StringComparison.Ordinal));
    }
}
