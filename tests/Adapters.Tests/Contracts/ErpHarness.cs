using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Contracts;

/// <summary>An ERP to run a contract against: a twin, or a live server. Every reference of a run begins with its own prefix.</summary>
public abstract class ErpHarness : IAsyncDisposable
{
    private int count;

    public abstract IAdapter Adapter { get; }

    public abstract string Prefix { get; }

    public abstract DateOnly Today { get; }

    public virtual Currency Currency => Currency.Of("EUR");

    /// <summary>A tax that adds to the price, and its percent.</summary>
    public abstract (string Key, decimal Percent) Tax { get; }

    /// <summary>The journal for gateway payments.</summary>
    public abstract string PaymentJournal { get; }

    /// <summary>Whether the ERP has a portal in which payers see their documents.</summary>
    public virtual bool HasPortal => true;

    /// <summary>Whether the ERP holds money of a customer that no document took.</summary>
    public virtual bool HoldsCredit => true;

    /// <summary>Whether the adapter enters money that went back.</summary>
    public virtual bool GivesBack => true;

    /// <summary>A payment term of two parts, half at once and half after 30 days; null where the ERP has none, or needs none.</summary>
    public virtual string? TwoPartTerm => null;

    public string NewReference(string kind) => $"{Prefix}-{kind}-{Interlocked.Increment(ref count)}";

    /// <summary>A payment that comes in the ERP, not through the connector; false where the harness cannot make one.</summary>
    public virtual Task<bool> PayInErpAsync(string documentKey, Money amount) => Task.FromResult(false);

    public CustomerDraft Customer(string? email = null) =>
        new(NewReference("payer"), "Contract Payer", false, email, null, "ES", "es", new Dictionary<string, string>());

    public DocumentDraft Invoice(string customerKey, decimal net = 100m) =>
        new(
            NewReference("inv"),
            DocumentKind.Invoice,
            customerKey,
            Currency,
            Today,
            Today.AddDays(30),
            null,
            null,
            null,
            [Line(net)],
            new Dictionary<string, string>()
        );

    public DocumentLineDraft Line(decimal net, params string[] taxes) =>
        new(
            NewReference("line"),
            "Course",
            1m,
            Money.Exactly(net, Currency),
            null,
            null,
            taxes.Length > 0 ? taxes : [Tax.Key],
            null,
            new Dictionary<string, string>()
        );

    public async Task<string> NewCustomerAsync(CancellationToken ct)
    {
        var made = await Adapter.Customers!.CreateAsync([Customer()], ct);
        return Assert.Single(made).Value!.Key;
    }

    public async Task<ErpDocument> NewInvoiceAsync(CancellationToken ct, string? customerKey = null, decimal net = 100m)
    {
        var draft = Invoice(customerKey ?? await NewCustomerAsync(ct), net);
        var drafted = Assert.Single(await Adapter.Documents!.DraftAsync([draft], ct));
        var posted = Assert.Single(await Adapter.Documents.PostAsync([drafted.Value!], ct));
        Assert.Equal(OutcomeKind.Done, posted.Kind);
        return posted.Value!;
    }

    public abstract ValueTask DisposeAsync();
}

/// <summary>What every contract shares: one fresh ERP per test.</summary>
public abstract class ErpContract : IAsyncLifetime
{
    private ErpHarness? harness;

    protected ErpHarness Erp => harness!;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected abstract Task<ErpHarness> StartAsync();

    public async ValueTask InitializeAsync() => harness = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (harness is not null)
        {
            await harness.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
