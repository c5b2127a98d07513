using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Ledger;

/// <summary>Cursor and freshness of a source.</summary>
internal static class Readings
{
    public static Task<SourceReading?> FindAsync(
        LedgerContext ledger,
        string school,
        string source,
        CancellationToken ct
    ) => ledger.Readings.SingleOrDefaultAsync(x => x.School == school && x.Source == source, ct);

    /// <summary>Notes that a source was read to its end, and where the next reading begins. Saves with the caller's transaction.</summary>
    public static async Task NoteAsync(
        LedgerContext ledger,
        string school,
        string source,
        string? cursor,
        DateTimeOffset at,
        CancellationToken ct
    )
    {
        var reading = await FindAsync(ledger, school, source, ct);
        if (reading is null)
        {
            reading = new SourceReading { School = school, Source = source };
            ledger.Readings.Add(reading);
        }

        reading.Cursor = cursor;
        reading.ReadAt = at;
    }
}
