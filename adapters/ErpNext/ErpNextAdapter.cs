using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.ErpNext;

/// <summary>One company of one ERPNext site.</summary>
internal sealed class ErpNextAdapter : IAdapter
{
    private readonly ErpNextApi api;
    private readonly ErpNextSettings settings;
    private readonly ErpNextCompany company;
    private readonly ErpNextCatalog catalog;
    private readonly ErpNextMeta meta;

    private ErpNextAdapter(AdapterContext context, ErpNextSettings settings, RemoteHost host)
    {
        this.settings = settings;
        api = new ErpNextApi(settings, host);
        catalog = new ErpNextCatalog(api, settings, context.Clock);
        company = new ErpNextCompany(api, settings);
        meta = new ErpNextMeta(api);
        Company = $"{settings.BaseUrl.Authority}{settings.BaseUrl.AbsolutePath.TrimEnd('/')}/{settings.Company}";
        var writer = new ErpNextWriter(api, settings);
        var settlements = new ErpNextSettlements(api, settings, context.ReferencePrefix);
        var documents = new ErpNextDocuments(api, settings, settlements);
        var drafts = new ErpNextDrafts(settings, company, catalog, meta, documents);
        var credit = new ErpNextCredit(api, settings);
        Customers = new ErpNextCustomerBook(api, settings, company, catalog, writer);
        Documents = new ErpNextInvoiceBook(
            company,
            documents,
            new ErpNextDrafting(api, settings, drafts, documents, writer),
            new ErpNextPosting(api, settings, documents, writer),
            new ErpNextChanges(api, settings)
        );
        Payments = new ErpNextPaymentLedger(
            api,
            settings,
            company,
            new ErpNextPayments(company, catalog, documents, writer, settings),
            new ErpNextRefunds(api, catalog, company, documents, credit, writer, settings),
            credit
        );
    }

    /// <inheritdoc/>
    public string Company { get; }

    /// <inheritdoc/>
    public ICustomerBook Customers { get; }

    /// <inheritdoc/>
    public IInvoiceBook Documents { get; }

    /// <inheritdoc/>
    public IPaymentLedger Payments { get; }

    /// <summary>Makes the adapter; nothing is called yet.</summary>
    /// <param name="context">What the host gives.</param>
    /// <param name="adjust">Changes the ways of calling; tests shorten pauses with it.</param>
    /// <exception cref="AdapterSettingsException">Settings are wrong: every fault is listed.</exception>
    internal static ErpNextAdapter Connect(
        AdapterContext context,
        Func<RemoteHostOptions, RemoteHostOptions>? adjust = null
    )
    {
        var settings = ErpNextSettings.Parse(context);
        var options = new RemoteHostOptions
        {
            Adapter = context.Name,
            BaseUrl = settings.BaseUrl,
            AllowedHosts = context.AllowedHosts,
            AllowPlainHttp = settings.AllowPlainHttp,
            ParallelCalls = settings.ParallelCalls,
            AttemptTimeout = settings.Timeout,
            Gate = context.Gate,
        };
        return new ErpNextAdapter(
            context,
            settings,
            new RemoteHost(adjust?.Invoke(options) ?? options, ErpNextVerdict.Judge, context.Observer)
        );
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckFinding>> CheckAsync(CancellationToken ct) =>
        new ErpNextCheck(api, settings, company, catalog, meta).RunAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => api.DisposeAsync();
}
