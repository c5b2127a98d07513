using System.Globalization;
using Collections.Connector.Flow.Compliance;

namespace Collections.Flow.Tests.Compliance;

/// <summary>Short ways to ask the law: clock times are written as people read them where the debtor lives.</summary>
internal static class ContactAsk
{
    public static TimeZoneInfo Zone(string name) => TimeZoneInfo.FindSystemTimeZoneById(name);

    /// <summary>The instant of a clock time such as <c>2026-11-23 07:00</c>.</summary>
    public static DateTimeOffset At(string local, string zone)
    {
        var time = DateTime.ParseExact(
            local,
            ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"],
            CultureInfo.InvariantCulture
        );
        return new DateTimeOffset(time, Zone(zone).GetUtcOffset(time));
    }

    /// <summary>The clock time of an answer, without the seconds; its outcome when there is none.</summary>
    public static string Local(ContactAnswer answer, string zone) =>
        answer.At is { } at
            ? TimeZoneInfo.ConvertTime(at, Zone(zone)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            : answer.Outcome.ToString();

    /// <summary>The codes of an answer, as they are stored.</summary>
    public static string Codes(ContactAnswer answer) =>
        string.Join(' ', answer.Reasons.Select(x => ContactReasons.NameOf(x.Code)));

    /// <summary>A question by a country's profile, with every consent given.</summary>
    public static ContactQuestion Question(string country, string zone, string channel, string local) =>
        new(At(local, zone), channel, [Zone(zone)], ComplianceProfiles.For(country)!.Contact)
        {
            Consent = ConsentState.Consented,
            Debts = ["debt-1"],
        };

    public static PastContact Past(string channel, string local, string zone, params string[] debts) =>
        new(channel, At(local, zone), debts);
}
