using System.Globalization;
using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Access;

/// <summary>Everything that is looked at, live, right before a suspension. Facts only.</summary>
internal sealed record SuspensionFacts
{
    /// <summary>Gets the day of the run.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>Gets what law and counsel say.</summary>
    public required AccessLaw Law { get; init; }

    /// <summary>Gets the school's own terms.</summary>
    public required AccessTerms Terms { get; init; }

    /// <summary>Gets how many receivables of the learner in the course are past due and unpaid.</summary>
    public required int Unpaid { get; init; }

    /// <summary>Gets when the last notice really went out; null when one of the causing receivables has none.</summary>
    public required DateOnly? NoticeOn { get; init; }

    /// <summary>Gets the notice days of the policy's rung.</summary>
    public required int NoticeDays { get; init; }

    /// <summary>Gets the earlier rungs that were not really sent; empty when all were.</summary>
    public required IReadOnlyList<string> RungsMissing { get; init; }

    /// <summary>Gets the last day of the course; null when it has none.</summary>
    public required DateOnly? CourseEndsOn { get; init; }

    /// <summary>Gets the protected days that today falls into; null when none.</summary>
    public required ProtectedDays? Protected { get; init; }

    /// <summary>Gets the sources of payments that were not read lately enough.</summary>
    public required IReadOnlyList<string> StaleSources { get; init; }

    /// <summary>Gets up to which day the bank is booked: the least advanced journal; null when nobody knows.</summary>
    public required DateOnly? BankBookedTo { get; init; }

    /// <summary>Gets what the causing receivables owe after the last look, summed.</summary>
    public required Money Owed { get; init; }

    /// <summary>Gets the policy's minimum in that currency; null for none.</summary>
    public required Money? Minimum { get; init; }

    /// <summary>Gets a value indicating whether the ERP, asked again just now, still shows each of their documents open.</summary>
    public required bool DocumentsOpen { get; init; }

    /// <summary>Gets a value indicating whether a payment of this payer has begun and is not settled.</summary>
    public required bool PendingPayment { get; init; }

    /// <summary>Gets what the payer has paid and no document has taken; null when nothing.</summary>
    public required Money? UnallocatedCredit { get; init; }

    /// <summary>Gets the promise, hold, dispute, exemption or objection that holds today; null when none does.</summary>
    public required StandingKind? Standing { get; init; }

    /// <summary>Gets a value indicating whether a person approved this suspension.</summary>
    public required bool Approved { get; init; }

    /// <summary>Gets the learner's other courses, where a whole account would be suspended; empty otherwise.</summary>
    public required IReadOnlyList<string> OtherCourses { get; init; }

    /// <summary>Gets what the LMS shows of access now.</summary>
    public required AccessReading Reading { get; init; }

    /// <summary>Gets from which day the policy lets it happen.</summary>
    public DateOnly? From => NoticeOn?.AddDays(NoticeDays);

    /// <summary>Gets the day up to which the bank must be booked: whoever paid on the last day of the notice is seen then.</summary>
    public DateOnly? BankNeededTo => From?.AddDays(Terms.SettlementDays - 1);

    /// <summary>Gets a value indicating whether a person must decide.</summary>
    public bool AsksAPerson => Terms.Approval || Law.AsksAPerson;
}

/// <summary>What one guard answers: whether it holds, and the facts of its sentence.</summary>
/// <param name="Code">Stable code, such as <c>guard.law</c>.</param>
/// <param name="Holds">Whether it lets the suspension happen.</param>
/// <param name="Arguments">For the sentence; days as yyyy-MM-dd.</param>
internal sealed record GuardAnswer(string Code, bool Holds, IReadOnlyDictionary<string, string> Arguments);

/// <summary>The guards of a suspension. Each is a named pure check; all are evaluated, not only the first that fails.</summary>
internal static class SuspensionGuards
{
    /// <summary>The guard that looks at how many are due; its answer needs all the others' first.</summary>
    public const string BlastRadius = "guard.blast-radius";

    /// <summary>The guard that asks a person.</summary>
    public const string Approval = "guard.approval";

    /// <summary>Every guard's code, in the order in which people read them.</summary>
    public static readonly IReadOnlyList<string> Codes =
    [
        "guard.law",
        "guard.law-notice",
        "guard.adults",
        "guard.freshness",
        "guard.bank-booked",
        "guard.last-look",
        "guard.minimum",
        "guard.pending-payment",
        "guard.credit",
        "guard.rungs",
        "guard.standing",
        "guard.protected-days",
        "guard.other-course",
        "guard.no-access",
        "guard.not-capable",
        Approval,
        BlastRadius,
    ];

    /// <summary>Answers every guard but the blast radius.</summary>
    public static IReadOnlyList<GuardAnswer> Evaluate(SuspensionFacts facts) =>
        [
            Law(facts),
            LawNotice(facts),
            Adults(facts),
            Freshness(facts),
            BankBooked(facts),
            LastLook(facts),
            Minimum(facts),
            Answer("guard.pending-payment", !facts.PendingPayment),
            Answer("guard.credit", facts.UnallocatedCredit is null, ("amount", $"{facts.UnallocatedCredit}")),
            Rungs(facts),
            Answer("guard.standing", facts.Standing is null, ("kind", $"{facts.Standing}")),
            ProtectedDays(facts),
            Answer(
                "guard.other-course",
                facts.OtherCourses.Count == 0,
                ("courses", string.Join(", ", facts.OtherCourses))
            ),
            Answer("guard.no-access", facts.Reading.State == AccessState.Open),
            Answer("guard.not-capable", facts.Reading.CanSuspend, ("why", facts.Reading.Reason ?? "")),
            Answer(Approval, !facts.AsksAPerson || facts.Approved, ("asked", facts.AsksAPerson ? "yes" : "no")),
        ];

    /// <summary>Answers how many others are due.</summary>
    /// <param name="holds">Whether this one may happen now.</param>
    /// <param name="due">How many are due in all.</param>
    /// <param name="allowed">How many may happen now.</param>
    /// <param name="active">How many learners are active.</param>
    public static GuardAnswer Radius(bool holds, int due, int allowed, int active) =>
        Answer(BlastRadius, holds, ("due", Text(due)), ("allowed", Text(allowed)), ("active", Text(active)));

    private static GuardAnswer Law(SuspensionFacts facts) =>
        Answer(
            "guard.law",
            facts.Law.Allows && facts.Law.AllowsBefore(facts.CourseEndsOn, facts.Today),
            ("rule", $"{facts.Law.Rule?.Suspension.ToString() ?? "NoProfile"}"),
            ("confidence", $"{facts.Law.Rule?.Confidence}"),
            ("counsel", facts.Law.Counsel?.By ?? "")
        );

    private static GuardAnswer LawNotice(SuspensionFacts facts)
    {
        var (months, notice) = (facts.Law.Rule?.MonthsUnpaid ?? 0, facts.Law.Rule?.NoticeDays ?? 0);
        return Answer(
            "guard.law-notice",
            facts.Unpaid >= months && (notice == 0 || facts.NoticeOn?.AddDays(notice) <= facts.Today),
            ("months", Text(months)),
            ("unpaid", Text(facts.Unpaid)),
            ("days", Text(notice)),
            ("notice", Day(facts.NoticeOn))
        );
    }

    private static GuardAnswer Adults(SuspensionFacts facts) =>
        Answer("guard.adults", facts.Law.Rule is not { AdultsOnly: true } || facts.Terms.LearnersAreAdults);

    private static GuardAnswer Freshness(SuspensionFacts facts) =>
        Answer(
            "guard.freshness",
            facts.StaleSources.Count == 0,
            ("sources", string.Join(", ", facts.StaleSources)),
            ("hours", Text(facts.Terms.FreshHours))
        );

    private static GuardAnswer BankBooked(SuspensionFacts facts) =>
        Answer(
            "guard.bank-booked",
            facts.Terms.Bank == BankBooks.NotUsed
                || (facts.BankBookedTo is { } booked && facts.BankNeededTo is { } needed && booked >= needed),
            ("booked", Day(facts.BankBookedTo)),
            ("needed", Day(facts.BankNeededTo)),
            ("used", facts.Terms.Bank == BankBooks.NotUsed ? "no" : "yes")
        );

    private static GuardAnswer LastLook(SuspensionFacts facts) =>
        Answer("guard.last-look", facts.Owed.IsPositive && facts.DocumentsOpen, ("owed", facts.Owed.ToString()));

    private static GuardAnswer Minimum(SuspensionFacts facts) =>
        Answer(
            "guard.minimum",
            facts.Minimum is not { } minimum || facts.Owed >= minimum,
            ("owed", facts.Owed.ToString()),
            ("minimum", $"{facts.Minimum}")
        );

    private static GuardAnswer Rungs(SuspensionFacts facts) =>
        Answer(
            "guard.rungs",
            facts.RungsMissing.Count == 0 && facts.From <= facts.Today,
            ("missing", string.Join(", ", facts.RungsMissing)),
            ("from", Day(facts.From))
        );

    private static GuardAnswer ProtectedDays(SuspensionFacts facts)
    {
        var last = facts.Terms.LastDaysOfCourse;
        var ending =
            last > 0 && facts.CourseEndsOn is { } end && facts.Today <= end && facts.Today > end.AddDays(-last);
        return Answer(
            "guard.protected-days",
            facts.Protected is null && !ending,
            ("why", facts.Protected?.Why ?? ""),
            ("until", Day(facts.Protected?.To ?? (ending ? facts.CourseEndsOn : null)))
        );
    }

    private static GuardAnswer Answer(string code, bool holds, params (string Name, string Value)[] arguments) =>
        new(code, holds, arguments.ToDictionary(x => x.Name, x => x.Value));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
