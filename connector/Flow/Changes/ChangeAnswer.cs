using Collections.Connector.Flow.Cycle;

namespace Collections.Connector.Flow.Changes;

/// <summary>What became of a wish to change an agreement.</summary>
/// <param name="Kind">What.</param>
/// <param name="Agreement">What the agreement is known by: its origin's key and the episode.</param>
/// <param name="Reason">The code of the decision; null when it is refused.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Effects">What happens to each part, one line each.</param>
internal sealed record ChangeAnswer(
    ChangeKind Kind,
    string Agreement,
    string? Reason,
    string Message,
    IReadOnlyList<string> Effects
)
{
    /// <summary>It cannot be done: why, and what to do.</summary>
    public static ChangeAnswer Refused(string agreement, string message) =>
        new(ChangeKind.Refused, agreement, null, message, []);

    /// <summary>A decision as an answer.</summary>
    /// <param name="kind">Whether it is planned, or was only looked at.</param>
    /// <param name="state">The agreement.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="notes">The credit notes that are planned.</param>
    /// <param name="language">es, en or pt.</param>
    public static ChangeAnswer Of(
        ChangeKind kind,
        AgreementState state,
        LeavingDecision decision,
        IReadOnlyList<PlannedCredit> notes,
        string language
    ) =>
        new(
            kind,
            state.Name,
            decision.Reason.ToString(),
            decision.Sentence(language),
            [
                .. decision.Cuts.Select(x =>
                    $"{x.Part.Receivable}: {x.Amount} {(x.Part.Invoice is null ? "is not invoiced" : "is credited")}{(x.Whole ? "" : ", in part")}"
                ),
                .. notes.Where(x => x.Left.IsPositive).Select(Left),
            ]
        );

    /// <summary>Tells a person of money that was paid for what is credited now.</summary>
    public static void Tell(CycleRun run, IEnumerable<PlannedCredit> notes)
    {
        foreach (var note in notes.Where(x => x.Left.IsPositive))
        {
            run.Report.Say(
                "change.credit-left",
                note.Reference,
                Left(note),
                "Give it back with `refund`, or let it pay what comes next.",
                needsPerson: true
            );
        }
    }

    private static string Left(PlannedCredit note) =>
        $"About {note.Left} of {note.Invoice} was paid before: it becomes the payer's credit in the ERP.";
}

/// <summary>Kinds of <see cref="ChangeAnswer"/>.</summary>
internal enum ChangeKind
{
    /// <summary>It is stored; the next issuing does it.</summary>
    Planned,

    /// <summary>It would be done; nothing is stored.</summary>
    Looked,

    /// <summary>There is nothing to do.</summary>
    Nothing,

    /// <summary>It cannot be done from here.</summary>
    Refused,
}
