using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Reconciliation;

/// <summary>Finds receivables that are due for invoicing, whose learner is enrolled now, and that have no document.</summary>
internal sealed class UnbilledComparison(CycleRun run, DateOnly? since, LiveEnrolments enrolled, DifferenceList found)
{
    /// <summary>Compares.</summary>
    public async Task CompareAsync(CancellationToken ct)
    {
        var last = 0L;
        while (true)
        {
            await using var ledger = run.OpenLedger();
            var due = ledger
                .Receivables.AsNoTracking()
                .Include(x => x.Agreement)
                .Where(x => x.School == run.School.Key && x.State == ReceivableState.Live && x.Id > last)
                .Where(x => x.IssueOn <= run.Today && (since == null || x.IssueOn >= since));
            var chunk = await DocumentRevisions
                .Unbilled(ledger, due)
                .OrderBy(x => x.Id)
                .Take(CycleRun.ChunkSize)
                .ToListAsync(ct);
            if (chunk.Count == 0)
            {
                return;
            }

            last = chunk[^1].Id;
            await CompareAsync(
                ledger,
                chunk.FindAll(x => x.Agreement.EpisodeRowId is null || enrolled.IsActive(x.CourseKey, x.LearnerKey)),
                ct
            );
        }
    }

    private async Task CompareAsync(LedgerContext ledger, List<Receivable> receivables, CancellationToken ct)
    {
        var next = await DocumentRevisions.NextAsync(
            ledger,
            run.School.Key,
            [.. receivables.Select(x => x.Reference)],
            ct
        );
        var documents = receivables.ToDictionary(
            x => x.Reference,
            x => References.Document(x.Reference, DocumentKind.Invoice, next.GetValueOrDefault(x.Reference, 1))
        );
        var wanted = documents.Values.Concat(receivables.Select(x => x.PayerKey)).Distinct().ToList();
        var waiting = await ledger
            .Intents.AsNoTracking()
            .Where(x => x.School == run.School.Key && wanted.Contains(x.Reference))
            .Where(x => x.Kind == IntentKind.Document || x.Kind == IntentKind.Customer)
            .Where(x => x.State == IntentState.Parked || x.State == IntentState.Dismissed)
            .ToDictionaryAsync(x => x.Reference, ct);
        foreach (var receivable in receivables)
        {
            var intent =
                waiting.GetValueOrDefault(documents[receivable.Reference])
                ?? waiting.GetValueOrDefault(receivable.PayerKey);
            var state = intent?.State switch
            {
                IntentState.Parked => UnbilledState.Parked,
                IntentState.Dismissed => UnbilledState.Dismissed,
                _ when run.School.Switches.Invoices != SwitchLevel.Act => UnbilledState.SwitchedOff,
                _ => UnbilledState.Waiting,
            };
            found.Add(
                LearningCauses.Of(
                    new UnbilledFacts(
                        receivable.Reference,
                        receivable.Amount,
                        state,
                        intent?.Reference,
                        intent?.LastAnswer
                    )
                )
            );
        }
    }
}
