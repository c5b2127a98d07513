using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>One enrolment out of the report, as it is told: 1,000,000 of them are held at once, packed.</summary>
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

/// <summary>The report's enrolments without repetition. A million of them fit into 32 MB: packed, in blocks that are let go one by one.</summary>
internal sealed class ReportRows
{
    private const int BlockSize = 16_384;
    private const int SecondsPerMinute = 60; // The report tells times to the minute.
    private readonly List<Packed[]?> blocks = [];
    private readonly List<string> methods = [];
    private int count;
    private bool settled;
    private bool repeatedAcrossPages;

    /// <summary>Gets the short names of methods.</summary>
    public IReadOnlyList<string> Methods => methods;

    /// <summary>Gets the enrolments, in the report's order.</summary>
    public IEnumerable<ReportRow> All => Rows(letGo: false);

    /// <summary>Gets a value indicating whether a row came again on a later page, as only an unsorted report does it.</summary>
    public bool RepeatedAcrossPages
    {
        get
        {
            Settle();
            return repeatedAcrossPages;
        }
    }

    /// <summary>Gives the enrolments once, in the report's order; what was given is forgotten.</summary>
    public IEnumerable<ReportRow> TakeAll() => Rows(letGo: true);

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
        var packed = Packed.Of(row, page);

        // In a sorted report equal keys are neighbours, also over a page's edge.
        if (count > 0 && At(count - 1).Key == packed.Key)
        {
            At(count - 1).Merge(packed);
            return;
        }

        if (count % BlockSize == 0)
        {
            blocks.Add(new Packed[BlockSize]);
        }

        At(count++) = packed;
        settled = false;
    }

    private IEnumerable<ReportRow> Rows(bool letGo)
    {
        Settle();
        for (var i = 0; i < count; i++)
        {
            if (At(i) is { Dropped: false } row)
            {
                yield return row.ToRow();
            }

            if (letGo && (i + 1) % BlockSize == 0)
            {
                blocks[i / BlockSize] = null;
            }
        }
    }

    /// <summary>Looks for equal keys that are no neighbours: by sorted digests of 8 bytes, and one by one only where two are equal.</summary>
    private void Settle()
    {
        if (settled)
        {
            return;
        }

        settled = true;
        var digests = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            digests[i] = At(i).Digest;
        }

        Array.Sort(digests);
        for (var i = 1; i < count; i++)
        {
            if (digests[i] == digests[i - 1])
            {
                MergeRepeated();
                return;
            }
        }
    }

    private void MergeRepeated()
    {
        var first = new Dictionary<(int, long, short), int>(count);
        for (var i = 0; i < count; i++)
        {
            if (!At(i).Dropped && !first.TryAdd(At(i).Key, i))
            {
                ref var kept = ref At(first[At(i).Key]);
                repeatedAcrossPages |= kept.Page != At(i).Page;
                kept.Merge(At(i));
                At(i).Dropped = true;
            }
        }
    }

    private ref Packed At(int row) => ref blocks[row / BlockSize]![row % BlockSize];

    private struct Packed
    {
        private long user;
        private int course;
        private int startedMinutes;
        private int endedMinutes;
        private int createdMinutes;
        private short method;
        private EnrolmentStatus status;

        public short Page { get; private init; }

        public bool Dropped { get; set; }

        public readonly (int, long, short) Key => (course, user, method);

        public readonly ulong Digest =>
            unchecked(
                ((ulong)course * 0x9E37_79B9_7F4A_7C15) ^ ((ulong)user * 0xC2B2_AE3D_27D4_EB4F) ^ ((ulong)method << 48)
            );

        public static Packed Of(ReportRow row, int page) =>
            new()
            {
                user = row.User,
                course = checked((int)row.Course),
                startedMinutes = checked((int)(row.Started / SecondsPerMinute)),
                endedMinutes = checked((int)(row.Ended / SecondsPerMinute)),
                createdMinutes = checked((int)(row.Created / SecondsPerMinute)),
                method = row.Method,
                status = row.Status,
                Page = checked((short)page),
            };

        public readonly ReportRow ToRow() =>
            new(
                course,
                user,
                method,
                status,
                (long)startedMinutes * SecondsPerMinute,
                (long)endedMinutes * SecondsPerMinute,
                (long)createdMinutes * SecondsPerMinute
            );

        /// <summary>Another row of the same key: it counts if it is active.</summary>
        public void Merge(Packed other)
        {
            if (other.status == EnrolmentStatus.Active)
            {
                this = other with { Page = Page };
            }
        }
    }
}
