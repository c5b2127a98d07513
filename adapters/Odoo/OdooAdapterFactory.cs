using Collections.Connector.Ports;

namespace Collections.Adapters.Odoo;

/// <summary>Makes the adapter for Odoo: customers, documents and payments over JSON-RPC.</summary>
/// <remarks>Settings: baseUrl, database, user, apiKey, companyId, externalIdPrefix, parallelCalls, batchSize, overlapMinutes, allowPlainHttp, portalUrl, legalStateField, legalNumberField.</remarks>
public sealed class OdooAdapterFactory : IAdapterFactory
{
    /// <inheritdoc/>
    public IAdapter Create(AdapterContext context) => OdooAdapter.Connect(context);
}
