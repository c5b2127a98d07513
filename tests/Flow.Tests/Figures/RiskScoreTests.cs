using Collections.Connector.Flow.Figures;
using Collections.Connector.Flow.Mapping.Loading;
using Newtonsoft.Json.Linq;

namespace Collections.Flow.Tests.Figures;

public sealed class RiskScoreTests
{
    private static readonly DateOnly Today = History.Due.AddDays(30);
    private static readonly RiskWeights Known = new("", -5.0, [2.0, 0.02, 0.3, 0.02, 0.5, 0.6]);

    [Fact]
    public void The_weights_that_come_with_the_connector_keep_their_schema_and_so_do_learned_ones()
    {
        Assert.Empty(SchemaLibrary.Of("risk.schema.json").Validate(JObject.Parse(RiskWeights.Usual().ToJson())));
        Assert.Empty(SchemaLibrary.Of("risk.schema.json").Validate(JObject.Parse(Known.ToJson())));
        Assert.Contains("judgement", RiskWeights.Usual().About, StringComparison.Ordinal);
    }

    [Fact]
    public void The_features_are_what_was_known_on_the_day()
    {
        PaidThen[] past =
        [
            History.Paid("a", -200, -190),
            History.Paid("b", -100, -99),
            History.Paid("c", 0, null),
            History.Paid("d", 20, 40),
        ];
        var broken = new[] { Today.AddDays(-731), Today.AddDays(-730), Today, Today.AddDays(1) };

        Assert.Equal([0.5, 5.5, 2, 30, 0, 2], RiskFeatures.Of(past, broken, Today)!);
    }

    [Fact]
    public void Who_owes_nothing_has_no_score() =>
        Assert.Null(RiskFeatures.Of([History.Paid("a", 0, 5)], [], History.Due.AddDays(5)));

    [Fact]
    public void The_parts_add_up_to_the_chance_and_say_what_they_do_in_three_languages()
    {
        var payer = new PayerFigures("p1", [History.Paid("a", -50, -20), History.Paid("b", 0, null)], Nothing());

        var score = PayerScore.Of(payer, [], RiskWeights.Usual(), 14, "es", Today);

        var logit = score.Intercept + score.Parts.Sum(x => x.Contribution);
        Assert.Equal(1 / (1 + Math.Exp(-logit)), score.Chance!.Value, 3);
        Assert.Equal(RiskFeatures.Names, score.Parts.Select(x => x.Name));
        Assert.Equal(
            "De lo que pagó en dos años, el 100 % llegó tarde. Sube el riesgo (+1.2).",
            score.Parts[0].Sentence
        );
        Assert.EndsWith(
            "It does not change the risk.",
            ScoreSentences.Part("newPayer", 0, 0, "en"),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "Dívidas em aberto: 1.",
            ScoreSentences.Part("openDebts", 1, .15, "pt"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Learning_finds_the_weights_by_which_a_history_was_made()
    {
        var examples = Generated(8_000);

        var (learned, refusal) = RiskLearning.Of(examples, RiskWeights.Usual(), Today);

        Assert.Null(refusal);
        Assert.Equal(Known.Intercept, learned!.Weights.Intercept, 0.5);
        Assert.All(
            Known.Weights.Zip(learned.Weights.Weights),
            x => Assert.InRange(x.Second, x.First * 0.6, x.First * 1.4)
        );
        Assert.True(learned.NewLogLoss < learned.OldLogLoss);
        Assert.Equal(4_000, learned.HeldOut);
    }

    [Fact]
    public void Learning_twice_gives_the_same_weights()
    {
        var (first, second) = (
            RiskLearning.Of(Generated(400), Known, Today),
            RiskLearning.Of(Generated(400), Known, Today)
        );

        Assert.Equal(first.Learned!.Weights.ToJson(), second.Learned!.Weights.ToJson());
    }

    [Theory]
    [InlineData(199, true)]
    [InlineData(200, false)]
    public void Fewer_than_two_hundred_examples_teach_nothing(int examples, bool refused) =>
        Assert.Equal(refused, RiskLearning.Of(Generated(examples), Known, Today).Refusal is not null);

    [Fact]
    public void A_history_with_one_ending_only_teaches_nothing() =>
        Assert.NotNull(
            RiskLearning.Of([.. Generated(400).Select(x => x with { StillUnpaid = true })], Known, Today).Refusal
        );

    [Theory]
    [InlineData(30, true)]
    [InlineData(29, false)]
    public void An_example_is_unpaid_when_nothing_came_up_to_the_thirtieth_day(int settledAfter, bool unpaid)
    {
        var firstOfMonth = new DateOnly(2026, 4, 1);
        var debt = History.Paid("a", 0, null) with { SettledOn = firstOfMonth.AddDays(settledAfter + 1) };

        var examples = RiskLearning.ExamplesOf([new PayerFigures("p1", [debt], Nothing())], new DateOnly(2026, 5, 20));

        Assert.Equal(unpaid, examples.Single(x => x.Day == firstOfMonth).StillUnpaid);
        Assert.DoesNotContain(examples, x => x.Day == new DateOnly(2026, 5, 1));
    }

    private static Dictionary<string, Connector.Ports.Money> Nothing() => [];

    private static List<RiskExample> Generated(int count)
    {
        var random = new Random(20261122);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    double[] features =
                    [
                        random.NextDouble(),
                        random.Next(0, 61),
                        random.Next(1, 8),
                        random.Next(0, 120),
                        random.Next(2),
                        random.Next(0, 4),
                    ];
                    return new RiskExample(
                        $"p{i:00000}",
                        Today,
                        features,
                        random.NextDouble() < Known.Chance(features)
                    );
                }),
        ];
    }
}
