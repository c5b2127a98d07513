using System.Globalization;

namespace Collections.Adapters.Sandbox.Odoo;

/// <summary>A record of the twin. Times have microseconds inside and seconds when read, as in Odoo.</summary>
internal abstract class Record
{
    public int Id { get; init; }

    public DateTime WriteDate { get; set; }

    public string? ExternalId { get; set; }

    public abstract string Label { get; }

    public Dictionary<string, string> Custom { get; } = new(StringComparer.Ordinal);
}

/// <summary>A record that only has a name or code.</summary>
internal sealed class Named : Record
{
    public string Name { get; set; } = "";

    public string? Code { get; set; }

    public string? Kind { get; set; }

    public bool Active { get; set; } = true;

    public Company? Company { get; set; }

    public override string Label => Code is null ? Name : $"{Code} {Name}";
}

internal sealed class CurrencyRecord : Record
{
    public string Name { get; init; } = "";

    public bool Active { get; set; } = true;

    public int Decimals { get; init; } = 2;

    /// <summary>How many of it one unit of the company's currency is.</summary>
    public decimal Rate { get; set; } = 1m;

    public override string Label => Name;

    public decimal Round(decimal amount) => decimal.Round(amount, Decimals, MidpointRounding.AwayFromZero);
}

internal sealed class Company : Record
{
    public string Name { get; init; } = "";

    public required CurrencyRecord Currency { get; init; }

    public required Named Country { get; init; }

    public DateOnly? FiscalLock { get; set; }

    public DateOnly? PeriodLock { get; set; }

    public DateOnly? TaxLock { get; set; }

    public bool RoundGlobally { get; set; }

    public override string Label => Name;
}

internal sealed class Partner : Record
{
    public string Name { get; set; } = "";

    public string? Ref { get; set; }

    public string? Vat { get; set; }

    public string? Email { get; set; }

    public bool Active { get; set; } = true;

    public bool IsCompany { get; set; }

    public Company? Company { get; set; }

    public Named? Country { get; set; }

    public string? Lang { get; set; }

    public Partner? Parent { get; set; }

    public Term? Term { get; set; }

    public Partner Commercial => Parent is null || IsCompany ? this : Parent.Commercial;

    public override string Label => Name;
}

internal sealed class Tax : Record
{
    public string Name { get; init; } = "";

    public decimal Percent { get; init; }

    public bool PriceInclude { get; init; }

    public string Use { get; init; } = "sale";

    public Company? Company { get; init; }

    public override string Label => Name;
}

internal sealed class Term : Record
{
    public string Name { get; init; } = "";

    /// <summary>Shares in percent and days after the invoice date; the last takes the rest.</summary>
    public IReadOnlyList<(decimal Percent, int Days)> Parts { get; init; } = [(100m, 0)];

    public override string Label => Name;
}

/// <summary>A journal entry: invoice, credit note, payment or bank line.</summary>
internal sealed class Move : Record
{
    public required Company Company { get; init; }

    public required Named Journal { get; set; }

    public string Type { get; init; } = "entry";

    public string Name { get; set; } = "/";

    public string? Ref { get; set; }

    public string? Origin { get; set; }

    public string State { get; set; } = "draft";

    public Partner? Partner { get; set; }

    public DateOnly? InvoiceDate { get; set; }

    public DateOnly? DueDate { get; set; }

    public DateOnly Date { get; set; }

    public Term? Term { get; set; }

    public required CurrencyRecord Currency { get; init; }

    public Move? Reverses { get; set; }

    public Payment? Payment { get; set; }

    public Named? StatementLine { get; set; }

    public decimal Untaxed { get; set; }

    public decimal Tax { get; set; }

    public decimal Total => Untaxed + Tax;

    /// <summary>What customers asked for: lines as loaded, before tax and due lines are made of them.</summary>
    public List<MoveLine> Lines { get; } = [];

    public IEnumerable<MoveLine> Receivable => Lines.Where(line => line.AccountType == "asset_receivable");

    public int Sign => Type == "out_refund" ? -1 : 1;

    public decimal Residual =>
        State == "cancel" ? 0m
        : Type == "entry" ? 0m
        : Sign * Receivable.Sum(line => line.ResidualCurrency);

    public string PaymentState =>
        State != "posted" || Type == "entry" ? "not_paid"
        : Residual == Total && Total != 0 ? "not_paid"
        : Residual != 0 ? "partial"
        : Receivable.SelectMany(line => line.Partials).Any(p => p.Other(this).Move.Type == "out_refund") ? "reversed"
        : "paid";

    public override string Label => (State == "draft" ? "Draft " : "") + Name + (Ref is null ? "" : $" ({Ref})");
}

internal sealed class MoveLine : Record
{
    public required Move Move { get; init; }

    public string DisplayType { get; init; } = "product";

    public string? Name { get; set; }

    public required Named Account { get; init; }

    public Partner? Partner { get; set; }

    public Named? Product { get; init; }

    public decimal Quantity { get; init; }

    public decimal PriceUnit { get; init; }

    public decimal Discount { get; init; }

    public decimal Subtotal { get; set; }

    public List<Tax> Taxes { get; } = [];

    public string? Analytic { get; init; }

    public decimal Balance { get; set; }

    public decimal AmountCurrency { get; set; }

    public DateOnly? Maturity { get; set; }

    public List<Partial> Partials { get; } = [];

    public string AccountType => Account.Kind ?? "";

    public bool IsReconcilable => AccountType == "asset_receivable";

    public decimal ResidualCurrency =>
        IsReconcilable ? AmountCurrency - Math.Sign(AmountCurrency) * Partials.Sum(p => p.Taken(this)) : 0m;

    public decimal ResidualCompany => IsReconcilable ? Balance - Math.Sign(Balance) * Partials.Sum(p => p.Amount) : 0m;

    public bool Reconciled => IsReconcilable && Move.State == "posted" && ResidualCurrency == 0m;

    public override string Label => $"{Move.Label} {Name}".Trim();
}

/// <summary>What one line took from another.</summary>
internal sealed class Partial : Record
{
    public required MoveLine Debit { get; init; }

    public required MoveLine Credit { get; init; }

    public decimal Amount { get; init; }

    public decimal DebitCurrency { get; init; }

    public decimal CreditCurrency { get; init; }

    public override string Label => $"account.partial.reconcile,{Id.ToString(CultureInfo.InvariantCulture)}";

    public decimal Taken(MoveLine line) => line == Debit ? DebitCurrency : CreditCurrency;

    public MoveLine Other(Move move) => Debit.Move == move ? Credit : Debit;
}

internal sealed class Payment : Record
{
    public required Move Move { get; init; }

    public decimal Amount { get; init; }

    public bool Outgoing { get; init; }

    public override string Label => Move.Name;
}
