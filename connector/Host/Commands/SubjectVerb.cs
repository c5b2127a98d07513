using System.CommandLine;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>What the verbs share by which somebody says something of a debt or a payer: who or what it is about, and why.</summary>
internal abstract class SubjectVerb : ICommandVerb
{
    private readonly Argument<string> subject = new("subject")
    {
        Description = "A receivable's reference, an invoice's reference or number, or a payer's key.",
    };
    private readonly Option<string> reason = new("--reason", "--why")
    {
        Description = "Why, for the journal.",
        HelpName = "TEXT",
        Required = true,
    };

    /// <summary>Initializes a new instance of the <see cref="SubjectVerb"/> class.</summary>
    protected SubjectVerb() => reason.NotEmpty();

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public abstract string Example { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [subject, .. Options, reason];

    /// <summary>Gets the verb's own options.</summary>
    protected abstract IReadOnlyList<Symbol> Options { get; }

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var text = context.Get(subject)!;
        foreach (var school in installation.Schools)
        {
            var mapping = school.Mapping;
            var desk = new StandingDesk(installation.Ledger, mapping, context.Host.Clock);
            if (await desk.SubjectAsync(text, ct) is not { } found)
            {
                continue;
            }

            var about = new SubjectContext(
                context,
                desk,
                installation.Ledger,
                mapping,
                found,
                context.ActsAs,
                context.Get(reason)!,
                () => school.NewRun(new CycleOptions(context.ActsAs))
            );
            var said = await SayAsync(about, ct);
            context.Output.Write(
                new
                {
                    School = mapping.School.Key,
                    Subject = found.Key,
                    SubjectKind = found.Kind,
                    Said = said,
                },
                page => page.Line(said)
            );
            return ExitCode.Done;
        }

        throw Wrong("subject", $"Nothing is known by '{text}'.", "Copy a reference from `report aging` or `status`.");
    }

    /// <summary>Says it.</summary>
    /// <returns>What was noted, one sentence.</returns>
    /// <exception cref="ConfigurationException">It is refused: why, and what to do.</exception>
    protected abstract Task<string> SayAsync(SubjectContext about, CancellationToken ct);

    /// <summary>Turns a refusal into what the command line shows.</summary>
    protected static void Check(string option, DeskRefusal? refusal)
    {
        if (refusal is not null)
        {
            throw Wrong(option, refusal.Message, refusal.Hint);
        }
    }

    /// <summary>Something that was typed is wrong.</summary>
    protected static ConfigurationException Wrong(string where, string message, string hint) =>
        new([new(where, 0, message, hint)]);
}

/// <summary>What a verb about a subject works with.</summary>
/// <param name="Verb">What was typed.</param>
/// <param name="Desk">Where it is said.</param>
/// <param name="Ledger">The ledger.</param>
/// <param name="Mapping">The school's rules.</param>
/// <param name="Subject">Who or what it is about.</param>
/// <param name="By">Who says so.</param>
/// <param name="Why">Why.</param>
/// <param name="NewRun">A run in which something is planned; it sends nothing by itself.</param>
internal sealed record SubjectContext(
    VerbContext Verb,
    StandingDesk Desk,
    ILedgerStorage Ledger,
    SchoolMapping Mapping,
    DeskSubject Subject,
    string By,
    string Why,
    Func<CycleRun> NewRun
);
