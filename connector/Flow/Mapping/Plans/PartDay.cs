using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Values;

namespace Collections.Connector.Flow.Mapping.Plans;

/// <summary>
/// When a part is due: a fixed day, a day in a field, or counted from the enrolment's or the course's first day. In months a day that the
/// month does not have is its last one.
/// </summary>
internal sealed class PartDay
{
    private readonly ConfigNode node;
    private readonly DateOnly? date;
    private readonly RecordPath? field;
    private readonly int? days;
    private readonly int? months;
    private readonly int? dayOfMonth;
    private readonly bool fromCourse;

    public PartDay(ConfigNode node, ValueReader reader)
    {
        this.node = node;
        date = node.Date("date");
        field = reader.Path(node, "fromField");
        fromCourse = node.Has("daysAfterCourseStart") || node.Has("monthsAfterCourseStart");
        days = node.Integer("daysAfterStart") ?? node.Integer("daysAfterCourseStart");
        months = node.Integer("monthsAfterStart") ?? node.Integer("monthsAfterCourseStart");
        dayOfMonth = node.Integer("day");
        if (dayOfMonth is not null && months is null)
        {
            node.Fault(
                "day",
                "A day of the month goes with months only.",
                "Add monthsAfterStart or monthsAfterCourseStart."
            );
        }
    }

    /// <summary>The day, so many months later than the rule says; null when a fault was added.</summary>
    public DateOnly? Read(ValueContext context, DateOnly beganOn, DataFaults faults, int later = 0)
    {
        if (date is { } fixedDay)
        {
            return Monthly(fixedDay, later, fixedDay.Day);
        }

        if (field is not null)
        {
            if (DateText.Parse(field.ReadText(context), context.School.Zone) is { } told)
            {
                return Monthly(told, later, told.Day);
            }

            faults.Add(
                "plan.due-not-a-date",
                field.Where(context),
                "The due date of a part is neither a date such as 2026-12-31 nor unix seconds.",
                "Fill it in, or correct it."
            );
            return null;
        }

        var start = beganOn;
        if (fromCourse)
        {
            if (context.Course?.StartsAt is not { } startsAt)
            {
                faults.Add(
                    "plan.course-start-unknown",
                    context.SubjectOf("course"),
                    "The plan counts from the course's first day, and it has none.",
                    "Fill in the course's start, or count from the enrolment (daysAfterStart)."
                );
                return null;
            }

            start = context.School.DayOf(startsAt);
        }

        return months is { } count
            ? Monthly(start, count + later, dayOfMonth ?? start.Day)
            : Monthly(start.AddDays(days ?? 0), later, start.AddDays(days ?? 0).Day);
    }

    /// <summary>A fixed day, to be checked when the file is read; null when the day depends on the enrolment.</summary>
    public DateOnly? Fixed => date;

    public void Fault(string message, string hint) => node.Fault(null, message, hint);

    private static DateOnly Monthly(DateOnly start, int months, int day)
    {
        var month = new DateOnly(start.Year, start.Month, 1).AddMonths(months);
        return month.AddDays(Math.Min(day, DateTime.DaysInMonth(month.Year, month.Month)) - 1);
    }
}
