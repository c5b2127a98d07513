using System.CommandLine;
using System.Globalization;
using System.Text;
using Collections.Connector.Flow.Journal;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Host.Backups;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;
using Collections.Connector.Storage.Sqlite;

namespace Collections.Connector.Host.Commands;

/// <summary>Copies the database while everything goes on, checks the copy, and writes a manifest beside it.</summary>
internal sealed class BackupVerb : ICommandVerb
{
    private readonly Option<string?> output = new("--output")
    {
        Description = "The folder. Default: backups, beside the database.",
        HelpName = "FOLDER",
    };

    /// <inheritdoc/>
    public string Name => "backup";

    /// <inheritdoc/>
    public string Description => "Copy the database while everything goes on, and check the copy and its journal.";

    /// <inheritdoc/>
    public string Example => "backup --output /srv/backups";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [output];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        if (installation.Configuration.Database.Path is not { } database)
        {
            throw PostgresHint.Instead(
                "A PostgreSQL database is backed up by its own tool, which fits the server's version and knows its users.",
                "pg_dump --format=custom --file=collections.dump DATABASE"
            );
        }

        var folder = Path.GetFullPath(
            context.Get(output) ?? Path.Combine(Path.GetDirectoryName(database)!, "backups"),
            context.Host.WorkingDirectory
        );
        MakeFolder(folder);
        var now = context.Host.Clock.GetUtcNow();
        var name = $"collections-{now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.db";
        var manifest = await MakeAsync(database, Path.Combine(folder, name), now, ct);
        var file = Path.Combine(folder, name);
        var broken = manifest.Schools.Where(x => x.JournalFault is not null).ToList();
        context.Output.Write(
            new { File = file, Manifest = manifest },
            page =>
            {
                page.Line($"{file}: checked, schema {manifest.SchemaVersion}, sha256 {manifest.Sha256}.");
                foreach (var school in broken)
                {
                    page.Line(
                        $"The journal of {school.School} does not fit after {school.JournalHead}: {school.JournalFault}"
                    );
                    page.Line("Look with `journal verify`, and keep the backups from before.");
                }

                page.Line("Keep it, its .json and the access ledger file on another disk.");
            }
        );
        return broken.Count == 0 ? ExitCode.Done : ExitCode.Invariant;
    }

    private static void MakeFolder(string folder)
    {
        try
        {
            OwnerOnlyFile.MakeFolder(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            var what = File.Exists(folder) ? $"{folder} is a file." : $"{folder} cannot be made here.";
            throw new ConfigurationException([
                new("--output", 0, what, "Name a folder that the connector's user may write in."),
            ]);
        }
    }

    private static async Task<BackupManifest> MakeAsync(
        string database,
        string file,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (File.Exists(file))
        {
            throw new ConfigurationException([new(file, 0, "A backup of this second is there already.", "Try again.")]);
        }

        var half = $"{file}.{Path.GetRandomFileName()}";
        try
        {
            var version = await SqliteCopy.MakeAsync(database, half, ct);
            var schools = await SchoolsAsync(half, ct);
            var digest = await BackupManifest.DigestAsync(half, ct);
            var manifest = new BackupManifest(Path.GetFileName(file), digest, version, now, schools);
            await OwnerOnlyFile.WriteAsync(
                BackupManifest.PathOf(file),
                async stream => await stream.WriteAsync(Encoding.UTF8.GetBytes(manifest.ToJson()), ct)
            );
            File.Move(half, file);
            return manifest;
        }
        finally
        {
            File.Delete(half);
        }
    }

    // From the copy, so that the heads are those of the copy and not of a moment later.
    private static async Task<List<BackedUpSchool>> SchoolsAsync(string copy, CancellationToken ct)
    {
        var storage = new SqliteLedger(copy);
        var schools = new List<BackedUpSchool>();
        await using var ledger = storage.CreateDbContext();
        foreach (var school in (await JournalCheck.SchoolsAsync(ledger, ct)).Order(StringComparer.Ordinal))
        {
            var journal = await JournalCheck.OfAsync(ledger, school, [], ct);
            schools.Add(new BackedUpSchool(school, journal.Head, journal.Fault?.Wrong));
        }

        storage.Release();
        return schools;
    }
}
