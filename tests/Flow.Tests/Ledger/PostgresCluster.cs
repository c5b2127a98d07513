using System.Diagnostics;
using System.Globalization;
using Collections.Connector.Storage.PostgreSql;
using Npgsql;

namespace Collections.Flow.Tests.Ledger;

/// <summary>
/// A private PostgreSQL for this test process: on a socket in a folder of its own, no port, nothing kept.
/// It ends when the process does, even when that is killed: a shell holds it for as long as its input is open.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const string User = "collections";
    private const string Template = "migrated";
    private const string Debian = "/usr/lib/postgresql";
    private static readonly Lazy<Task<PostgresCluster>> Shared = new(StartAsync);
    private readonly string binaries;
    private readonly string folder;
    private readonly Process shell;
    private int databases;

    private PostgresCluster(string binaries, string folder, Process shell)
    {
        this.binaries = binaries;
        this.folder = folder;
        this.shell = shell;
    }

    /// <summary>The one that the tests of this process share; it is started when the first asks.</summary>
    public static Task<PostgresCluster> OfProcessAsync() => Shared.Value;

    /// <summary>An empty database of its own.</summary>
    /// <returns>Its connection string.</returns>
    public Task<string> CreateEmptyAsync() => CreateAsync("template0");

    /// <summary>A database of its own with this version's schema.</summary>
    /// <returns>Its connection string.</returns>
    public Task<string> CreateMigratedAsync() => CreateAsync(Template);

    /// <summary>The connection string of a database.</summary>
    public string ConnectionTo(string database, string user = User) =>
        $"Host={folder};Username={user};Database={database};Timeout=5;Maximum Pool Size=20;Connection Idle Lifetime=5;Connection Pruning Interval=5";

    /// <summary>Stops it at once, without a checkpoint, as a failover does, and starts it again.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    /// <summary>Stops it at once.</summary>
    public async Task StopAsync()
    {
        if (await RunAsync("pg_ctl", "stop", "-D", Data, "-m", "immediate", "-w") != 0)
        {
            throw new InvalidOperationException("PostgreSQL did not stop.");
        }
    }

    /// <summary>Starts it again after a stop; its last backends may need a moment to end.</summary>
    public async Task StartAgainAsync()
    {
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (var tries = 0; await RunAsync("pg_ctl", "start", "-D", Data, "-w", "-l", Log) != 0; tries++)
        {
            if (tries == 50)
            {
                throw new InvalidOperationException(await File.ReadAllTextAsync(Log));
            }

            await again.WaitForNextTickAsync();
        }
    }

    /// <summary>Runs a statement as the cluster's own superuser.</summary>
    public async Task ExecuteAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(ConnectionTo(database, "postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        shell.Dispose();
    }

    private string Data => Path.Combine(folder, "data");

    private string Log => Path.Combine(folder, "log");

    /// <summary>Starts one for a test that stops, restarts or exhausts it.</summary>
    public static async Task<PostgresCluster> StartAsync()
    {
        var binaries = Binaries();
        var folder = Directory.CreateTempSubdirectory("pg-").FullName;
        await RunAsync(new ProcessStartInfo("chmod", ["755", folder])); // The server and the test may be two users.
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync(new ProcessStartInfo("chown", [Stranger, folder]));
        }

        var cluster = new PostgresCluster(binaries, folder, Shell(binaries, folder));
        if (await cluster.shell.StandardOutput.ReadLineAsync() != "ready")
        {
            throw new InvalidOperationException(
                $"PostgreSQL did not start: {await cluster.shell.StandardError.ReadToEndAsync()}"
            );
        }

        await cluster.ExecuteAsync($"CREATE ROLE {User} LOGIN");
        await cluster.ExecuteAsync($"CREATE DATABASE {Template} OWNER {User}");
        var ledger = new PostgreSqlLedger(cluster.ConnectionTo(Template));
        await ledger.MigrateAsync(CancellationToken.None);
        ledger.Release();
        return cluster;
    }

    private async Task<string> CreateAsync(string template)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref databases)}");
        await ExecuteAsync($"CREATE DATABASE {name} OWNER {User} TEMPLATE {template}");
        return ConnectionTo(name);
    }

    // PostgreSQL refuses to run as root; Debian's package makes the user postgres.
    private static string Stranger => File.ReadAllText("/etc/passwd").Contains("\npostgres:") ? "postgres" : "nobody";

    private static string Binaries() =>
        (Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [])
            .OrderByDescending(x => int.TryParse(Path.GetFileName(x), CultureInfo.InvariantCulture, out var n) ? n : 0)
            .Select(x => Path.Combine(x, "bin"))
            .FirstOrDefault(x => File.Exists(Path.Combine(x, "initdb")))
        ?? throw new InvalidOperationException(
            "PostgreSQL is not installed, and these tests need it: apt-get install postgresql-15 (Debian), or run .ci/run."
        );

    // Speed over everything: what is in it is thrown away.
    private static Process Shell(string binaries, string folder)
    {
        var script = $"""
            set -e
            cd {folder}
            {binaries}/initdb -D data -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >log
            cat >>data/postgresql.conf <<END
            listen_addresses = ''
            unix_socket_directories = '{folder}'
            fsync = off
            full_page_writes = off
            max_connections = 300
            shared_buffers = 64MB
            autovacuum = off
            END
            {binaries}/pg_ctl start -D data -w -l log >/dev/null
            echo ready
            cat >/dev/null
            {binaries}/pg_ctl stop -D data -m immediate >/dev/null || true
            cd / && rm -rf {folder}
            """;
        var words = Environment.IsPrivilegedProcess ? new[] { "runuser", "-u", Stranger, "--" } : [];
        string[] all = [.. words, "sh", "-c", script];
        return Process.Start(
            new ProcessStartInfo(all[0], all[1..])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
    }

    private Task<int> RunAsync(string program, params string[] words)
    {
        string[] all = [Path.Combine(binaries, program), .. words];
        if (Environment.IsPrivilegedProcess)
        {
            all = ["runuser", "-u", Stranger, "--", .. all];
        }

        return RunAsync(new ProcessStartInfo(all[0], all[1..]));
    }

    private static async Task<int> RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
