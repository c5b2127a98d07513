namespace Collections.Connector.Flow.Compliance;

/// <summary>What the law of a country says of contacting a debtor, as data. Times are clock times where the debtor lives.</summary>
public sealed record ContactRule
{
    /// <summary>Gets whom the law binds.</summary>
    public ContactScope AppliesTo { get; init; } = ContactScope.Both;

    /// <summary>Gets the hours of contact; none means that the law knows no hours.</summary>
    public IReadOnlyList<ContactWindow> Windows { get; init; } = [];

    /// <summary>Gets whether a debtor may be contacted on a holiday. If not, that concerns the channels that the windows name.</summary>
    public bool OnHolidays { get; init; } = true;

    /// <summary>Gets the country's holidays.</summary>
    public HolidayCalendar Holidays { get; init; } = HolidayCalendar.None;

    /// <summary>Gets how often a debtor may be contacted.</summary>
    public IReadOnlyList<ContactCap> Caps { get; init; } = [];

    /// <summary>Gets whether a debtor may be contacted over only one channel within any seven days.</summary>
    public bool OneChannelPerWeek { get; init; }

    /// <summary>Gets the channels that need the payer's consent beforehand.</summary>
    public IReadOnlySet<string> Consent { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Gets whether every message must say how to wish no more of them.</summary>
    public bool OptOutInEveryMessage { get; init; }

    /// <summary>Gets whether anybody but the debtor may be contacted about the debt.</summary>
    public bool ThirdParties { get; init; }

    /// <summary>Gets whether a minor may be contacted about the debt.</summary>
    public bool MinorsContact { get; init; }

    /// <summary>Gets within how many days of the due date one notice must be sent free of charge; null for no rule.</summary>
    public int? FreeNoticeWithinDays { get; init; }

    /// <summary>Gets how much collecting may cost the debtor, bracket by bracket; none means that no rule is known.</summary>
    public IReadOnlyList<FeeCap> FeeCaps { get; init; } = [];

    /// <summary>Gets how many days after the due date collecting may begin to cost the debtor something; null for no rule.</summary>
    public int? FeesAfterDays { get; init; }

    /// <summary>Gets whether statutory interest and compensation are owed between businesses only.</summary>
    public bool B2bOnlyInterest { get; init; }

    /// <summary>Gets how many more days each reminder must give; null for no rule.</summary>
    public int? ReminderExtendsDueDays { get; init; }

    /// <summary>Gets for how many years the record of contacts must be kept; null for no rule.</summary>
    public int? RetentionYears { get; init; }

    /// <summary>Gets how sure the rule is.</summary>
    public Confidence Confidence { get; init; }

    /// <summary>Gets where it comes from.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Gets when it was looked up.</summary>
    public DateOnly AsOf { get; init; }

    /// <summary>Gets what a person should know, in English.</summary>
    public string Note { get; init; } = "";

    /// <summary>The hours of a channel; empty when the law knows none for it.</summary>
    public IEnumerable<ContactWindow> WindowsFor(string channel) => Windows.Where(x => x.Covers(channel));

    /// <summary>Whether a holiday is closed to a channel.</summary>
    public bool RestsOnHolidays(string channel) => !OnHolidays && (Windows.Count == 0 || WindowsFor(channel).Any());

    /// <summary>Whether the caps bind the school. Hours, holidays and consent bind everybody: that is polite, and costs little.</summary>
    /// <param name="agency">Whether the school collects for others, or debts that it bought.</param>
    public bool CapsBind(bool agency) => agency || AppliesTo != ContactScope.Agency;
}

/// <summary>Whom a law of contacts binds.</summary>
public enum ContactScope
{
    /// <summary>Whoever collects.</summary>
    Both,

    /// <summary>Creditors who collect themselves.</summary>
    InHouse,

    /// <summary>Those who collect for others.</summary>
    Agency,
}

/// <summary>Hours of contact.</summary>
/// <param name="Channels">The channels that they are about; empty for every channel.</param>
/// <param name="Days">The days of the week.</param>
/// <param name="From">The first time of day at which one may contact.</param>
/// <param name="To">The first time of day at which one may not any more; 24:00 for the end of the day.</param>
public sealed record ContactWindow(
    IReadOnlySet<string> Channels,
    IReadOnlySet<DayOfWeek> Days,
    TimeSpan From,
    TimeSpan To
)
{
    /// <summary>Whether it is about a channel.</summary>
    public bool Covers(string channel) => Channels.Count == 0 || Channels.Contains(channel);
}

/// <summary>How often a debtor may be contacted.</summary>
/// <param name="Channels">The channels that count together; empty for every channel.</param>
/// <param name="Max">So many contacts within the period, at least 1.</param>
/// <param name="Period">The period.</param>
/// <param name="Days">The period's days, for <see cref="CapPeriod.Days"/>; else 0.</param>
/// <param name="MinGapDays">So many days later is the next contact at the earliest, counted by dates: 1 is the next day; 0 for no rule.</param>
/// <param name="PerDebt">Whether each debt has its own count; if not, the debtor has one.</param>
/// <param name="CoolOffDays">So many days after a conversation is the next contact at the earliest, counted by dates; 0 for no rule.</param>
public sealed record ContactCap(
    IReadOnlySet<string> Channels,
    int Max,
    CapPeriod Period,
    int Days,
    int MinGapDays,
    bool PerDebt,
    int CoolOffDays
)
{
    /// <summary>Whether it is about a channel.</summary>
    public bool Covers(string channel) => Channels.Count == 0 || Channels.Contains(channel);
}

/// <summary>The period of a cap, in days where the debtor lives.</summary>
public enum CapPeriod
{
    /// <summary>A calendar day.</summary>
    Day,

    /// <summary>A calendar week, Monday to Sunday.</summary>
    Week,

    /// <summary>Any run of so many consecutive days.</summary>
    Days,
}

/// <summary>How much collecting may cost the debtor for one bracket of the debt.</summary>
/// <param name="UpTo">Where the bracket ends; null for the rest.</param>
/// <param name="Unit">The bracket's unit: a currency, or a unit of account such as <c>CLF</c>; empty for the rest.</param>
/// <param name="Percent">The highest share of that bracket, in percent.</param>
public sealed record FeeCap(decimal? UpTo, string Unit, decimal Percent);
