using System.CommandLine;
using System.Globalization;
using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Journal;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Walks the journal's chain and names the first thing that does not fit.</summary>
internal sealed class JournalVerifyVerb : ICommandVerb
{
    private readonly Option<string?> only = new("--school")
    {
        Description = "Only the school with this key. Default: every school that the journal knows.",
        HelpName = "KEY",
    };
    private readonly Option<string?> head = new("--head")
    {
        Description =
            "What an earlier `journal verify` gave as the head; proves that nothing was cut off since. Asks for --school.",
        HelpName = "POSITION:DIGEST",
    };

    /// <summary>Initializes a new instance of the <see cref="JournalVerifyVerb"/> class.</summary>
    public JournalVerifyVerb() =>
        head.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && Parse(text) is null)
            {
                result.AddError("--head must be POSITION:DIGEST, as `journal verify` shows it.");
            }

            if (result.GetResult(only) is null)
            {
                result.AddError("--head asks for --school.");
            }
        });

    /// <inheritdoc/>
    public string Name => "journal verify";

    /// <inheritdoc/>
    public string Description =>
        "Check the journal's chain: one changed byte, and an entry removed, inserted or swapped, is named. Writes nothing.";

    /// <inheritdoc/>
    public string Example => "journal verify --school demo --json";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [only, head];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, context.Get(only), ct);
        await using var ledger = installation.Ledger.CreateDbContext();
        var schools = context.Get(only) is { } one
            ? [one]
            : (await JournalCheck.SchoolsAsync(ledger, ct))
                .Union(installation.Schools.Select(x => x.Mapping.School.Key))
                .Order(StringComparer.Ordinal)
                .ToList();
        var findings = new List<JournalFinding>();
        foreach (var school in schools)
        {
            List<JournalHead> typed = context.Get(head) is { } text ? [Parse(text)!] : [];
            List<JournalHead> kept = installation.AccessLedger.Read(school).Head is { } known ? [known] : [];
            var finding = await JournalCheck.OfAsync(ledger, school, [.. typed, .. kept], ct);
            if (finding.Fault is not null && await RestoreHold.FindAsync(ledger, school, ct) is not null)
            {
                // An older database was put back and everybody knows: what is there may still be whole.
                finding = await JournalCheck.OfAsync(ledger, school, typed, ct) with
                {
                    Older = true,
                };
            }

            findings.Add(finding);
        }

        var intact = findings.TrueForAll(x => x.Fault is null);
        context.Output.Write(new { Intact = intact, Schools = findings }, page => findings.ForEach(x => Show(page, x)));
        return !intact ? ExitCode.Invariant
            : findings.Exists(x => x.Older) ? ExitCode.NeedsPerson
            : ExitCode.Done;
    }

    private static void Show(IPage page, JournalFinding finding)
    {
        page.Heading(finding.School);
        page.Table(
            ["What", "Now"],
            [
                ["Chain", finding.Fault is null ? new Cell("intact", Tone.Good) : new Cell("broken", Tone.Bad)],
                ["Sealed entries that fit", $"{finding.Sealed}"],
                ["Not sealed yet", $"{finding.Unsealed}"],
                ["Payloads erased", $"{finding.Erased}"],
                ["Head", finding.Head],
                [
                    "Compared with",
                    finding.ComparedWith.Count > 0
                        ? string.Join(", ", finding.ComparedWith)
                        : new Cell("no head kept elsewhere: a cut-off end would not be seen", Tone.Attention),
                ],
            ]
        );
        if (finding.Older)
        {
            page.Line(
                "A database older than what really happened was put back; the school is on hold until `restore confirm`."
            );
        }

        if (finding.Fault is { } fault)
        {
            page.Table(
                ["Position", "Entry", "Kind", "Subject", "What is wrong"],
                [
                    [
                        $"{fault.Position}",
                        $"{fault.Entry}",
                        fault.Kind ?? "",
                        fault.Subject ?? "",
                        new Cell(fault.Wrong, Tone.Bad),
                    ],
                ]
            );
        }
    }

    private static JournalHead? Parse(string text) =>
        text.Split(':') is [var position, { Length: 64 } digest]
        && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? new JournalHead(at, digest, "--head")
            : null;
}
