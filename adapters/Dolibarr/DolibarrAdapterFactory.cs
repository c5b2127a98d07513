using Collections.Connector.Ports;

namespace Collections.Adapters.Dolibarr;

/// <summary>Makes the adapter for Dolibarr: third parties, invoices and payments over its REST API.</summary>
public sealed class DolibarrAdapterFactory : IAdapterFactory
{
    /// <inheritdoc/>
    public IAdapter Create(AdapterContext context) => DolibarrAdapter.Connect(context);
}
