using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Flow.Figures.Statements;
using Collections.Connector.Flow.Mapping.Values;
using Collections.Connector.Papers;

namespace Collections.Connector.Host.Figures;

/// <summary>A statement as a paper in the payer's language.</summary>
internal sealed class StatementPaper
{
    private readonly StatementView view;
    private readonly ReportWords words;
    private readonly LocalText text;
    private readonly bool names;

    private StatementPaper(StatementView view, ReportWords words, bool names)
    {
        (this.view, this.words, this.names) = (view, words, names);
        text = LocalText.Of(words.Language, view.School.Country);
    }

    /// <summary>The paper.</summary>
    /// <param name="view">The statement.</param>
    /// <param name="words">In which language.</param>
    /// <param name="names">Whether payers are named, and not told by their keys alone.</param>
    public static Paper Of(StatementView view, ReportWords words, bool names) =>
        new StatementPaper(view, words, names).Write();

    private Paper Write()
    {
        List<Block> blocks = [new ParagraphBlock(string.Join('\n', Head()))];
        if (view.Accounts.Count == 0)
        {
            blocks.Add(new ParagraphBlock(words["nothing"]));
        }

        foreach (var account in view.Accounts)
        {
            blocks.AddRange(Account(account));
        }

        blocks.Add(new NoteBlock(words["basis", text.LongDate(view.Today)]));
        return new Paper(words["statement"], words.Language, view.Today, blocks);
    }

    private IEnumerable<string> Head()
    {
        yield return words["of-school", view.School.Name];
        foreach (var payer in view.Payers)
        {
            var tax = payer.TaxId is { } id ? $", {id}" : "";
            yield return names ? words["of-payer", $"{payer.Name}{tax} ({payer.Key})"] : words["payer-key", payer.Key];
        }

        if (view.Subject.Kind != "payer")
        {
            yield return words[$"{view.Subject.Kind}-key", view.Subject.Key];
        }

        var last = text.LongDate(view.To ?? view.Today);
        yield return view.From is { } first ? words["period", text.LongDate(first), last] : words["period-to", last];
    }

    private IEnumerable<Block> Account(StatementAccount account)
    {
        yield return new HeadingBlock(1, words["account", account.Currency]);
        yield return new ParagraphBlock(words["owed-now", text.Money(account.Closing)]);
        yield return new TableBlock(
            [words["date"], words["what"], words["charge"], words["credit"], words["balance"]],
            [
                .. view.From is { } first && !account.Opening.IsZero
                    ?
                    [
                        [text.ShortDate(first), words["opening"], "", "", text.Money(account.Opening)],
                    ]
                    : Array.Empty<IReadOnlyList<string>>(),
                .. account.Lines.Select(Line),
                [text.ShortDate(view.To ?? view.Today), words["closing"], "", "", text.Money(account.Closing)],
            ]
        )
        {
            RightAligned = [2, 3, 4],
        };
        if (account.Open.Count > 0)
        {
            yield return new HeadingBlock(2, words["open"]);
            yield return new TableBlock(
                [words["due"], words["document"], words["about"], words["state"], words["amount"]],
                [.. account.Open.Select(Open)]
            )
            {
                RightAligned = [4],
            };
        }

        if (account.Later.Count > 0)
        {
            yield return new HeadingBlock(2, words["later"]);
            yield return new TableBlock(
                [words["due"], words["about"], words["amount"]],
                [.. account.Later.Select(x => (IReadOnlyList<string>)[text.ShortDate(x.DueOn), x.About, Later(x)])]
            )
            {
                RightAligned = [2],
            };
        }

        if (account.Credit.Count > 0)
        {
            yield return new HeadingBlock(2, words["favour"]);
            yield return new TableBlock(
                [words["date"], words["what"], words["amount"]],
                [
                    .. account.Credit.Select(x =>
                        (IReadOnlyList<string>)[text.ShortDate(x.On), words[$"{x.Kind}"], text.Money(x.Amount)]
                    ),
                    [text.ShortDate(view.To ?? view.Today), words["total"], text.Money(account.Favour)],
                ]
            )
            {
                RightAligned = [2],
            };
        }
    }

    private IReadOnlyList<string> Line(StatementLine line)
    {
        var what = string.Join(' ', line.Documents.Prepend(words[$"{line.Kind}"]));
        var about =
            line.Kind == MovementKind.Invoice && line.About.Any(x => x.Length > 0)
                ? $": {string.Join("; ", line.About)}"
                : "";
        var charge = line.Amount.MinorUnits >= 0;
        return
        [
            text.ShortDate(line.On),
            what + about,
            charge ? text.Money(line.Amount) : "",
            charge ? "" : text.Money(-line.Amount),
            text.Money(line.Balance),
        ];
    }

    private IReadOnlyList<string> Open(StatementOpen open)
    {
        var late = (view.To ?? view.Today).DayNumber - open.DueOn.DayNumber;
        return
        [
            text.ShortDate(open.DueOn),
            open.Document,
            open.About,
            !open.Owed.IsPositive ? words["overpaid"]
            : late <= 0 ? words["not-due"]
            : late == 1 ? words["late-1"]
            : words["late", late],
            text.Money(open.Owed),
        ];
    }

    private string Later(StatementLater later) =>
        later.PlusTax ? words["plus-tax", text.Money(later.Amount)] : text.Money(later.Amount);
}
