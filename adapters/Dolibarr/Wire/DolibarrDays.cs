using System.Globalization;

namespace Collections.Adapters.Dolibarr.Wire;

/// <summary>Days and clocks of Dolibarr: a day is the instant at which it begins in PHP's zone, in seconds since 1970.</summary>
internal sealed class DolibarrDays(TimeZoneInfo zone)
{
    /// <summary>Gets the zone's name.</summary>
    public string ZoneName => zone.Id;

    /// <summary>Writes a day as its noon, so that no zone that is a little wrong moves it.</summary>
    public long Noon(DateOnly day) =>
        new DateTimeOffset(
            TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(new TimeOnly(12, 0)), zone)
        ).ToUnixTimeSeconds();

    /// <summary>Reads a day; null where there is none.</summary>
    public DateOnly? Day(long seconds) => seconds <= 0 ? null : DateOnly.FromDateTime(Local(seconds));

    /// <summary>The day at an instant.</summary>
    public DateOnly DayOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    /// <summary>Whether an instant is one at which a day begins; where clocks are put forward at midnight, an hour later too.</summary>
    public bool BeginsDay(long seconds)
    {
        var local = Local(seconds);
        return local.TimeOfDay == TimeSpan.Zero
            || (local.TimeOfDay == TimeSpan.FromHours(1) && zone.IsInvalidTime(local.Date));
    }

    /// <summary>Tells what the database's clock said at a change. PHP read that clock as its own, so reading it back undoes the error.</summary>
    public string DatabaseClock(long seconds) =>
        Local(seconds).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private DateTime Local(long seconds) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(seconds), zone).DateTime;
}
