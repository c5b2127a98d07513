using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Mapping.Plans;

/// <summary>One plan of receivables.json: whom it is for, how it divides the price, and when its parts are invoiced and due.</summary>
internal sealed class PlanRule
{
    /// <summary>More parts than this are a slip: it is twenty years of months.</summary>
    public const int PartsMax = 240;

    private readonly Condition? when;
    private readonly decimal? priceFrom;
    private readonly decimal? priceBelow;
    private readonly IReadOnlyList<PlanPart> parts;
    private readonly InstalmentRule? instalments;
    private readonly MonthlyRule? monthly;
    private readonly int? issueDaysBefore;
    private readonly WorkingDayShift shift;
    private readonly WorkingDays workingDays;

    private PlanRule(ConfigNode node, ValueReader reader, WorkingDays workingDays)
    {
        Name = node.Text("name") ?? "";
        this.workingDays = workingDays;
        when = Condition.CompileChild(node, "when", reader);
        priceFrom = PlanPart.Number(node, "priceFrom");
        priceBelow = PlanPart.Number(node, "priceBelow");
        parts = [.. node.Children("parts").Select(x => new PlanPart(x, reader))];
        instalments = node.Child("instalments") is { } equal ? new InstalmentRule(equal, reader) : null;
        monthly = node.Child("monthly") is { } months ? new MonthlyRule(months) : null;
        issueDaysBefore = node.Integer("issueDaysBeforeDue");
        shift = Enum.TryParse<WorkingDayShift>(node.Text("workingDays"), ignoreCase: true, out var known)
            ? known
            : default;
        Documents = node.Text("documents") == "perPlan" ? DocumentsPer.Plan : DocumentsPer.Instalment;
        EarlyPayment = node.Child("earlyPayment") is { } early ? ReadEarly(early) : null;
        Check(node);
    }

    public string Name { get; }

    public DocumentsPer Documents { get; }

    public EarlyPaymentTerms? EarlyPayment { get; }

    public static IReadOnlyList<PlanRule> CompileAll(ConfigNode file, ValueReader reader, WorkingDays workingDays)
    {
        var plans = new List<PlanRule>();
        foreach (var node in file.Children("plans"))
        {
            var plan = new PlanRule(node, reader, workingDays);
            if (plans.Any(x => x.Name == plan.Name))
            {
                node.Fault("name", $"Two plans have the name '{plan.Name}'.", "Rename one.");
            }

            if (plans.Any(x => x.IsForAll))
            {
                node.Fault(
                    "name",
                    $"The plan '{plan.Name}' is never reached: one before it is for everybody.",
                    "Move it up."
                );
            }

            plans.Add(plan);
        }

        return plans;
    }

    /// <summary>Whether it is for this enrolment at this price.</summary>
    public bool IsFor(ValueContext context, Money price) =>
        (when?.Holds(context) ?? true) && !(price.Amount < priceFrom) && !(price.Amount >= priceBelow);

    /// <summary>The price of each month until the enrolment ends; null when this is another kind of plan.</summary>
    public SubscriptionTerms? Subscription(ValueContext context, DateOnly beganOn, Money price) =>
        monthly?.Read(price, beganOn, context.Enrolment?.EndsAt is { } end ? context.School.DayOf(end) : null);

    /// <summary>The parts of a price; empty when a fault was added.</summary>
    public IReadOnlyList<InstalmentTerms> Parts(
        ValueContext context,
        DateOnly beganOn,
        Money price,
        int atLeastDays,
        DataFaults faults
    )
    {
        var found = new List<InstalmentTerms>();
        var wanted = instalments is null
            ? ByParts(context, beganOn, price, faults)
            : instalments.Read(context, beganOn, price, faults);
        // Who enrols late may turn the order of days round: the parts are numbered as they fall due.
        foreach (var (day, amount, title) in wanted.Where(x => x.Amount.IsPositive).OrderBy(x => x.Day))
        {
            found.Add(Part(found.Count + 1, amount, day, beganOn, atLeastDays) with { Title = title });
        }

        return found;
    }

    /// <summary>One part: due on a working day where the plan says so, and never sooner than the payer's days after the invoice.</summary>
    public InstalmentTerms Part(int number, Money amount, DateOnly wanted, DateOnly beganOn, int atLeastDays)
    {
        var earliest = beganOn.AddDays(atLeastDays);
        var due = workingDays.Nearest(wanted < earliest ? earliest : wanted, shift);
        due = due < earliest ? workingDays.Nearest(earliest, WorkingDayShift.Next) : due;
        var issue = Documents == DocumentsPer.Instalment && issueDaysBefore is { } days ? due.AddDays(-days) : beganOn;
        issue = issue < beganOn ? beganOn : issue;
        return new InstalmentTerms(number, amount, issue, due, issue);
    }

    private bool IsForAll => when is null && priceFrom is null && priceBelow is null;

    private List<(DateOnly Day, Money Amount, string? Title)> ByParts(
        ValueContext context,
        DateOnly beganOn,
        Money price,
        DataFaults faults
    )
    {
        if (PlanPart.Divide(price, parts) is not { } amounts)
        {
            faults.Add(
                "plan.amounts-differ",
                $"{context.Subject}, plan {Name}",
                $"The fixed amounts of the plan do not make up the price of {price}, or have more decimals than it.",
                "Correct the plan or the price, or let one part be the rest."
            );
            return [];
        }

        if (parts.Zip(amounts).Any(x => x.First.Percent is not null && x.Second.IsZero))
        {
            TooSmall(context, price, faults);
            return [];
        }

        return
        [
            .. parts
                .Select(
                    (x, i) =>
                        (Day: x.Day.Read(context, beganOn, faults), Amount: amounts[i], Title: x.Title(context, faults))
                )
                .Where(x => x.Day is not null)
                .Select(x => (x.Day!.Value, x.Amount, x.Title)),
        ];
    }

    /// <summary>A part of nothing would move a small price to the last day.</summary>
    public static void TooSmall(ValueContext context, Money price, DataFaults faults) =>
        faults.Add(
            "plan.price-too-small",
            context.Subject,
            $"The price of {price} is too small for the plan: some of its parts would be nothing.",
            "Say from which price on the plan holds (priceFrom), or correct the price."
        );

    private static EarlyPaymentTerms ReadEarly(ConfigNode node)
    {
        var percent = PlanPart.Number(node, "percent") ?? 0;
        if (percent is <= 0 or >= 100)
        {
            node.Fault("percent", "The discount for paying early is above 0 and below 100 percent.", "Correct it.");
        }

        return new EarlyPaymentTerms(percent, node.Integer("days") ?? 0, node.Flag("lowersTax") ?? true);
    }

    private void Check(ConfigNode node)
    {
        if (parts.Count > 0)
        {
            PlanPart.Check(node, parts);
        }

        var days = parts.Select(x => x.Day.Fixed).OfType<DateOnly>().ToList();
        if (!days.SequenceEqual(days.Order()))
        {
            node.Fault("parts", "The fixed due dates of the parts are not in order.", "Put the earlier part first.");
        }

        if (priceFrom >= priceBelow)
        {
            node.Fault("priceFrom", "No price is in this bracket.", "priceFrom is below priceBelow.");
        }

        if (Documents == DocumentsPer.Plan && (monthly is not null || issueDaysBefore is not null))
        {
            node.Fault(
                "documents",
                "One invoice for the whole plan is made at once: it has no later months and no later issue days.",
                "Use \"documents\": \"perInstalment\"."
            );
        }
    }
}
