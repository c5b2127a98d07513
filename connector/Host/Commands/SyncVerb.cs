using System.CommandLine;
using Collections.Connector.Flow;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Runs the cycle once.</summary>
internal sealed class SyncVerb : ICommandVerb
{
    private readonly Option<bool> dryRun = new("--dry-run")
    {
        Description = "Write to no other system; show what would be done.",
    };
    private readonly Option<string[]> steps = new("--step")
    {
        Description =
            $"Only this step, with the reading of the facts that it acts on; may be given several times. One of: {string.Join(", ", CollectionsCycle.Steps)}.",
        HelpName = "NAME",
    };
    private readonly Option<string?> only = new("--school")
    {
        Description = "Only the school with this key.",
        HelpName = "KEY",
    };
    private readonly Option<bool> reread = new("--reread")
    {
        Description = "Read every document from the ERP again, not only what it lists as changed: finds deleted ones.",
    };
    private readonly Option<int?> invoices = new("--limit-invoices")
    {
        Description = "Allow this run N documents, by your word.",
        HelpName = "N",
    };
    private readonly Option<int?> contacts = new("--limit-contacts")
    {
        Description = "Allow this run N messages, by your word.",
        HelpName = "N",
    };
    private readonly Option<int?> suspensions = new("--limit-suspensions")
    {
        Description = "Allow this run N suspensions, by your word.",
        HelpName = "N",
    };

    /// <summary>Initializes a new instance of the <see cref="SyncVerb"/> class.</summary>
    public SyncVerb()
    {
        invoices.AtLeast(0);
        contacts.AtLeast(0);
        suspensions.AtLeast(0);
    }

    /// <inheritdoc/>
    public string Name => "sync";

    /// <inheritdoc/>
    public string Description =>
        "Run the cycle once: mirror, invoice, read payments, remind, suspend and restore, as far as the school's switches allow.";

    /// <inheritdoc/>
    public string Example => "sync --dry-run --json";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [dryRun, steps, only, reread, invoices, contacts, suspensions];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var wanted = Steps(context.Get(steps) ?? []);
        await using var installation = await Installation.OpenAsync(context, context.Get(only), ct);
        var reports = await context.Output.ProgressAsync(async progress =>
        {
            var done = new List<CycleReport>();
            foreach (var school in installation.Schools)
            {
                var telling = new SchoolProgress(progress, school.Mapping.School.Key);
                var options = new CycleOptions(
                    context.ActsAs,
                    context.Get(dryRun),
                    wanted,
                    Limits(context, school.Mapping.School.Limits),
                    telling,
                    context.Get(reread)
                );
                await using var turn = await school.TakeTurnAsync(
                    TimeSpan.FromSeconds(10),
                    ct,
                    holder => progress.Report($"{school.Mapping.School.Key}: waits. {holder}")
                );
                done.Add(await school.RunAsync(turn, options, ct));
            }

            return done;
        });
        context.Output.Write(
            new { Schools = reports, Calls = context.Calls.Snapshot() },
            page => reports.ForEach(x => CyclePage.Show(page, x))
        );
        return Exit(reports);
    }

    /// <summary>The exit code of a run.</summary>
    internal static ExitCode Exit(IReadOnlyCollection<CycleReport> reports)
    {
        var failures = reports.SelectMany(x => x.Steps).Select(x => x.Failure).ToHashSet();
        return failures.Contains(StepFailure.Defect) ? ExitCode.Invariant
            : failures.Contains(StepFailure.Misconfigured) ? ExitCode.Configuration
            : failures.Contains(StepFailure.Unavailable) ? ExitCode.Unavailable
            : reports.Any(x => x.NeedsPerson) ? ExitCode.NeedsPerson
            : ExitCode.Done;
    }

    private RunLimits? Limits(VerbContext context, RunLimits school)
    {
        var (i, c, s) = (context.Get(invoices), context.Get(contacts), context.Get(suspensions));
        return i is null && c is null && s is null
            ? null
            : school with
            {
                InvoicesPerRun = i ?? school.InvoicesPerRun,
                ContactsPerRun = c ?? school.ContactsPerRun,
                SuspensionsPerRun = s ?? school.SuspensionsPerRun,
            };
    }

    private static IReadOnlySet<string>? Steps(string[] names)
    {
        var unknown = names.Where(x => !CollectionsCycle.Steps.Contains(x)).ToList();
        return unknown.Count > 0
                ? throw new ConfigurationException([
                    .. unknown.Select(x => new ConfigurationFault(
                        "--step",
                        0,
                        $"There is no step '{x}'.",
                        $"There are: {string.Join(", ", CollectionsCycle.Steps)}."
                    )),
                ])
            : names.Length == 0 ? null
            : CollectionsCycle.WithNeeds(names);
    }
}
