using Collections.Connector.Flow.Cycle;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;

namespace Collections.Connector.Flow.Ledger;

/// <summary>Keeps the record of runs.</summary>
internal sealed class RunLog(long id)
{
    private static readonly JsonSerializerSettings Json = new() { Converters = { new StringEnumConverter() } };

    public static async Task<RunLog> BeginAsync(CycleRun run, CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var row = new RunRow
        {
            School = run.School.Key,
            StartedAt = run.Now,
            Actor = run.Options.Actor,
            DryRun = run.Options.DryRun,
        };
        if (run.Turn is not null)
        {
            await Intents.TakeOverAsync(run, ledger, ct);
        }

        ledger.Runs.Add(row);
        await ledger.SaveChangesAsync(ct);
        return new RunLog(row.Id);
    }

    public async Task EndAsync(CycleRun run, CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        var report = JsonConvert.SerializeObject(run.Report, Json);
        await ledger
            .Runs.Where(x => x.Id == id)
            .ExecuteUpdateAsync(x => x.SetProperty(r => r.EndedAt, run.Now).SetProperty(r => r.Report, report), ct);
    }
}
