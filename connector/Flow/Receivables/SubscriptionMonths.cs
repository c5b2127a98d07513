namespace Collections.Connector.Flow.Receivables;

/// <summary>The months of a subscription. Pure.</summary>
public static class SubscriptionMonths
{
    /// <summary>A month's part.</summary>
    /// <param name="terms">The subscription.</param>
    /// <param name="month">0 for the calendar month in which it begins.</param>
    /// <returns>The part; null when the subscription has ended before that month.</returns>
    public static InstalmentTerms? Part(SubscriptionTerms terms, int month)
    {
        var first = new DateOnly(terms.From.Year, terms.From.Month, 1).AddMonths(month);
        var days = DateTime.DaysInMonth(first.Year, first.Month);
        var last = first.AddDays(days - 1);
        var from = terms.From > first ? terms.From : first;
        var to = terms.Until < last ? terms.Until.Value : last;
        if (to < from)
        {
            return null;
        }

        var whole = terms.Proration == Proration.None || (from == first && to == last);
        var amount = whole
            ? terms.Monthly
            : terms.Monthly with
            {
                MinorUnits = (long)
                    Math.Max(
                        1,
                        decimal.Round(
                            terms.Monthly.MinorUnits * (decimal)(to.DayNumber - from.DayNumber + 1) / days,
                            MidpointRounding.AwayFromZero
                        )
                    ),
            };
        var due = first.AddDays(Math.Min(terms.DueDay, days) - 1);
        var issue = due.AddDays(-terms.IssueDaysBefore);
        issue = issue < terms.From ? terms.From : issue;
        var earliest = issue.AddDays(terms.AtLeastDays);
        due = due < earliest ? earliest : due;
        return new InstalmentTerms(terms.PartsBefore + month + 1, amount, issue, due, issue);
    }
}
