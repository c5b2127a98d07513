using Collections.Connector.Ports;

namespace Collections.Adapters.ErpNext;

/// <summary>Makes the adapter for ERPNext 15: customers, documents and payments over Frappe's REST API. From documentation and source, not recorded.</summary>
public sealed class ErpNextAdapterFactory : IAdapterFactory
{
    /// <inheritdoc/>
    public IAdapter Create(AdapterContext context) => ErpNextAdapter.Connect(context);
}
