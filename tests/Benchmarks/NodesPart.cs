using System.Diagnostics;
using System.Globalization;
using Collections.Connector.Storage.PostgreSql;
using Collections.Flow.Tests.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Benchmarks;

/// <summary>One node against two on PostgreSQL: two schools with an ERP company each, whose twins take as long as live servers did.</summary>
internal static class NodesPart
{
    private const int Enrolments = 1_000;
    private const int OneForSaleIn = 2;
    private static readonly string[] Schools = ["north", "south"];
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var one = await FirstCyclesAsync(cluster, nodes: 1);
        var two = await FirstCyclesAsync(cluster, nodes: 2);
        return
        [
            Figure.Only(
                "two nodes against one on PostgreSQL, first cycles of two schools",
                Figure.Number(two.Wall / one.Wall),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"one node {one.Wall.TotalSeconds:0.0} s, two {two.Wall.TotalSeconds:0.0} s, each with the start of its processes; with two, the second school began {two.SecondBegan.TotalSeconds:0.0} s after the first; {Enrolments} enrolments and {GeneratedCampus.ForSale(Enrolments, OneForSaleIn)} invoices a school, nodes and twins on the same cores"
                )
            ),
        ];
    }

    /// <summary>The time from the start of the nodes until each school's first cycle has ended.</summary>
    private static async Task<FirstCycles> FirstCyclesAsync(PostgresCluster cluster, int nodes)
    {
        var postgres = await cluster.CreateEmptyAsync();
        var towns = new List<Town>();
        var serving = new List<Process>();
        try
        {
            foreach (var school in Schools)
            {
                var plan = new TownPlan(Enrolments, OneForSaleIn, Paced: true, School: school, Postgres: postgres);
                towns.Add(await Town.StartAsync(plan));
            }

            await Town.ShareAsync(towns);
            var began = Stopwatch.GetTimestamp();
            for (var node = 0; node < nodes; node++)
            {
                serving.Add(ConnectorProcess.Start(towns[0], towns[node].ServePort, "serve"));
            }

            var secondBegan = await EndedAsync(postgres, serving);
            return new FirstCycles(Stopwatch.GetElapsedTime(began), secondBegan);
        }
        finally
        {
            foreach (var node in serving)
            {
                node.Kill();
                await node.WaitForExitAsync();
                node.Dispose();
            }

            foreach (var town in towns)
            {
                await town.DisposeAsync();
            }
        }
    }

    private static async Task<TimeSpan> EndedAsync(string postgres, List<Process> serving)
    {
        var said = serving.ConvertAll(x =>
            (Out: x.StandardOutput.ReadToEndAsync(), Err: x.StandardError.ReadToEndAsync())
        );
        using var limit = new CancellationTokenSource(Longest);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var storage = new PostgreSqlLedger(postgres);
        try
        {
            while (!await AllEndedAsync(storage))
            {
                if (serving.Find(x => x.HasExited) is { } gone)
                {
                    var (output, error) = said[serving.IndexOf(gone)];
                    throw new InvalidOperationException(
                        $"A node ended with {gone.ExitCode}: {await output} {await error}"
                    );
                }

                await look.WaitForNextTickAsync(limit.Token);
            }

            await using var ledger = storage.CreateDbContext();
            var posted = await ledger.Documents.CountAsync(x => x.Number != null, limit.Token);
            if (posted != Schools.Length * GeneratedCampus.ForSale(Enrolments, OneForSaleIn))
            {
                throw new InvalidOperationException($"The nodes did not do what is measured: {posted} invoices.");
            }

            var begun = await ledger.Runs.Select(x => x.StartedAt).ToListAsync(limit.Token);
            return begun.Max() - begun.Min();
        }
        finally
        {
            storage.Release();
        }
    }

    private static async Task<bool> AllEndedAsync(PostgreSqlLedger storage)
    {
        await using var ledger = storage.CreateDbContext();
        try
        {
            return await ledger.Runs.Where(x => x.EndedAt != null).Select(x => x.School).Distinct().CountAsync()
                == Schools.Length;
        }
        catch (Npgsql.PostgresException missing) when (missing.SqlState == Npgsql.PostgresErrorCodes.UndefinedTable)
        {
            return false; // The first node has not made the tables yet.
        }
    }

    /// <summary>How the first cycles of both schools went.</summary>
    /// <param name="Wall">From the start of the nodes until both had ended.</param>
    /// <param name="SecondBegan">How long after the first cycle the second one began.</param>
    private sealed record FirstCycles(TimeSpan Wall, TimeSpan SecondBegan);
}
