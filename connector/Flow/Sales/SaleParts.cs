using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Sales;

/// <summary>Reads amounts and due parts of a sale. Pure; faults go to the sale's list.</summary>
internal sealed class SaleParts(SaleRow row, SaleForm form, List<SaleFault> faults)
{
    /// <summary>In how many parts a sale may fall due.</summary>
    public const int PartsMax = 60;

    /// <summary>The largest amount, in the currency's major unit: more is a slip.</summary>
    private const decimal AmountMax = 1_000_000_000m;

    private static readonly HashSet<string> Rest = new(StringComparer.Ordinal) { "rest", "resto" };

    /// <summary>An amount above zero; null when a fault was added.</summary>
    public Money? Amount(SaleColumn column, string text, Currency currency)
    {
        if (form.Amount(text, currency) is not { } amount)
        {
            return Not(
                column,
                "amount.not-a-number",
                $"It is no amount as {form.AmountExample}.",
                "Write it so, or say `--decimal ,`."
            );
        }

        if (amount is <= 0 or > AmountMax)
        {
            return Not(column, "amount.range", "It is not above zero, or is too large.", "Correct it.");
        }

        return Money.Rounded(amount, currency) is { } money && money.Amount == amount
            ? money
            : Not(column, "amount.decimals", $"It has more decimals than {currency} allows.", "Round it.");
    }

    /// <summary>The due parts; empty when a fault was added.</summary>
    /// <param name="price">What they sum to.</param>
    /// <param name="issue">The day of the first invoice; null when none was said.</param>
    public IReadOnlyList<SalePart> Read(Money price, DateOnly? issue)
    {
        var before = faults.Count;
        DateOnly? due = null;
        if (row[SaleColumn.Due] is { } text)
        {
            due = form.Day(text);
            if (due is null)
            {
                Not(
                    SaleColumn.Due,
                    "day.none",
                    $"It is no day as {form.DayExample}.",
                    "Write it so, or say `--dates`."
                );
            }
        }

        List<SalePart> parts =
            row[SaleColumn.Parts] is { } several ? Several(several, price)
            : due is { } day ? [new SalePart(day, price)]
            : [];
        if (faults.Count > before)
        {
            return [];
        }

        if (parts.Count == 0)
        {
            Not(SaleColumn.Due, "due.missing", "The sale has no due day.", "Give one, or due parts.");
        }
        else if (due is { } first && first != parts[0].DueOn)
        {
            Not(SaleColumn.Due, "due.differs", "The first part falls due on another day.", "Leave the due day out.");
        }
        else if (issue > parts[0].DueOn)
        {
            Not(
                SaleColumn.Issue,
                "issue.after-due",
                "The invoice is made after it is due.",
                "Correct one of the days."
            );
        }

        return parts;
    }

    private List<SalePart> Several(string text, Money price)
    {
        // A comma before decimals stands between no parts.
        char[] marks = form.HasDecimalComma ? ['|', ';'] : ['|', ';', ','];
        var written = text.Split(marks, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (written.Length > PartsMax)
        {
            Not(SaleColumn.Parts, "parts.too-many", $"They are more than {PartsMax}.", "Make them fewer.");
            return [];
        }

        var parts = new List<SalePart>();
        var (sum, hasRest) = (Money.Zero(price.Currency), false);
        foreach (var one in written)
        {
            var halves = one.Split('=', StringSplitOptions.TrimEntries);
            if (halves.Length != 2 || form.Day(halves[0]) is not { } day)
            {
                Not(
                    SaleColumn.Parts,
                    "parts.form",
                    "One of them is no day with an amount.",
                    $"Write them such as {form.DayExample}={form.AmountExample}|{form.DayExample}=rest."
                );
                return [];
            }

            var isRest = Rest.Contains(SaleHeadings.Plain(halves[1]));
            hasRest |= isRest;
            if ((isRest ? price - sum : Amount(SaleColumn.Parts, halves[1], price.Currency)) is not { } amount)
            {
                return [];
            }

            sum += amount;
            parts.Add(new SalePart(day, amount));
        }

        Check(parts, sum, price, hasRest);
        return parts;
    }

    private void Check(List<SalePart> parts, Money sum, Money price, bool hasRest)
    {
        if (sum != price || parts.Exists(x => !x.Amount.IsPositive))
        {
            Not(
                SaleColumn.Parts,
                "parts.sum",
                hasRest
                    ? "Nothing is left for the rest, or the rest is not the last."
                    : "They do not sum to the amount.",
                "Correct them, or write `rest` for the last."
            );
        }
        else if (parts.Zip(parts.Skip(1)).Any(x => x.First.DueOn >= x.Second.DueOn))
        {
            Not(SaleColumn.Parts, "parts.order", "They are not in the order of their days.", "Put them in order.");
        }
    }

    private Money? Not(SaleColumn column, string code, string message, string hint)
    {
        faults.Add(new SaleFault(row.Line, row.NameOf(column), code, message, hint));
        return null;
    }
}
