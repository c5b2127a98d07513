using Collections.Connector.Ports;
using Newtonsoft.Json;

namespace Collections.Adapters.Moodle;

/// <summary>One page of the report, read without keeping it: rows go to whoever takes them.</summary>
/// <param name="Rows">How many rows the page had, of any kind.</param>
/// <param name="Total">How many rows the report says to have; 0 on a page past the end.</param>
internal sealed record ReportPage(int Rows, long Total)
{
    /// <summary>Reads a page.</summary>
    /// <param name="reader">The answer.</param>
    /// <param name="report">The report, for messages.</param>
    /// <param name="take">Takes each row; the array is used again for the next one.</param>
    /// <exception cref="RemoteMisconfiguredException">The report has conditions, merges rows, or lacks columns.</exception>
    public static ReportPage Read(JsonTextReader reader, string report, Action<ReportColumns, string?[]> take)
    {
        int? rows = null;
        long? total = null;
        ReportColumns? columns = null;
        Expect(reader.Read() && reader.TokenType == JsonToken.StartObject);
        while (reader.Read() && reader.TokenType == JsonToken.PropertyName)
        {
            switch ((string)reader.Value!)
            {
                case "details":
                    ReadDetails(reader, report);
                    break;
                case "data":
                    ReadData();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return rows is { } count && total is { } all ? new ReportPage(count, all) : throw Odd();

        void ReadData()
        {
            Expect(reader.Read() && reader.TokenType == JsonToken.StartObject);
            while (reader.Read() && reader.TokenType == JsonToken.PropertyName)
            {
                switch ((string)reader.Value!)
                {
                    case "headers":
                        columns = ReportColumns.Find(ReadTexts(reader), report);
                        break;
                    case "rows":
                        rows = ReadRows(reader, columns ?? throw Odd(), take);
                        break;
                    case "totalrowcount":
                        Expect(reader.Read() && reader.Value is long);
                        total = (long)reader.Value!;
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }
        }
    }

    private static void ReadDetails(JsonTextReader reader, string report)
    {
        Expect(reader.Read() && reader.TokenType == JsonToken.StartObject);
        while (reader.Read() && reader.TokenType == JsonToken.PropertyName)
        {
            switch ((string)reader.Value!)
            {
                case "conditiondata":
                    Expect(reader.Read());
                    if (reader.Value is string { Length: > 0 } conditions && conditions is not ("[]" or "{}"))
                    {
                        throw new RemoteMisconfiguredException(
                            $"{report} has conditions, so enrolments are missing from it (everybody suspended would look as if they had left). "
                                + "Remove every condition in the report's editor; a new report must be made with 'Include default setup' unticked."
                        );
                    }

                    break;
                case "uniquerows":
                    Expect(reader.Read());
                    if (reader.Value is true or 1L)
                    {
                        throw new RemoteMisconfiguredException(
                            $"{report} shows unique rows only, so its rows cannot be counted. Untick 'Show unique rows' in its settings."
                        );
                    }

                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private static int ReadRows(JsonTextReader reader, ReportColumns columns, Action<ReportColumns, string?[]> take)
    {
        var row = new string?[columns.Count];
        var rows = 0;
        Expect(reader.Read() && reader.TokenType == JsonToken.StartArray);
        while (reader.Read() && reader.TokenType == JsonToken.StartObject)
        {
            Expect(reader.Read() && reader.Value is "columns");
            Expect(reader.Read() && reader.TokenType == JsonToken.StartArray);
            var at = 0;
            for (; reader.Read() && reader.TokenType != JsonToken.EndArray; at++)
            {
                Expect(at < row.Length);
                row[at] = reader.Value?.ToString();
            }

            Expect(at == row.Length && reader.Read() && reader.TokenType == JsonToken.EndObject);
            take(columns, row);
            rows++;
        }

        return rows;
    }

    private static List<string> ReadTexts(JsonTextReader reader)
    {
        var texts = new List<string>();
        Expect(reader.Read() && reader.TokenType == JsonToken.StartArray);
        while (reader.Read() && reader.TokenType != JsonToken.EndArray)
        {
            texts.Add(reader.Value?.ToString() ?? "");
        }

        return texts;
    }

    private static void Expect(bool asDocumented)
    {
        if (!asDocumented)
        {
            throw Odd();
        }
    }

    private static JsonSerializationException Odd() => new("not the shape of a report");
}
