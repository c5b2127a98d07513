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

    /// <summary>The receivable that it covers.</summary>
    public string ReceivableRef => draft.Lines[0].Reference;

    /// <summary>Course and learner, out of the receivable's reference.</summary>
    public (string Course, string Learner) Pair =>
        ReceivableRef.Split('_')[2].Split('-') is [var course, var learner] ? (course, learner) : ("", "");
    public DocumentState State { get; set; }
    public string? Number { get; set; }
    public required string Version { get; set; }
    public required DateTimeOffset ChangedAt { get; set; }
    public List<ErpSettlement> Settlements { get; } = [];
    public long NetMinor { get; set; } = draft.Lines.Sum(x => x.UnitPrice.MinorUnits);
    public long TotalMinor => Money.Rounded(NetMinor / 100m * 1.21m, Euro).MinorUnits;
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
            [],
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
}
