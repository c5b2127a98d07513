namespace Collections.Connector.Flow.Journal;

/// <summary>Follows a school's chain, entry by entry, and names the first thing that does not fit. Pure.</summary>
internal sealed class JournalChain
{
    /// <summary>Gets the position of the last entry that fits; 0 before the first.</summary>
    public long Position { get; private set; }

    /// <summary>Gets its digest; empty before the first.</summary>
    public string Head { get; private set; } = "";

    /// <summary>Gets how many payloads were erased.</summary>
    public long Erased { get; private set; }

    /// <summary>Takes the next sealed entry.</summary>
    /// <returns>What is wrong with it; null when it fits.</returns>
    public JournalFault? Take(JournalRow row)
    {
        if (Fault(row) is { } wrong)
        {
            return new JournalFault(row.Position, row.Id, row.Kind, row.Subject, wrong);
        }

        Position++;
        Head = row.Digest!;
        Erased += row.Payload is null ? 1 : 0;
        return null;
    }

    /// <summary>What is wrong with the payload beside an entry, sealed or not; null when it fits or was erased.</summary>
    public static string? PayloadFault(JournalRow row) =>
        row.Payload is null || JournalDigest.Of(row.Payload) == row.PayloadDigest
            ? null
            : "Its payload was changed: it does not fit the entry's payload digest.";

    private string? Fault(JournalRow row)
    {
        var expected = Position + 1;
        return row.Position > expected ? $"Position {expected} is missing: an entry was removed, or this one was moved."
            : row.Position < expected ? $"Position {row.Position} is there twice: an entry was inserted."
            // Fields are joined by line breaks: without one inside a field, the joined text has one reading only.
            : HasBreak(row) ? "A field holds a line break, which the connector never writes."
            : row.DigestAfter(Head) != row.Digest
                ? "Its digest does not fit its fields and the entry before it: something was changed, swapped or inserted."
            : PayloadFault(row);
    }

    private static bool HasBreak(JournalRow row) =>
        row.School.Contains('\n', StringComparison.Ordinal)
        || row.Actor.Contains('\n', StringComparison.Ordinal)
        || row.Kind.Contains('\n', StringComparison.Ordinal)
        || row.Subject.Contains('\n', StringComparison.Ordinal)
        || row.PayloadDigest.Contains('\n', StringComparison.Ordinal);
}

/// <summary>The first thing in a school's journal that does not fit.</summary>
/// <param name="Position">Its position in the chain; null when it has none.</param>
/// <param name="Entry">The entry's id in the database; null when there is no entry.</param>
/// <param name="Kind">What the entry says that happened; null when there is no entry.</param>
/// <param name="Subject">What it is about; null when there is no entry.</param>
/// <param name="Wrong">What is wrong.</param>
internal sealed record JournalFault(long? Position, long? Entry, string? Kind, string? Subject, string Wrong);

/// <summary>How far a school's journal was at some time, written down outside it.</summary>
/// <param name="Position">The last sealed position.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Source">Where it was written down.</param>
internal sealed record JournalHead(long Position, string Digest, string Source);
