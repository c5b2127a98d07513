using Collections.Connector.Flow.Figures;
using Collections.Connector.Host.Configuration;

namespace Collections.Connector.Host.Commands;

/// <summary>The days that a report is of.</summary>
internal static class ReportWindow
{
    /// <summary>Refuses a window whose last day is before its first, by what was typed or by the default of the other, and one of more than ten years.</summary>
    /// <exception cref="ConfigurationException">It is one of those.</exception>
    public static void Refuse(DateOnly from, DateOnly to)
    {
        if (to < from)
        {
            FigureOptions.Refuse([
                new("--from", 0, $"{from:yyyy-MM-dd} is after the last day, {to:yyyy-MM-dd}.", "Name an earlier day."),
            ]);
        }

        if (to.DayNumber - from.DayNumber >= SimulationWish.MostDays)
        {
            FigureOptions.Refuse([
                new(
                    "--from",
                    0,
                    $"From {from:yyyy-MM-dd} to {to:yyyy-MM-dd} are more than {SimulationWish.MostDays} days.",
                    "Name a later day."
                ),
            ]);
        }
    }
}
