using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>One enrolment out of the report, small: 100,000 of them are held at once.</summary>
/// <param name="Course">Course id.</param>
/// <param name="User">User id.</param>
/// <param name="Method">Position in <see cref="ReportRows.Methods"/>.</param>
/// <param name="Status">Status.</param>
/// <param name="Started">"Time started", unix seconds; 0 when empty.</param>
/// <param name="Ended">"Time ended", unix seconds; 0 when empty.</param>
/// <param name="Created">"Time created", unix seconds; 0 when the report does not have it.</param>
internal readonly record struct ReportRow(
    long Course,
    long User,
    short Method,
    EnrolmentStatus Status,
    long Started,
    long Ended,
    long Created
);

/// <summary>The report's enrolments without repetition.</summary>
internal sealed class ReportRows
{
    private readonly Dictionary<(long Course, long User, short Method), int> positions = [];
    private readonly List<ReportRow> rows = [];
    private readonly List<int> pages = [];
    private readonly List<string> methods = [];
    private (long Course, long User, short Method) last;

    /// <summary>Gets the enrolments.</summary>
    public IReadOnlyList<ReportRow> All => rows;

    /// <summary>Gets the short names of methods.</summary>
    public IReadOnlyList<string> Methods => methods;

    /// <summary>Gets a value indicating whether a row came again on a later page, as only an unsorted report does it.</summary>
    public bool RepeatedAcrossPages { get; private set; }

    /// <summary>Gives the position of a method's short name.</summary>
    public short MethodOf(string shortName)
    {
        var at = methods.IndexOf(shortName);
        if (at < 0)
        {
            methods.Add(shortName);
            at = methods.Count - 1;
        }

        return checked((short)at);
    }

    /// <summary>Adds a row. Two instances of one method in a course give two rows: the active one counts.</summary>
    public void Add(ReportRow row, int page)
    {
        var key = (row.Course, row.User, row.Method);
        if (!positions.TryGetValue(key, out var at))
        {
            positions[key] = rows.Count;
            rows.Add(row);
            pages.Add(page);
        }
        else
        {
            // In a sorted report equal keys are neighbours, also over a page's edge.
            RepeatedAcrossPages |= pages[at] != page && last != key;
            if (row.Status == EnrolmentStatus.Active)
            {
                rows[at] = row;
            }
        }

        last = key;
    }
}
