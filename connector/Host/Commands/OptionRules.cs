using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

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

    /// <summary>An option that takes a day.</summary>
    public static Option<DateOnly?> Day(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "YYYY-MM-DD",
            CustomParser = result =>
            {
                var text = result.Tokens is [var token] ? token.Value : "";
                if (
                    DateOnly.TryParseExact(
                        text,
                        "yyyy-MM-dd",
                        CultureInfo.InvariantCulture,
                        DateTimeStyles.None,
                        out var day
                    )
                )
                {
                    return day;
                }

                result.AddError($"{name}: '{text}' is no day. Write it as YYYY-MM-DD, such as 2026-09-30.");
                return null;
            },
        };

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
