using Collections.Connector.Flow.Escalation;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Figures;

/// <summary>One receivable of a payer, and when it was settled.</summary>
/// <param name="Reference">Its reference.</param>
/// <param name="IssueOn">Its issue day: before it nothing was owed.</param>
/// <param name="DueOn">Its due day.</param>
/// <param name="SettledOn">The day on which nothing of it was open any more; null while something is.</param>
/// <param name="Amount">Its amount.</param>
internal sealed record PaidThen(string Reference, DateOnly IssueOn, DateOnly DueOn, DateOnly? SettledOn, Money Amount)
{
    /// <summary>Whether it was open on a day.</summary>
    public bool OpenOn(DateOnly day) => IssueOn <= day && !(SettledOn <= day);

    /// <summary>Whether it came on a day that still counts as on time; false while it is open.</summary>
    public bool OnTime => SettledOn <= DueOn.AddDays(PaymentHistory.OnTimeDays);
}

/// <summary>How a payer had paid as of a day, by the rules of <see cref="PaymentHistory"/>. Pure.</summary>
/// <param name="OnTime">Receivables settled on time in the two years before.</param>
/// <param name="Late">Receivables settled late in them, or open and late.</param>
/// <param name="Unpaid">Receivables past due and unpaid.</param>
internal sealed record PayerPast(int OnTime, int Late, int Unpaid)
{
    /// <summary>Gets the behaviour that this makes.</summary>
    public PaymentBehaviour Behaviour => PaymentHistory.Behaviour(OnTime, Late);

    /// <summary>Looks back from a day: what came later is not known yet.</summary>
    public static PayerPast On(IEnumerable<PaidThen> receivables, DateOnly day)
    {
        var since = day.AddDays(-PaymentHistory.DaysBack);
        var (onTime, late, unpaid) = (0, 0, 0);
        foreach (var one in receivables)
        {
            if (one.SettledOn is { } settled && settled <= day)
            {
                onTime += settled >= since && one.OnTime ? 1 : 0;
                late += settled >= since && !one.OnTime ? 1 : 0;
            }
            else if (one.DueOn < day)
            {
                unpaid++;
                late += day > one.DueOn.AddDays(PaymentHistory.OnTimeDays) ? 1 : 0;
            }
        }

        return new PayerPast(onTime, late, unpaid);
    }
}
