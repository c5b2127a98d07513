using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Mapping.Loading;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Flow.Figures;

/// <summary>The weights of the risk score, as mappings/scores/risk.json holds them.</summary>
/// <param name="About">Where they come from; empty when the file does not say it.</param>
/// <param name="Intercept">The logit of who has zero in everything.</param>
/// <param name="Weights">What one more of each feature adds to the logit, in the order of <see cref="RiskFeatures.Names"/>.</param>
internal sealed record RiskWeights(string About, double Intercept, IReadOnlyList<double> Weights)
{
    private const string Schema = "risk.schema.json";

    /// <summary>Those to begin with.</summary>
    public static RiskWeights Usual()
    {
        using var stream =
            typeof(RiskWeights).Assembly.GetManifestResourceStream("scores.risk.json")
            ?? throw new InvalidOperationException("The weights scores.risk.json are not embedded in the assembly.");
        using var reader = new StreamReader(stream);
        return Of(JObject.Parse(reader.ReadToEnd()));
    }

    /// <summary>Reads a file of a school's own.</summary>
    /// <param name="path">A full path.</param>
    /// <returns>Null with every fault when it cannot be used.</returns>
    public static (RiskWeights? Value, IReadOnlyList<ConfigurationFault> Faults) Read(string path)
    {
        var faults = new FaultList();
        var file = ConfigFile.Read(Path.GetDirectoryName(path)!, Path.GetFileName(path), Schema, faults);
        return faults.Count > 0 ? (null, faults.Sorted()) : (Of(file!.Json), []);
    }

    /// <summary>The chance that the oldest debt is still unpaid in 30 days, above 0 and below 1.</summary>
    public double Chance(IReadOnlyList<double> features) =>
        1 / (1 + Math.Exp(-Intercept - features.Zip(Weights, (value, weight) => value * weight).Sum()));

    /// <summary>How wrong the chances were: the mean logarithmic loss over examples; 0 is never wrong, 0.693 is tossing a coin.</summary>
    public double LogLoss(IReadOnlyCollection<RiskExample> examples) =>
        examples.Average(x =>
            -Math.Log(Math.Clamp(x.StillUnpaid ? Chance(x.Features) : 1 - Chance(x.Features), 1e-12, 1))
        );

    /// <summary>The file's text.</summary>
    public string ToJson() =>
        new JObject
        {
            ["about"] = About,
            ["intercept"] = Rounded(Intercept),
            ["weights"] = new JObject(RiskFeatures.Names.Select((x, i) => new JProperty(x, Rounded(Weights[i])))),
        }.ToString(Formatting.Indented) + "\n";

    private static RiskWeights Of(JObject json) =>
        new(
            (string?)json["about"] ?? "",
            (double)json["intercept"]!,
            [.. RiskFeatures.Names.Select(x => (double)json["weights"]![x]!)]
        );

    private static double Rounded(double value) => Math.Round(value, 6);
}

/// <summary>A payer on a day of the past, and what came of it.</summary>
/// <param name="Payer">The payer's key.</param>
/// <param name="Day">The day.</param>
/// <param name="Features">What was known then, in the order of <see cref="RiskFeatures.Names"/>.</param>
/// <param name="StillUnpaid">Whether the oldest debt was still unpaid 30 days later.</param>
internal sealed record RiskExample(string Payer, DateOnly Day, IReadOnlyList<double> Features, bool StillUnpaid);
