using System.CommandLine;
using System.Globalization;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Payments;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Gives money of a gateway payment back, or notes what was given back by hand.</summary>
internal sealed class RefundVerb : ICommandVerb
{
    private static readonly HashSet<string> FactSteps = ["gateway"];
    private static readonly HashSet<string> RefundSteps = ["gateway", "refunds", "close"];

    private readonly Argument<string> payment = new("payment")
    {
        Description = "The payment's reference, or the gateway's own key of it.",
    };
    private readonly Option<decimal> amount = new("--amount")
    {
        Description = "How much, in the payment's currency.",
        HelpName = "AMOUNT",
        Required = true,
        CustomParser = result =>
        {
            if (
                decimal.TryParse(
                    result.Tokens is [var token] ? token.Value : "",
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var number
                )
                && number < 1_000_000_000m
            )
            {
                return number;
            }

            result.AddError("--amount: write it with a point, such as 120.50.");
            return 0m;
        },
    };
    private readonly Option<string> why = new("--why")
    {
        Description = "Why, for the journal.",
        HelpName = "TEXT",
        Required = true,
    };
    private readonly Option<bool> byHand = new("--by-hand")
    {
        Description = "It was given back already, in cash or from the bank: it is only entered in the ERP.",
    };
    private readonly Option<string?> journal = new("--journal")
    {
        Description = "With --by-hand, the ERP's journal that it left from; the gateway's own when missing.",
        HelpName = "CODE",
    };
    private readonly Option<bool> dryRun = new("--dry-run")
    {
        Description = "Say what would happen; store nothing, and ask nobody for money.",
    };

    /// <summary>Initializes a new instance of the <see cref="RefundVerb"/> class.</summary>
    public RefundVerb() => why.NotEmpty();

    /// <inheritdoc/>
    public string Name => "refund";

    /// <inheritdoc/>
    public string Description =>
        "Give money of a gateway payment back: the gateway is asked, and the ERP gets what went. Or note what was given back by hand.";

    /// <inheritdoc/>
    public string Example => "refund pi_3PabcXYZ --amount 40.00 --why \"left after the first week\"";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [payment, amount, why, byHand, journal, dryRun];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var question = new RefundQuestion(
            context.Get(payment)!,
            context.Get(amount),
            context.Get(byHand),
            context.Get(journal),
            context.Get(why)!
        );
        if (question is { ByHand: false, JournalKey: not null })
        {
            throw new ConfigurationException([
                new(
                    "--journal",
                    0,
                    "It goes with --by-hand only.",
                    "What the gateway gives back leaves its own journal."
                ),
            ]);
        }

        await using var installation = await Installation.OpenAsync(context, null, ct);
        foreach (var school in installation.Schools)
        {
            if (!await school.HasPaymentAsync(question.Payment, ct))
            {
                continue;
            }

            await using var turn = await school.TakeTurnAsync(TimeSpan.FromSeconds(10), ct);
            var options = new CycleOptions(context.ActsAs, DryRun: context.Get(dryRun), Steps: FactSteps);

            // What somebody gave back in the gateway's own console a minute ago counts.
            var read = await school.RunAsync(turn, options, ct);
            if (!read.Complete)
            {
                return Show(context, read, null);
            }

            var answer = await school.RefundAsync(options, question, ct);
            return answer!.Kind == RefundAnswerKind.Planned
                ? Show(context, await school.RunAsync(turn, options with { Steps = RefundSteps }, ct), answer)
                : Show(context, read, answer);
        }

        throw new ConfigurationException([
            new("payment", 0, $"There is no gateway payment '{question.Payment}'.", "See `explain` and `reconcile`."),
        ]);
    }

    private static ExitCode Show(VerbContext context, CycleReport report, RefundAnswer? answer)
    {
        context.Output.Write(
            new { Refund = answer, Run = report },
            page =>
            {
                page.Line(answer?.Message ?? "Nothing was given back: the gateway could not be read.");
                CyclePage.Show(page, report);
            }
        );
        var exit = SyncVerb.Exit([report]);
        return exit == ExitCode.Done && answer?.Kind == RefundAnswerKind.Refused ? ExitCode.NeedsPerson : exit;
    }
}
