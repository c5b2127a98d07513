using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Payments;

/// <summary>Debts that are open again because money went back: what was sent before they were paid is no notice of it.</summary>
internal static class ReopenedDebts
{
    /// <summary>
    /// Holds debts of which notices went out before they were paid: nothing harder than a message may follow on the day on which the
    /// money goes back, nor within the days of notice after it. Who never was reminded climbs the ladder from its first rung anyway.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="ledger">The caller's transaction.</param>
    /// <param name="payment">The payment, with its allocations.</param>
    /// <param name="occasion">What took the money back: the hold is made once for it.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task HoldAsync(
        CycleRun run,
        LedgerContext ledger,
        Payment payment,
        string occasion,
        CancellationToken ct
    )
    {
        var harder = run.Mapping.Policy.Rungs.Where(x => x.Action != RungAction.Message).ToList();
        if (harder.Count == 0)
        {
            return;
        }

        var paid = payment.Allocations.ConvertAll(x => x.ReceivableRef);
        var reminded = await ledger
            .ContactItems.Where(x => x.School == run.School.Key && paid.Contains(x.ReceivableRef))
            .Where(x => ledger.Contacts.Any(c => c.Id == x.ContactId && c.SentAt != null))
            .Select(x => x.ReceivableRef)
            .Distinct()
            .ToListAsync(ct);
        foreach (var receivable in reminded)
        {
            var key = $"reopened {occasion} {receivable}";
            if (!await ledger.Standings.AnyAsync(x => x.School == run.School.Key && x.Key == key, ct))
            {
                ledger.Standings.Add(
                    new Standing
                    {
                        School = run.School.Key,
                        Kind = StandingKind.Hold,
                        SubjectKind = StandingBook.Receivable,
                        SubjectKey = receivable,
                        Until = run.Today.AddDays(harder.Max(x => x.NoticeDays)),
                        By = "connector",
                        Why = $"Money went back ({payment.Reference}): notices from before it was paid do not count.",
                        CreatedAt = run.Now,
                        Key = key,
                    }
                );
            }
        }
    }
}
