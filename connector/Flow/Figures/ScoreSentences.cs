using System.Globalization;

namespace Collections.Connector.Flow.Figures;

/// <summary>A score in sentences, in es, en and pt; any other language reads English.</summary>
internal static class ScoreSentences
{
    private static readonly Dictionary<string, (string Es, string En, string Pt)> Texts = new(StringComparer.Ordinal)
    {
        ["chance"] = (
            "Probabilidad de que su deuda más antigua siga sin pagar dentro de 30 días: {0} %.",
            "Chance that the oldest debt is still unpaid in 30 days: {0} %.",
            "Probabilidade de a dívida mais antiga continuar por pagar daqui a 30 dias: {0} %."
        ),
        ["nothing"] = ("No debe nada.", "Nothing is open.", "Não deve nada."),
        ["lateShare"] = (
            "De lo que pagó en dos años, el {0} % llegó tarde.",
            "Of what was settled in two years, {0} % came late.",
            "Do que pagou em dois anos, {0} % chegou com atraso."
        ),
        ["meanDaysLate"] = (
            "Días de retraso de media en dos años: {0}.",
            "Mean days late in two years: {0}.",
            "Média de dias de atraso em dois anos: {0}."
        ),
        ["openDebts"] = ("Deudas abiertas: {0}.", "Open debts: {0}.", "Dívidas em aberto: {0}."),
        ["daysPastDue"] = (
            "Días desde el vencimiento de la más antigua: {0}.",
            "Days past due of the oldest: {0}.",
            "Dias desde o vencimento da mais antiga: {0}."
        ),
        ["newPayer.1"] = (
            "Todavía no ha pagado nada: no hay historial.",
            "Nothing was settled yet: there is no past to go by.",
            "Ainda não pagou nada: não há histórico."
        ),
        ["newPayer.0"] = ("Ya ha pagado antes.", "Something was settled before.", "Já pagou antes."),
        ["brokenPromises"] = (
            "Promesas incumplidas en dos años: {0}.",
            "Promises broken in two years: {0}.",
            "Promessas não cumpridas em dois anos: {0}."
        ),
        ["raises"] = ("Sube el riesgo ({0}).", "It raises the risk ({0}).", "Aumenta o risco ({0})."),
        ["lowers"] = ("Baja el riesgo ({0}).", "It lowers the risk ({0}).", "Diminui o risco ({0})."),
        ["neither"] = ("No cambia el riesgo.", "It does not change the risk.", "Não altera o risco."),
        ["channel"] = (
            "Mejor canal: {0}. Recuperado {1} de {2} de este pagador, y {3} de {4} de los que pagan como él ({5}).",
            "Best channel: {0}. Recovered {1} of {2} of this payer, and {3} of {4} of those who pay alike ({5}).",
            "Melhor canal: {0}. Recuperado {1} de {2} deste pagador, e {3} de {4} dos que pagam como ele ({5})."
        ),
        ["hour"] = (
            "Mejor hora: {0}:00. Recuperado {1} de {2} de este pagador, y {3} de {4} de los que pagan como él ({5}).",
            "Best hour: {0}:00. Recovered {1} of {2} of this payer, and {3} of {4} of those who pay alike ({5}).",
            "Melhor hora: {0}:00. Recuperado {1} de {2} deste pagador, e {3} de {4} dos que pagam como ele ({5})."
        ),
    };

    /// <summary>The score; null when nothing is open.</summary>
    public static string Chance(double? chance, string language) =>
        chance is { } known ? Say("chance", language, Number(known * 100, 1)) : Say("nothing", language);

    /// <summary>What a feature is, and what it does to the risk.</summary>
    public static string Part(string feature, double value, double contribution, string language)
    {
        var shown = feature == "lateShare" ? value * 100 : value;
        var name = feature == "newPayer" ? $"newPayer.{Number(value, 0)}" : feature;
        var effect =
            Math.Abs(contribution) < 0.00005 ? "neither"
            : contribution > 0 ? "raises"
            : "lowers";
        var by = contribution.ToString("+0.##;-0.##;0", CultureInfo.InvariantCulture);
        return $"{Say(name, language, Number(shown, 1))} {Say(effect, language, by)}";
    }

    /// <summary>The best channel or hour with the counts behind it.</summary>
    public static string Advice(string kind, ContactChoice best, string segment, string language) =>
        Say(
            kind,
            language,
            best.Key,
            Number(best.OwnRecovered, 0),
            Number(best.OwnAsked, 0),
            Number(best.SegmentRecovered, 0),
            Number(best.SegmentAsked, 0),
            segment
        );

    private static string Say(string name, string language, params string[] arguments)
    {
        var (es, en, pt) = Texts[name];
        var text = language switch
        {
            "es" => es,
            "pt" => pt,
            _ => en,
        };
        return string.Format(CultureInfo.InvariantCulture, text, arguments);
    }

    private static string Number(double value, int decimals) =>
        Math.Round(value, decimals).ToString(CultureInfo.InvariantCulture);
}
