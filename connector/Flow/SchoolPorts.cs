using Collections.Connector.Ports;

namespace Collections.Connector.Flow;

/// <summary>The other systems of one school, by port.</summary>
/// <param name="Enrolments">The LMS.</param>
/// <param name="Access">Course access; null when the LMS adapter has none.</param>
/// <param name="Customers">The ERP's customers.</param>
/// <param name="Documents">The ERP's documents.</param>
/// <param name="Payments">The ERP's payments.</param>
/// <param name="Gateways">Payment gateways, by source name.</param>
/// <param name="Channels">Message channels, by name.</param>
internal sealed record SchoolPorts(
    IEnrolmentSource Enrolments,
    IAccessControl? Access,
    ICustomerBook Customers,
    IInvoiceBook Documents,
    IPaymentLedger Payments,
    IReadOnlyDictionary<string, IPaymentGateway> Gateways,
    IReadOnlyDictionary<string, IMessageChannel> Channels
)
{
    /// <summary>Gets what comes back from message channels, by the channel's name.</summary>
    public IReadOnlyDictionary<string, IMessageReplies> Replies { get; init; } =
        new Dictionary<string, IMessageReplies>();
}
