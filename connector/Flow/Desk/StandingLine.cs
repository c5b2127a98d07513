using Collections.Connector.Flow.Escalation;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Desk;

/// <summary>What something is said of.</summary>
/// <param name="Kind">The kind of subject, as <see cref="StandingBook"/> names it.</param>
/// <param name="Key">Its key.</param>
/// <param name="PayerKey">Whose it is.</param>
/// <param name="Owed">What is owed of it now.</param>
internal sealed record DeskSubject(string Kind, string Key, string PayerKey, Money Owed);

/// <summary>Why a person's word is not taken.</summary>
/// <param name="Message">Why.</param>
/// <param name="Hint">What to do.</param>
internal sealed record DeskRefusal(string Message, string Hint);

/// <summary>What holds now.</summary>
/// <param name="Id">Its number, for <c>release</c>.</param>
/// <param name="School">The school's key.</param>
/// <param name="Kind">Promise, Hold, Dispute and so on.</param>
/// <param name="SubjectKind">Of what kind it is said.</param>
/// <param name="Subject">Of what it is said.</param>
/// <param name="Category">What it is more closely; null when nothing.</param>
/// <param name="Amount">The amount that it is about; null for all.</param>
/// <param name="Until">Its last day; null for no end.</param>
/// <param name="By">Who said so.</param>
/// <param name="Why">Why.</param>
/// <param name="Since">When, UTC.</param>
internal sealed record StandingLine(
    long Id,
    string School,
    string Kind,
    string SubjectKind,
    string Subject,
    string? Category,
    Money? Amount,
    DateOnly? Until,
    string By,
    string Why,
    DateTimeOffset Since
);
