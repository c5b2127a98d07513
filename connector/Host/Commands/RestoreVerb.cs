using System.CommandLine;
using System.Globalization;
using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Host.Backups;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;
using Collections.Connector.Storage.Sqlite;

namespace Collections.Connector.Host.Commands;

/// <summary>Puts a backup in the database's place, keeps what was there, and holds messages and suspensions back until a person confirms.</summary>
internal sealed class RestoreVerb : ICommandVerb
{
    private readonly Option<string?> from = new("--from")
    {
        Description = "The backup's file; its manifest is read beside it.",
        HelpName = "FILE",
    };
    private readonly Option<string?> reason = new("--reason")
    {
        Description = "Why, for the journal.",
        HelpName = "TEXT",
    };

    /// <inheritdoc/>
    public string Name => "restore";

    /// <inheritdoc/>
    public string Description =>
        "Put a backup in the database's place. The old one is kept; messages and suspensions wait for `restore confirm`.";

    /// <inheritdoc/>
    public string Example => "restore --from backups/collections-20260901-080000.db --reason \"the disk broke\"";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [from, reason];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        if (context.Get(from) is not { } name)
        {
            throw new ConfigurationException([new("--from", 0, "Which backup?", "Type: restore --from FILE.")]);
        }

        var configuration = context.LoadConfiguration(context.LoadManifest());
        var schools = SchoolSelection.Load(configuration, null).Select(x => x.Mapping.School.Key).ToList();
        if (configuration.Database.Path is not { } database)
        {
            throw PostgresHint.Instead(
                "A PostgreSQL database is restored by its own tool; the next run notices it, and holds until `restore confirm`.",
                "pg_restore --clean --if-exists --dbname=DATABASE collections.dump"
            );
        }

        var backup = Path.GetFullPath(name, context.Host.WorkingDirectory);
        var manifest = await CheckAsync(backup, ct);
        var storage = new SqliteLedger(database, durable: !context.Host.ThrowsDatabaseAway);
        OwnerOnlyFile.MakeFolder(Path.GetDirectoryName(database)!);
        var terms = new TurnTerms("restore", TimeSpan.Zero, TimeSpan.Zero, context.Host.Clock); // A file's turn ends with its process.
        await using var alone = await RunLock.TakeAsync(storage, terms, TimeSpan.Zero, ct);
        storage.Release();
        if (File.Exists(database) && !await SqliteCopy.TryCloseAsync(database, ct))
        {
            throw new ConfigurationException([
                new(
                    database,
                    0,
                    "Another process has the database open.",
                    "End `serve` and every other command first."
                ),
            ]);
        }

        var kept = await ReplaceAsync(database, backup, context.Host.Clock.GetUtcNow(), ct);
        await HoldAsync(storage, schools, context, backup, ct);
        context.Output.Write(
            new
            {
                Database = database,
                From = backup,
                Kept = kept,
                Sha256Checked = manifest is not null,
            },
            page =>
            {
                page.Line(
                    $"{backup} is now {database}{(manifest is null ? " (without a manifest: its sha256 was not checked)" : "")}."
                );
                page.Line(kept is null ? "There was no database before." : $"The one before is {kept}.");
                page.Line("Next: `sync`, look at its report, then `restore confirm`.");
            }
        );
        return ExitCode.NeedsPerson;
    }

    private static async Task<BackupManifest?> CheckAsync(string backup, CancellationToken ct)
    {
        if (!File.Exists(backup))
        {
            throw new ConfigurationException([new("--from", 0, $"{backup} is not there.", "Name a backup's file.")]);
        }

        var manifest = BackupManifest.Beside(backup);
        if (manifest is not null && manifest.Sha256 != await BackupManifest.DigestAsync(backup, ct))
        {
            throw new ConfigurationException([
                new(
                    backup,
                    0,
                    "It is not the file that its manifest describes: its sha256 differs.",
                    "Use another backup."
                ),
            ]);
        }

        await SqliteCopy.CheckAsync(backup, ct);
        return manifest;
    }

    private static async Task<string?> ReplaceAsync(
        string database,
        string backup,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var half = $"{database}.{Path.GetRandomFileName()}";
        await OwnerOnlyFile.WriteAsync(
            half,
            async stream =>
            {
                await using var source = File.OpenRead(backup);
                await source.CopyToAsync(stream, ct);
            }
        );
        string? kept = null;
        if (File.Exists(database))
        {
            kept = $"{database}.replaced-{now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}";
            foreach (var part in new[] { "", "-wal", "-shm" }.Where(x => File.Exists(database + x)))
            {
                File.Move(database + part, kept + part);
            }
        }

        File.Move(half, database);
        return kept;
    }

    private async Task HoldAsync(
        SqliteLedger storage,
        List<string> schools,
        VerbContext context,
        string backup,
        CancellationToken ct
    )
    {
        await storage.MigrateAsync(ct);
        await using var ledger = storage.CreateDbContext();
        var why = context.Get(reason) is { } said ? $" {said}" : "";
        foreach (var school in schools)
        {
            if (await RestoreHold.FindAsync(ledger, school, ct) is null)
            {
                var text = $"The backup {Path.GetFileName(backup)} was put back.{why}";
                RestoreHold.Begin(ledger, school, context.ActsAs, text, context.Host.Clock.GetUtcNow());
            }
        }

        await ledger.SaveChangesAsync(ct);
        storage.Release();
    }
}
