using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Figures;

/// <summary>One feature's part in a score.</summary>
/// <param name="Name">The feature, as in mappings/scores/risk.json.</param>
/// <param name="Value">Its value.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Contribution">Value times weight: what it adds to the logit.</param>
/// <param name="Sentence">The same for people.</param>
internal sealed record ScorePart(string Name, double Value, double Weight, double Contribution, string Sentence);

/// <summary>The risk that a payer's oldest open debt is still unpaid 30 days from now, and by what the payer is reached best.</summary>
/// <remarks>It is shown, and nothing else: no rule of the policy, no guard and no message can read it.</remarks>
/// <param name="Payer">The payer's key.</param>
/// <param name="Today">The day in the school's zone.</param>
/// <param name="Segment">How the payer has paid.</param>
/// <param name="Chance">0 to 1, four decimals; null when nothing is open.</param>
/// <param name="Sentence">The same for people.</param>
/// <param name="Intercept">The logit to begin with.</param>
/// <param name="Parts">What each feature adds; empty when nothing is open.</param>
/// <param name="About">Where the weights come from.</param>
/// <param name="Channels">Channels, the best first, with the counts behind it.</param>
/// <param name="Hours">Hours of the day in the school's zone, likewise.</param>
/// <param name="Advice">The best channel and hour with their counts, in sentences.</param>
internal sealed record PayerScore(
    string Payer,
    DateOnly Today,
    string Segment,
    double? Chance,
    string Sentence,
    double Intercept,
    IReadOnlyList<ScorePart> Parts,
    string About,
    IReadOnlyList<ContactChoice> Channels,
    IReadOnlyList<ContactChoice> Hours,
    IReadOnlyList<string> Advice
)
{
    /// <summary>Scores a payer.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="school">The school.</param>
    /// <param name="payer">The payer's key.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="withinDays">A settlement is credited to a message at most so many days before it.</param>
    /// <param name="language">Language of the sentences: es, en or pt.</param>
    /// <param name="today">The day in the school's zone.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>Null when the school has no such payer.</returns>
    public static async Task<PayerScore?> OfAsync(
        LedgerContext ledger,
        SchoolProfile school,
        string payer,
        RiskWeights weights,
        int withinDays,
        string language,
        DateOnly today,
        CancellationToken ct
    )
    {
        if (!await ledger.Payers.AnyAsync(x => x.School == school.Key && x.Key == payer, ct))
        {
            return null;
        }

        var found = await PayerFigures.ReadAsync(ledger, school, today, payer, ct);
        var figures = found.Count > 0 ? found[0] : new PayerFigures(payer, [], new Dictionary<string, Ports.Money>());
        var contacted = await ContactedDebts.ReadAsync(ledger, school, null, ct);
        return Of(figures, contacted, weights, withinDays, language, today);
    }

    /// <summary>Scores a payer. Pure.</summary>
    public static PayerScore Of(
        PayerFigures payer,
        IReadOnlyCollection<ContactedDebt> contacted,
        RiskWeights weights,
        int withinDays,
        string language,
        DateOnly today
    )
    {
        var segment = PayerPast.On(payer.Past, today).Behaviour.ToString();
        var features = RiskFeatures.Of(payer.Past, payer.BrokenOn, today);
        var chance = features is null ? (double?)null : Math.Round(weights.Chance(features), 4);
        var channels = ContactChoice.Of(contacted, payer.Key, segment, withinDays, RecoveryBy.Channel);
        var hours = ContactChoice.Of(contacted, payer.Key, segment, withinDays, RecoveryBy.Hour);
        return new PayerScore(
            payer.Key,
            today,
            segment,
            chance,
            ScoreSentences.Chance(chance, language),
            weights.Intercept,
            [
                .. (features ?? []).Select(
                    (value, i) =>
                        new ScorePart(
                            RiskFeatures.Names[i],
                            Math.Round(value, 4),
                            weights.Weights[i],
                            Math.Round(value * weights.Weights[i], 4),
                            ScoreSentences.Part(RiskFeatures.Names[i], value, value * weights.Weights[i], language)
                        )
                ),
            ],
            weights.About,
            channels,
            hours,
            [
                .. channels.Take(1).Select(x => ScoreSentences.Advice("channel", x, segment, language)),
                .. hours.Take(1).Select(x => ScoreSentences.Advice("hour", x, segment, language)),
            ]
        );
    }
}
