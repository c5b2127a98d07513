using Collections.Connector.Flow.Mapping.Billing;
using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Mapping.Plans;

/// <summary>From a price to an agreement's terms: discounts off, a plan chosen, parts with their days, the fee before them, who owes which share.</summary>
internal sealed class PlanBook
{
    private readonly IReadOnlyList<PlanRule> plans;
    private readonly IReadOnlyList<DiscountRule> discounts;
    private readonly IReadOnlyList<ShareRule> shares;
    private readonly FeeRule? fee;
    private readonly ChangeRule? changes;
    private readonly DueRule due;

    public PlanBook(ConfigNode file, SchoolProfile school, ValueReader reader)
    {
        var workingDays = WorkingDays.Of(school);
        plans = PlanRule.CompileAll(file, reader, workingDays);
        discounts = DiscountRule.CompileAll(file, reader);
        shares = ShareRule.CompileAll(file, reader);
        fee = FeeRule.Compile(file, reader);
        changes = ChangeRule.Compile(file, workingDays);
        due = new DueRule(file.ChildOrEmpty("due"), reader);
    }

    /// <summary>Fills in everything that follows from the price.</summary>
    /// <param name="context">The enrolment.</param>
    /// <param name="beganOn">Its first day.</param>
    /// <param name="wanted">What tuition costs before discounts; null when it is at fault: then only the due date is looked at.</param>
    /// <param name="faults">Takes what is wrong; then the answer counts for nothing.</param>
    /// <param name="free">The name of the discount that left nothing to pay, such as a whole scholarship; null otherwise.</param>
    public PlannedPrice? Read(
        ValueContext context,
        DateOnly beganOn,
        Money? wanted,
        DataFaults faults,
        out string? free
    )
    {
        free = null;
        if (wanted is not { } price)
        {
            _ = plans.Count > 0 ? null : due.Read(context, beganOn, faults);
            return null;
        }

        var off = Discounts(context, price, faults);
        var rest = off.Aggregate(price, (left, x) => left - x.Amount);
        var first = fee?.Read(context, beganOn, price.Currency, due.AtLeastDays, faults);
        free = rest.IsZero && first is null && !faults.Any ? off[^1].Reason : null;
        if (free is not null)
        {
            return null;
        }

        var plan = plans.FirstOrDefault(x => x.IsFor(context, price));
        var subscription = rest.IsPositive
            ? plan?.Subscription(context, beganOn, rest) is { } monthly
                ? monthly with
                {
                    AtLeastDays = due.AtLeastDays,
                    PartsBefore = first is null ? 0 : 1,
                }
                : null
            : null;
        var tuition =
            !rest.IsPositive ? []
            : subscription is not null ? [SubscriptionMonths.Part(subscription, 0)!]
            : plan?.Parts(context, beganOn, rest, due.AtLeastDays, faults) ?? ByDueRule(context, beganOn, rest, faults);
        IEnumerable<InstalmentTerms> all = first is null ? tuition : tuition.Prepend(first);
        return new PlannedPrice(
            [.. all.Select((x, i) => x with { Number = i + 1 })],
            plan?.Name,
            plan?.Documents ?? DocumentsPer.Instalment,
            off,
            ShareRule.ReadAll(shares, context, faults),
            plan?.EarlyPayment,
            subscription,
            changes?.Read(beganOn, EndsOn(context))
        );
    }

    private List<DiscountTerms> Discounts(ValueContext context, Money price, DataFaults faults)
    {
        var off = new List<DiscountTerms>();
        var rest = price;
        foreach (var rule in discounts)
        {
            if (rule.Read(context, price, rest, faults) is { Amount.IsPositive: true } discount)
            {
                off.Add(discount);
                rest -= discount.Amount;
            }
        }

        return off;
    }

    private IReadOnlyList<InstalmentTerms> ByDueRule(
        ValueContext context,
        DateOnly beganOn,
        Money price,
        DataFaults faults
    ) => due.Read(context, beganOn, faults) is { } day ? [new InstalmentTerms(1, price, beganOn, day, beganOn)] : [];

    private static DateOnly? EndsOn(ValueContext context) =>
        (context.Enrolment?.EndsAt ?? context.Course?.EndsAt) is { } end ? context.School.DayOf(end) : null;
}

/// <summary>A price with its plan.</summary>
/// <param name="Parts">The parts, from 1; they sum to what is to pay.</param>
/// <param name="Plan">The plan's name; null when only <c>due</c> decided.</param>
/// <param name="Documents">What one document covers.</param>
/// <param name="Discounts">What was taken off.</param>
/// <param name="Shares">Who owes beside the main payer.</param>
/// <param name="EarlyPayment">The discount for who pays early; null without.</param>
/// <param name="Subscription">The price for each month; null for another plan.</param>
/// <param name="Changes">The rules for changes; null without.</param>
internal sealed record PlannedPrice(
    IReadOnlyList<InstalmentTerms> Parts,
    string? Plan,
    DocumentsPer Documents,
    IReadOnlyList<DiscountTerms> Discounts,
    IReadOnlyList<ShareTerms> Shares,
    EarlyPaymentTerms? EarlyPayment,
    SubscriptionTerms? Subscription,
    ChangeTerms? Changes
);
