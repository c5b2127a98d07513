using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Where in the report's rows the needed values stand: found by name, since a missing right makes columns disappear.</summary>
internal sealed record ReportColumns(
    int Plugin,
    int Status,
    int Started,
    int Ended,
    int User,
    int Course,
    int? Created,
    int Count
)
{
    /// <summary>Gets the headings that the report must have, in English.</summary>
    public static IReadOnlyList<string> Needed { get; } =
    ["Plugin", "Status", "Time started", "Time ended", "Full name with link", "Course URL"];

    // Joins that give one row per role, group or cohort: enrolments would repeat.
    private static readonly string[] Multiplying =
    [
        "Role",
        "Roles",
        "Role name",
        "Role short name",
        "Short name",
        "Group",
        "Group name",
        "Group ID number",
        "Cohort",
        "Cohort name",
        "Cohort ID",
    ];

    /// <summary>Finds the columns.</summary>
    /// <exception cref="RemoteMisconfiguredException">One is missing, there twice, or would multiply rows.</exception>
    public static ReportColumns Find(IReadOnlyList<string> headers, string report)
    {
        var missing = Needed.Where(name => !headers.Contains(name)).ToList();
        if (missing.Count > 0)
        {
            throw new RemoteMisconfiguredException(
                $"{report} lacks the column {string.Join(", ", missing.Select(Quoted))}. "
                    + "Add it in Reports > Report builder, with its own heading (do not rename it)."
            );
        }

        if (headers.FirstOrDefault(Multiplying.Contains) is { } multiplying)
        {
            throw new RemoteMisconfiguredException(
                $"{report} has the column {Quoted(multiplying)}: a role, group or cohort column repeats enrolments. Remove it."
            );
        }

        if (Needed.FirstOrDefault(name => headers.Count(name.Equals) > 1) is { } twice)
        {
            throw new RemoteMisconfiguredException($"{report} has the column {Quoted(twice)} twice. Remove one.");
        }

        var created = headers.Count("Time created".Equals) == 1 ? At("Time created") : (int?)null;
        return new ReportColumns(
            At("Plugin"),
            At("Status"),
            At("Time started"),
            At("Time ended"),
            At("Full name with link"),
            At("Course URL"),
            created,
            headers.Count
        );

        int At(string name) => headers.ToList().IndexOf(name);
    }

    private static string Quoted(string name) => $"'{name}'";
}
