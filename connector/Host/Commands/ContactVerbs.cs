using System.CommandLine;
using System.Globalization;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Lists calls and letters that wait for a person.</summary>
internal sealed class TaskListVerb : ICommandVerb
{
    /// <inheritdoc/>
    public string Name => "task list";

    /// <inheritdoc/>
    public string Description => "List the calls to make and the letters to post. Until then they count as not sent.";

    /// <inheritdoc/>
    public string Example => "task list --json";

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var tasks = new List<ContactTask>();
        foreach (var school in installation.Schools.Select(x => x.Mapping.School))
        {
            tasks.AddRange(await new ContactDesk(installation.Ledger, school, context.Host.Clock).TasksAsync(ct));
        }

        context.Output.Write(
            new { Tasks = tasks },
            page =>
            {
                page.Line(tasks.Count == 0 ? "Nobody is to be called, and no letter is to be posted." : "These wait:");
                if (tasks.Count > 0)
                {
                    page.Table(
                        ["Reference", "Do", "Step", "Payer", "Number or file", "Since", "Last try"],
                        [
                            .. tasks.Select(x =>
                                (IReadOnlyList<Cell>)
                                    [
                                        x.Reference,
                                        x.Channel,
                                        x.Step,
                                        x.Payer,
                                        x.Address,
                                        $"{x.Since:yyyy-MM-dd HH:mm}",
                                        x.Last ?? "",
                                    ]
                            ),
                        ]
                    );
                    page.Line(
                        "When it is done: task done REFERENCE --outcome reached|left-message|posted|no-answer|wrong-address"
                    );
                }
            }
        );
        return tasks.Count == 0 ? ExitCode.Done : ExitCode.NeedsPerson;
    }
}

/// <summary>Notes what came of a call or a letter.</summary>
internal sealed class TaskDoneVerb : ICommandVerb
{
    private readonly Argument<string> reference = new("reference") { Description = "As `task list` shows it." };
    private readonly Option<string> outcome = new("--outcome")
    {
        Description =
            "What came of it: reached, left-message or posted counts as sent; no-answer leaves it open; wrong-address tries the next channel.",
        HelpName = "OUTCOME",
        Required = true,
    };
    private readonly Option<string?> note = new("--note")
    {
        Description = "What was said, for the journal.",
        HelpName = "TEXT",
    };

    /// <summary>Initializes a new instance of the <see cref="TaskDoneVerb"/> class.</summary>
    public TaskDoneVerb() => outcome.AcceptOnlyFromAmong([.. ContactDesk.Outcomes]);

    /// <inheritdoc/>
    public string Name => "task done";

    /// <inheritdoc/>
    public string Description => "Say what came of a call or a letter.";

    /// <inheritdoc/>
    public string Example => "task done demo_ct_l345_3f9a --outcome reached --note \"pays on Friday\" --by ana";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [reference, outcome, note];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var (wanted, what) = (context.Get(reference)!, context.Get(outcome)!);
        foreach (var school in installation.Schools.Select(x => x.Mapping.School))
        {
            var desk = new ContactDesk(installation.Ledger, school, context.Host.Clock);
            if (await desk.FinishAsync(wanted, what, context.ActsAs, context.Get(note) ?? "", ct))
            {
                context.Output.Write(
                    new
                    {
                        School = school.Key,
                        Done = wanted,
                        Outcome = what,
                    },
                    page => page.Line($"Noted: {what}.")
                );
                return ExitCode.Done;
            }
        }

        throw new ConfigurationException([
            new("reference", 0, $"No task '{wanted}' waits.", "Type `task list`, and copy a reference."),
        ]);
    }
}

/// <summary>Lists what payers answered.</summary>
internal sealed class AnswerListVerb : ICommandVerb
{
    /// <inheritdoc/>
    public string Name => "answer list";

    /// <inheritdoc/>
    public string Description => "List what payers answered and nobody has dealt with, in their own words.";

    /// <inheritdoc/>
    public string Example => "answer list --json";

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var answers = new List<WaitingReply>();
        foreach (var school in installation.Schools.Select(x => x.Mapping.School))
        {
            answers.AddRange(await new ContactDesk(installation.Ledger, school, context.Host.Clock).RepliesAsync(ct));
        }

        context.Output.Write(
            new { Answers = answers },
            page =>
            {
                page.Line(answers.Count == 0 ? "Nobody waits for an answer." : "These wait for a person:");
                if (answers.Count > 0)
                {
                    page.Table(
                        ["Number", "Payer", "Channel", "At", "What was written"],
                        [
                            .. answers.Select(x =>
                                (IReadOnlyList<Cell>)
                                    [
                                        x.Id.ToString(CultureInfo.InvariantCulture),
                                        x.Payer ?? "not known",
                                        x.Channel,
                                        $"{x.At:yyyy-MM-dd HH:mm}",
                                        x.Text,
                                    ]
                            ),
                        ]
                    );
                    page.Line(
                        "Enter what it is (`promise`, `dispute`, `hold`), then: answer close NUMBER --became TEXT"
                    );
                }
            }
        );
        return answers.Count == 0 ? ExitCode.Done : ExitCode.NeedsPerson;
    }
}

/// <summary>Notes what an answer became.</summary>
internal sealed class AnswerCloseVerb : ICommandVerb
{
    private readonly Argument<long> number = new("number") { Description = "Its number in `answer list`." };
    private readonly Option<string> became = new("--became", "--why")
    {
        Description = "What it became, for the journal; the payer's own words are erased.",
        HelpName = "TEXT",
        Required = true,
    };

    /// <summary>Initializes a new instance of the <see cref="AnswerCloseVerb"/> class.</summary>
    public AnswerCloseVerb() => became.NotEmpty();

    /// <inheritdoc/>
    public string Name => "answer close";

    /// <inheritdoc/>
    public string Description => "Say what an answer became: a promise, a dispute, a question that was answered.";

    /// <inheritdoc/>
    public string Example => "answer close 7 --became \"promise until 15 October\" --by ana";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [number, became];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        foreach (var school in installation.Schools.Select(x => x.Mapping.School))
        {
            var desk = new ContactDesk(installation.Ledger, school, context.Host.Clock);
            if (await desk.CloseReplyAsync(context.Get(number), context.Get(became)!, context.ActsAs, ct))
            {
                context.Output.Write(
                    new { School = school.Key, Closed = context.Get(number) },
                    page => page.Line("Noted; the payer's words are erased.")
                );
                return ExitCode.Done;
            }
        }

        throw new ConfigurationException([
            new("number", 0, $"No answer {context.Get(number)} waits.", "Type `answer list`."),
        ]);
    }
}

/// <summary>Stores a payer's word on a channel.</summary>
internal sealed class ChannelSetVerb : ICommandVerb
{
    private readonly Argument<string> payer = new("payer") { Description = "The payer's key." };
    private readonly Argument<string> channel = new("channel") { Description = "The channel's name, such as sms." };
    private readonly Argument<string> word = new("word")
    {
        Description = "consent, stop, failed (a message bounced later), or free (its address works again).",
    };

    /// <summary>Initializes a new instance of the <see cref="ChannelSetVerb"/> class.</summary>
    public ChannelSetVerb() => word.AcceptOnlyFromAmong("consent", "stop", "failed", "free");

    /// <inheritdoc/>
    public string Name => "channel set";

    /// <inheritdoc/>
    public string Description =>
        "Store a payer's word on a channel: consent, or no more messages; or use one again on which a message had not arrived.";

    /// <inheritdoc/>
    public string Example => "channel set l345 whatsapp consent --by ana";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [payer, channel, word];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var (who, where) = (context.Get(payer)!, context.Get(channel)!);
        var standing = context.Get(word) switch
        {
            "consent" => ChannelStanding.Consented,
            "stop" => ChannelStanding.OptedOut,
            "failed" => ChannelStanding.Failed,
            _ => ChannelStanding.Unknown,
        };
        var names = installation.Schools.SelectMany(x => x.Ports.Channels.Keys).Distinct().ToList();
        if (!names.Contains(where))
        {
            throw new ConfigurationException([
                new("channel", 0, $"There is no channel '{where}'.", $"There are: {string.Join(", ", names)}."),
            ]);
        }

        foreach (var school in installation.Schools.Select(x => x.Mapping.School))
        {
            var desk = new ContactDesk(installation.Ledger, school, context.Host.Clock);
            if (
                standing is ChannelStanding.Unknown or ChannelStanding.Failed
                && await desk.IsStoppedAsync(who, where, ct)
            )
            {
                throw new ConfigurationException([
                    new(
                        "word",
                        0,
                        $"{who} wishes no more messages on {where}.",
                        "Only the payer's own word ends that: `consent`, when there is one."
                    ),
                ]);
            }

            if (await desk.SetChannelAsync(who, where, standing, context.ActsAs, ct))
            {
                context.Output.Write(
                    new
                    {
                        School = school.Key,
                        Payer = who,
                        Channel = where,
                        Word = context.Get(word),
                    },
                    page => page.Line($"Noted for {who} on {where}: {context.Get(word)}.")
                );
                return ExitCode.Done;
            }
        }

        throw new ConfigurationException([
            new("payer", 0, $"There is no payer '{who}'.", "`explain` shows the payer's key of a receivable."),
        ]);
    }
}
