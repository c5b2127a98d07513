using System.Globalization;
using Collections.Connector.Flow.Desk;

namespace Collections.Connector.Flow.Figures;

/// <summary>Weights fitted to a school's own history, and how much better they are than those before.</summary>
/// <param name="Examples">How many examples there are.</param>
/// <param name="HeldOut">How many of them the weights have not seen: those of every second payer.</param>
/// <param name="OldLogLoss">The error of the weights before on those.</param>
/// <param name="NewLogLoss">The error of the fitted ones.</param>
/// <param name="Weights">The fitted ones.</param>
internal sealed record RiskLearning(
    int Examples,
    int HeldOut,
    double OldLogLoss,
    double NewLogLoss,
    RiskWeights Weights
)
{
    /// <summary>Fewer examples teach nothing.</summary>
    public const int FewestExamples = 200;

    /// <summary>How many days ahead the score looks.</summary>
    public const int DaysAhead = 30;

    /// <summary>For how many years back examples are made.</summary>
    public const int YearsBack = 3;

    private const double Ridge = 1;

    /// <summary>The first day of each month of the last three years on which a payer owed something, up to 30 days ago. Pure.</summary>
    public static IReadOnlyList<RiskExample> ExamplesOf(IEnumerable<PayerFigures> payers, DateOnly today)
    {
        var first = new DateOnly(today.Year - YearsBack, today.Month, 1);
        var days = Enumerable
            .Range(0, YearsBack * 12 + 1)
            .Select(first.AddMonths)
            .Where(x => x.AddDays(DaysAhead) <= today)
            .ToList();
        return
        [
            .. payers
                .OrderBy(x => x.Key, StringComparer.Ordinal)
                .SelectMany(payer => days.Select(day => Example(payer, day)).OfType<RiskExample>()),
        ];
    }

    /// <summary>Fits to the examples of every second payer, and measures on those of the others. Pure.</summary>
    /// <returns>Null with the reason when there is too little to learn from.</returns>
    public static (RiskLearning? Learned, DeskRefusal? Refusal) Of(
        IReadOnlyCollection<RiskExample> examples,
        RiskWeights before,
        DateOnly today
    )
    {
        if (examples.Count < FewestExamples)
        {
            return (
                null,
                new(
                    $"There are {examples.Count} examples, and fewer than {FewestExamples} teach nothing.",
                    "Keep the weights as they are, and try again when there is more history."
                )
            );
        }

        var seen = new List<RiskExample>();
        var held = new List<RiskExample>();
        foreach (var (i, payer) in examples.GroupBy(x => x.Payer).Index())
        {
            (i % 2 == 0 ? seen : held).AddRange(payer);
        }

        if (held.Count == 0 || seen.TrueForAll(x => x.StillUnpaid) || !seen.Exists(x => x.StillUnpaid))
        {
            return (
                null,
                new(
                    "The history has one payer only, or only one kind of ending.",
                    "Keep the weights as they are: there is nothing to tell apart."
                )
            );
        }

        var (intercept, weights) = LogisticFit.Of(seen, Ridge);
        var about = string.Create(
            CultureInfo.InvariantCulture,
            $"Learned from {seen.Count} examples up to {today:yyyy-MM-dd}; measured on {held.Count} others."
        );
        var after = new RiskWeights(about, intercept, weights);
        return (new RiskLearning(examples.Count, held.Count, before.LogLoss(held), after.LogLoss(held), after), null);
    }

    private static RiskExample? Example(PayerFigures payer, DateOnly day) =>
        RiskFeatures.Of(payer.Past, payer.BrokenOn, day) is { } features
            ? new RiskExample(
                payer.Key,
                day,
                features,
                RiskFeatures.Oldest(payer.Past, day)!.OpenOn(day.AddDays(DaysAhead))
            )
            : null;
}
