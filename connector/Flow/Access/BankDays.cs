using System.Globalization;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;

namespace Collections.Connector.Flow.Access;

/// <summary>Up to which day the bank is booked: what a person attested, or the newest line of the least advanced journal.</summary>
internal sealed class BankDays(CycleRun run)
{
    /// <summary>The reading in which a person's attestation stands.</summary>
    public const string Attested = "bank.attested";
    private (bool Known, DateOnly? Day) erp;

    /// <summary>Looks; null when nobody knows. The ERP is asked once a run.</summary>
    public async Task<DateOnly?> BookedToAsync(LedgerContext ledger, CancellationToken ct)
    {
        var attested = Parse((await Readings.FindAsync(ledger, run.School.Key, Attested, ct))?.Cursor);
        if (run.School.Access.Bank != BankBooks.Erp)
        {
            return attested;
        }

        erp = erp.Known ? erp : (true, await ErpAsync(ct));
        return erp.Day > attested || attested is null ? erp.Day : attested;
    }

    /// <summary>Notes a person's word that the bank is reconciled up to a day; saves with the caller's transaction.</summary>
    public static Task AttestAsync(
        LedgerContext ledger,
        string school,
        DateOnly day,
        DateTimeOffset at,
        CancellationToken ct
    ) => Readings.NoteAsync(ledger, school, Attested, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), at, ct);

    // A journal of a gateway is entered by us; one without any line says nothing of the day.
    private async Task<DateOnly?> ErpAsync(CancellationToken ct)
    {
        var gateways = run.School.GatewayJournals.Values.ToHashSet(StringComparer.Ordinal);
        var books = (await run.Ports.Payments.ReadBankBooksAsync(ct))
            .Where(x => !gateways.Contains(x.Journal))
            .ToList();
        return books.Count == 0 || books.Exists(x => x.BookedTo is null) ? null : books.Min(x => x.BookedTo);
    }

    private static DateOnly? Parse(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
}
