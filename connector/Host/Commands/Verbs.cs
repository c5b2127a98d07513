namespace Collections.Connector.Host.Commands;

/// <summary>Every verb, in the order of the help.</summary>
internal static class Verbs
{
    /// <summary>Gets the verbs.</summary>
    public static IReadOnlyList<ICommandVerb> All { get; } =
    [new CheckVerb(), new MapSchemaVerb(), new ManifestValidateVerb()];

    /// <summary>Gets what the first words of two-word verbs stand for.</summary>
    public static IReadOnlyDictionary<string, string> Groups { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["manifest"] = "The list of what may be loaded.",
            ["map"] = "The mapping of a school: try it before it touches anything.",
            ["parked"] = "What needs a person.",
            ["report"] = "Figures for people.",
        };
}
