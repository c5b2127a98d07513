using System.CommandLine;
using Collections.Connector.Flow;
using Collections.Connector.Flow.Changes;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Cancels an agreement by somebody's word.</summary>
internal sealed class CancelVerb : ChangeVerb
{
    private readonly Option<DateOnly?> on = OptionRules.Day(
        "--on",
        "The first day that is not used any more; default today, never one to come."
    );

    /// <inheritdoc/>
    public override string Name => "cancel";

    /// <inheritdoc/>
    public override string Description =>
        "Cancel what was agreed, by the school's rules for changes: what is not invoiced is dropped, what is invoiced is credited as far as the rules say.";

    /// <inheritdoc/>
    public override string Example => "cancel 17/42 --on 2026-10-15 --why \"withdrew by e-mail\" --dry-run";

    /// <inheritdoc/>
    protected override IReadOnlyList<Symbol> Options => [on];

    /// <inheritdoc/>
    protected override Task<ChangeAnswer?> PlanAsync(ChangeContext about, CancellationToken ct) =>
        new Cancellation(about.Run).CancelAsync(
            about.Subject,
            about.Verb.Get(on) ?? about.Run.Today,
            about.Why,
            about.Language,
            ct
        );
}

/// <summary>Moves a learner's agreement to another course.</summary>
internal sealed class MoveVerb : ChangeVerb
{
    private readonly Option<string> to = new("--to")
    {
        Description = "The key or short name of the course that the learner moves to.",
        HelpName = "COURSE",
        Required = true,
    };
    private readonly Option<string> credit = new("--credit")
    {
        Description = "How much of the old course is credited: all, unused (by days) or none.",
        HelpName = "all|unused|none",
        Required = true,
    };
    private readonly Option<DateOnly?> on = OptionRules.Day(
        "--on",
        "The first day that is not used any more; default today, never one to come."
    );

    /// <summary>Initializes a new instance of the <see cref="MoveVerb"/> class.</summary>
    public MoveVerb() => credit.AcceptOnlyFromAmong("all", "unused", "none");

    /// <inheritdoc/>
    public override string Name => "move";

    /// <inheritdoc/>
    public override string Description =>
        "End what was agreed about one course because the learner moves to another; the new enrolment is billed as any other, once the LMS lists it.";

    /// <inheritdoc/>
    public override string Example => "move 17/42 --to MATH2 --credit unused --why \"asked for the second level\"";

    /// <inheritdoc/>
    protected override IReadOnlyList<Symbol> Options => [to, credit, on];

    /// <inheritdoc/>
    protected override Task<ChangeAnswer?> PlanAsync(ChangeContext about, CancellationToken ct) =>
        new Cancellation(about.Run).MoveAsync(
            about.Subject,
            about.Verb.Get(to)!,
            Enum.Parse<MoveCredit>(about.Verb.Get(credit)!, ignoreCase: true),
            about.Verb.Get(on) ?? about.Run.Today,
            about.Why,
            about.Language,
            ct
        );
}

/// <summary>Divides what is open anew over other days.</summary>
internal sealed class RenegotiateVerb : ChangeVerb
{
    private readonly Option<string> parts = new("--parts")
    {
        Description =
            "Days with amounts on the agreement's basis, the first one first; one may be `rest`. They sum to what is open.",
        HelpName = "DAY=AMOUNT,...",
        Required = true,
    };

    /// <summary>Initializes a new instance of the <see cref="RenegotiateVerb"/> class.</summary>
    public RenegotiateVerb() => parts.NotEmpty();

    /// <inheritdoc/>
    public override string Name => "renegotiate";

    /// <inheritdoc/>
    public override string Description =>
        "Divide what is open of an agreement anew: what is not invoiced is dropped, unpaid invoices are credited, and new instalments come in their place.";

    /// <inheritdoc/>
    public override string Example =>
        "renegotiate 17/42 --parts \"2026-12-05=100.00,2027-01-05=rest\" --why \"lost the job\" --dry-run";

    /// <inheritdoc/>
    protected override IReadOnlyList<Symbol> Options => [parts];

    /// <inheritdoc/>
    protected override Task<ChangeAnswer?> PlanAsync(ChangeContext about, CancellationToken ct) =>
        new Renegotiation(about.Run).PlanAsync(about.Subject, about.Verb.Get(parts)!, about.Why, about.Language, ct);
}

/// <summary>Confirms that as many agreements as change at once really do.</summary>
internal sealed class ChangesConfirmVerb : ICommandVerb
{
    private static readonly HashSet<string> Follow = ["changes", "customers", "invoices", "close"];

    private readonly Option<string?> only = new("--school") { Description = "Only this school.", HelpName = "KEY" };

    /// <inheritdoc/>
    public string Name => "changes confirm";

    /// <inheritdoc/>
    public string Description =>
        "Confirm that so many enrolments really ended, or prices really changed, at once: they are followed now. Look at the last run's report first.";

    /// <inheritdoc/>
    public string Example => "changes confirm --school demo --by ana";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [only];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, context.Get(only), ct);
        var options = new CycleOptions(context.ActsAs, Steps: CollectionsCycle.WithNeeds(Follow))
        {
            ChangesConfirmed = true,
        };
        var reports = new List<CycleReport>();
        foreach (var school in installation.Schools)
        {
            await using var turn = await school.TakeTurnAsync(TimeSpan.FromSeconds(10), ct);
            reports.Add(await school.RunAsync(turn, options, ct));
        }

        context.Output.Write(new { Schools = reports }, page => reports.ForEach(x => CyclePage.Show(page, x)));
        return SyncVerb.Exit(reports);
    }
}
