using System.CommandLine;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Shows how the schools stand, from the ledger alone.</summary>
internal sealed class StatusVerb : ICommandVerb
{
    private readonly Option<string?> only = new("--school")
    {
        Description = "Only the school with this key.",
        HelpName = "KEY",
    };

    /// <inheritdoc/>
    public string Name => "status";

    /// <inheritdoc/>
    public string Description =>
        "Show how the schools stand: sums, freshness, suspensions, and what waits for a person. Asks no other system.";

    /// <inheritdoc/>
    public string Example => "status --json";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [only];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, context.Get(only), ct);
        var reports = new List<StatusReport>();
        foreach (var school in installation.Schools)
        {
            await using var ledger = installation.Ledger.CreateDbContext();
            reports.Add(await StatusReport.OfAsync(ledger, school.Mapping.School.Key, ct, installation.AccessLedger));
        }

        context.Output.Write(new { Schools = reports }, page => reports.ForEach(x => Show(page, x)));
        return reports.Exists(x =>
            x.OnHold is not null || x.Parked > 0 || x.RestoresFailed > 0 || x.LastRunProblems.Count > 0
        )
            ? ExitCode.NeedsPerson
            : ExitCode.Done;
    }

    /// <summary>Shows one school.</summary>
    internal static void Show(IPage page, StatusReport report)
    {
        page.Heading(report.School);
        if (report.OnHold is { } why)
        {
            page.Table(
                ["On hold: no message, no suspension, until `restore confirm`"],
                [
                    [new Cell(why, Tone.Bad)],
                ]
            );
        }

        if (report.RestoresFailed > 0)
        {
            page.Table(
                [""],
                [
                    [
                        new Cell(
                            $"{report.RestoresFailed} learners have paid and are still locked out: give access back by hand now.",
                            Tone.Bad
                        ),
                    ],
                ]
            );
        }

        CyclePage.Totals(page, report.Totals);
        page.Table(
            ["What", "Now"],
            [
                [
                    "Last run",
                    report.LastRunAt is null
                        ? "none yet"
                        : $"{report.LastRunAt:yyyy-MM-dd HH:mm} UTC{(report.LastRunEndedAt is null ? ", not ended" : "")}",
                ],
                ["Waits for a person", new Cell($"{report.Parked}", report.Parked > 0 ? Tone.Attention : Tone.Good)],
                ["Suspensions in force", $"{report.Suspended}"],
                [
                    "Payment seen -> access back, slowest",
                    report.SlowestRestore is { } slowest ? $"{slowest}" : "none yet",
                ],
                .. report.Sources.Select(x =>
                    (IReadOnlyList<Cell>)[$"Read: {x.Key}", $"{x.Value:yyyy-MM-dd HH:mm} UTC"]
                ),
            ]
        );
        if (report.LastRunProblems.Count > 0)
        {
            page.Table(
                ["The last run says"],
                [.. report.LastRunProblems.Select(x => (IReadOnlyList<Cell>)[new Cell(x, Tone.Attention)])]
            );
        }
    }
}
