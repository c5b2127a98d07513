using System.CommandLine;
using System.Globalization;
using Collections.Connector.Flow.Figures;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Figures;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Shows the risk that a payer's oldest debt stays unpaid, with every part of it.</summary>
internal sealed class ScoreVerb : ICommandVerb
{
    private readonly Argument<string> payer = new("payer") { Description = "The payer's key." };
    private readonly Option<string?> only = FigureOptions.School();
    private readonly Option<string> language = FigureOptions.Language();
    private readonly Option<string?> weights = ScoreWeights.Option();
    private readonly Option<int> within = FigureOptions.Days(
        "--within",
        "A settlement is credited to a message at most so many days before it.",
        14
    );

    /// <inheritdoc/>
    public string Name => "score";

    /// <inheritdoc/>
    public string Description =>
        "Show a payer's risk of still owing in 30 days, why, and how the payer is reached best. Nothing decides by it.";

    /// <inheritdoc/>
    public string Example => "score p00042 --language es";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [payer, only, language, weights, within];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var school = await FigureSchool.OpenAsync(context, context.Get(only), ct);
        var used = ScoreWeights.Read(context, weights);
        await using var ledger = school.Ledger.CreateDbContext();
        var score =
            await PayerScore.OfAsync(
                ledger,
                school.Mapping.School,
                context.Get(payer)!,
                used,
                context.Get(within),
                context.Get(language) ?? school.Mapping.School.Language,
                school.Today,
                ct
            )
            ?? throw new ConfigurationException([
                new(
                    "payer",
                    0,
                    "The school has no payer with this key.",
                    "Copy a key from `report segments` or `explain`."
                ),
            ]);
        context.Output.Write(score, page => Show(page, score));
        return ExitCode.Done;
    }

    private static void Show(IPage page, PayerScore score)
    {
        page.Heading($"{score.Payer}, {score.Today:yyyy-MM-dd}: {score.Sentence}");
        if (score.Parts.Count > 0)
        {
            page.Table(
                ["Part", "Value", "Weight", "Adds", ""],
                [
                    ["intercept", "", "", Number(score.Intercept), ""],
                    .. score.Parts.Select(x =>
                        (IReadOnlyList<Cell>)
                            [x.Name, Number(x.Value), Number(x.Weight), Number(x.Contribution), x.Sentence]
                    ),
                ]
            );
        }

        foreach (var line in score.Advice.Append(score.About).Where(x => x.Length > 0))
        {
            page.Line(line);
        }
    }

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}

/// <summary>Fits the score's weights to the school's own history.</summary>
internal sealed class ScoreLearnVerb : ICommandVerb
{
    private readonly Option<string?> only = FigureOptions.School();
    private readonly Option<string?> weights = ScoreWeights.Option();
    private readonly Option<string?> output = FigureOptions.File(
        "--out",
        "Write the weights into this file.",
        "FILE.json"
    );

    /// <inheritdoc/>
    public string Name => "score learn";

    /// <inheritdoc/>
    public string Description =>
        "Fit the score's weights to the school's own history, and show the error before and after.";

    /// <inheritdoc/>
    public string Example => "score learn --out risk.json";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [only, weights, output];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var school = await FigureSchool.OpenAsync(context, context.Get(only), ct);
        var file = context.FullPath(output);
        FigureOptions.Refuse(FigureFiles.JsonFaults("--out", file));
        var before = ScoreWeights.Read(context, weights);
        await using var ledger = school.Ledger.CreateDbContext();
        var from = school.Today.AddYears(-RiskLearning.YearsBack);
        var payers = await PayerFigures.ReadAsync(ledger, school.Mapping.School, from, null, ct);
        var (learned, refusal) = RiskLearning.Of(RiskLearning.ExamplesOf(payers, school.Today), before, school.Today);
        if (learned is null)
        {
            throw new ConfigurationException([new("score learn", 0, refusal!.Message, refusal.Hint)]);
        }

        if (file is not null)
        {
            await FigureFiles.WriteAsync(file, learned.Weights.ToJson());
        }

        context.Output.Write(
            new
            {
                School = school.Mapping.School.Key,
                learned.Examples,
                learned.HeldOut,
                learned.OldLogLoss,
                learned.NewLogLoss,
                learned.Weights,
                Features = RiskFeatures.Names,
                File = file,
            },
            page => Show(page, before, learned, file)
        );
        return ExitCode.Done;
    }

    private static void Show(IPage page, RiskWeights before, RiskLearning learned, string? file)
    {
        page.Heading(learned.Weights.About);
        page.Table(
            ["Weight", "Before", "Learned"],
            [
                ["intercept", Number(before.Intercept), Number(learned.Weights.Intercept)],
                .. RiskFeatures.Names.Select(
                    (x, i) => (IReadOnlyList<Cell>)[x, Number(before.Weights[i]), Number(learned.Weights.Weights[i])]
                ),
                ["error (log loss)", Number(learned.OldLogLoss), Number(learned.NewLogLoss)],
            ]
        );
        page.Line(file is null ? "Nothing is written: add --out FILE.json to keep them." : $"Written: {file}");
    }

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}

/// <summary>Which weights a score is made with.</summary>
internal static class ScoreWeights
{
    /// <summary>The option that names a school's own.</summary>
    public static Option<string?> Option() =>
        new("--weights")
        {
            Description =
                "Weights of your own, as `score learn --out` writes them. Default: those that come with the connector.",
            HelpName = "FILE.json",
        };

    /// <summary>Reads them.</summary>
    /// <exception cref="ConfigurationException">The file is wrong: every fault is in it.</exception>
    public static RiskWeights Read(VerbContext context, Option<string?> option)
    {
        if (context.FullPath(option) is not { } path)
        {
            return RiskWeights.Usual();
        }

        var (value, faults) = RiskWeights.Read(path);
        FigureOptions.Refuse(faults);
        return value!;
    }
}
