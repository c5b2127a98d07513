using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Collections.Connector.Flow.Journal;

/// <summary>The recipe of the journal's digests, written down for auditors in docs/journal.md.</summary>
internal static class JournalDigest
{
    /// <summary>SHA-256 of a text in UTF-8, as 64 lower-case hexadecimal digits.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The digest of an entry after the one before it.</summary>
    /// <param name="before">The digest of the entry before it; empty for the first.</param>
    /// <param name="school">The school's key.</param>
    /// <param name="position">From 1.</param>
    /// <param name="atMilliseconds">Since 1970, UTC.</param>
    /// <param name="actor">Who.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="payloadDigest">The payload's own digest.</param>
    public static string Of(
        string before,
        string school,
        long? position,
        long atMilliseconds,
        string actor,
        string kind,
        string subject,
        string payloadDigest
    ) =>
        Of(
            string.Join(
                '\n',
                before,
                school,
                position?.ToString(CultureInfo.InvariantCulture),
                atMilliseconds.ToString(CultureInfo.InvariantCulture),
                actor,
                kind,
                subject,
                payloadDigest
            )
        );
}
