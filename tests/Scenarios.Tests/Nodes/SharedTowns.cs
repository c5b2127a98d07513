using System.Globalization;
using Collections.Connector.Host.Demo;
using Collections.Flow.Tests.Ledger;
using Collections.Scenarios.Tests.Crashes;
using Newtonsoft.Json.Linq;
using Npgsql;

namespace Collections.Scenarios.Tests.Nodes;

/// <summary>Several towns, each with one school, in one installation on one PostgreSQL.</summary>
internal sealed class SharedTowns : IAsyncDisposable
{
    private readonly string postgres;

    private SharedTowns(IReadOnlyList<TwinTown> towns, string postgres)
    {
        Towns = towns;
        this.postgres = postgres;
    }

    public IReadOnlyList<TwinTown> Towns { get; }

    public static string KeyOf(TwinTown town) => $"s{town.ServePort}";

    public static string CompanyOf(TwinTown town) => $"{town.OdooServer.Url.Authority}/{town.Odoo.Database}/1";

    public static async Task<SharedTowns> StartAsync(int count, int learners)
    {
        var postgres = await (await PostgresCluster.OfProcessAsync()).CreateEmptyAsync();
        var towns = new List<TwinTown>();
        for (var i = 0; i < count; i++)
        {
            towns.Add(await TownAsync(postgres, learners));
        }

        // Processes live by the machine's clock. Nobody waits as long as a real ERP would make them wait.
        var first = JObject.Parse(await File.ReadAllTextAsync(towns[0].ConfigurationFile));
        first["nodes"] = new JObject { ["lease"] = "00:00:06", ["remoteRun"] = "00:00:02" };
        first["schools"] = new JArray(towns.Select(School));
        await File.WriteAllTextAsync(towns[0].ConfigurationFile, first.ToString());
        return new SharedTowns(towns, postgres);
    }

    public ServedNodes Serve(int nodes) =>
        new([
            .. Enumerable
                .Range(0, nodes)
                .Select(_ => ConnectorProcess.Start(Towns[0].ConfigurationFile, Variables, "serve")),
        ]);

    public async Task<(int Code, string Said)> SyncAsync(CancellationToken ct)
    {
        await using var sync = ConnectorProcess.Start(Towns[0].ConfigurationFile, Variables, "sync", "--json");
        return await sync.EndAsync(ct);
    }

    /// <summary>The process that has the turn of each ERP company.</summary>
    public async Task<Dictionary<string, int>> OwnersAsync() =>
        (
            await ReadAsync("SELECT \"Name\", split_part(\"Owner\", '/', 2) FROM \"Leases\" WHERE \"Owner\" <> ''")
        ).ToDictionary(x => x[0], x => int.Parse(x[1], CultureInfo.InvariantCulture));

    /// <summary>How many runs of each school began, and how many ended.</summary>
    public async Task<Dictionary<string, (int Begun, int Ended)>> RunsAsync() =>
        (
            await ReadAsync("SELECT \"School\", count(*)::text, count(\"EndedAt\")::text FROM \"Runs\" GROUP BY 1")
        ).ToDictionary(
            x => x[0],
            x => (int.Parse(x[1], CultureInfo.InvariantCulture), int.Parse(x[2], CultureInfo.InvariantCulture))
        );

    public async Task<long> CountAsync(string sql) =>
        long.Parse((await ReadAsync($"SELECT ({sql})::text"))[0][0], CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        foreach (var town in Towns)
        {
            await town.DisposeAsync();
        }
    }

    private Dictionary<string, string> Variables =>
        new(Towns[0].Secrets) { ["TOWN_POSTGRES"] = postgres, ["COLLECTIONS__SERVE__PORT"] = "0" };

    private async Task<List<string[]>> ReadAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(postgres);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string[]>();
        while (await reader.ReadAsync())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)]);
        }

        return rows;
    }

    private static JToken School(TwinTown town)
    {
        var school = JObject.Parse(File.ReadAllText(town.ConfigurationFile))["schools"]![0]!;
        school["mapping"] = Path.Combine(town.Folder, "school");
        return school;
    }

    private static async Task<TwinTown> TownAsync(string postgres, int learners)
    {
        var root = Path.GetFullPath("../../../../..", AppContext.BaseDirectory);
        var mapping = Path.Combine(root, "mappings/schools/demo");
        var town = await TwinTown.StartAsync(TimeProvider.System.GetUtcNow(), mapping, postgres: postgres);
        var file = Path.Combine(town.Folder, "school", "school.json");
        var school = JObject.Parse(await File.ReadAllTextAsync(file));
        school["key"] = KeyOf(town);
        school["billFrom"] = "2020-01-01";
        await File.WriteAllTextAsync(file, school.ToString());
        var fields = new Dictionary<string, string> { ["price"] = "100", ["billable"] = "1" };
        var course = town.Moodle.AddCourse("PRO-1", fields: fields);
        for (var i = 0; i < learners; i++)
        {
            town.Moodle.Enrol(town.Moodle.AddUser($"l{i}", "Ana", $"N{i}", $"l{i}@example.invalid"), course);
        }

        return town;
    }
}
