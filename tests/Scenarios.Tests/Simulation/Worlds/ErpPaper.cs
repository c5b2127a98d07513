using Collections.Connector.Ports;

namespace Collections.Scenarios.Tests.Simulation.Worlds;

/// <summary>A customer in the simulated ERP.</summary>
internal sealed record ErpParty(string Key, string Reference, string? TaxId, string? Email);

/// <summary>Money that came in: a bank line without reference, or a gateway payment that the connector entered.</summary>
internal sealed record ErpMoney(
    string Key,
    string? Reference,
    string CustomerKey,
    long AmountMinor,
    string Memo,
    DateTimeOffset At
)
{
    /// <summary>What of it went back and had settled nothing, or settles nothing any more.</summary>
    public long ReturnedMinor { get; set; }
}

/// <summary>Money that went back, as the connector or a person entered it.</summary>
/// <param name="Key">The ERP's key.</param>
/// <param name="Reference">Our reference.</param>
/// <param name="PaymentKey">The payment that it was.</param>
/// <param name="CustomerKey">The customer.</param>
/// <param name="AmountMinor">How much.</param>
/// <param name="FromPaymentMinor">How much of it the payment itself lost; credit notes gave the rest.</param>
/// <param name="UnallocatedMinor">How much of it nothing was found for.</param>
internal sealed record ErpRefund(
    string Key,
    string Reference,
    string PaymentKey,
    string CustomerKey,
    long AmountMinor,
    long FromPaymentMinor,
    long UnallocatedMinor
);

/// <summary>A bank transfer on its way to an invoice.</summary>
internal sealed record Transfer(ErpPaper Paper, long AmountMinor, DateOnly SentOn);

/// <summary>A part of a document that was settled.</summary>
internal sealed record ErpSettlement(
    string Key,
    SettlementKind Kind,
    string SourceKey,
    string? SourceReference,
    long AmountMinor,
    DateTimeOffset At
);

/// <summary>A document in the simulated ERP.</summary>
internal sealed class ErpPaper(string key, DocumentDraft draft)
{
    private static readonly Currency Euro = Currency.Of("EUR");

    public string Key => key;
    public string Reference => draft.Reference;
    public DocumentKind Kind => draft.Kind;
    public string CustomerKey => draft.CustomerKey;
    public string? ReversesKey => draft.ReversesKey;

    /// <summary>The receivable that it covers; the first of several.</summary>
    public string ReceivableRef => draft.Lines[0].Reference;

    /// <summary>Every receivable that it covers.</summary>
    public IReadOnlyList<string> ReceivableRefs { get; } = [.. draft.Lines.Select(x => x.Reference).Distinct()];

    /// <summary>The day of the document.</summary>
    public DateOnly IssueOn => draft.IssueOn;

    /// <summary>When the draft was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>What was asked for, without tax, whatever a person made of it afterwards.</summary>
    public long AskedNetMinor { get; } = draft.Lines.Sum(x => (long)(x.Quantity * x.UnitPrice.MinorUnits));

    /// <summary>Whether it has tax; a discount for who pays early may have none.</summary>
    public bool IsTaxed { get; } = draft.Lines.Any(x => x.TaxKeys.Count > 0);

    /// <summary>What was asked for one receivable, without tax.</summary>
    public long AskedNetOf(string receivable) =>
        draft.Lines.Where(x => x.Reference == receivable).Sum(x => (long)(x.Quantity * x.UnitPrice.MinorUnits));

    /// <summary>Course and learner, out of the receivable's reference.</summary>
    public (string Course, string Learner) Pair =>
        ReceivableRef.Split('_')[2].Split('-') is [var course, var learner] ? (course, learner) : ("", "");
    public DocumentState State { get; set; }
    public string? Number { get; set; }
    public required string Version { get; set; }
    public required DateTimeOffset ChangedAt { get; set; }
    public List<ErpSettlement> Settlements { get; } = [];
    public long NetMinor { get; set; } = draft.Lines.Sum(x => x.UnitPrice.MinorUnits);
    public long TotalMinor => IsTaxed ? Money.Rounded(NetMinor / 100m * 1.21m, Euro).MinorUnits : NetMinor;
    public long OpenMinor =>
        State == DocumentState.Posted ? Math.Max(0, TotalMinor - Settlements.Sum(x => x.AmountMinor)) : 0;

    public ErpDocument ToDocument() =>
        new(
            key,
            Reference,
            Kind,
            State,
            Number,
            CustomerKey,
            draft.IssueOn,
            new Money(NetMinor, Euro),
            new Money(TotalMinor, Euro),
            new Money(State == DocumentState.Draft ? TotalMinor : OpenMinor, Euro),
            [.. DueLines()],
            [
                .. Settlements.Select(x => new Settlement(
                    x.Key,
                    x.Kind,
                    x.SourceKey,
                    x.SourceReference,
                    new Money(x.AmountMinor, Euro),
                    DateOnly.FromDateTime(x.At.UtcDateTime)
                )),
            ],
            ReversesKey,
            Version
        );

    // What is due first is paid first; rounding goes to the last part.
    private IEnumerable<DueLine> DueLines()
    {
        var whole = draft.DueParts.Sum(x => x.Amount.MinorUnits);
        var left = TotalMinor;
        var paid = TotalMinor - (State == DocumentState.Posted ? OpenMinor : TotalMinor);
        foreach (var part in draft.DueParts)
        {
            var amount =
                part == draft.DueParts[^1]
                    ? left
                    : (long)decimal.Round((decimal)TotalMinor * part.Amount.MinorUnits / whole);
            left -= amount;
            var taken = Math.Min(paid, amount);
            paid -= taken;
            yield return new DueLine(
                $"{key}-{part.DueOn:yyyyMMdd}",
                part.DueOn,
                new Money(amount, Euro),
                new Money(amount - taken, Euro)
            );
        }
    }
}
