using Collections.Connector.Flow.Compliance;

namespace Collections.Connector.Flow.Mapping;

/// <summary>What school.json says of suspending access, under <c>access</c>. The defaults let nobody be suspended by accident.</summary>
public sealed record AccessTerms
{
    /// <summary>Gets what the school's counsel confirmed; null when nothing is recorded.</summary>
    public CounselWord? Counsel { get; init; }

    /// <summary>Gets whether a person approves each suspension, whatever the law says.</summary>
    public bool Approval { get; init; }

    /// <summary>Gets for how many days an approval holds.</summary>
    public int ApprovalDays { get; init; } = 14;

    /// <summary>Gets whether the school attests that its learners are adults.</summary>
    public bool LearnersAreAdults { get; init; }

    /// <summary>Gets how many hours ago a source of payments may have been read.</summary>
    public int FreshHours { get; init; } = 24;

    /// <summary>Gets who says up to which day the bank is booked.</summary>
    public BankBooks Bank { get; init; } = BankBooks.Attested;

    /// <summary>Gets how many days a payment may take from the payer's bank into the books.</summary>
    public int SettlementDays { get; init; } = 3;

    /// <summary>Gets how many days before its end a course is closed to suspensions; 0 for none.</summary>
    public int LastDaysOfCourse { get; init; }

    /// <summary>Gets the days on which nobody is suspended, such as exams.</summary>
    public IReadOnlyList<ProtectedDays> Protected { get; init; } = [];

    /// <summary>Gets the iCalendar files of the school's folder whose days are among <see cref="Protected"/> once loaded.</summary>
    public IReadOnlyList<string> Calendars { get; init; } = [];

    /// <summary>Gets from which share of the active learners, in percent, that are due at once on, none of them is suspended: something is wrong then.</summary>
    public int WavePercent { get; init; } = 10;

    /// <summary>Gets what a suspended learner may do on the page that the message links to.</summary>
    public SelfServiceTerms SelfService { get; init; } = new();
}

/// <summary>Who says up to which day the bank is booked.</summary>
public enum BankBooks
{
    /// <summary>A person, by <c>attest</c>.</summary>
    Attested,

    /// <summary>The ERP: the newest line of each bank journal.</summary>
    Erp,

    /// <summary>Nobody pays by bank transfer.</summary>
    NotUsed,
}

/// <summary>Days on which nobody is suspended.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last, included.</param>
/// <param name="Why">What they are, such as <c>exams</c>.</param>
/// <param name="CourseKey">The course it is about; null for all.</param>
public sealed record ProtectedDays(DateOnly From, DateOnly To, string Why, string? CourseKey = null);

/// <summary>What a suspended learner may do without asking anybody.</summary>
public sealed record SelfServiceTerms
{
    /// <summary>Gets within how many days a promise must end; 0 for no promises.</summary>
    public int PromiseDays { get; init; }

    /// <summary>Gets how many promises a payer may make in a year.</summary>
    public int PromisesPerYear { get; init; } = 2;

    /// <summary>Gets whether a promise gives access back.</summary>
    public bool PromiseRestores { get; init; }

    /// <summary>Gets for how many hours a grace pass gives access back; 0 for no passes.</summary>
    public int GraceHours { get; init; }

    /// <summary>Gets how many grace passes a learner may use in a year, in all courses together.</summary>
    public int GracePassesPerYear { get; init; } = 1;
}
