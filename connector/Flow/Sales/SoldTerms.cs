using Collections.Connector.Flow.Receivables;

namespace Collections.Connector.Flow.Sales;

/// <summary>The school's billing rules, and for what was sold outside the LMS the terms that a person gave. Pure.</summary>
/// <remarks>So a correction of such a sale asks what was agreed, never what the course costs in the LMS.</remarks>
internal sealed class SoldTerms(IBillingRules rules) : IBillingRules
{
    /// <inheritdoc/>
    public BillingAnswer Decide(BillingSource source) =>
        source.Sale is { } sale ? new BillingAnswer(sale.Terms, null, []) : rules.Decide(source);
}
