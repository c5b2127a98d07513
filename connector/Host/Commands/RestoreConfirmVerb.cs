using System.CommandLine;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>A person's word that all is seen after a restore: messages and suspensions begin again.</summary>
internal sealed class RestoreConfirmVerb : ICommandVerb
{
    private readonly Option<string?> only = new("--school")
    {
        Description = "Only the school with this key.",
        HelpName = "KEY",
    };
    private readonly Option<string> reason = new("--reason")
    {
        Description = "Why, for the journal.",
        HelpName = "TEXT",
        Required = true,
    };
    private readonly Option<string> messages = new("--messages")
    {
        Description =
            "sent: the messages that are due now count as sent now, since they may have gone out before the loss. not-sent: they are sent. The last notice before a suspension is always sent.",
        HelpName = "sent|not-sent",
        Required = true,
    };

    /// <summary>Initializes a new instance of the <see cref="RestoreConfirmVerb"/> class.</summary>
    public RestoreConfirmVerb()
    {
        reason.NotEmpty();
        messages.AcceptOnlyFromAmong("sent", "not-sent");
    }

    /// <inheritdoc/>
    public string Name => "restore confirm";

    /// <inheritdoc/>
    public string Description =>
        "After a database was put back and a run has looked: let messages and suspensions begin again.";

    /// <inheritdoc/>
    public string Example => "restore confirm --messages sent --reason \"backup of yesterday, report read\"";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [only, messages, reason];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, context.Get(only), ct);
        var answers = new List<RestoreAnswer>();
        foreach (var school in installation.Schools)
        {
            await using var turn = await school.TakeTurnAsync(TimeSpan.FromSeconds(10), ct);
            var desk = new RestoreDesk(installation.Ledger, school.Mapping, context.Host.Clock);
            answers.Add(
                await desk.ConfirmAsync(
                    context.ActsAs,
                    context.Get(reason)!,
                    context.Get(messages) == "sent",
                    installation.AccessLedger,
                    ct
                )
            );
        }

        context.Output.Write(new { Schools = answers }, page => answers.ForEach(x => page.Line(Sentence(x))));
        return answers.Exists(x => x.Outcome == RestoreOutcome.NoRunYet) ? ExitCode.NeedsPerson : ExitCode.Done;
    }

    private static string Sentence(RestoreAnswer answer) =>
        answer.Outcome switch
        {
            RestoreOutcome.Confirmed =>
                $"{answer.School}: confirmed. Messages counted as sent: {answer.CountedAsSent}. The next run goes on as always.",
            RestoreOutcome.NotOnHold => $"{answer.School}: it is not on hold.",
            _ =>
                $"{answer.School}: no run has looked since at what really happened. Type `sync` first, and read its report.",
        };
}
