using System.Globalization;
using Collections.Connector.Flow.Mapping.Values;

namespace Collections.Connector.Host.Figures;

/// <summary>The words of statements and reports in Spanish, English and Portuguese; any other language reads English. Numbers in braces are filled in.</summary>
/// <param name="language">es, en or pt.</param>
internal sealed class ReportWords(string language)
{
    private static readonly Dictionary<string, (string Es, string En, string Pt)> Texts = new(StringComparer.Ordinal)
    {
        ["statement"] = ("Estado de cuenta", "Statement of account", "Extrato de conta"),
        ["of-school"] = ("Emitido por {0}.", "Issued by {0}.", "Emitido por {0}."),
        ["of-payer"] = ("Titular: {0}.", "Account of {0}.", "Titular: {0}."),
        ["payer-key"] = ("Clave de pagador: {0}.", "Payer: {0}.", "Chave do pagador: {0}."),
        ["learner-key"] = ("Alumno: {0}.", "Learner: {0}.", "Aluno: {0}."),
        ["receivable-key"] = ("Referencia: {0}.", "Reference: {0}.", "Referência: {0}."),
        ["document-key"] = ("Documento: {0}.", "Document: {0}.", "Documento: {0}."),
        ["period"] = ("Del {0} al {1}.", "From {0} to {1}.", "De {0} a {1}."),
        ["period-to"] = ("Hasta el {0}.", "Up to {0}.", "Até {0}."),
        ["nothing"] = ("No hay movimientos.", "There is nothing to show.", "Não há movimentos."),
        ["account"] = ("Cuenta en {0}", "Account in {0}", "Conta em {0}"),
        ["owed-now"] = ("Saldo pendiente: {0}.", "Owed: {0}.", "Saldo em aberto: {0}."),
        ["date"] = ("Fecha", "Date", "Data"),
        ["what"] = ("Movimiento", "Movement", "Movimento"),
        ["charge"] = ("Cargo", "Charge", "Débito"),
        ["credit"] = ("Abono", "Credit", "Crédito"),
        ["balance"] = ("Saldo", "Balance", "Saldo"),
        ["opening"] = ("Saldo anterior", "Balance brought forward", "Saldo anterior"),
        ["closing"] = ("Saldo final", "Closing balance", "Saldo final"),
        ["open"] = ("Pendiente de pago", "Open", "Em aberto"),
        ["due"] = ("Vencimiento", "Due", "Vencimento"),
        ["document"] = ("Documento", "Document", "Documento"),
        ["about"] = ("Concepto", "About", "Descrição"),
        ["amount"] = ("Importe", "Amount", "Valor"),
        ["state"] = ("Situación", "Status", "Situação"),
        ["not-due"] = ("por vencer", "not due yet", "a vencer"),
        ["late"] = ("vencido hace {0} días", "{0} days late", "vencido há {0} dias"),
        ["late-1"] = ("vencido hace 1 día", "1 day late", "vencido há 1 dia"),
        ["overpaid"] = ("pagado de más", "paid too much", "pago a mais"),
        ["later"] = (
            "Vence más adelante, aún sin factura",
            "Falls due later, not invoiced yet",
            "Vence mais tarde, ainda sem fatura"
        ),
        ["plus-tax"] = ("{0} más impuestos", "{0} plus tax", "{0} mais impostos"),
        ["favour"] = (
            "Dinero sin asignar, a favor del titular",
            "Money not assigned, in the payer's favour",
            "Dinheiro não atribuído, a favor do titular"
        ),
        ["total"] = ("Total", "Total", "Total"),
        ["basis"] = (
            "Importes con impuestos, según lo contabilizado al {0}.",
            "Amounts with tax, by what is posted on {0}.",
            "Valores com impostos, conforme o contabilizado em {0}."
        ),
        ["Invoice"] = ("Factura", "Invoice", "Fatura"),
        ["CreditNote"] = ("Nota de crédito", "Credit note", "Nota de crédito"),
        ["Payment"] = ("Pago", "Payment", "Pagamento"),
        ["GivenBack"] = ("Devolución", "Refund", "Reembolso"),
        ["Freed"] = ("Pasa a favor del titular", "Becomes the payer's credit", "Passa a favor do titular"),
        ["WrittenOff"] = ("Dado de baja", "Written off", "Baixado como perda"),
        ["Cancelled"] = (
            "Anulado, nota de crédito pendiente",
            "Cancelled, credit note to come",
            "Anulado, nota de crédito pendente"
        ),
        ["Other"] = ("Otro asiento", "Other entry", "Outro lançamento"),
        ["collected-title"] = ("Facturado y cobrado, {0}", "Billed and collected, {0}", "Faturado e recebido, {0}"),
        ["expected-title"] = ("Cobros previstos, {0}", "Expected cash, {0}", "Recebimentos previstos, {0}"),
        ["dso-title"] = (
            "Días de venta pendientes de cobro, {0}",
            "Days sales outstanding, {0}",
            "Prazo médio de recebimento, {0}"
        ),
        ["Month"] = ("Mes", "Month", "Mês"),
        ["Week"] = ("Semana", "Week", "Semana"),
        ["currency"] = ("Moneda", "Currency", "Moeda"),
        ["billed"] = ("Facturado", "Billed", "Faturado"),
        ["credited"] = ("Abonado", "Credited", "Creditado"),
        ["collected"] = ("Cobrado", "Collected", "Recebido"),
        ["after-due"] = ("Tras vencer", "After due", "Após vencer"),
        ["after-contact"] = ("Tras mensaje", "After message", "Após mensagem"),
        ["given-back"] = ("Devuelto", "Given back", "Devolvido"),
        ["written-off"] = ("De baja", "Written off", "Baixado"),
        ["cancelled"] = ("Anulado", "Cancelled", "Anulado"),
        ["collected-note"] = (
            "Cobrado: lo que saldó facturas, por la fecha del pago. Tras vencer: después del vencimiento. Tras mensaje: además, desde el primer mensaje; no prueba que se pagara por él.",
            "Collected: what settled invoices, by the day of the payment. After due: after the due day. After message: of that, since the first message; that it was paid because of it is not proved.",
            "Recebido: o que liquidou faturas, pela data do pagamento. Após vencer: depois do vencimento. Após mensagem: além disso, desde a primeira mensagem; não prova que se pagou por causa dela."
        ),
        ["collected-seen"] = (
            "En {0} se facturó {1} y se cobró {2}.",
            "In {0} {1} was billed and {2} was collected.",
            "Em {0} faturou-se {1} e recebeu-se {2}."
        ),
        ["period-head"] = ("Periodo", "Period", "Período"),
        ["open-now"] = ("Facturado y pendiente", "Owed", "Faturado e em aberto"),
        ["to-issue"] = ("Por facturar", "To be invoiced", "Por faturar"),
        ["expected"] = ("Previsto", "Expected", "Previsto"),
        ["promised"] = ("Prometido", "Promised", "Prometido"),
        ["past due"] = ("vencido", "past due", "vencido"),
        ["later-row"] = ("más adelante", "later", "mais tarde"),
        ["all"] = ("total", "all", "total"),
        ["expected-note"] = (
            "Por día de vencimiento, como si todos pagaran ese día. Lo prometido es parte de lo pendiente, por el día prometido.",
            "By due day, as if everybody paid on it. What is promised is a part of what is owed, by the promised day.",
            "Por dia de vencimento, como se todos pagassem nesse dia. O prometido é parte do que está em aberto, pelo dia prometido."
        ),
        ["receivables"] = ("Pendiente al final", "Owed at the end", "Em aberto no fim"),
        ["days"] = ("Días", "Days", "Dias"),
        ["dso"] = ("DSO", "DSO", "DSO"),
        ["count-back"] = ("DSO por agotamiento", "DSO, count-back", "DSO por exaustão"),
        ["dso-note"] = (
            "DSO = pendiente al final / facturado en el periodo x días del periodo. Por agotamiento: días hacia atrás hasta haber facturado lo que se debe.",
            "DSO = owed at the end / billed in the period x days of the period. Count-back: days back until so much was billed as is owed.",
            "DSO = em aberto no fim / faturado no período x dias do período. Por exaustão: dias para trás até ter faturado o que se deve."
        ),
    };

    /// <summary>Gets es, en or pt.</summary>
    public string Language => language;

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

    /// <summary>The words of the first of these languages that there are words of; English when there is none.</summary>
    /// <param name="codes">Codes such as <c>pt_BR</c>; null where nothing is known.</param>
    public static ReportWords Of(params string?[] codes) =>
        new(codes.OfType<string>().Select(LocalText.BaseOf).FirstOrDefault(x => x is "es" or "en" or "pt") ?? "en");
}
