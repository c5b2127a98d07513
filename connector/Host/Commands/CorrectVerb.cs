using System.CommandLine;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Corrects an issued invoice: a credit note, and the next revision in its place.</summary>
internal sealed class CorrectVerb : ICommandVerb
{
    private static readonly HashSet<string> FactSteps = ["enrolments", "balances"];
    private static readonly HashSet<string> IssueSteps = ["customers", "invoices", "close"];

    private readonly Argument<string> reference = new("reference")
    {
        Description = "A receivable's or document's reference, or an invoice's number.",
    };
    private readonly Option<string> why = new("--why")
    {
        Description = "Why, for the journal.",
        HelpName = "TEXT",
        Required = true,
    };

    /// <inheritdoc/>
    public string Name => "correct";

    /// <inheritdoc/>
    public string Description =>
        "Take an issued invoice back by a credit note and bill anew, out of mapping and LMS as they are now.";

    /// <inheritdoc/>
    public string Example => "correct INV/2026/00042 --why \"the price was last year's\"";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [reference, why];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var wanted = context.Get(reference)!;
        foreach (var school in installation.Schools)
        {
            var facts = new CycleOptions(context.ActsAs, Steps: FactSteps);
            if (!await school.HasAsync(wanted, ct))
            {
                continue;
            }

            await using var turn = await school.TakeTurnAsync(TimeSpan.FromSeconds(10), ct);

            // A correction on old facts would be the next mistake.
            var read = await school.RunAsync(turn, facts, ct);
            if (!read.Complete)
            {
                return Show(context, read, null);
            }

            var answer = await school.CorrectAsync(facts, wanted, context.Get(why)!, ct);
            return answer!.Kind is CorrectionKind.Planned or CorrectionKind.UnderWay
                ? Show(context, await school.RunAsync(turn, facts with { Steps = IssueSteps }, ct), answer)
                : Show(context, read, answer);
        }

        throw new ConfigurationException([
            new("reference", 0, $"Nothing is billed under '{wanted}'.", "See `explain` and `status`."),
        ]);
    }

    private static ExitCode Show(VerbContext context, CycleReport report, CorrectionAnswer? answer)
    {
        context.Output.Write(
            new { Correction = answer, Run = report },
            page =>
            {
                page.Line(answer?.Message ?? "Nothing was corrected: the facts could not be read.");
                CyclePage.Show(page, report);
            }
        );
        var exit = SyncVerb.Exit([report]);
        return exit == ExitCode.Done && answer?.Kind == CorrectionKind.Refused ? ExitCode.NeedsPerson : exit;
    }
}
