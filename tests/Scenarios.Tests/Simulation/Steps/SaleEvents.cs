using System.Globalization;
using Collections.Connector.Flow.Sales;
using Collections.Connector.Ports;

namespace Collections.Scenarios.Tests.Simulation.Steps;

/// <summary>Courses that are sold outside the LMS.</summary>
internal static class SaleEvents
{
    /// <summary>A person types a sale: the learner is enrolled at once, when it is paid, or not at all.</summary>
    public static async Task<string?> SellAsync(Town town, Dice dice)
    {
        var free = town
            .Lms.Courses.Keys.SelectMany(course => town.Lms.Learners.Select(x => (Course: course, Learner: x.Key)))
            .Where(x => town.Lms.Find(x.Course, x.Learner) is null)
            .Where(x => !town.Witness.Sales.Values.Any(s => s.Target == new AccessTarget(x.Course, x.Learner)))
            .ToList();
        if (free.Count == 0)
        {
            return null;
        }

        var (course, learner) = dice.Pick(free);
        var key = $"s{town.Witness.Sales.Count + 1}";
        var enrol = dice.Pick(["when-paid", "when-paid", "at-once", "no"]);
        var row = new SaleRow(
            0,
            new Dictionary<SaleColumn, string>
            {
                [SaleColumn.Key] = key,
                [SaleColumn.Learner] = learner,
                [SaleColumn.Course] = course,
                [SaleColumn.Amount] = dice.Pick(["60.00", "75.50"]),
                [SaleColumn.Currency] = "EUR",
                [SaleColumn.Basis] = "net",
                [SaleColumn.Due] = town
                    .Today.AddDays(dice.Between(0, 5))
                    .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                [SaleColumn.Enrol] = enrol,
            },
            new Dictionary<SaleColumn, string>(),
            new Dictionary<string, string>()
        );
        SaleReport report;
        try
        {
            report = await new SaleDesk(ChangeEvents.Desk(town)).AddAsync(
                row,
                new SaleForm(),
                preview: false,
                CancellationToken.None
            );
        }
        catch (RemoteUnavailableException)
        {
            return $"{key}: the LMS does not answer";
        }

        if (report.Stored && report.New == 1)
        {
            town.Witness.Sales[key] = new SoldByHand(new AccessTarget(course, learner), enrol == "when-paid");
        }

        return $"{key} {course}/{learner} {enrol}: {(report.Stored ? "stored" : report.Faults[0].Code)}";
    }
}
