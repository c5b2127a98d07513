using System.CommandLine;
using System.Globalization;
using Collections.Connector.Flow.Changes;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Commands;

/// <summary>Notes a promise to pay.</summary>
internal sealed class PromiseVerb : SubjectVerb
{
    private readonly Option<string> parts = new("--until", "--parts")
    {
        Description = "The day, or several parts as DAY=AMOUNT,DAY=AMOUNT.",
        HelpName = "YYYY-MM-DD[=AMOUNT],...",
        Required = true,
    };

    /// <inheritdoc/>
    public override string Name => "promise";

    /// <inheritdoc/>
    public override string Description =>
        "Note that a payer promised to pay by a day, or in parts. Steps rest while it runs; when it is broken they go on.";

    /// <inheritdoc/>
    public override string Example =>
        "promise INV/2026/0007 --until 2026-10-01=50.00,2026-11-01=50.00 --reason \"called on Monday\" --by ana";

    /// <inheritdoc/>
    protected override IReadOnlyList<Symbol> Options => [parts];

    /// <inheritdoc/>
    protected override async Task<string> SayAsync(SubjectContext about, CancellationToken ct)
    {
        var read = about
            .Verb.Get(parts)!
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(x => Part(x, about.Subject.Owed.Currency))
            .ToList();
        Check("--until", await about.Desk.PromiseAsync(about.Subject, read, about.By, about.Why, ct));
        return $"Noted: {about.Subject.Key} is to be paid by {read[^1].On:yyyy-MM-dd}; nothing is asked meanwhile.";
    }

    private static (DateOnly On, Money? Amount) Part(string text, Currency currency)
    {
        var sides = text.Split('=', 2);
        if (
            !DateOnly.TryParseExact(
                sides[0],
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            )
        )
        {
            throw Wrong("--until", $"'{sides[0]}' is no day.", "Write it as YYYY-MM-DD, such as 2026-09-30.");
        }

        return (day, sides.Length == 1 ? null : Amounts.Read("--until", sides[1], currency));
    }
}

/// <summary>Puts a debt on hold.</summary>
internal sealed class HoldVerb : SubjectVerb
{
    private readonly Option<DateOnly?> until = OptionRules.Day("--until", "The last day of it, in the school's zone.");

    /// <summary>Initializes a new instance of the <see cref="HoldVerb"/> class.</summary>
    public HoldVerb() => until.Required = true;

    /// <inheritdoc/>
    public override string Name => "hold";

    /// <inheritdoc/>
    public override string Description =>
        "Put a debt or a payer on hold up to a day: nothing is asked, and access that was taken for it comes back.";

    /// <inheritdoc/>
    public override string Example => "hold l345 --until 2026-10-15 --reason \"hospital\" --by ana";

    /// <inheritdoc/>
    protected override IReadOnlyList<Symbol> Options => [until];

    /// <inheritdoc/>
    protected override async Task<string> SayAsync(SubjectContext about, CancellationToken ct)
    {
        var day = about.Verb.Get(until)!.Value;
        Check("--until", await about.Desk.HoldAsync(about.Subject, day, about.By, about.Why, ct));
        return $"Noted: {about.Subject.Key} is on hold until {day:yyyy-MM-dd}.";
    }
}

/// <summary>Notes a dispute.</summary>
internal sealed class DisputeVerb : SubjectVerb
{
    private readonly Option<string> category = new("--category")
    {
        Description = "What it is about, such as amount, service, identity, already-paid.",
        HelpName = "NAME",
        Required = true,
    };
    private readonly Option<string?> amount = new("--amount")
    {
        Description = "The part that is disputed. Without it: all of it.",
        HelpName = "AMOUNT",
    };

    /// <summary>Initializes a new instance of the <see cref="DisputeVerb"/> class.</summary>
    public DisputeVerb() => category.NotEmpty();

    /// <inheritdoc/>
    public override string Name => "dispute";

    /// <inheritdoc/>
    public override string Description =>
        "Note that a debt is disputed, or a part of it. The disputed part is not asked for; while it lasts nobody is suspended for it.";

    /// <inheritdoc/>
    public override string Example =>
        "dispute INV/2026/0007 --category amount --amount 40.00 --reason \"says it was 200\" --by ana";

    /// <inheritdoc/>
    protected override IReadOnlyList<Symbol> Options => [category, amount];

    /// <inheritdoc/>
    protected override async Task<string> SayAsync(SubjectContext about, CancellationToken ct)
    {
        Money? part = about.Verb.Get(amount) is { } text
            ? Amounts.Read("--amount", text, about.Subject.Owed.Currency)
            : null;
        Check(
            "--amount",
            await about.Desk.DisputeAsync(about.Subject, about.Verb.Get(category)!, part, about.By, about.Why, ct)
        );
        return $"Noted: {(part is null ? "all" : $"{part}")} of {about.Subject.Key} is disputed.";
    }
}

/// <summary>Exempts a payer or a debt.</summary>
internal sealed class ExemptVerb : SubjectVerb
{
    private readonly Option<string> from = new("--from")
    {
        Description = "What from: access (never suspended), contact (never written to), or all.",
        HelpName = "access|contact|all",
        DefaultValueFactory = _ => "all",
    };
    private readonly Option<DateOnly?> until = OptionRules.Day("--until", "The last day of it. Without it: no end.");

    /// <summary>Initializes a new instance of the <see cref="ExemptVerb"/> class.</summary>
    public ExemptVerb() => from.AcceptOnlyFromAmong(StandingBook.FromSuspension, StandingBook.FromContact, "all");

    /// <inheritdoc/>
    public override string Name => "exempt";

    /// <inheritdoc/>
    public override string Description => "Exempt a payer or a debt from suspensions, from contacts, or from both.";

    /// <inheritdoc/>
    public override string Example => "exempt l345 --from access --reason \"staff's child\" --by ana";

    /// <inheritdoc/>
    protected override IReadOnlyList<Symbol> Options => [from, until];

    /// <inheritdoc/>
    protected override async Task<string> SayAsync(SubjectContext about, CancellationToken ct)
    {
        var what = about.Verb.Get(from)!;
        Check(
            "--until",
            await about.Desk.ExemptAsync(
                about.Subject,
                what == "all" ? null : what,
                about.Verb.Get(until),
                about.By,
                about.Why,
                ct
            )
        );
        return $"Noted: {about.Subject.Key} is exempt from {(what == "all" ? "contacts and suspensions" : what == StandingBook.FromSuspension ? "suspensions" : "contacts")}.";
    }
}

/// <summary>Assigns a variant of the policy.</summary>
internal sealed class PolicyAssignVerb : SubjectVerb
{
    private readonly Option<string> variant = new("--variant")
    {
        Description = "A variant's name in policy.json.",
        HelpName = "NAME",
        Required = true,
    };

    /// <inheritdoc/>
    public override string Name => "policy assign";

    /// <inheritdoc/>
    public override string Description => "Assign a variant of the policy to a payer or to one receivable.";

    /// <inheritdoc/>
    public override string Example => "policy assign l345 --variant slow --reason \"agreed with the family\" --by ana";

    /// <inheritdoc/>
    protected override IReadOnlyList<Symbol> Options => [variant];

    /// <inheritdoc/>
    protected override async Task<string> SayAsync(SubjectContext about, CancellationToken ct)
    {
        var name = about.Verb.Get(variant)!;
        Check("--variant", await about.Desk.AssignAsync(about.Subject, name, about.By, about.Why, ct));
        return $"Noted: {about.Subject.Key} goes by '{name}' from the next run on.";
    }
}

/// <summary>Gives a receivable up.</summary>
internal sealed class WriteOffVerb : SubjectVerb
{
    private readonly Option<bool> undo = new("--undo") { Description = "Ask for it again." };

    /// <inheritdoc/>
    public override string Name => "write-off";

    /// <inheritdoc/>
    public override string Description =>
        "Give a receivable up: nothing is asked for it any more, and access comes back. The entry in the ERP is the accountant's, or a credit note (`writeOff` in school.json).";

    /// <inheritdoc/>
    public override string Example => "write-off INV/2026/0007 --reason \"unreachable since 2024\" --by ana";

    /// <inheritdoc/>
    protected override IReadOnlyList<Symbol> Options => [undo];

    /// <inheritdoc/>
    protected override async Task<string> SayAsync(SubjectContext about, CancellationToken ct)
    {
        var back = about.Verb.Get(undo);
        var credited = !back && about.Mapping.School.WriteOff == WriteOffPaper.CreditNote;
        if (credited && about.Subject.Kind == StandingBook.Receivable)
        {
            var (note, refusal) = await WriteOffCredit.GiveUpAsync(about.NewRun(), about.Subject.Key, about.Why, ct);
            return note is not null
                ? $"{about.Subject.Key} is given up. The next run credits {note.Amount} of {note.Invoice} by {note.Reference}."
                : throw Wrong("subject", refusal!, "`explain` shows how it stands.");
        }

        if (
            about.Subject.Kind != StandingBook.Receivable
            || !await about.Desk.WriteOffAsync(about.Subject.Key, back, about.By, about.Why, ct)
        )
        {
            throw Wrong(
                "subject",
                $"{about.Subject.Key} is no receivable that can be {(back ? "asked for again" : "given up")}.",
                "Name one receivable or invoice; `explain` shows how it stands."
            );
        }

        return back
            ? $"{about.Subject.Key} is asked for again."
            : $"{about.Subject.Key} is given up. Enter the write-off of {about.Subject.Owed} in the ERP.";
    }
}

/// <summary>Lists what holds.</summary>
internal sealed class StandingListVerb : ICommandVerb
{
    /// <inheritdoc/>
    public string Name => "standing list";

    /// <inheritdoc/>
    public string Description =>
        "List the promises, holds, disputes, exemptions, approvals and assignments that hold today, with their numbers.";

    /// <inheritdoc/>
    public string Example => "standing list --json";

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var lines = new List<StandingLine>();
        foreach (var mapping in installation.Schools.Select(x => x.Mapping))
        {
            lines.AddRange(await new StandingDesk(installation.Ledger, mapping, context.Host.Clock).ListAsync(ct));
        }

        context.Output.Write(
            new { Standings = lines },
            page =>
            {
                if (lines.Count == 0)
                {
                    page.Line("Nothing was said that holds today.");
                    return;
                }

                page.Table(
                    ["Number", "Kind", "Of", "More", "Amount", "Until", "By", "Why"],
                    [
                        .. lines.Select(x =>
                            (IReadOnlyList<Cell>)
                                [
                                    x.Id.ToString(CultureInfo.InvariantCulture),
                                    x.Kind,
                                    x.Subject,
                                    x.Category ?? "",
                                    x.Amount?.ToString() ?? "",
                                    x.Until is { } day ? $"{day:yyyy-MM-dd}" : "no end",
                                    x.By,
                                    x.Why,
                                ]
                        ),
                    ]
                );
            }
        );
        return ExitCode.Done;
    }
}

/// <summary>Ends what was said.</summary>
internal sealed class ReleaseVerb : ICommandVerb
{
    private readonly Argument<long> number = new("number") { Description = "Its number in `standing list`." };
    private readonly Option<string> reason = new("--reason", "--why")
    {
        Description = "Why, for the journal.",
        HelpName = "TEXT",
        Required = true,
    };

    /// <summary>Initializes a new instance of the <see cref="ReleaseVerb"/> class.</summary>
    public ReleaseVerb() => reason.NotEmpty();

    /// <inheritdoc/>
    public string Name => "release";

    /// <inheritdoc/>
    public string Description => "End a promise, hold, dispute, exemption, approval or assignment before its day.";

    /// <inheritdoc/>
    public string Example => "release 12 --reason \"the dispute is settled: 160 is right\" --by ana";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [number, reason];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, null, ct);
        var id = context.Get(number);
        foreach (var mapping in installation.Schools.Select(x => x.Mapping))
        {
            var desk = new StandingDesk(installation.Ledger, mapping, context.Host.Clock);
            if (await desk.ReleaseAsync(id, context.ActsAs, context.Get(reason)!, ct))
            {
                context.Output.Write(
                    new { School = mapping.School.Key, Released = id },
                    page => page.Line($"{id} is ended; the next run decides without it.")
                );
                return ExitCode.Done;
            }
        }

        throw new ConfigurationException([
            new("number", 0, $"Nothing with the number {id} holds.", "Type `standing list`."),
        ]);
    }
}

/// <summary>Amounts as people type them.</summary>
internal static class Amounts
{
    /// <summary>Reads an amount.</summary>
    /// <exception cref="ConfigurationException">It is none of the currency.</exception>
    public static Money Read(string option, string text, Currency currency) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
        && decimal.Round(amount, currency.Exponent) == amount
        && amount < 1_000_000_000m
            ? Money.Exactly(amount, currency)
            : throw new ConfigurationException([
                new(option, 0, $"'{text}' is no amount of {currency.Code}.", "Write it with a point, such as 50.00."),
            ]);
}
