using System.Globalization;

namespace Collections.Connector.Flow.Compliance;

/// <summary>A rule of contacts in a few English words, for <c>check</c> and the documents.</summary>
internal static class ContactSummary
{
    private static readonly DayOfWeek[] Week =
    [
        DayOfWeek.Monday,
        DayOfWeek.Tuesday,
        DayOfWeek.Wednesday,
        DayOfWeek.Thursday,
        DayOfWeek.Friday,
        DayOfWeek.Saturday,
        DayOfWeek.Sunday,
    ];

    /// <summary>All that <c>check</c> tells, in one line.</summary>
    public static string Of(ContactRule rule) =>
        string.Join("; ", new[] { Hours(rule), Counts(rule), Consent(rule), Rest(rule) }.Where(x => x.Length > 0));

    /// <summary>The hours, and whether holidays are closed.</summary>
    public static string Hours(ContactRule rule)
    {
        var hours = rule.Windows.Select(x => $"{Days(x.Days)} {Time(x.From)}-{Time(x.To)}{Channels(x.Channels)}");
        return string.Join(", ", rule.OnHolidays ? hours : hours.Append("no holidays")) is { Length: > 0 } text
            ? text
            : "no hours known";
    }

    /// <summary>How often; empty when the law does not count.</summary>
    public static string Counts(ContactRule rule)
    {
        var counts = rule.Caps.Select(Count);
        var text = string.Join(", ", rule.OneChannelPerWeek ? counts.Append("one channel in 7 days") : counts);
        return text.Length > 0 && rule.AppliesTo == ContactScope.Agency ? $"agencies only: {text}" : text;
    }

    /// <summary>What needs consent; empty when nothing does.</summary>
    public static string Consent(ContactRule rule) =>
        rule.Consent.Count == 0 ? "" : $"consent for {string.Join(", ", rule.Consent)}";

    /// <summary>Costs, notices and records; empty when the law says nothing of them.</summary>
    public static string Rest(ContactRule rule) =>
        string.Join(
            ", ",
            new[]
            {
                rule.OptOutInEveryMessage ? "every message says how to opt out" : "",
                Number(rule.FreeNoticeWithinDays, "one free notice within {0} days"),
                Number(rule.FeesAfterDays, "costs only after {0} days"),
                Fees(rule.FeeCaps),
                rule.B2bOnlyInterest ? "statutory interest between businesses only" : "",
                Number(rule.ReminderExtendsDueDays, "each reminder gives {0} more days"),
                Number(rule.RetentionYears, "contacts kept for {0} years"),
            }.Where(x => x.Length > 0)
        );

    private static string Count(ContactCap cap)
    {
        var period = cap.Period switch
        {
            CapPeriod.Day => "a day",
            CapPeriod.Week => "a week",
            _ => $"in any {Text(cap.Days)} days",
        };
        return $"{Text(cap.Max)} {period}"
            + (cap.PerDebt ? " for each debt" : "")
            + (cap.MinGapDays > 0 ? $", the next {Text(cap.MinGapDays)} days later" : "")
            + (cap.CoolOffDays > 0 ? $", none for {Text(cap.CoolOffDays)} days after a conversation" : "")
            + Channels(cap.Channels);
    }

    private static string Fees(IReadOnlyList<FeeCap> caps) =>
        caps.Count == 0
            ? ""
            : "costs at most "
                + string.Join(
                    ", ",
                    caps.Select(x =>
                        $"{Text(x.Percent)} % " + (x.UpTo is { } upTo ? $"up to {Text(upTo)} {x.Unit}" : "of the rest")
                    )
                );

    private static string Days(IReadOnlySet<DayOfWeek> days)
    {
        var named = Week.Where(days.Contains).Select(x => x.ToString()[..3]).ToList();
        var gapless =
            named.Count > 2
            && Array.IndexOf(Week, Week.Last(days.Contains)) - Array.IndexOf(Week, Week.First(days.Contains))
                == named.Count - 1;
        return gapless ? $"{named[0]}-{named[^1]}" : string.Join(' ', named);
    }

    private static string Channels(IReadOnlySet<string> channels) =>
        channels.Count == 0 ? "" : $" ({string.Join(", ", channels)})";

    private static string Time(TimeSpan time) =>
        time == TimeSpan.FromDays(1) ? "24:00" : time.ToString(@"hh\:mm", CultureInfo.InvariantCulture);

    private static string Number(int? number, string text) =>
        number is { } value ? string.Format(CultureInfo.InvariantCulture, text, value) : "";

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
