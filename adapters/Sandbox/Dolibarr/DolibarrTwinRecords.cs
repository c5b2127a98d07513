using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Dolibarr;

/// <summary>A third party of the twin.</summary>
internal sealed class TwinThirdParty
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    public string? CustomerCode { get; init; }

    public string? RefExt { get; init; }

    public string? Email { get; init; }

    public string VatNumber { get; init; } = "";

    public string ProfessionalId { get; init; } = "";

    public int? CountryId { get; init; }

    public string? Language { get; init; }

    public bool IsClosed { get; set; }

    public required long Created { get; init; }
}

/// <summary>An invoice or credit note of the twin.</summary>
internal sealed class TwinInvoice
{
    public required int Id { get; init; }

    public required string Number { get; set; }

    public required int ThirdParty { get; init; }

    public required int Type { get; init; }

    public required int Status { get; set; }

    public bool Paid { get; set; }

    public string? CloseCode { get; set; }

    public string? CloseNote { get; set; }

    public string? RefExt { get; init; }

    public string? RefClient { get; init; }

    public int? Source { get; init; }

    public required DateOnly Date { get; init; }

    public required DateOnly DueOn { get; init; }

    public required long Created { get; init; }

    public DateOnly? ValidatedOn { get; set; }

    /// <summary>When the row itself was last written, true time: a payment writes another table.</summary>
    public required long Changed { get; set; }

    /// <summary>Whether the PDF's path stands in the row: the first payment writes it, later ones do not.</summary>
    public bool HasDocument { get; set; }

    public JObject? Extras { get; set; }

    public List<TwinInvoiceLine> Lines { get; } = [];

    public decimal Net => Lines.Sum(l => l.Net);

    public decimal Tax => Lines.Sum(l => l.Tax);

    public decimal Total => Net + Tax;
}

/// <summary>A line of an invoice: the price to five decimals, totals to two, the tax of each line rounded.</summary>
internal sealed record TwinInvoiceLine(
    int Id,
    string Description,
    decimal Price,
    decimal Quantity,
    decimal Rate,
    int? Product
)
{
    public decimal Net { get; } = Round(Price * Quantity, 2);

    public decimal Tax { get; } = Round(Round(Price * Quantity, 2) * Rate / 100m, 2);

    public static decimal Round(decimal value, int decimals) =>
        decimal.Round(value, decimals, MidpointRounding.AwayFromZero);
}

/// <summary>A payment with what it gave to each invoice.</summary>
internal sealed class TwinPayment
{
    public required int Id { get; init; }

    public required string Number { get; init; }

    public required DateOnly On { get; init; }

    public string Reference { get; init; } = "";

    public string Text { get; init; } = "";

    public Dictionary<int, decimal> Parts { get; } = [];
}

/// <summary>A fixed discount of a third party.</summary>
internal sealed class TwinDiscount
{
    public required int Id { get; init; }

    public required int ThirdParty { get; init; }

    public required int Source { get; init; }

    public required decimal Net { get; init; }

    public required decimal Tax { get; init; }

    public int? UsedOn { get; set; }
}

/// <summary>A line of a bank account.</summary>
internal sealed record TwinBankLine(
    int Id,
    int Account,
    DateOnly On,
    decimal Amount,
    string Label,
    string Kind,
    string? Text
);

/// <summary>A bank account.</summary>
internal sealed record TwinBankAccount(int Id, string Ref, string Currency)
{
    public bool IsClosed { get; set; }
}
