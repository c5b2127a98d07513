using Collections.Connector.Flow.Escalation;

namespace Collections.Connector.Flow.Figures;

/// <summary>Adds up what a policy did, payer by payer, by week. What happened outside the window is replayed and not counted.</summary>
/// <param name="rules">The policy.</param>
/// <param name="from">The first day.</param>
/// <param name="to">The last day.</param>
/// <param name="wrongWithinDays">A suspension was wrong when its debts were settled within so many days after it.</param>
internal sealed class ReplayTally(EscalationRules rules, DateOnly from, DateOnly to, int wrongWithinDays)
{
    private readonly List<string> order = [.. rules.Rungs.Select(x => x.Name)];
    private readonly Dictionary<DateOnly, Week> weeks = Weeks.Between(from, to).ToDictionary(x => x, _ => new Week());
    private int touched;
    private long decisions;

    /// <summary>Adds all that was replayed of one payer.</summary>
    public void Add(IReadOnlyCollection<(ReplayDebt Debt, ReplayPath Path)> ofPayer)
    {
        decisions += ofPayer.Sum(x => (long)x.Path.Decisions);
        touched += ofPayer.Count(x => x.Path.Steps.Any(Counts));
        var steps = ofPayer.SelectMany(x => x.Path.Steps).Where(Counts).ToList();
        foreach (var message in steps.Where(x => x.Rung.Action == RungAction.Message).GroupBy(x => x.On))
        {
            // One message for all debts of a payer: the highest rung leads.
            var week = WeekOf(message.Key);
            var leading = message.MaxBy(x => order.IndexOf(x.Rung.Name))!.Rung.Name;
            week.Contacts[leading] = week.Contacts.GetValueOrDefault(leading) + 1;
            foreach (var step in message.Where(x => x.Rung.Fee is not null))
            {
                week.Fees.Add(step.Rung.Fee!.Of(step.Asked, step.Rung.DaysLate));
            }
        }

        foreach (var step in steps.Where(x => x.Rung.Action == RungAction.HandOff))
        {
            WeekOf(step.On).HandOffs++;
        }

        foreach (
            var target in ofPayer
                .Where(x => x.Path.Suspensions.Count > 0)
                .GroupBy(x => (x.Debt.Receivable.CourseKey, x.Debt.Receivable.LearnerKey))
        )
        {
            AddSuspensions([.. target]);
        }
    }

    /// <summary>What it adds up to.</summary>
    public ReplayOutcome ToOutcome()
    {
        var all = new Week();
        var rows = new List<ReplaySums>();
        foreach (var (monday, week) in weeks.OrderBy(x => x.Key))
        {
            rows.Add(week.ToSums(Weeks.NameOf(monday), monday, order));
            all.Add(week);
        }

        return new ReplayOutcome(
            rules.Version,
            all.ToSums("all", Weeks.MondayOf(from), order),
            touched,
            decisions,
            rows
        );
    }

    // Two debts may take the same course from the same learner: that is one suspension, as long as either holds.
    private void AddSuspensions(List<(ReplayDebt Debt, ReplayPath Path)> ofTarget)
    {
        var spans = ofTarget
            .SelectMany(x => x.Path.Suspensions.Select(s => (x.Debt, Span: s)))
            .OrderBy(x => x.Span.From)
            .ToList();
        for (var i = 0; i < spans.Count; )
        {
            var begins = spans[i].Span.From;
            var back = spans[i].Span.BackOn ?? DateOnly.MaxValue;
            var causes = spans.Skip(i).Where(x => x.Span.From == begins).ToList();
            while (i < spans.Count && spans[i].Span.From <= back)
            {
                var other = spans[i++].Span.BackOn ?? DateOnly.MaxValue;
                back = other > back ? other : back;
            }

            AddDays(begins, back);
            if (begins >= from && begins <= to)
            {
                var week = WeekOf(begins);
                week.Suspensions++;
                var soon = begins.AddDays(wrongWithinDays);
                week.Wrong += causes.TrueForAll(x => x.Debt.Receivable.SettledOn <= soon) ? 1 : 0;
            }
        }
    }

    private void AddDays(DateOnly begins, DateOnly back)
    {
        var first = begins > from ? begins : from;
        var last = back <= to ? back.AddDays(-1) : to;
        if (last < first)
        {
            return;
        }

        foreach (var monday in Weeks.Between(first, last))
        {
            var (a, b) = (monday > first ? monday : first, monday.AddDays(6) < last ? monday.AddDays(6) : last);
            weeks[monday].DaysSuspended += b.DayNumber - a.DayNumber + 1;
        }
    }

    private bool Counts(ReplayStep step) => step.On >= from && step.On <= to;

    private Week WeekOf(DateOnly day) => weeks[Weeks.MondayOf(day)];

    private sealed class Week
    {
        public Dictionary<string, int> Contacts { get; } = new(StringComparer.Ordinal);
        public MoneyByCurrency Fees { get; } = new();
        public int Suspensions { get; set; }
        public int Wrong { get; set; }
        public int HandOffs { get; set; }
        public int DaysSuspended { get; set; }

        public void Add(Week other)
        {
            foreach (var (rung, count) in other.Contacts)
            {
                Contacts[rung] = Contacts.GetValueOrDefault(rung) + count;
            }

            foreach (var fee in other.Fees.ToList())
            {
                Fees.Add(fee);
            }

            Suspensions += other.Suspensions;
            Wrong += other.Wrong;
            HandOffs += other.HandOffs;
            DaysSuspended += other.DaysSuspended;
        }

        public ReplaySums ToSums(string name, DateOnly monday, List<string> order) =>
            new(
                name,
                monday,
                Contacts.Values.Sum(),
                Contacts.OrderBy(x => order.IndexOf(x.Key)).ToDictionary(x => x.Key, x => x.Value),
                Suspensions,
                Wrong,
                HandOffs,
                Fees.ToList(),
                DaysSuspended
            );
    }
}
