using System.CommandLine;
using Collections.Connector.Host.Configuration;

namespace Collections.Connector.Host.Commands;

/// <summary>Options that the verbs of figures share.</summary>
internal static class FigureOptions
{
    /// <summary>The school.</summary>
    public static Option<string?> School() =>
        new("--school") { Description = "The school with this key; needed when there are several.", HelpName = "KEY" };

    /// <summary>A file to write.</summary>
    public static Option<string?> File(string name, string description, string form) =>
        new(name) { Description = $"{description} None of that name may be there.", HelpName = form };

    /// <summary>A number of days.</summary>
    public static Option<int> Days(string name, string description, int usual)
    {
        var option = new Option<int>(name)
        {
            Description = $"{description} Default: {usual}.",
            HelpName = "DAYS",
            DefaultValueFactory = _ => usual,
        };
        option.AtLeast(0);
        return option;
    }

    /// <summary>Language of sentences.</summary>
    public static Option<string> Language()
    {
        var option = new Option<string>("--language")
        {
            Description = "Language of the sentences: es, en or pt. Default: the school's.",
            HelpName = "CODE",
        };
        option.AcceptOnlyFromAmong("es", "en", "pt");
        return option;
    }

    /// <summary>A window's last day may not be before its first.</summary>
    public static void NotBefore(this Option<DateOnly?> to, Option<DateOnly?> from) =>
        to.Validators.Add(result =>
        {
            if (result.GetValue(from) is { } first && result.GetValue(to) is { } last && last < first)
            {
                result.AddError($"--to {last:yyyy-MM-dd} is before --from {first:yyyy-MM-dd}.");
            }
        });

    /// <summary>A path as it was typed, made full; null when none was.</summary>
    public static string? FullPath(this VerbContext context, Option<string?> option) =>
        context.Get(option) is { } typed ? Path.GetFullPath(typed, context.Host.WorkingDirectory) : null;

    /// <summary>Tells all faults at once.</summary>
    /// <exception cref="ConfigurationException">There is one.</exception>
    public static void Refuse(IEnumerable<Flow.Mapping.ConfigurationFault> faults)
    {
        var all = faults.ToList();
        if (all.Count > 0)
        {
            throw new ConfigurationException(all);
        }
    }
}
