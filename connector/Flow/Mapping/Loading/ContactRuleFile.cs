using System.Globalization;
using Collections.Connector.Flow.Compliance;

namespace Collections.Connector.Flow.Mapping.Loading;

/// <summary>The section <c>contact</c> of a compliance profile -> <see cref="ContactRule"/>, refusing what contradicts itself.</summary>
internal static class ContactRuleFile
{
    private const string EndOfDay = "24:00";

    public static ContactRule Read(ConfigNode node)
    {
        var rule = new ContactRule
        {
            AppliesTo = node.Text("appliesTo") switch
            {
                "inHouse" => ContactScope.InHouse,
                "agency" => ContactScope.Agency,
                _ => ContactScope.Both,
            },
            Windows = [.. node.Children("windows").Select(Window)],
            OnHolidays = node.Flag("onHolidays") ?? true,
            Holidays = new HolidayCalendar([.. node.Children("holidays").Select(HolidayFile.Read)]),
            Caps = [.. node.Children("caps").Select(Cap)],
            OneChannelPerWeek = node.Flag("oneChannelPerWeek") ?? false,
            Consent = Set(node, "consent"),
            OptOutInEveryMessage = node.Flag("optOutInEveryMessage") ?? false,
            ThirdParties = node.Flag("thirdParties") ?? false,
            MinorsContact = node.Flag("minorsContact") ?? false,
            FreeNoticeWithinDays = node.Integer("freeNoticeWithinDays"),
            FeeCaps = [.. node.Children("feeCaps").Select(FeeCap)],
            FeesAfterDays = node.Integer("feesAfterDays"),
            B2bOnlyInterest = node.Flag("b2bOnlyInterest") ?? false,
            ReminderExtendsDueDays = node.Integer("reminderExtendsDueDays"),
            RetentionYears = node.Integer("retentionYears"),
            Confidence = Enum.TryParse<Confidence>(node.Text("confidence"), ignoreCase: true, out var confidence)
                ? confidence
                : Confidence.Low,
            Sources = node.Texts("sources"),
            AsOf = node.Date("asOf") ?? DateOnly.MinValue,
            Note = node.Text("note") ?? "",
        };

        CheckHolidays(node, rule);
        CheckFees(node, rule.FeeCaps);
        return rule;
    }

    private static ContactWindow Window(ConfigNode node)
    {
        var window = new ContactWindow(
            Set(node, "channels"),
            node.Texts("days").Select(HolidayFile.WeekdayOf).OfType<DayOfWeek>().ToHashSet(),
            Time(node.Text("from")),
            Time(node.Text("to"))
        );

        if (window.From >= window.To)
        {
            node.Fault(
                "to",
                $"The hours of contact end ({node.Text("to")}) before they begin ({node.Text("from")}).",
                "Write a window over midnight as two, one of them to 24:00."
            );
        }

        return window;
    }

    private static TimeSpan Time(string? text) =>
        text == EndOfDay ? TimeSpan.FromDays(1)
        : TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.ToTimeSpan()
        : TimeSpan.Zero;

    private static ContactCap Cap(ConfigNode node) =>
        new(
            Set(node, "channels"),
            node.Integer("max") ?? 0,
            node.Text("per") switch
            {
                "day" => CapPeriod.Day,
                "week" => CapPeriod.Week,
                _ => CapPeriod.Days,
            },
            node.Integer("days") ?? 0,
            node.Integer("minGapDays") ?? 0,
            node.Text("scope") == "debt",
            node.Integer("afterConversationCoolOffDays") ?? 0
        );

    private static FeeCap FeeCap(ConfigNode node)
    {
        var (unit, upTo) = node.Scalars("upTo").FirstOrDefault();
        return new FeeCap(unit is null ? null : Number(upTo), unit ?? "", Number(node.Scalar("percent")));
    }

    private static decimal Number(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    private static void CheckHolidays(ConfigNode node, ContactRule rule)
    {
        if (!rule.OnHolidays && rule.Holidays.Holidays.Count == 0)
        {
            node.Fault(
                "onHolidays",
                "Nobody may be contacted on holidays, and no holiday is named.",
                "Add \"holidays\", or set onHolidays to true."
            );
        }
    }

    private static void CheckFees(ConfigNode node, IReadOnlyList<FeeCap> caps)
    {
        var rises = caps.Zip(caps.Skip(1)).All(x => x.First.UpTo < (x.Second.UpTo ?? decimal.MaxValue));
        if (!rises || caps.Where(x => x.UpTo is not null).DistinctBy(x => x.Unit).Count() > 1)
        {
            node.Fault(
                "feeCaps",
                "The brackets of the collection costs do not rise, or mix units.",
                "Give each bracket a larger upTo in one unit; only the last one has none."
            );
        }
    }

    private static HashSet<string> Set(ConfigNode node, string key) =>
        node.Texts(key).ToHashSet(StringComparer.Ordinal);
}
