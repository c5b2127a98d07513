using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Odoo;

/// <summary>One company of one Odoo database.</summary>
internal sealed class OdooAdapter : IAdapter
{
    private readonly OdooRpc rpc;
    private readonly OdooCompany company;

    private OdooAdapter(AdapterContext context, OdooSettings settings, RemoteHost host)
    {
        rpc = new OdooRpc(settings, context.ZoneId, host);
        var catalog = new OdooCatalog(rpc, context.Clock);
        var prefix = settings.ExternalIdPrefix;
        company = new OdooCompany(rpc, catalog);
        Company = $"{settings.BaseUrl.Authority}/{settings.Database}/{settings.CompanyId}";
        var documents = new OdooDocuments(rpc, context.ReferencePrefix);
        Customers = new OdooCustomerBook(rpc, company, prefix);
        Documents = new OdooInvoiceBook(
            rpc,
            company,
            new OdooDraftRows(catalog, prefix),
            documents,
            new OdooChanges(rpc, documents, context.Clock)
        );
        Payments = new OdooPaymentLedger(rpc, catalog, new OdooCredit(rpc), prefix);
    }

    /// <inheritdoc/>
    public string Company { get; }

    /// <inheritdoc/>
    public ICustomerBook Customers { get; }

    /// <inheritdoc/>
    public IInvoiceBook Documents { get; }

    /// <inheritdoc/>
    public IPaymentLedger Payments { get; }

    /// <summary>Gets the way to call Odoo directly, for tests that look at it from outside.</summary>
    internal OdooRpc Rpc => rpc;

    /// <summary>Makes the adapter; nothing is called yet.</summary>
    /// <param name="context">What the host gives.</param>
    /// <param name="adjust">Changes the ways of calling; tests shorten pauses with it.</param>
    internal static OdooAdapter Connect(
        AdapterContext context,
        Func<RemoteHostOptions, RemoteHostOptions>? adjust = null
    )
    {
        var settings = OdooSettings.Parse(context);
        var options = new RemoteHostOptions
        {
            Adapter = context.Name,
            BaseUrl = settings.BaseUrl,
            AllowedHosts = context.AllowedHosts,
            AllowPlainHttp = settings.AllowPlainHttp,
            ParallelCalls = settings.ParallelCalls,
            Gate = context.Gate,
        };
        var verdict = new OdooVerdict(settings.Database);
        return new OdooAdapter(
            context,
            settings,
            new RemoteHost(adjust?.Invoke(options) ?? options, verdict.Judge, context.Observer)
        );
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckFinding>> CheckAsync(CancellationToken ct) =>
        new OdooCheck(rpc, company).RunAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => rpc.DisposeAsync();
}
