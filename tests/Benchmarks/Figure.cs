using System.Globalization;
using System.Text;

namespace Collections.Benchmarks;

/// <summary>One line of the table.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Goal">The goal in words; empty when there is none.</param>
/// <param name="Measured">The figure with its unit.</param>
/// <param name="Verdict">Met, or missed by how much; empty without a goal.</param>
/// <param name="Remark">How it was measured, where that is not obvious.</param>
internal sealed record Figure(string What, string Goal, string Measured, string Verdict, string Remark = "")
{
    public static Figure AtMost(string what, double figure, double goal, string unit = "", string remark = "") =>
        new(
            what,
            $"<= {Number(goal)}{unit}",
            $"{Number(figure)}{unit}",
            figure <= goal ? "met" : $"missed by {Percent((figure / goal) - 1)}",
            remark
        );

    public static Figure AtLeast(string what, double figure, double goal, string unit = "", string remark = "") =>
        new(
            what,
            $">= {Number(goal)}{unit}",
            $"{Number(figure)}{unit}",
            figure >= goal ? "met" : $"missed by {Percent(1 - (figure / goal))}",
            remark
        );

    public static Figure Only(string what, string measured, string remark = "") => new(what, "", measured, "", remark);

    public static string Number(double value) =>
        value.ToString(
            value >= 1_000 ? "N0"
                : value >= 10 ? "0.0"
                : "0.00##",
            CultureInfo.InvariantCulture
        );

    /// <summary>The table as Markdown, which reads well on a terminal too.</summary>
    public static string Table(IReadOnlyList<Figure> figures)
    {
        var text = new StringBuilder("| what | goal | figure | | how |\n|---|---|---|---|---|\n");
        foreach (var x in figures)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {x.What} | {x.Goal} | {x.Measured} | {x.Verdict} | {x.Remark} |\n"
            );
        }

        return text.ToString();
    }

    private static string Percent(double share) => share.ToString("P0", CultureInfo.InvariantCulture);
}
