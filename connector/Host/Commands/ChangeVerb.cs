using System.CommandLine;
using Collections.Connector.Flow;
using Collections.Connector.Flow.Changes;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>What the verbs share by which a person changes an agreement: read the facts, plan, and issue what is planned.</summary>
internal abstract class ChangeVerb : ICommandVerb
{
    private static readonly HashSet<string> FactSteps = ["gateway", "balances"];

    // Who owes nothing any more has access back at once.
    private static readonly HashSet<string> IssueSteps = ["restore", "customers", "invoices", "close"];

    private readonly Argument<string> subject = new("subject")
    {
        Description =
            "Course and learner such as 17/42, an agreement's key, a receivable's or document's reference, or an invoice's number.",
    };
    private readonly Option<string> why = new("--why", "--reason")
    {
        Description = "Why, for the journal.",
        HelpName = "TEXT",
        Required = true,
    };
    private readonly Option<bool> dryRun = new("--dry-run")
    {
        Description = "Show what would become of it; nothing is changed or sent.",
    };
    private readonly Option<string> language = new("--language")
    {
        Description = "Language of the sentence: es, en or pt. Default: the school's.",
        HelpName = "CODE",
    };

    /// <summary>Initializes a new instance of the <see cref="ChangeVerb"/> class.</summary>
    protected ChangeVerb()
    {
        why.NotEmpty();
        language.AcceptOnlyFromAmong("es", "en", "pt");
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public abstract string Example { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [subject, .. Options, why, dryRun, language];

    /// <summary>Gets the verb's own options.</summary>
    protected abstract IReadOnlyList<Symbol> Options { get; }

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var text = context.Get(subject)!;
        var facts = new CycleOptions(context.ActsAs, Steps: CollectionsCycle.WithNeeds(FactSteps));
        var planning = facts with { DryRun = context.Get(dryRun) };
        foreach (var school in installation.Schools)
        {
            if (!await school.HasAgreementAsync(text, ct))
            {
                continue;
            }

            await using var turn = await school.TakeTurnAsync(TimeSpan.FromSeconds(10), ct);

            // A change that is decided on old facts would be the next mistake.
            var read = await school.RunAsync(turn, facts, ct);
            if (!read.Complete)
            {
                return Show(context, read, null);
            }

            var spoken = context.Get(language) ?? school.Mapping.School.Language;
            var about = new ChangeContext(context, school.NewRun(planning), text, context.Get(why)!, spoken);
            var answer = await PlanAsync(about, ct);
            return answer?.Kind == ChangeKind.Planned
                ? Show(
                    context,
                    await school.RunAsync(turn, facts with { Steps = CollectionsCycle.WithNeeds(IssueSteps) }, ct),
                    answer
                )
                : Show(context, read, answer);
        }

        throw new ConfigurationException([
            new(
                "subject",
                0,
                $"No agreement is known by '{text}'.",
                "Copy a reference from `report aging` or `status`."
            ),
        ]);
    }

    /// <summary>Plans the change.</summary>
    /// <returns>What is planned, or why nothing is.</returns>
    protected abstract Task<ChangeAnswer?> PlanAsync(ChangeContext about, CancellationToken ct);

    private static ExitCode Show(VerbContext context, CycleReport report, ChangeAnswer? answer)
    {
        context.Output.Write(
            new { Change = answer, Run = report },
            page =>
            {
                page.Line(answer?.Message ?? "Nothing was changed: the facts could not be read.");
                if (answer is { Effects.Count: > 0 })
                {
                    var title = answer.Kind == ChangeKind.Looked ? "Would happen" : "Happens";
                    page.Table([title], [.. answer.Effects.Select(x => (IReadOnlyList<Cell>)[x])]);
                }

                if (answer?.Kind != ChangeKind.Looked)
                {
                    CyclePage.Show(page, report);
                }
            }
        );
        var exit = SyncVerb.Exit([report]);
        return exit == ExitCode.Done && answer?.Kind == ChangeKind.Refused ? ExitCode.NeedsPerson : exit;
    }
}

/// <summary>What a verb about an agreement works with.</summary>
/// <param name="Verb">What was typed.</param>
/// <param name="Run">The run that it plans in.</param>
/// <param name="Subject">Which agreement.</param>
/// <param name="Why">Why.</param>
/// <param name="Language">es, en or pt.</param>
internal sealed record ChangeContext(VerbContext Verb, CycleRun Run, string Subject, string Why, string Language);
