using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Values;

namespace Collections.Connector.Flow.Mapping.Billing;

/// <summary>
/// When the price is due: so many days after the episode began, on a fixed day, or on the day in a field. Whoever comes
/// late still gets <c>atLeastDaysAfterIssue</c> days: a due date is never before the day of the invoice plus those.
/// </summary>
internal sealed class DueRule
{
    // Beyond it a start is a slip of the LMS's administrator, and adding days to it may leave the calendar.
    private const int LastYear = 2500;

    private readonly int? daysAfterStart;
    private readonly DateOnly? fixedDate;
    private readonly RecordPath? field;
    private readonly TimeZoneInfo? fieldZone;
    private readonly int atLeastDays;

    public DueRule(ConfigNode node, ValueReader reader)
    {
        daysAfterStart = node.Integer("daysAfterStart") ?? node.Integer("elseDaysAfterStart");
        fixedDate = node.Date("fixedDate");
        field = reader.Path(node, "fromField");
        atLeastDays = node.Integer("atLeastDaysAfterIssue") ?? 0;

        if (node.Text("fieldZone") is { } zone)
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out fieldZone))
            {
                node.Fault(
                    "fieldZone",
                    $"'{zone}' is not a time zone.",
                    "Use an IANA name such as Europe/Madrid, or UTC."
                );
            }
        }

        if (field is null && (node.Has("elseDaysAfterStart") || node.Has("fieldZone")) && !node.Has("fromField"))
        {
            node.Fault(null, "'elseDaysAfterStart' and 'fieldZone' go with 'fromField' only.", "Remove them.");
        }
    }

    /// <summary>The days that a payer has at least after the invoice.</summary>
    public int AtLeastDays => atLeastDays;

    /// <summary>The due day, never before <paramref name="issueOn"/>; null when a fault was added.</summary>
    public DateOnly? Read(ValueContext context, DateOnly issueOn, DataFaults faults)
    {
        if (issueOn.Year > LastYear)
        {
            faults.Add(
                "start.not-a-date",
                context.Subject,
                $"It begins after the year {LastYear}.",
                "Correct its start."
            );
            return null;
        }

        var text = field?.ReadText(context);

        // Moodle stores 0 for a date that is switched off.
        var wanted = text is null or "0"
            ? fixedDate ?? (daysAfterStart is { } days ? issueOn.AddDays(days) : null)
            : DateText.Parse(text, fieldZone ?? context.School.Zone);

        if (wanted is { } day)
        {
            var earliest = issueOn.AddDays(atLeastDays);
            return day < earliest ? earliest : day;
        }

        if (text is null or "0")
        {
            faults.Add("due.missing", Where(context), "There is no due date.", "Fill it in.");
        }
        else
        {
            faults.Add(
                "due.not-a-date",
                Where(context),
                "The due date is neither a date such as 2026-12-31 nor unix seconds.",
                "Correct it."
            );
        }

        return null;
    }

    private string Where(ValueContext context) => field?.Where(context) ?? $"{context.Subject}, due date";
}
