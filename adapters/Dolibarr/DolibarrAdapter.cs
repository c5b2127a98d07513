using Collections.Adapters.Dolibarr.Checking;
using Collections.Adapters.Dolibarr.Customers;
using Collections.Adapters.Dolibarr.Invoices;
using Collections.Adapters.Dolibarr.Payments;
using Collections.Adapters.Dolibarr.Wire;
using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Dolibarr;

/// <summary>One company of one Dolibarr.</summary>
internal sealed class DolibarrAdapter : IAdapter
{
    private readonly DolibarrApi api;
    private readonly DolibarrCheck check;

    private DolibarrAdapter(AdapterContext context, DolibarrSettings settings, RemoteHost host)
    {
        api = new DolibarrApi(host, settings.ApiKey);
        Company = $"{settings.BaseUrl.Authority}{settings.BaseUrl.AbsolutePath.TrimEnd('/')}";
        var days = new DolibarrDays(settings.ServerZone);
        var catalog = new DolibarrCatalog(api);
        var reader = new InvoiceReader(api, new InvoiceRow(settings, days));
        var writes = new WriteTurns(Company, api, context.Clock, settings.LongestRun);
        Customers = new DolibarrCustomerBook(settings, catalog, new CustomerReader(api), writes);
        Documents = new DolibarrInvoiceBook(
            reader,
            new SettlementReader(api, reader, context.ReferencePrefix),
            new ChangeReader(reader, days, settings.WatermarkOverlap),
            new DraftWriter(reader, new DraftBody(settings, catalog, days), writes),
            new InvoicePosting(reader, new CreditNoteRoad(reader, new DiscountReader(api)), writes)
        );
        Payments = new DolibarrPaymentLedger(
            new PaymentReader(api, reader),
            new PaymentBody(settings, catalog, days),
            new CreditReader(api, reader, settings.Currency),
            new BankBookReader(api, settings, days, context.Clock),
            writes
        );
        check = new DolibarrCheck(api, settings, catalog, reader);
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
    internal static DolibarrAdapter Connect(
        AdapterContext context,
        Func<RemoteHostOptions, RemoteHostOptions>? adjust = null
    )
    {
        var settings = DolibarrSettings.Read(context);
        var options = settings.ToHostOptions(context);
        return new DolibarrAdapter(
            context,
            settings,
            new RemoteHost(adjust?.Invoke(options) ?? options, DolibarrVerdict.Judge, context.Observer)
        );
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CheckFinding>> CheckAsync(CancellationToken ct) => check.RunAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => api.DisposeAsync();
}
