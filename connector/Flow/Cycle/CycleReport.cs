using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Cycle;

/// <summary>What a run did, for people and machines. Filled while it runs; holds no personal data.</summary>
internal sealed class CycleReport
{
    private readonly SortedDictionary<string, long> counts = new(StringComparer.Ordinal);

    /// <summary>The school's key.</summary>
    public required string School { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The day that the run decided for, in the school's zone.</summary>
    public required DateOnly Today { get; init; }
    public required bool DryRun { get; init; }
    public List<StepReport> Steps { get; } = [];

    /// <summary>How often each thing happened, such as <c>documents.posted</c>.</summary>
    public IReadOnlyDictionary<string, long> Counts => counts;

    /// <summary>What somebody should know or do.</summary>
    public List<Remark> Remarks { get; } = [];
    public ControlTotals? Totals { get; set; }

    /// <summary>Whether every step that ran came to its end.</summary>
    public bool Complete => Steps.TrueForAll(step => step.Problem is null);

    /// <summary>Whether something waits for a person.</summary>
    public bool NeedsPerson => Remarks.Exists(remark => remark.NeedsPerson);

    /// <summary>Counts.</summary>
    public void Count(string what, long by = 1) => counts[what] = counts.GetValueOrDefault(what) + by;

    /// <summary>Says something once.</summary>
    public void Say(string code, string where, string message, string hint, bool needsPerson = false)
    {
        var remark = new Remark(code, where, message, hint, needsPerson);
        if (!Remarks.Contains(remark))
        {
            Remarks.Add(remark);
        }
    }
}

/// <summary>A step of the run.</summary>
/// <param name="Name">Its name, as <c>sync --step</c> takes it.</param>
/// <param name="Problem">Why it did not come to its end; null when it did.</param>
/// <param name="Failure">What kind of failure; null when there was none.</param>
internal sealed record StepReport(string Name, string? Problem, StepFailure? Failure);

/// <summary>Why a step did not come to its end.</summary>
internal enum StepFailure
{
    /// <summary>A remote system did not answer: the next cycle goes on.</summary>
    Unavailable,

    /// <summary>Address, key or right is wrong: the administrator must act.</summary>
    Misconfigured,

    /// <summary>It was left out because a step before it failed, and acting on old facts is not allowed.</summary>
    StaleFacts,

    /// <summary>A defect of the connector itself: nothing more was written by this step.</summary>
    Defect,
}

/// <summary>Something that somebody should know.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Where">The record.</param>
/// <param name="Message">What is so.</param>
/// <param name="Hint">What to do.</param>
/// <param name="NeedsPerson">Whether somebody must act.</param>
internal sealed record Remark(string Code, string Where, string Message, string Hint, bool NeedsPerson);

/// <summary>Sums that must agree between the systems.</summary>
/// <param name="Enrolments">Billed episodes whose learner is still enrolled, or was when billed.</param>
/// <param name="Agreements">Agreements.</param>
/// <param name="Receivables">Live receivables.</param>
/// <param name="Invoices">Posted invoices that no credit note of ours has taken back.</param>
/// <param name="Amounts">Amounts by currency.</param>
internal sealed record ControlTotals(
    int Enrolments,
    int Agreements,
    int Receivables,
    int Invoices,
    IReadOnlyList<CurrencyTotals> Amounts
);

/// <summary>Sums in one currency.</summary>
/// <param name="Currency">ISO code.</param>
/// <param name="Invoiced">Total of posted invoices less credit notes, with tax.</param>
/// <param name="Open">What the ERP has open.</param>
/// <param name="Owed">The open amount less gateway payments that the ERP does not have yet, and less what is not asked for any more.</param>
/// <param name="WrittenOff">What is open in the ERP of receivables that the school gave up.</param>
/// <param name="Cancelled">What is open in the ERP of receivables that are taken back, and whose credit note is still to come.</param>
internal sealed record CurrencyTotals(
    string Currency,
    Money Invoiced,
    Money Open,
    Money Owed,
    Money WrittenOff,
    Money Cancelled
);

/// <summary>How far a step is.</summary>
/// <param name="Step">The step.</param>
/// <param name="Done">Records done.</param>
/// <param name="Total">Records in all; 0 when unknown.</param>
internal sealed record CycleProgress(string Step, int Done, int Total);
