using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>Reads the whole enrolment report: every enrolment of the site with method, status and window.</summary>
/// <param name="client">Calls the site.</param>
/// <param name="reportId">The report.</param>
/// <param name="pageSize">Rows per call; the server builds a page as one array in its memory.</param>
internal sealed class EnrolmentReport(MoodleClient client, int reportId, int pageSize)
{
    private const int MostPages = 2_000;
    private const int Tries = 2;

    private string Name => $"{client.Adapter}: report {reportId}";

    /// <summary>Reads every page; a report that changed underneath is read once more from the start.</summary>
    /// <param name="wanted">Which rows to keep, by course and user.</param>
    /// <param name="ct">Stops the reading.</param>
    /// <exception cref="RemoteMisconfiguredException">The report cannot be used; the message says what to change.</exception>
    public async Task<ReportReading> ReadAsync(Func<long, long, bool> wanted, CancellationToken ct)
    {
        // A filter that somebody set with this user's token would hide rows, and no answer shows it.
        try
        {
            await client.ReadAsync<bool>(
                MoodleFunctions.ResetFilters,
                new MoodleForm().Add("reportid", reportId).Add("parameters", "[]"),
                ct
            );
        }
        catch (RemoteRejectedException gone) when (MoodleVerdict.CodeOf(gone) == "invalidrecordunknown")
        {
            throw new RemoteMisconfiguredException(
                $"{Name}: Moodle has no such report. Correct reportId: it is the number in the report's address.",
                gone
            );
        }

        var reading = await ReadPagesAsync(wanted, ct);
        for (var tries = 1; tries < Tries && reading.Changed; tries++)
        {
            reading = await ReadPagesAsync(wanted, ct);
        }

        return reading;
    }

    private async Task<ReportReading> ReadPagesAsync(Func<long, long, bool> wanted, CancellationToken ct)
    {
        var text = new ReportText(Name);
        var rows = new ReportRows();
        long seen = 0;
        long? total = null;
        for (var page = 0; page < MostPages; page++)
        {
            var read = await ReadPageAsync(page, text, rows, wanted, ct);
            total ??= read.Total;
            seen += read.Rows;
            if (read.Total != total || (read.Rows == 0 && seen < total) || seen > total)
            {
                return new ReportReading(
                    rows,
                    Changed: true,
                    $"The enrolment report changed while it was read ({total} rows at first, then {read.Total}; {seen} came): the next cycle reads it again."
                );
            }

            if (seen == total)
            {
                return new ReportReading(rows, Changed: false, Doubt(rows, total.Value));
            }
        }

        return new ReportReading(
            rows,
            Changed: false,
            $"The enrolment report has more than {MostPages} pages of {pageSize} rows, the limit. Raise pageSize."
        );
    }

    private Task<ReportPage> ReadPageAsync(
        int page,
        ReportText text,
        ReportRows rows,
        Func<long, long, bool> wanted,
        CancellationToken ct
    )
    {
        var form = new MoodleForm().Add("reportid", reportId).Add("page", page).Add("perpage", pageSize);
        return client.ReadAsync(
            MoodleFunctions.RetrieveReport,
            form,
            reader => ReportPage.Read(reader, Name, (columns, row) => Take(columns, row, page, text, rows, wanted)),
            ct
        );
    }

    private static void Take(
        ReportColumns columns,
        string?[] row,
        int page,
        ReportText text,
        ReportRows rows,
        Func<long, long, bool> wanted
    )
    {
        // An instance that nobody uses stands there as a row without a person.
        if (string.IsNullOrEmpty(row[columns.User]))
        {
            return;
        }

        var status = text.StatusOf(row[columns.Status]);
        var user = text.IdIn(row[columns.User]);
        var course = text.IdIn(row[columns.Course]);
        if (course == CourseCatalogue.FrontPage || !wanted(course, user))
        {
            return;
        }

        rows.Add(
            new ReportRow(
                course,
                user,
                rows.MethodOf(ReportText.MethodOf(row[columns.Plugin] ?? "")),
                status,
                text.TimeOf(row[columns.Started]),
                text.TimeOf(row[columns.Ended]),
                columns.Created is { } created ? text.TimeOf(row[created]) : 0
            ),
            page
        );
    }

    private static string? Doubt(ReportRows rows, long total)
    {
        if (total == 0)
        {
            return "The enrolment report is empty: that cannot be told from a missing right. Run check.";
        }

        return rows.RepeatedAcrossPages
            ? "The enrolment report repeats rows on different pages, so others may be missing: give it a sorting by course, user and method, in its editor."
            : null;
    }
}

/// <summary>What the report held.</summary>
/// <param name="Rows">The enrolments kept.</param>
/// <param name="Changed">Whether it changed while it was read.</param>
/// <param name="Incomplete">Why a missing enrolment proves nothing; null when it is complete.</param>
internal sealed record ReportReading(ReportRows Rows, bool Changed, string? Incomplete);
