using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Mapping.Plans;

/// <summary>A price for each month, until the enrolment ends.</summary>
internal sealed class MonthlyRule(ConfigNode node)
{
    private readonly int dueDay = node.Integer("dueDay") ?? 1;
    private readonly int issueDaysBefore = node.Integer("issueDaysBefore") ?? 0;
    private readonly Proration proration = node.Text("proration") == "days" ? Proration.Days : Proration.None;

    public SubscriptionTerms Read(Money monthly, DateOnly beganOn, DateOnly? endsOn) =>
        new(monthly, beganOn, endsOn < beganOn ? null : endsOn, proration, dueDay, issueDaysBefore);
}
