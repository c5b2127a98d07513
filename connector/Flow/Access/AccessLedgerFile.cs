using System.Text;
using Collections.Connector.Flow.Journal;
using Collections.Connector.Flow.Ledger;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Access;

/// <summary>
/// The access ledger: a file beside the database that knows every access that the connector took, even if the database is lost or
/// an older one is put back. Lines are only added, and are on the disk before the LMS is asked for anything.
/// </summary>
/// <param name="path">The file, a full path; it need not exist yet.</param>
internal sealed class AccessLedgerFile(string path)
{
    private static readonly JsonSerializerSettings Json = new() { NullValueHandling = NullValueHandling.Ignore };

    /// <summary>Gets the file, a full path.</summary>
    public string FullPath => path;

    /// <summary>Adds lines, and returns when they are on the disk.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The connector's user may not write it.</exception>
    public void Append(IReadOnlyCollection<AccessLedgerLine> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        using var file = OwnerOnlyFile.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var text = string.Concat(lines.Select(x => JsonConvert.SerializeObject(x, Json) + "\n"));
        if (file.Length > 0)
        {
            // A write that was torn by a power cut has no end: the next line must not be glued to it.
            file.Seek(-1, SeekOrigin.End);
            text = file.ReadByte() == '\n' ? text : "\n" + text;
        }

        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Reads what it knows of a school. A line that cannot be read is left out and counted: the last may be torn.</summary>
    /// <exception cref="IOException">It is there and cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The connector's user may not read it.</exception>
    public AccessMemory Read(string school)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path} is a folder.");
        }

        if (!File.Exists(path))
        {
            return new AccessMemory(true, null, null, [], 0, 0);
        }

        var taken = new Dictionary<(string?, string?, long), AccessLedgerLine>();
        AccessLedgerLine? head = null;
        var (damaged, sinceHead) = (0, 0);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.UTF8);
        while (reader.ReadLine() is { } text)
        {
            if (text.Length == 0)
            {
                continue;
            }

            var line = Parse(text);
            damaged += line is null ? 1 : 0;
            sinceHead =
                line is null ? sinceHead + 1
                : line.Kind == AccessLedgerLine.Head ? 0
                : sinceHead;
            switch (line?.School == school ? line.Kind : null)
            {
                case AccessLedgerLine.Taken:
                    taken[line!.Key] = line;
                    break;
                case AccessLedgerLine.GivenBack:
                    taken.Remove(line!.Key);
                    break;
                case AccessLedgerLine.Head:
                    head = line;
                    break;
            }
        }

        var mark = head is null ? null : new JournalHead(head.Position, head.Digest ?? "", "the access ledger file");
        return new AccessMemory(false, mark, head?.At, [.. taken.Values], damaged, sinceHead);
    }

    private static AccessLedgerLine? Parse(string text)
    {
        try
        {
            return JsonConvert.DeserializeObject<AccessLedgerLine>(text, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What the access ledger knows of a school.</summary>
/// <param name="Missing">Whether there is no file.</param>
/// <param name="Head">The journal's head at the end of the last run; null when no run was noted.</param>
/// <param name="HeadAt">When that was.</param>
/// <param name="Open">What was taken and not given back.</param>
/// <param name="Damaged">How many lines of the file cannot be read.</param>
/// <param name="DamagedSinceHead">How many of them stand after the last head that can be read, whichever school's: one may be torn.</param>
internal sealed record AccessMemory(
    bool Missing,
    JournalHead? Head,
    DateTimeOffset? HeadAt,
    IReadOnlyList<AccessLedgerLine> Open,
    int Damaged,
    int DamagedSinceHead
);
