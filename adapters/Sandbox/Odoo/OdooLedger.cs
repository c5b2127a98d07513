using System.Globalization;

namespace Collections.Adapters.Sandbox.Odoo;

/// <summary>The twin's accounting: totals, due lines, posting, numbers, reconciling. Not thread-safe: the twin locks.</summary>
internal sealed class OdooLedger(OdooSchema schema, TimeProvider clock)
{
    private readonly Dictionary<string, int> counters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Record> externalIds = new(StringComparer.Ordinal);
    private int lastId;
    private int microseconds;

    /// <summary>How old a transaction's beginning is when its rows appear.</summary>
    public TimeSpan TransactionAge { get; set; }

    public required Named ReceivableAccount { get; init; }

    public required Named TaxAccount { get; init; }

    public required Named IncomeAccount { get; init; }

    public required Named BankAccount { get; init; }

    public DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    public int NextId() => ++lastId;

    public void Add(Record record)
    {
        Touch(record);
        schema.Of(record).Add(record);
        if (record.ExternalId is not null)
        {
            externalIds.Add(record.ExternalId, record);
        }
    }

    public Record? ByExternalId(string externalId) => externalIds.GetValueOrDefault(externalId);

    public void Delete(Move move)
    {
        if (move.State != "draft")
        {
            throw OdooError.User("You can not delete a posted journal item.");
        }

        move.Lines.ForEach(schema["account.move.line"].Remove);
        schema["account.move"].Remove(move);
        if (move.ExternalId is not null)
        {
            externalIds.Remove(move.ExternalId); // A deleted draft loses its external id: a repeated load makes it again.
        }
    }

    /// <summary>The transaction's beginning, as Odoo stamps it.</summary>
    public void Touch(params IEnumerable<Record> records)
    {
        microseconds = (microseconds + 1) % 900_000;
        var now = clock.GetUtcNow().UtcDateTime - TransactionAge;
        var second = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        foreach (var record in records)
        {
            record.WriteDate = second.AddMicroseconds(microseconds);
        }
    }

    public void Touch(Move move)
    {
        Touch(move.Payment is null ? [move] : new Record[] { move, move.Payment });
    }

    /// <summary>Makes tax and due lines of a document's own lines.</summary>
    public void Complete(Move move)
    {
        foreach (var line in move.Lines.Where(l => l.DisplayType != "product").ToList())
        {
            move.Lines.Remove(line);
            schema["account.move.line"].Remove(line);
        }

        Totals(move);
        DueLines(move);
    }

    /// <summary>Posts documents or payments: all of them, or none.</summary>
    public void Post(IReadOnlyCollection<Move> moves)
    {
        foreach (var move in moves)
        {
            CheckPost(move);
        }

        foreach (var move in moves)
        {
            Post(move);
        }
    }

    /// <summary>Reconciles open lines of two entries, the oldest due first.</summary>
    public void Reconcile(IEnumerable<MoveLine> ones, IEnumerable<MoveLine> others)
    {
        foreach (var one in ones.OrderBy(l => l.Maturity).ToList())
        {
            foreach (var other in others.OrderBy(l => l.Maturity).ToList())
            {
                if (one.ResidualCurrency * other.ResidualCurrency < 0)
                {
                    Take(one.Balance > 0 ? one : other, one.Balance > 0 ? other : one);
                }
            }
        }
    }

    /// <summary>Deletes what was reconciled with a document; both sides' times move.</summary>
    public void Unreconcile(Move move)
    {
        move.Lines.SelectMany(line => line.Partials).Distinct().ToList().ForEach(Undo);
    }

    /// <summary>Deletes one reconciliation; both sides' times move.</summary>
    public void Undo(Partial partial)
    {
        partial.Debit.Partials.Remove(partial);
        partial.Credit.Partials.Remove(partial);
        schema["account.partial.reconcile"].Remove(partial);
        Touch(partial.Debit.Move);
        Touch(partial.Credit.Move);
    }

    /// <summary>A period's first draft takes a number at once, later ones at posting, as in Odoo 17.</summary>
    public void NumberFirstDraft(Move move)
    {
        if (!counters.ContainsKey(Series(move)))
        {
            move.Name = NextNumber(move);
        }
    }

    /// <summary>The entry of a payment or bank line: bank against receivable.</summary>
    public Move MoneyEntry(
        Named journal,
        Partner? partner,
        CurrencyRecord currency,
        decimal amount,
        DateOnly on,
        string? text
    )
    {
        var move = new Move
        {
            Id = NextId(),
            Company = (Company)schema["res.company"].All.First(),
            Journal = journal,
            Partner = partner,
            Currency = currency,
            Date = on,
            Ref = text,
        };
        Add(move);
        AddLine(move, BankAccount, "product", amount, null);
        AddLine(move, ReceivableAccount, "payment_term", -amount, on);
        return move;
    }

    private void Totals(Move move)
    {
        var taxes = new Dictionary<Tax, decimal>();
        move.Untaxed = 0m;
        foreach (var line in move.Lines)
        {
            var raw = line.Quantity * line.PriceUnit * (1 - line.Discount / 100m);
            var included = line.Taxes.Where(t => t.PriceInclude).Sum(t => t.Percent) / 100m;
            var gross = move.Currency.Round(raw);
            line.Subtotal = included == 0m ? gross : move.Currency.Round(raw / (1 + included));
            move.Untaxed += line.Subtotal;
            foreach (var tax in line.Taxes)
            {
                var amount = tax.PriceInclude ? gross - line.Subtotal : line.Subtotal * tax.Percent / 100m;
                amount = move.Company.RoundGlobally ? amount : move.Currency.Round(amount);
                taxes[tax] = taxes.GetValueOrDefault(tax) + amount;
            }

            line.AmountCurrency = -move.Sign * line.Subtotal;
            line.Balance = ToCompany(move, line.AmountCurrency);
        }

        move.Tax = 0m;
        foreach (var (tax, amount) in taxes)
        {
            var rounded = move.Currency.Round(amount);
            move.Tax += rounded;
            AddLine(move, TaxAccount, "tax", -move.Sign * rounded, null).Name = tax.Name;
        }
    }

    private void DueLines(Move move)
    {
        var issued = move.InvoiceDate ?? Today;
        var parts = move.Term is null
            ? [(100m, move.DueDate ?? Today)]
            : move.Term.Parts.Select(part => (part.Percent, issued.AddDays(part.Days))).ToList();
        var rest = move.Total;
        for (var i = 0; i < parts.Count; i++)
        {
            var (percent, due) = parts[i];
            var amount = i == parts.Count - 1 ? rest : move.Currency.Round(move.Total * percent / 100m);
            rest -= amount;
            AddLine(move, ReceivableAccount, "payment_term", move.Sign * amount, due);
        }

        move.DueDate = parts[^1].Item2;
    }

    private MoveLine AddLine(Move move, Named account, string kind, decimal amount, DateOnly? due)
    {
        var line = new MoveLine
        {
            Id = NextId(),
            Move = move,
            Account = account,
            DisplayType = kind,
            Partner = move.Partner?.Commercial,
            AmountCurrency = amount,
            Balance = ToCompany(move, amount),
            Maturity = due,
        };
        move.Lines.Add(line);
        Add(line);
        return line;
    }

    private static decimal ToCompany(Move move, decimal amount) =>
        move.Company.Currency.Round(amount / move.Currency.Rate);

    private static void CheckPost(Move move)
    {
        if (move.State != "draft")
        {
            throw OdooError.User($"The entry {move.Name} (id {move.Id}) must be in draft.");
        }

        if (!move.Currency.Active)
        {
            throw OdooError.User($"You cannot validate a document with an inactive currency: {move.Currency.Name}");
        }

        if (move.Type != "entry" && move.Lines.TrueForAll(line => line.DisplayType != "product"))
        {
            throw OdooError.User("You need to add a line before posting.");
        }

        if (move.Total < 0)
        {
            throw OdooError.User("You cannot validate an invoice with a negative total amount.");
        }

        if (move.Type != "entry" && move.Partner is null)
        {
            throw OdooError.User(
                "The field 'Customer' is required, please complete it to validate the Customer Invoice."
            );
        }
    }

    private void Post(Move move)
    {
        move.InvoiceDate ??= move.Type == "entry" ? null : Today;
        move.Date = move.InvoiceDate ?? move.Date;
        var closed = new[] { move.Company.FiscalLock, move.Company.PeriodLock, move.Company.TaxLock }.Max();
        if (move.Date <= closed)
        {
            move.Date = Today; // No error in Odoo 17: the entry moves to an open day.
        }

        if (move.Name == "/")
        {
            move.Name = NextNumber(move);
        }

        move.State = "posted";
        Touch(move);
        if (move.Reverses is { State: "posted" } original)
        {
            Reconcile(original.Receivable, move.Receivable);
        }
    }

    private static string Series(Move move)
    {
        var prefix =
            move.Payment is not null ? "P"
            : move.Type == "out_refund" ? "R"
            : "";
        return $"{prefix}{move.Journal.Code}/{(move.InvoiceDate ?? move.Date).Year.ToString(CultureInfo.InvariantCulture)}/";
    }

    private string NextNumber(Move move)
    {
        var series = Series(move);
        counters[series] = counters.GetValueOrDefault(series) + 1;
        return series + counters[series].ToString("D5", CultureInfo.InvariantCulture);
    }

    private void Take(MoveLine debit, MoveLine credit)
    {
        var same = debit.Move.Currency == credit.Move.Currency;
        var company = Math.Min(debit.ResidualCompany, -credit.ResidualCompany);
        var shared = Math.Min(debit.ResidualCurrency, -credit.ResidualCurrency);
        var partial = new Partial
        {
            Id = NextId(),
            Debit = debit,
            Credit = credit,
            Amount = company,
            DebitCurrency = same ? shared : debit.Move.Currency.Round(company * debit.Move.Currency.Rate),
            CreditCurrency = same ? shared : credit.Move.Currency.Round(company * credit.Move.Currency.Rate),
        };
        debit.Partials.Add(partial);
        credit.Partials.Add(partial);
        Add(partial);
        Touch(debit.Move);
        Touch(credit.Move);
    }
}
