using Collections.Connector.Flow.Escalation;

namespace Collections.Connector.Flow.Figures;

/// <summary>What the policy would have known of a payer, day by day, kept as the few days on which it changed. Pure.</summary>
internal sealed class PayerTimeline
{
    private readonly List<(DateOnly From, PayerFacts Facts)> spans;

    private PayerTimeline(List<(DateOnly From, PayerFacts Facts)> spans) => this.spans = spans;

    /// <summary>Gets on how many days it changed.</summary>
    public int Changes => spans.Count - 1;

    /// <summary>A payer whose other debts and past no rule looks at.</summary>
    public static PayerTimeline Still(bool isCompany) =>
        new([(DateOnly.MinValue, PayerFacts.Nothing with { IsCompany = isCompany })]);

    /// <summary>The timeline of a payer's receivables.</summary>
    /// <param name="isCompany">Whether it is a company.</param>
    /// <param name="receivables">All of the payer's.</param>
    /// <param name="mostUnpaid">The greatest number of unpaid receivables that a rule asks for: above it the number is not told apart.</param>
    /// <param name="behaviour">Whether a rule asks for the payer's behaviour; else every payer counts as new.</param>
    public static PayerTimeline Of(
        bool isCompany,
        IEnumerable<PaidThen> receivables,
        int mostUnpaid,
        bool behaviour = true
    )
    {
        var changes = new List<(DateOnly On, int OnTime, int Late, int Unpaid)>();
        foreach (var one in receivables)
        {
            AddChanges(changes, one);
        }

        var spans = new List<(DateOnly, PayerFacts)>
        {
            (DateOnly.MinValue, new PayerFacts(isCompany, 0, PaymentBehaviour.New)),
        };
        var (onTime, late, unpaid) = (0, 0, 0);
        foreach (var day in changes.GroupBy(x => x.On).OrderBy(x => x.Key))
        {
            onTime += day.Sum(x => x.OnTime);
            late += day.Sum(x => x.Late);
            unpaid += day.Sum(x => x.Unpaid);
            var facts = new PayerFacts(
                isCompany,
                Math.Min(unpaid, mostUnpaid),
                behaviour ? PaymentHistory.Behaviour(onTime, late) : PaymentBehaviour.New
            );
            if (spans[^1].Item2 != facts)
            {
                spans.Add((day.Key, facts));
            }
        }

        return new PayerTimeline(spans);
    }

    /// <summary>What was known on a day.</summary>
    public PayerFacts On(DateOnly day) => spans[At(day)].Facts;

    /// <summary>The next day after a day on which something else was known; null when there is none.</summary>
    public DateOnly? ChangesAfter(DateOnly day) => At(day) + 1 < spans.Count ? spans[At(day) + 1].From : null;

    private static void AddChanges(List<(DateOnly On, int OnTime, int Late, int Unpaid)> changes, PaidThen one)
    {
        var pastDue = one.DueOn.AddDays(1);
        var pastTime = one.DueOn.AddDays(PaymentHistory.OnTimeDays + 1);
        if (!(one.SettledOn <= pastDue))
        {
            changes.Add((pastDue, 0, 0, 1));
        }

        if (one.SettledOn is not { } settled)
        {
            changes.Add((pastTime, 0, 1, 0));
            return;
        }

        if (settled > pastDue)
        {
            changes.Add((settled, 0, 0, -1));
        }

        // A late one counts from the day on which it was late, not only once it came.
        var forgotten = settled.AddDays(PaymentHistory.DaysBack + 1);
        var (onTime, late) = one.OnTime ? (1, 0) : (0, 1);
        changes.Add((one.OnTime ? settled : pastTime, onTime, late, 0));
        changes.Add((forgotten, -onTime, -late, 0));
    }

    private int At(DateOnly day)
    {
        var (low, high) = (0, spans.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = spans[middle].From <= day ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
