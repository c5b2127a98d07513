using Collections.Connector.Flow.Ledger;

namespace Collections.Connector.Flow.Figures.Movements;

/// <summary>Which receivables figures are about.</summary>
/// <param name="Payer">Those of the payer with this key; null for any.</param>
/// <param name="Learner">Those for the learner with this key of the LMS; null for any.</param>
/// <param name="References">Those with these references; null for any.</param>
internal sealed record MovementScope(string? Payer, string? Learner, IReadOnlyCollection<string>? References)
{
    /// <summary>Gets all of a school.</summary>
    public static MovementScope All { get; } = new(null, null, null);

    /// <summary>The receivables, live or not.</summary>
    public IQueryable<Receivable> Of(LedgerContext ledger, string school)
    {
        var all = ledger.Receivables.Where(x => x.School == school);
        all = Payer is null ? all : all.Where(x => x.PayerKey == Payer);
        all = Learner is null ? all : all.Where(x => x.LearnerKey == Learner);
        return References is null ? all : all.Where(x => References.Contains(x.Reference));
    }
}
