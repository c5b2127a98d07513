using System.Security.Cryptography;
using System.Text;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Sales;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Cycle;

/// <summary>What a run works with: the school's rules and systems, its ledger, its clock, and its report.</summary>
internal sealed class CycleRun(
    SchoolMapping mapping,
    SchoolPorts ports,
    IDbContextFactory<LedgerContext> ledger,
    TimeProvider clock,
    CycleOptions options,
    IWritingTurn? turn = null
)
{
    /// <summary>How many records go through memory, and into one transaction, at a time.</summary>
    public const int ChunkSize = 500;

    /// <summary>The school's rules; what was sold outside the LMS stands on its own terms.</summary>
    public SchoolMapping Mapping { get; } = mapping with { Billing = new SoldTerms(mapping.Billing) };
    public SchoolProfile School { get; } = mapping.School;
    public SchoolPorts Ports { get; } = ports;
    public CycleOptions Options { get; } = options;

    /// <summary>The day of the run; it does not change when the run crosses midnight.</summary>
    public DateOnly Today { get; } = mapping.School.DayOf(clock.GetUtcNow());
    public CycleReport Report { get; } =
        new()
        {
            School = mapping.School.Key,
            StartedAt = clock.GetUtcNow(),
            Today = mapping.School.DayOf(clock.GetUtcNow()),
            DryRun = options.DryRun,
        };

    /// <summary>The switches in force: a dry run acts on nothing.</summary>
    public Switches Switches { get; private set; } =
        options.DryRun
            ? new Switches(
                Lower(mapping.School.Switches.Invoices),
                Lower(mapping.School.Switches.Contacts),
                Lower(mapping.School.Switches.Access)
            )
            : mapping.School.Switches;

    /// <summary>Gets a value indicating whether the database may be older than what really happened.</summary>
    public bool OnHold { get; private set; }

    /// <summary>The limits in force: a person may raise them for one run.</summary>
    public RunLimits Limits { get; } = options.Limits ?? mapping.School.Limits;

    /// <summary>The turn that the run has; null where no other process can be at work.</summary>
    public IWritingTurn? Turn { get; } = turn;

    /// <summary>Who claims intents.</summary>
    public string Owner { get; } = turn?.Owner ?? "run";

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Holds messages and suspensions back: they are proposed only. Giving access back goes on.</summary>
    public void Hold()
    {
        OnHold = true;
        Switches = Switches with { Contacts = Lower(Switches.Contacts), Access = Lower(Switches.Access) };
    }

    public LedgerContext OpenLedger() => ledger.CreateDbContext();

    public void Tell(string step, int done, int total = 0) =>
        Options.Progress?.Report(new CycleProgress(step, done, total));

    /// <summary>Writes to the journal, in the transaction of what it tells.</summary>
    public void Journal(LedgerContext context, string kind, string subject, object facts) =>
        context.Journal.Add(JournalEntry.Of(School.Key, Now, Options.Actor, kind, subject, facts));

    public static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static SwitchLevel Lower(SwitchLevel level) => level == SwitchLevel.Act ? SwitchLevel.Propose : level;
}

/// <summary>How a run is asked for.</summary>
/// <param name="Actor">Who runs it: a person's name, or the schedule.</param>
/// <param name="DryRun">Whether nothing may be written to another system.</param>
/// <param name="Steps">The steps to run; null for all.</param>
/// <param name="Limits">Limits for this run by a person's word; null for the school's.</param>
/// <param name="Progress">Who is told how far it is; null for nobody.</param>
/// <param name="Reread">Whether every document is read from the ERP again, not only those that it lists as changed: one that was deleted there is listed nowhere.</param>
/// <param name="PayLink">Makes the pay link of a payer, from school key and payer key; null without a gateway.</param>
/// <param name="SelfLink">Makes the address of a self-service link; null without a public address.</param>
/// <param name="AccessLedger">The file that knows every access taken; null keeps none, for tests of other things.</param>
internal sealed record CycleOptions(
    string Actor,
    bool DryRun = false,
    IReadOnlySet<string>? Steps = null,
    RunLimits? Limits = null,
    IProgress<CycleProgress>? Progress = null,
    bool Reread = false,
    Func<string, string, string>? PayLink = null,
    Func<SelfService.SelfLink, string>? SelfLink = null,
    Access.AccessLedgerFile? AccessLedger = null
)
{
    /// <summary>Gets what makes the link by which a payer ends a channel, from school key, payer key and channel; null without a public address.</summary>
    public Func<string, string, string, string>? StopLink { get; init; }

    /// <summary>Gets a value indicating whether a person has confirmed that as many agreements as change at once really do.</summary>
    public bool ChangesConfirmed { get; init; }
}
