using Collections.Connector.Flow.Cycle;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Sales;

/// <summary>Takes sales in: one that was typed, or a file of them.</summary>
internal sealed class SaleDesk(CycleRun run)
{
    /// <summary>Takes in one sale that a person typed.</summary>
    /// <param name="row">What was typed.</param>
    /// <param name="form">How amounts and days are written.</param>
    /// <param name="preview">Whether nothing is stored.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="RemoteUnavailableException">The learner is not in the ledger, and the LMS does not answer.</exception>
    public Task<SaleReport> AddAsync(SaleRow row, SaleForm form, bool preview, CancellationToken ct) =>
        TakeAsync(new SaleSheet([row], [], 1, []), form, SaleOrigins.ByHand, preview, skipFaults: false, ct);

    /// <summary>Takes in a file. Nothing is stored when a line is at fault, unless that is asked for; taken in again it changes nothing.</summary>
    /// <param name="sheet">The file.</param>
    /// <param name="form">How amounts and days are written.</param>
    /// <param name="preview">Whether nothing is stored.</param>
    /// <param name="skipFaults">Whether the other lines are stored when some are at fault.</param>
    /// <param name="ct">Stops it; chunks that are stored stay, and the next import goes on.</param>
    /// <exception cref="RemoteUnavailableException">A learner is not in the ledger, and the LMS does not answer.</exception>
    public Task<SaleReport> ImportAsync(
        SaleSheet sheet,
        SaleForm form,
        bool preview,
        bool skipFaults,
        CancellationToken ct
    ) => TakeAsync(sheet, form, SaleOrigins.File, preview, skipFaults, ct);

    private async Task<SaleReport> TakeAsync(
        SaleSheet sheet,
        SaleForm form,
        string origin,
        bool preview,
        bool skipFaults,
        CancellationToken ct
    )
    {
        var faults = sheet.Faults.ToList();
        var orders = Read(sheet, form, faults);
        var judge = new SaleJudge(run, origin);
        var judged = new List<(int Line, JudgedSale Sale)>();
        foreach (var chunk in orders.Chunk(CycleRun.ChunkSize))
        {
            judged.AddRange(chunk.Zip(await judge.JudgeAsync(chunk, ct), (x, sale) => (x.Row.Line, sale)));
            run.Tell("judged", judged.Count, orders.Count);
        }

        faults.AddRange(judged.SelectMany(x => x.Sale.Faults));

        // A fault of the file itself leaves no line to trust.
        var store = !preview && (faults.Count == 0 || (skipFaults && !faults.Exists(IsOfTheFile)));
        var wanted = judged.Where(x => x.Sale.Verdict is SaleVerdict.New or SaleVerdict.Changed).ToList();
        var stored = 0;
        foreach (var chunk in store ? wanted.Chunk(CycleRun.ChunkSize) : [])
        {
            await new SaleBook(run, origin).StoreAsync([.. chunk.Select(x => x.Sale)], ct);
            run.Tell("stored", stored += chunk.Length, wanted.Count);
        }

        return SaleReport.Of(run.School.Key, sheet, judged, [.. faults.OrderBy(x => x.Line)], preview, store);
    }

    private static List<(SaleRow Row, SaleOrder Order)> Read(SaleSheet sheet, SaleForm form, List<SaleFault> faults)
    {
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var orders = new List<(SaleRow, SaleOrder)>();
        foreach (var row in sheet.Rows)
        {
            var (order, wrong) = SaleReader.Read(row, form);
            faults.AddRange(wrong);
            if (row[SaleColumn.Key] is { } key && !lines.TryAdd(key, row.Line))
            {
                faults.Add(
                    new SaleFault(
                        row.Line,
                        row.NameOf(SaleColumn.Key),
                        "key.twice",
                        $"Line {lines[key]} has the same key.",
                        "Each sale needs its own."
                    )
                );
            }
            else if (order is not null)
            {
                orders.Add((row, order));
            }
        }

        return orders;
    }

    private static bool IsOfTheFile(SaleFault fault) =>
        fault.Code.StartsWith("file.", StringComparison.Ordinal)
        || fault.Code.StartsWith("headings.", StringComparison.Ordinal);
}
