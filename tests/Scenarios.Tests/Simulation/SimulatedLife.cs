using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Scenarios.Tests.Simulation;

/// <summary>What the school of some seeds has besides: plans, shares, months, discounts, charges, and rules for changes of mind.</summary>
/// <remarks>It is drawn by dice of its own: the seeds without it throw as they did before there was any.</remarks>
internal sealed class SimulatedLife
{
    /// <summary>The tax id of the company that owes a share of everybody's price.</summary>
    public const string CompanyTaxId = "ESB1";

    /// <summary>The course that is paid by the month where the school has such a price.</summary>
    public const string MonthlyCourse = "20";

    private const ulong Salt = 0x6C69_6665_6F66_6F6E;
    private const int DiscountPercent = 10;
    private const int DiscountDays = 3;
    private static readonly Currency Euro = Currency.Of("EUR");

    private SimulatedLife(Dice dice)
    {
        Dice = dice;
        OnePaper = dice.Chance(300);
        ShareBasisPoints = dice.Pick([0, 0, 3333, 5000]);
        IsMonthly = dice.Chance(350);
        Proration = dice.Pick([Proration.None, Proration.Days]);
        EarlyPayment = dice.Chance(400)
            ? new EarlyPaymentTerms(DiscountPercent, DiscountDays, LowersTax: dice.Chance(500))
            : null;
        Charge = dice.Chance(500)
            ? new LateCharge(new Dictionary<string, Money> { ["EUR"] = new(500, Euro) }, dice.Pick([0m, 2.5m]))
            {
                Billing = new ChargeBilling("vat", 3, Once: dice.Chance(500)),
            }
            : null;
        WithdrawalDays = dice.Pick([-1, 1, 4]);
        OnCancel = dice.Pick(Enum.GetValues<LeavingRule>());
        OnEnd = dice.Pick(Enum.GetValues<LeavingRule>());
        FollowsPrice = dice.Chance(500);
        CourseDays = dice.Pick([0, 21, 60]);
    }

    /// <summary>Gets the dice that draw what else only such a seed has.</summary>
    public Dice Dice { get; }

    /// <summary>Gets a value indicating whether a whole plan is on one invoice.</summary>
    public bool OnePaper { get; }

    /// <summary>Gets what the company owes of every price, of 10,000.</summary>
    public int ShareBasisPoints { get; }

    /// <summary>Gets a value indicating whether one course is paid by the month.</summary>
    public bool IsMonthly { get; }

    /// <summary>Gets the discount for who pays early; null for none.</summary>
    public EarlyPaymentTerms? EarlyPayment { get; }

    /// <summary>Gets the charge for who pays late; null for none.</summary>
    public LateCharge? Charge { get; }

    private Proration Proration { get; }
    private int WithdrawalDays { get; }
    private LeavingRule OnCancel { get; }
    private LeavingRule OnEnd { get; }
    private bool FollowsPrice { get; }
    private int CourseDays { get; }

    /// <summary>Draws; null for the seeds that go without.</summary>
    public static SimulatedLife? Of(ulong seed)
    {
        var dice = new Dice(seed ^ Salt);
        return dice.Chance(450) ? new SimulatedLife(dice) : null;
    }

    /// <summary>The terms of a price in parts, as this school has them.</summary>
    public BillingTerms Of(BillingTerms terms, BillingSource source)
    {
        var monthly = IsMonthly && source.Course.Key == MonthlyCourse ? Months(terms, source) : terms;
        return monthly with
        {
            Plan = "simulated",
            Documents =
                OnePaper && monthly.Subscription is null && monthly.Instalments.Count > 1
                    ? DocumentsPer.Plan
                    : DocumentsPer.Instalment,
            Shares = ShareBasisPoints > 0 ? [new ShareTerms(ShareBasisPoints, Company(source))] : [],
            EarlyPayment = EarlyPayment,
            Changes = new ChangeTerms(
                WithdrawalDays < 0 ? null : source.BeganOn.AddDays(WithdrawalDays),
                OnCancel,
                OnEnd,
                FollowsPrice,
                source.BeganOn,
                CourseDays == 0 ? null : source.BeganOn.AddDays(CourseDays - 1)
            ),
        };
    }

    /// <summary>The policy with this school's charge on its reminder.</summary>
    public EscalationRules Of(EscalationRules policy) =>
        policy with
        {
            Rungs = [.. policy.Rungs.Select(x => x.Name is "reminder" or "last-notice" ? x with { Fee = Charge } : x)],
        };

    // Months begin on the first: some twenty days see two of them invoiced, or three.
    private BillingTerms Months(BillingTerms terms, BillingSource source)
    {
        var subscription = new SubscriptionTerms(terms.Price, source.BeganOn, null, Proration, 1, 20);
        var first = SubscriptionMonths.Part(subscription, 0)!;
        return terms with { Price = first.Amount, Instalments = [first], Subscription = subscription };
    }

    private static PayerTerms Company(BillingSource source) =>
        new(
            false,
            "Company",
            true,
            "company@example.org",
            CompanyTaxId,
            source.Learner.Fields.GetValueOrDefault("country", "ES") is { Length: > 0 } country ? country : null,
            "es",
            new Dictionary<string, string>()
        );
}
