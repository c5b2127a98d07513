using System.CommandLine;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Commands;

/// <summary>Lists suspensions in force, and those that wait for a person.</summary>
internal sealed class AccessListVerb : ICommandVerb
{
    /// <inheritdoc/>
    public string Name => "access list";

    /// <inheritdoc/>
    public string Description => "List the suspensions in force, and those that wait for a person's approval.";

    /// <inheritdoc/>
    public string Example => "access list --json";

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var lists = new List<AccessList>();
        foreach (var school in installation.Schools)
        {
            lists.Add(
                await new AccessDesk(installation.Ledger, school.Mapping.School, context.Host.Clock).ListAsync(ct)
            );
        }

        context.Output.Write(new { Schools = lists }, page => lists.ForEach(x => Show(page, x)));
        return lists.Exists(x => x.Waiting.Any(w => !w.Approved) || x.InForce.Any(i => i.Problem is not null))
            ? ExitCode.NeedsPerson
            : ExitCode.Done;
    }

    private static void Show(IPage page, AccessList list)
    {
        page.Heading(list.School);
        if (list.Waiting.Count == 0)
        {
            page.Line("Nothing waits for an approval.");
        }
        else
        {
            page.Table(
                ["Course", "Learner", "Waits since", "The proof", "To approve, type"],
                [
                    .. list.Waiting.Select(x =>
                        (IReadOnlyList<Cell>)
                            [
                                x.Course,
                                x.Learner,
                                $"{x.Since:yyyy-MM-dd HH:mm}",
                                $"explain {x.CausedBy[0]}",
                                x.Approved
                                    ? "approved: the next run looks again"
                                    : $"approve {x.CausedBy[0]} --reason TEXT",
                            ]
                    ),
                ]
            );
        }

        if (list.InForce.Count == 0)
        {
            page.Line("Nobody is suspended.");
            return;
        }

        page.Table(
            ["Course", "Learner", "Stage", "Since", "Because of", "Problem"],
            [
                .. list.InForce.Select(x =>
                    (IReadOnlyList<Cell>)
                        [
                            x.Course,
                            x.Learner,
                            x.Stage,
                            $"{x.Since:yyyy-MM-dd HH:mm}",
                            string.Join(", ", x.CausedBy),
                            x.Problem is { } problem ? new Cell(problem, Tone.Bad) : "",
                        ]
                ),
            ]
        );
    }
}

/// <summary>Gives back every access that the connector took, or ends one restoration that fails.</summary>
internal sealed class AccessRestoreVerb : ICommandVerb
{
    private readonly Option<bool> all = new("--all-by-connector")
    {
        Description = "Give back every access that the connector took. Asks the LMS alone.",
    };
    private readonly Option<DateOnly?> since = OptionRules.Day(
        "--since",
        "Only what was taken on this day or later, in the school's zone."
    );
    private readonly Option<string?> only = new("--school")
    {
        Description = "Only the school with this key.",
        HelpName = "KEY",
    };
    private readonly Option<string> reason = new("--reason", "--why")
    {
        Description = "Why, for the journal.",
        HelpName = "TEXT",
        Required = true,
    };

    /// <summary>Initializes a new instance of the <see cref="AccessRestoreVerb"/> class.</summary>
    public AccessRestoreVerb()
    {
        all.Required = true;
        reason.NotEmpty();
    }

    /// <inheritdoc/>
    public string Name => "access restore";

    /// <inheritdoc/>
    public string Description =>
        "Give back every access that the connector ever took, for the day something went badly wrong. Then everything is on hold until `restore confirm`.";

    /// <inheritdoc/>
    public string Example => "access restore --all-by-connector --since 2026-09-01 --reason \"wrong price list\"";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [all, since, only, reason];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        if (!context.Get(all))
        {
            throw new ConfigurationException([
                new(
                    "--all-by-connector",
                    0,
                    "It gives back every access, so it must be said.",
                    "Add --all-by-connector; `access list` shows whom it is about."
                ),
            ]);
        }

        await using var installation = await Installation.OpenAsync(context, context.Get(only), ct);
        var reports = new List<RestoreAllReport>();
        foreach (var school in installation.Schools)
        {
            await using var turn = await school.TakeTurnAsync(TimeSpan.FromSeconds(10), ct);
            reports.Add(
                await school.RestoreAllAsync(turn, context.Get(since), context.ActsAs, context.Get(reason)!, ct)
            );
        }

        context.Output.Write(
            new
            {
                Schools = reports.Select(x => new
                {
                    x.School,
                    x.Restored,
                    Failed = x.Failed.Select(f => new { Target = f.Target.ToString(), f.Reason }),
                }),
            },
            page => reports.ForEach(x => Show(page, x))
        );
        return reports.TrueForAll(x => x.Failed.Count == 0) ? ExitCode.Done : ExitCode.NeedsPerson;
    }

    private static void Show(IPage page, RestoreAllReport report)
    {
        page.Line($"{report.School}: {report.Restored} have access again.");
        if (report.Restored + report.Failed.Count == 0)
        {
            page.Line("There was nothing to give back, and nothing is held.");
            return;
        }

        page.Line("Messages and suspensions are on hold. Look at the next run's report, then type:");
        page.Line(
            "  restore confirm --messages sent --reason TEXT   (`restore confirm --help` says what sent and not-sent mean)"
        );
        if (report.Failed.Count > 0)
        {
            page.Line("Not given back; each run tries again, or give it back in the LMS and type `access end`:");
            page.Table(
                ["Where", "Why"],
                [.. report.Failed.Select(x => (IReadOnlyList<Cell>)[x.Target.ToString(), new Cell(x.Reason, Tone.Bad)])]
            );
        }
    }
}

/// <summary>Ends a restoration that fails again and again.</summary>
internal sealed class AccessEndVerb : ICommandVerb
{
    private readonly Argument<string> target = new("target")
    {
        Description = "COURSE/LEARNER, as `access list` shows them.",
    };
    private readonly Option<string> reason = new("--reason", "--why")
    {
        Description = "Why, for the journal.",
        HelpName = "TEXT",
        Required = true,
    };

    /// <summary>Initializes a new instance of the <see cref="AccessEndVerb"/> class.</summary>
    public AccessEndVerb() => reason.NotEmpty();

    /// <inheritdoc/>
    public string Name => "access end";

    /// <inheritdoc/>
    public string Description =>
        "End a restoration that cannot be done: access was given back by hand, or the learner has left. Its alarm ends.";

    /// <inheritdoc/>
    public string Example => "access end 12/345 --reason \"given back in the LMS\"";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [target, reason];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var wanted = context.Get(target)!;
        var cut = wanted.IndexOf('/', StringComparison.Ordinal);
        foreach (var school in cut > 0 ? installation.Schools : [])
        {
            var desk = new AccessDesk(installation.Ledger, school.Mapping.School, context.Host.Clock);
            var pair = new AccessTarget(wanted[..cut], wanted[(cut + 1)..]);
            if (await desk.EndAsync(pair, context.ActsAs, context.Get(reason)!, ct))
            {
                context.Output.Write(
                    new { School = school.Mapping.School.Key, Ended = wanted },
                    page =>
                        page.Line($"{wanted}: the connector leaves it alone, without having seen that access is back.")
                );
                return ExitCode.Done;
            }
        }

        throw new ConfigurationException([
            new(
                "target",
                0,
                $"No restoration of '{wanted}' is failing.",
                "Type `access list`, and copy COURSE/LEARNER."
            ),
        ]);
    }
}

/// <summary>Notes a person's word on the bank.</summary>
internal sealed class AttestVerb : ICommandVerb
{
    private readonly Option<DateOnly?> bank = OptionRules.Day(
        "--bank-until",
        "Every bank payment up to this day is in the ERP and reconciled."
    );
    private readonly Option<string?> only = new("--school")
    {
        Description = "Only the school with this key.",
        HelpName = "KEY",
    };

    /// <summary>Initializes a new instance of the <see cref="AttestVerb"/> class.</summary>
    public AttestVerb() => bank.Required = true;

    /// <inheritdoc/>
    public string Name => "attest";

    /// <inheritdoc/>
    public string Description =>
        "Say up to which day the bank is booked. Nobody is suspended whose payment may not show yet.";

    /// <inheritdoc/>
    public string Example => "attest --bank-until 2026-09-30 --by ana";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [bank, only];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, context.Get(only), ct);
        var day = context.Get(bank)!.Value;
        foreach (var school in installation.Schools.Select(x => x.Mapping.School))
        {
            if (day >= school.DayOf(context.Host.Clock.GetUtcNow()))
            {
                throw new ConfigurationException([
                    new(
                        "--bank-until",
                        0,
                        $"{day:yyyy-MM-dd} is not over yet.",
                        "Name the last whole day that is reconciled."
                    ),
                ]);
            }

            await new AccessDesk(installation.Ledger, school, context.Host.Clock).AttestBankAsync(
                day,
                context.ActsAs,
                ct
            );
        }

        context.Output.Write(
            new { BankUntil = day, Schools = installation.Schools.Select(x => x.Mapping.School.Key) },
            page => page.Line($"Noted: the bank is booked up to {day:yyyy-MM-dd}.")
        );
        return ExitCode.Done;
    }
}
