using System.Text;
using Collections.Connector.Flow.Mapping.Loading;
using CsvHelper;

namespace Collections.Connector.Flow.Sales;

/// <summary>A file of sales, read as texts: comma, semicolon or tab between the columns, headings in English, Spanish or Portuguese.</summary>
/// <param name="Rows">The sales that have a cell for each heading.</param>
/// <param name="Fields">Headings of further columns, which the mapping reads as fields.</param>
/// <param name="Lines">How many lines hold a sale, also those at fault.</param>
/// <param name="Faults">What is wrong with the file or with lines as such.</param>
internal sealed record SaleSheet(
    IReadOnlyList<SaleRow> Rows,
    IReadOnlyList<string> Fields,
    int Lines,
    IReadOnlyList<SaleFault> Faults
)
{
    /// <summary>How many sales a file may hold.</summary>
    public const int LinesMax = 20_000;

    /// <summary>How large a file may be.</summary>
    public const int BytesMax = 20_000_000;

    private const string SaveAs =
        "Save it as \"CSV UTF-8\"; of what a spreadsheet saves as plain CSV in western Europe and America, say `--encoding windows-1252`.";

    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>Reads a file.</summary>
    /// <param name="bytes">All of it, UTF-8 with or without its mark, unless <paramref name="windows1252"/>.</param>
    /// <param name="separator">What stands between columns; null finds out by the headings.</param>
    /// <param name="windows1252">Whether it is in Windows' western code page.</param>
    public static SaleSheet Read(byte[] bytes, char? separator = null, bool windows1252 = false)
    {
        if (bytes.Length > BytesMax)
        {
            return Nothing(0, "file.too-large", $"The file is larger than {BytesMax / 1_000_000} MB.", "Divide it.");
        }

        if (Decode(bytes, windows1252) is not { } text)
        {
            return Nothing(LineOfBadByte(bytes), "file.encoding", "The file is not UTF-8.", SaveAs);
        }

        return new Reading(separator ?? SeparatorOf(text)).Read(text);
    }

    private static SaleSheet Nothing(int line, string code, string message, string hint) =>
        new([], [], 0, [new SaleFault(line, "", code, message, hint)]);

    // The one by which most headings are known; a file with one column has none.
    private static char SeparatorOf(string text)
    {
        var first = text.AsSpan().TrimStart("\r\n");
        var end = first.IndexOfAny('\r', '\n');
        var headings = (end < 0 ? first : first[..end]).ToString();
        return Separators.MaxBy(x =>
            headings.Split(x).Count(heading => SaleHeadings.Find(heading.Trim().Trim('"')) is not null)
        );
    }

    private static string? Decode(byte[] bytes, bool windows1252)
    {
        try
        {
            var encoding = windows1252
                ? CodePagesEncodingProvider.Instance.GetEncoding(1252)!
                : new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            var text = encoding.GetString(bytes).TrimStart('\uFEFF');
            return text.Contains('\0', StringComparison.Ordinal) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static int LineOfBadByte(byte[] bytes)
    {
        var reader = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        try
        {
            reader.GetString(bytes);
        }
        catch (DecoderFallbackException fault)
        {
            return bytes.Take(Math.Max(0, fault.Index)).Count(x => x == (byte)'\n') + 1;
        }

        return 0;
    }

    /// <summary>One reading of a file.</summary>
    private sealed class Reading(char separator)
    {
        private readonly List<SaleFault> faults = [];
        private readonly List<SaleRow> rows = [];
        private readonly Dictionary<int, SaleColumn> columns = [];
        private readonly Dictionary<int, string> fields = [];
        private Dictionary<SaleColumn, string> names = [];
        private int lines;

        public SaleSheet Read(string text)
        {
            using var reader = CsvReader.FromText(text, Form());
            var headings = 0;
            while (reader.Read())
            {
                var line = (int)reader.LineNumber;
                var cells = Enumerable.Range(0, reader.FieldCount).Select(reader.GetString).ToArray();
                if (cells.All(string.IsNullOrWhiteSpace))
                {
                    continue;
                }

                if (headings == 0)
                {
                    headings = cells.Length;
                    ReadHeadings(cells, line);
                    if (faults.Count > 0)
                    {
                        break;
                    }
                }
                else if (++lines > LinesMax)
                {
                    Fault(line, "file.too-long", $"The file holds more than {LinesMax} sales.", "Divide it.");
                    break;
                }
                else
                {
                    ReadSale(cells, headings, line);
                }
            }

            if (headings == 0 && faults.Count == 0)
            {
                Fault(0, "file.empty", "The file is empty.", "Its first line names the columns.");
            }

            return new SaleSheet(rows, [.. fields.Values], Math.Min(lines, LinesMax), faults);
        }

        private CsvReaderOptions Form() =>
            new()
            {
                Separator = separator,
                HasHeader = false,
                TrackLineNumbers = true,
                MalformedData = CsvMalformedDataHandling.Skip,
                OnMalformedRecord = Malformed,
            };

        private void Malformed(CsvMalformedRecord record)
        {
            lines++;
            if (record.Reason == CsvMalformedReason.UnterminatedQuote)
            {
                Fault(
                    (int)record.LineNumber,
                    "file.quotation",
                    "A quotation mark is opened and never closed: nothing after it can be read.",
                    "Close it, or take it out."
                );
                return;
            }

            Fault(
                (int)record.LineNumber,
                "line.quotation",
                "A quotation mark is out of place.",
                "Write a text that holds one in quotation marks, and each of its own twice."
            );
        }

        private void ReadHeadings(string[] cells, int line)
        {
            var known = cells
                .Select((heading, at) => (At: at, Heading: heading.Trim(), Column: SaleHeadings.Find(heading)))
                .ToList();
            var missing = SaleHeadings.Required.Where(x => !known.Exists(k => k.Column == x)).ToList();
            if (missing.Count > 0)
            {
                // Without them the line may be no headings at all, but somebody's data: it is not quoted.
                var wanted = string.Join(", ", missing.Select(SaleHeadings.NameOf));
                Fault(
                    line,
                    "headings.missing",
                    $"The first line names no column {wanted}.",
                    "It must name the columns, in English, Spanish or Portuguese; see `sale import --help`."
                );
                return;
            }

            foreach (var (at, heading, column) in known.Where(x => x.Heading.Length > 0))
            {
                if (column is { } mine && !columns.ContainsValue(mine))
                {
                    columns[at] = mine;
                }
                else if (column is not null || fields.ContainsValue(heading))
                {
                    Fault(line, "headings.twice", $"Column {at + 1} means what another means.", "Leave one out.");
                }
                else if (NearestName.Of(SaleHeadings.Plain(heading), SaleHeadings.All) is { } near)
                {
                    Fault(
                        line,
                        "headings.unknown",
                        $"Column {at + 1} has a heading that nearly is '{near}'.",
                        "Correct it; a field of your own needs a name less like it."
                    );
                }
                else
                {
                    fields[at] = heading;
                }
            }

            names = columns.ToDictionary(x => x.Value, x => cells[x.Key].Trim());
        }

        private void ReadSale(string[] cells, int headings, int line)
        {
            if (cells.Length != headings)
            {
                Fault(
                    line,
                    "line.cells",
                    $"It has {cells.Length} cells; the headings are {headings}.",
                    "A separator is missing, or stands in a text without quotation marks."
                );
            }
            else
            {
                rows.Add(new SaleRow(line, Texts(cells, columns), names, Texts(cells, fields)));
            }
        }

        private static Dictionary<T, string> Texts<T>(string[] cells, Dictionary<int, T> where)
            where T : notnull =>
            where
                .Where(x => !string.IsNullOrWhiteSpace(cells[x.Key]))
                .ToDictionary(x => x.Value, x => cells[x.Key].Trim());

        private void Fault(int line, string code, string message, string hint) =>
            faults.Add(new SaleFault(line, "", code, message, hint));
    }
}
