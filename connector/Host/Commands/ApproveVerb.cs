using System.CommandLine;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Approves one suspension, or one step that asks for it.</summary>
internal sealed class ApproveVerb : ICommandVerb
{
    private readonly Argument<string> reference = new("reference")
    {
        Description = "A receivable that causes it, as `access list` shows it.",
    };
    private readonly Option<string> reason = new("--reason", "--why")
    {
        Description = "Why, for the journal.",
        HelpName = "TEXT",
        Required = true,
    };

    /// <summary>Initializes a new instance of the <see cref="ApproveVerb"/> class.</summary>
    public ApproveVerb() => reason.NotEmpty();

    /// <inheritdoc/>
    public string Name => "approve";

    /// <inheritdoc/>
    public string Description =>
        "Approve one suspension that waits for a person, after reading its proof with `explain`. The next run looks at every guard again.";

    /// <inheritdoc/>
    public string Example => "approve demo_enr_12-345_1_1_1 --reason \"three letters, no answer\" --by ana";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [reference, reason];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var wanted = context.Get(reference)!;
        foreach (var school in installation.Schools.Select(x => x.Mapping.School))
        {
            var desk = new AccessDesk(installation.Ledger, school, context.Host.Clock);
            if (await desk.ApproveAsync(wanted, context.ActsAs, context.Get(reason)!, ct) is { } target)
            {
                context.Output.Write(
                    new
                    {
                        School = school.Key,
                        Approved = target.ToString(),
                        Days = school.Access.ApprovalDays,
                    },
                    page =>
                        page.Line(
                            $"{target} is approved for {school.Access.ApprovalDays} days; the next run looks again."
                        )
                );
                return ExitCode.Done;
            }
        }

        foreach (var mapping in installation.Schools.Select(x => x.Mapping))
        {
            var desk = new StandingDesk(installation.Ledger, mapping, context.Host.Clock);
            if (await desk.ApproveStepAsync(wanted, context.ActsAs, context.Get(reason)!, ct) is { } step)
            {
                context.Output.Write(
                    new
                    {
                        School = mapping.School.Key,
                        Approved = wanted,
                        Step = step,
                    },
                    page => page.Line($"The step {step} about {wanted} is approved; the next run takes it.")
                );
                return ExitCode.Done;
            }
        }

        throw new ConfigurationException([
            new(
                "reference",
                0,
                $"No suspension and no step waits because of '{wanted}'.",
                "Type `access list`, or look at `explain`."
            ),
        ]);
    }
}
