using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Ledger;

/// <summary>Money that came in, from a gateway or seen in the ERP.</summary>
internal sealed class Payment
{
    public long Id { get; set; }
    public string School { get; set; } = "";

    /// <summary>The gateway's source name, or <c>erp</c>.</summary>
    public string Source { get; set; } = "";
    public string SourceKey { get; set; } = "";
    public string Reference { get; set; } = "";
    public PaymentState State { get; set; }

    /// <summary>When the state became so, on the source's clock: an older event never undoes a newer one.</summary>
    public DateTimeOffset StateAt { get; set; }
    public long AmountMinor { get; set; }
    public long RefundedMinor { get; set; }
    public string Currency { get; set; } = "";
    public string PayerKey { get; set; } = "";

    /// <summary>When we learned of it: the clock of "payment seen -> access back" starts here.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>The ERP's key of the payment it became; null before. For source <c>erp</c>, its own key.</summary>
    public string? ErpKey { get; set; }

    /// <summary>What no receivable took.</summary>
    public long UnallocatedMinor { get; set; }
    public List<Allocation> Allocations { get; } = [];

    /// <summary>What the ERP has of it as given back: refunds and chargebacks entered there, by us or by a person who said so.</summary>
    public long GivenBackMinor { get; set; }
}

/// <summary>The part of a payment that a receivable took.</summary>
internal sealed class Allocation
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public long PaymentId { get; set; }
    public string ReceivableRef { get; set; } = "";
    public long AmountMinor { get; set; }

    /// <summary>The ERP's key of the settlement; null while a gateway payment has not been seen on the document there.</summary>
    public string? SettlementKey { get; set; }
}

/// <summary>A gateway's event, stored before it is answered and processed later.</summary>
internal sealed class InboxEvent
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public string Source { get; set; } = "";
    public string EventKey { get; set; } = "";
    public DateTimeOffset At { get; set; }
    public string Body { get; set; } = "";
    public DateTimeOffset ReceivedAt { get; set; }
    public DateTimeOffset? ProcessedAt { get; set; }

    /// <summary>Why it could not be processed; it is tried again.</summary>
    public string? Problem { get; set; }
}

/// <summary>What a payer was asked to pay on a gateway's page.</summary>
internal sealed class PayPage
{
    public long Id { get; set; }
    public string School { get; set; } = "";
    public string Reference { get; set; } = "";
    public string PayerKey { get; set; } = "";
    public string PageKey { get; set; } = "";
    public long AmountMinor { get; set; }
    public string Currency { get; set; } = "";

    /// <summary>Counts declined and expired attempts: the idempotency key changes with it.</summary>
    public int Attempt { get; set; }
    public string Url { get; set; } = "";
    public DateTimeOffset ExpiresAt { get; set; }
}
