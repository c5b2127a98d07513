using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Figures.Movements;

/// <summary>Receivables, and how each came to what is owed of it.</summary>
/// <param name="Receivables">The receivables that were asked for.</param>
/// <param name="Movements">Their movements: what is posted, and nothing else.</param>
/// <param name="Credit">The money of payers that settles nothing; empty where the figures are not about whole payers.</param>
internal sealed record MovementBook(
    IReadOnlyList<ReceivableFacts> Receivables,
    IReadOnlyList<Movement> Movements,
    IReadOnlyList<CreditMovement> Credit
)
{
    /// <summary>Reads what is in a scope: some queries for each 500 receivables, nothing tracked.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="school">The school.</param>
    /// <param name="scope">Which receivables.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<MovementBook> ReadAsync(
        LedgerContext ledger,
        SchoolProfile school,
        MovementScope scope,
        CancellationToken ct
    )
    {
        var asked = await scope.Of(ledger, school.Key).OrderBy(x => x.Id).Select(x => x.Reference).ToListAsync(ct);
        var reading = new Reading(ledger, school);
        foreach (var chunk in asked.Chunk(CycleRun.ChunkSize))
        {
            await reading.ReadAsync(chunk, ct);
        }

        // A document is divided over all its receivables, also those that were not asked for.
        foreach (var chunk in reading.Siblings.Except(asked).ToList().Chunk(CycleRun.ChunkSize))
        {
            await reading.ReadAsync(chunk, ct);
        }

        var ofPayers = scope is { Learner: null, References: null };
        var payments = ofPayers ? await PaymentReading.UnusedAsync(ledger, school, scope.Payer, ct) : [];
        var (movements, credit) = ReceivableMovements.Of(reading.ToFacts(payments));
        var mine = asked.ToHashSet(StringComparer.Ordinal);
        return new MovementBook(
            [.. reading.Receivables.Where(x => mine.Contains(x.Reference))],
            [.. movements.Where(x => mine.Contains(x.Receivable))],
            ofPayers ? credit : []
        );
    }

    private sealed class Reading(LedgerContext ledger, SchoolProfile school)
    {
        private readonly List<ReceivableFacts> receivables = [];
        private readonly List<DocumentPart> documents = [];
        private readonly List<PaidPart> paid = [];

        public IReadOnlyList<ReceivableFacts> Receivables => receivables;

        /// <summary>The receivables that share a document with one that was read.</summary>
        public HashSet<string> Siblings { get; } = new(StringComparer.Ordinal);

        public MovementFacts ToFacts(IReadOnlyList<PaymentFacts> payments) =>
            new(receivables, documents, paid, payments);

        public async Task ReadAsync(string[] references, CancellationToken ct)
        {
            var owed = await OpenItems.OwedAsync(ledger, school.Key, references, ct);
            var lost = await UnissuedBook.LostAsync(ledger, school.Key, references, ct);
            var rows = await ledger
                .Receivables.AsNoTracking()
                .Where(x => x.School == school.Key && references.Contains(x.Reference))
                .OrderBy(x => x.Id)
                .ToListAsync(ct);
            var gone = await WrittenOffAsync(rows, ct);
            receivables.AddRange(
                rows.Select(x =>
                {
                    Money? open = owed.TryGetValue(x.Reference, out var amount) ? amount : null;
                    var live = x.State == ReceivableState.Live;
                    DateOnly? goneOn = gone.TryGetValue(x.Reference, out var on) ? on : null;
                    return new ReceivableFacts(
                        x.Reference,
                        x.PayerKey,
                        x.Description,
                        x.Amount,
                        x.Basis,
                        x.DueOn,
                        x.State,
                        open,
                        goneOn,
                        live && open is null && !lost.Contains(x.Reference)
                    );
                })
            );
            await ReadDocumentsAsync(references, ct);
            paid.AddRange(await PaymentReading.PaidAsync(ledger, school, references, ct));
        }

        private async Task<Dictionary<string, DateOnly>> WrittenOffAsync(List<Receivable> rows, CancellationToken ct)
        {
            var keys = rows.Where(x => x.State == ReceivableState.WrittenOff).Select(x => x.Reference).ToList();
            if (keys.Count == 0)
            {
                return [];
            }

            var noted = await ledger
                .Journal.Where(x => x.School == school.Key && keys.Contains(x.Subject))
                .Where(x => x.Kind == "receivable.written-off")
                .Select(x => new { x.Subject, x.At })
                .ToListAsync(ct);
            return noted.GroupBy(x => x.Subject).ToDictionary(x => x.Key, x => school.DayOf(x.Max(n => n.At)));
        }

        private async Task ReadDocumentsAsync(string[] references, CancellationToken ct)
        {
            var rows = await ledger
                .Documents.AsNoTracking()
                .Include(x => x.Lines)
                .Where(x => x.School == school.Key && x.Standing == DocumentStanding.Posted)
                .Where(x => x.Lines.Any(line => references.Contains(line.ReceivableRef)))
                .OrderBy(x => x.Id)
                .ToListAsync(ct);
            var wanted = references.ToHashSet(StringComparer.Ordinal);
            foreach (var row in rows)
            {
                var lines = row.Lines.OrderBy(x => x.Id).ToList();
                var shares = AmountShares.Of(row.TotalMinor, [.. lines.Select(x => x.AmountMinor)]);
                for (var i = 0; i < lines.Count; i++)
                {
                    Siblings.Add(lines[i].ReceivableRef);
                    if (wanted.Contains(lines[i].ReceivableRef))
                    {
                        documents.Add(
                            new DocumentPart(
                                lines[i].ReceivableRef,
                                row.Reference,
                                row.Number ?? "",
                                row.Kind,
                                row.IssueOn,
                                new Money(shares[i], Currency.Of(row.Currency))
                            )
                        );
                    }
                }
            }
        }
    }
}
