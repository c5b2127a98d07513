using System.CommandLine;

namespace Collections.Connector.Host.Commands;

/// <summary>The options that every verb has.</summary>
internal sealed class GlobalOptions
{
    private const int LongestActor = 64;

    /// <summary>Initializes a new instance of the <see cref="GlobalOptions"/> class.</summary>
    public GlobalOptions()
    {
        As.Validators.Add(result =>
        {
            if (
                result.GetValueOrDefault<string>() is { } name
                && (name.Trim().Length == 0 || name.Length > LongestActor || name.Any(char.IsControl))
            )
            {
                result.AddError($"--as must be a name of at most {LongestActor} characters.");
            }
        });
    }

    /// <summary>Gets the configuration's file.</summary>
    public Option<string?> Config { get; } =
        new("--config")
        {
            Description = "The configuration's file. Default: connector.json in the working directory.",
            HelpName = "FILE",
            Recursive = true,
        };

    /// <summary>Gets whether one JSON document is wanted.</summary>
    public Option<bool> Json { get; } =
        new("--json")
        {
            Description = "Write one JSON document on standard output, and nothing else there.",
            Recursive = true,
        };

    /// <summary>Gets who acts.</summary>
    public Option<string?> As { get; } =
        new("--as", "--by")
        {
            Description = "Who acts, for the journal. Default: the system user.",
            HelpName = "NAME",
            Recursive = true,
        };

    /// <summary>Gets whether every remote call is logged.</summary>
    public Option<bool> Verbose { get; } =
        new("--verbose") { Description = "Log every remote call on standard error.", Recursive = true };

    /// <summary>Gets all of them.</summary>
    public IReadOnlyList<Option> All => [Config, Json, As, Verbose];
}
