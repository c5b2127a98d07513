namespace Collections.Connector.Flow.Compliance;

/// <summary>What a country's law says of collecting, as data (mappings/compliance). Not legal advice: each rule names its source and how sure it is.</summary>
/// <param name="Country">ISO 3166-1 alpha-2, or <c>EU</c>.</param>
/// <param name="Version">Digest of the file, stored with what was judged by it.</param>
/// <param name="Access">Rules on suspending access, the most special first: the first that fits the school's sector counts.</param>
public sealed record ComplianceProfile(string Country, string Version, IReadOnlyList<AccessRule> Access)
{
    /// <summary>Gets what it says of contacting a debtor; null when it says nothing.</summary>
    public ContactRule? Contact { get; init; }

    /// <summary>The rule for a sector; null when the profile says nothing of it.</summary>
    public AccessRule? AccessFor(string sector) =>
        Access.FirstOrDefault(x => x.Sectors.Count == 0 || x.Sectors.Contains(sector));
}

/// <summary>What the law of a country says of suspending a learner's access for debt.</summary>
/// <param name="Sectors">The sectors it is about, as school.json names them; empty for every sector.</param>
/// <param name="Suspension">What is allowed.</param>
/// <param name="MonthsUnpaid">So many instalments must be unpaid; 0 for no rule.</param>
/// <param name="NoticeDays">So many days must lie between the last notice and the suspension; 0 for no rule.</param>
/// <param name="AdultsOnly">Whether a minor's access may not be touched.</param>
/// <param name="HumanReview">Whether a person must decide each time (Regulation (EU) 2016/679, art. 22, and laws like it).</param>
/// <param name="Confidence">How sure the rule is.</param>
/// <param name="Sources">Where it comes from.</param>
/// <param name="AsOf">When it was looked up.</param>
/// <param name="Note">What a person should know, in English.</param>
public sealed record AccessRule(
    IReadOnlySet<string> Sectors,
    SuspensionAllowance Suspension,
    int MonthsUnpaid,
    int NoticeDays,
    bool AdultsOnly,
    bool HumanReview,
    Confidence Confidence,
    IReadOnlyList<string> Sources,
    DateOnly AsOf,
    string Note
);

/// <summary>Whether access may be suspended for debt.</summary>
public enum SuspensionAllowance
{
    /// <summary>Nobody has found out: it is off until the school's counsel says otherwise.</summary>
    Unknown,

    /// <summary>The law forbids it.</summary>
    Never,

    /// <summary>Only once the course's term has ended.</summary>
    EndOfTerm,

    /// <summary>No rule against it was found: a person decides each time.</summary>
    NotForbidden,

    /// <summary>The law allows it after the notice and the unpaid instalments that the rule names.</summary>
    AfterNotice,
}

/// <summary>How sure a rule is.</summary>
public enum Confidence
{
    /// <summary>One secondary source, or a reading of it.</summary>
    Low,

    /// <summary>Secondary sources that agree.</summary>
    Medium,

    /// <summary>The regulator, or several sources with the article.</summary>
    High,
}

/// <summary>The word of the school's counsel on suspending access; it opens what no rule forbids.</summary>
/// <param name="By">Who confirmed.</param>
/// <param name="On">When.</param>
/// <param name="Alone">Whether the connector may suspend without a person each time.</param>
public sealed record CounselWord(string By, DateOnly On, bool Alone);
