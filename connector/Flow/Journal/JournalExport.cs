using System.Globalization;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Journal;

/// <summary>Writes a school's journal for an auditor, line by line, with what it takes to verify it without the connector.</summary>
/// <param name="school">The school: its zone is the one of the local instants and of the days asked for.</param>
/// <param name="wish">What is wanted.</param>
internal sealed class JournalExport(SchoolProfile school, JournalExportWish wish)
{
    /// <summary>The columns, in order; the property names of a JSON line too.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "school",
        "position",
        "at_ms",
        "at_utc",
        "at_local",
        "actor",
        "kind",
        "subject",
        "payload_digest",
        "before",
        "digest",
        "payload_state",
        "payload",
    ];

    /// <summary>Writes the heading that the format has.</summary>
    public static void WriteHeading(TextWriter output, JournalFormat format)
    {
        if (format == JournalFormat.Csv)
        {
            output.Write(CsvText.Line(Columns));
        }
    }

    /// <summary>Writes the entries: sealed ones by position, then those that wait for their seal.</summary>
    /// <returns>How many.</returns>
    public async Task<long> WriteAsync(LedgerContext ledger, TextWriter output, CancellationToken ct)
    {
        var count = 0L;
        var before = "";
        await foreach (var row in JournalCheck.SealedAsync(ledger, school.Key, ct))
        {
            count += Write(output, row, before);
            before = row.Digest!;
        }

        await foreach (var row in JournalCheck.UnsealedAsync(ledger, school.Key, ct))
        {
            count += Write(output, row, null);
        }

        return count;
    }

    private int Write(TextWriter output, JournalRow row, string? before)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(row.At);
        var day = school.DayOf(at);
        if (day < wish.From || day > wish.To)
        {
            return 0;
        }

        var state =
            row.Payload is null ? "erased"
            : !wish.WithPersonalData && JournalKinds.MayBePersonal(row.Kind) ? "withheld"
            : "present";
        string?[] values =
        [
            row.School,
            row.Position?.ToString(CultureInfo.InvariantCulture),
            row.At.ToString(CultureInfo.InvariantCulture),
            at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            TimeZoneInfo
                .ConvertTime(at, school.Zone)
                .ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture),
            row.Actor,
            row.Kind,
            row.Subject,
            row.PayloadDigest,
            before,
            row.Digest,
            state,
            state == "present" ? row.Payload : null,
        ];
        output.Write(wish.Format == JournalFormat.Csv ? CsvText.Line(values) : JsonLine(values));
        return 1;
    }

    private static string JsonLine(string?[] values) =>
        JsonConvert.SerializeObject(Columns.Zip(values).ToDictionary(x => x.First, x => x.Second)) + "\n";
}

/// <summary>What is wanted of an export.</summary>
/// <param name="Format">The form.</param>
/// <param name="From">The first day, in the school's zone; null for the beginning.</param>
/// <param name="To">The last day; null for the end.</param>
/// <param name="WithPersonalData">Whether payloads that may hold personal data are written too.</param>
internal sealed record JournalExportWish(JournalFormat Format, DateOnly? From, DateOnly? To, bool WithPersonalData);

/// <summary>The form of an export.</summary>
internal enum JournalFormat
{
    /// <summary>RFC 4180, with a heading.</summary>
    Csv,

    /// <summary>One JSON object a line.</summary>
    Jsonl,
}
