using System.CommandLine;
using System.CommandLine.Parsing;

namespace Collections.Connector.Host.Commands;

/// <summary>Rules that options keep before a verb runs.</summary>
internal static class OptionRules
{
    /// <summary>A number may not be smaller.</summary>
    public static void AtLeast(this Option<int> option, int least) =>
        option.Validators.Add(result => Check(result, result.GetValueOrDefault<int>(), option.Name, least));

    /// <summary>A number, if it is given, may not be smaller.</summary>
    public static void AtLeast(this Option<int?> option, int least) =>
        option.Validators.Add(result => Check(result, result.GetValueOrDefault<int?>(), option.Name, least));

    /// <summary>A text may not be empty.</summary>
    public static void NotEmpty(this Option<string> option) =>
        option.Validators.Add(result =>
        {
            if (string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
            {
                result.AddError($"{option.Name} must not be empty.");
            }
        });

    private static void Check(OptionResult result, int? value, string name, int least)
    {
        if (value < least)
        {
            result.AddError($"{name} must be at least {least}.");
        }
    }
}
