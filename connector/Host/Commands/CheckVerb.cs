using System.CommandLine;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Manifest;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Commands;

/// <summary>Looks whether every configured system has what the connector needs, without writing anything.</summary>
internal sealed class CheckVerb : ICommandVerb
{
    private readonly Option<string?> only = new("--school")
    {
        Description = "Only the school with this key.",
        HelpName = "KEY",
    };

    /// <inheritdoc/>
    public string Name => "check";

    /// <inheritdoc/>
    public string Description =>
        "Look whether the configured systems answer and allow what is needed, without writing, and say what is missing.";

    /// <inheritdoc/>
    public string Example => "check --config /etc/collections/connector.json";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [only];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var manifest = context.LoadManifest();
        var configuration = context.LoadConfiguration(manifest);
        var schools = SchoolSelection.Load(configuration, context.Get(only));
        var checks = await context.Output.ProgressAsync(async progress =>
        {
            var done = await CheckDatabaseAsync(configuration, ct);
            foreach (var (school, mapping) in schools)
            {
                progress.Report($"Checking {mapping.School.Key}", 0, school.Adapters.Count);
                done.AddRange(await CheckSchoolAsync(context, manifest, school, mapping.School, ct));
                if (
                    LawCheck.Of(mapping.School, mapping.School.DayOf(context.Host.Clock.GetUtcNow())) is
                    { Count: > 0 } law
                )
                {
                    done.Add(new SystemCheck(mapping.School.Key, "law", mapping.School.Country, law, []));
                }

                progress.Report($"Checking {mapping.School.Key}", school.Adapters.Count, school.Adapters.Count);
            }

            return done;
        });

        var missing = checks.Sum(check => check.Count(CheckResult.Missing));
        context.Output.Write(
            new
            {
                Systems = checks,
                Missing = missing,
                NotProven = checks.Sum(check => check.Count(CheckResult.NotProven)),
                Calls = context.Calls.Snapshot(),
            },
            page => Show(page, checks, missing)
        );
        return missing == 0 ? ExitCode.Done : ExitCode.NeedsPerson;
    }

    private static async Task<List<SystemCheck>> CheckDatabaseAsync(
        ConnectorConfiguration configuration,
        CancellationToken ct
    )
    {
        var ledger = Storages.Of(configuration.Database, durable: true);
        var findings = await ledger.CheckAsync(ct);
        return findings.Count == 0
            ? []
            :
            [
                new SystemCheck(
                    "all schools",
                    "database",
                    "postgresql",
                    findings,
                    [
                        "LOGIN, without SUPERUSER, CREATEROLE, CREATEDB or REPLICATION",
                        "owner of its own schema or database",
                    ]
                ),
            ];
    }

    private static async Task<IReadOnlyList<SystemCheck>> CheckSchoolAsync(
        VerbContext context,
        PluginManifest manifest,
        SchoolConfiguration school,
        SchoolProfile profile,
        CancellationToken ct
    )
    {
        await using var set = await context.CreateAdaptersAsync(school, manifest, profile.Key, profile.Zone.Id);
        return await Task.WhenAll(
            set.Adapters.Select(async adapter =>
            {
                var entry = manifest.Find(school.Adapters[adapter.Key].Use)!;
                var findings = await adapter.Value.CheckAsync(ct);
                return new SystemCheck(profile.Key, adapter.Key, entry.Id, findings, entry.Permissions);
            })
        );
    }

    private static void Show(IPage page, List<SystemCheck> checks, int missing)
    {
        foreach (var check in checks)
        {
            page.Heading($"{check.School}: {check.Part} ({check.Adapter})");
            page.Table(
                ["Result", "What", "Without it", "What to do"],
                [
                    .. check.Findings.Select(f =>
                        (IReadOnlyList<Cell>)[ToCell(f.Result), f.What, f.Consequence, f.Remedy]
                    ),
                ]
            );
            if (check.Permissions.Count > 0)
            {
                page.Line("The least rights that it needs there:");
            }

            foreach (var permission in check.Permissions)
            {
                page.Line($"  - {permission}");
            }
        }

        page.Heading(missing == 0 ? "Nothing is missing." : $"Missing: {missing}.");
    }

    private static Cell ToCell(CheckResult result) =>
        result switch
        {
            CheckResult.Ok => new Cell("ok", Tone.Good),
            CheckResult.Missing => new Cell("MISSING", Tone.Bad),
            CheckResult.NotProven => new Cell("not proven", Tone.Attention),
            _ => new Cell("note"),
        };

    /// <summary>One system, checked.</summary>
    /// <param name="School">The school's key.</param>
    /// <param name="Part">Its part in the school.</param>
    /// <param name="Adapter">The adapter's id.</param>
    /// <param name="Findings">What was found.</param>
    /// <param name="Permissions">The least rights that it needs.</param>
    private sealed record SystemCheck(
        string School,
        string Part,
        string Adapter,
        IReadOnlyList<CheckFinding> Findings,
        IReadOnlyList<string> Permissions
    )
    {
        /// <summary>How many findings ended so.</summary>
        public int Count(CheckResult result) => Findings.Count(f => f.Result == result);
    }
}
