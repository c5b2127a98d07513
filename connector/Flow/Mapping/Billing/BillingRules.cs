using Collections.Connector.Flow.Mapping.Loading;
using Collections.Connector.Flow.Mapping.Plans;
using Collections.Connector.Flow.Mapping.Samples;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Flow.Receivables;

namespace Collections.Connector.Flow.Mapping.Billing;

/// <summary>receivables.json, compiled: is it billable, at what price, by which plan, owed by whom. In this order.</summary>
internal sealed class BillingRules : IBillingRules
{
    private const string Staff = "staff";
    private const string Guest = "guest";
    private const string BeforeBillFrom = "before-bill-from";

    private readonly SchoolProfile school;
    private readonly IReadOnlyList<BillableRule> billable;
    private readonly PriceRule price;
    private readonly Target description;
    private readonly Target? taxCode;
    private readonly PlanBook plans;
    private readonly PayerRule payer;

    public BillingRules(ConfigNode file, SchoolProfile school)
    {
        var reader = new ValueReader(ContextNames.BillingRoots, ValueTables.Read(file));
        this.school = school;
        billable = BillableRule.CompileAll(file, reader);
        price = new PriceRule(file, reader);
        description = Target.Compile("description", file.ChildOrEmpty("description"), reader);
        taxCode = Target.CompileChild(file, "taxCode", reader);
        plans = new PlanBook(file, school, reader);
        payer = new PayerRule(file.ChildOrEmpty("payer"), reader);
        Tests = MappingTest.ReadAll(file);
    }

    /// <summary>The file's own tests.</summary>
    public IReadOnlyList<MappingTest> Tests { get; }

    /// <inheritdoc/>
    public BillingAnswer Decide(BillingSource source)
    {
        var context = new ValueContext(school, source);

        if (NotBillable(source, context) is { } rule)
        {
            return new BillingAnswer(null, rule, []);
        }

        var faults = new DataFaults();
        var money = price.Read(context, faults, out var free);

        if (free)
        {
            return new BillingAnswer(null, PriceRule.Free, []);
        }

        var text = description.Read(context, faults);
        var tax = taxCode?.Read(context, faults);
        var owedBy = payer.Read(context, faults);
        var planned = plans.Read(context, source.BeganOn, money, faults, out var takenOff);

        if (takenOff is not null)
        {
            return new BillingAnswer(null, takenOff, []);
        }

        if (owedBy is not null && planned is not null)
        {
            ShareRule.CheckApart(owedBy, planned.Shares, context, faults);
        }

        if (text is null && !faults.Any)
        {
            faults.Add(
                "value.missing",
                $"{context.Subject}, description",
                "It is empty.",
                "Fill in what it is made of."
            );
        }

        return faults.Any
            ? new BillingAnswer(null, null, faults.ToList())
            : new BillingAnswer(Terms(text!, planned!, tax, owedBy!), null, []);
    }

    private string? NotBillable(BillingSource source, ValueContext context)
    {
        // Null means that the LMS was not asked for roles: such an enrolment is not thought to be staff.
        if (source.Enrolment.IsLearner == false)
        {
            return Staff;
        }

        if (source.Enrolment.Method == Guest)
        {
            return Guest;
        }

        if (
            source.BeganOn < school.BillFrom
            && !school.BillAnyway.Contains($"{source.Enrolment.CourseKey}/{source.Enrolment.LearnerKey}")
        )
        {
            return BeforeBillFrom;
        }

        foreach (var rule in billable)
        {
            if (rule.Excludes(context))
            {
                return rule.Name;
            }
        }

        return null;
    }

    private BillingTerms Terms(string text, PlannedPrice planned, string? tax, PayerTerms owedBy) =>
        new(
            text,
            planned.Parts.Select(x => x.Amount).Aggregate((a, b) => a + b),
            price.Basis,
            tax,
            planned.Parts,
            owedBy
        )
        {
            Plan = planned.Plan,
            Documents = planned.Documents,
            Discounts = planned.Discounts,
            Shares = planned.Shares,
            EarlyPayment = planned.EarlyPayment,
            Subscription = planned.Subscription,
            Changes = planned.Changes,
        };
}
