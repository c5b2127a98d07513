using Collections.Connector.Flow;
using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Changes;
using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Payments;
using Collections.Connector.Flow.Reconciliation;
using Collections.Connector.Flow.Sales;
using Collections.Connector.Flow.SelfService;
using Collections.Connector.Host.Commands;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Manifest;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Host.Runtime;

/// <summary>An installation, opened: its ledger and its schools with their rules and systems.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private Installation(
        ILedgerStorage ledger,
        IReadOnlyList<SchoolInstallation> schools,
        ConnectorConfiguration configuration
    )
    {
        Ledger = ledger;
        Schools = schools;
        Configuration = configuration;
    }

    /// <summary>Gets the ledger, brought to this version's schema.</summary>
    public ILedgerStorage Ledger { get; }

    /// <summary>Gets the file that knows every access taken.</summary>
    public AccessLedgerFile AccessLedger => new(Configuration.AccessLedgerPath);

    /// <summary>Gets the schools, in the configuration's order.</summary>
    public IReadOnlyList<SchoolInstallation> Schools { get; }

    /// <summary>Gets the configuration.</summary>
    public ConnectorConfiguration Configuration { get; }

    /// <summary>Opens what the verb's configuration describes.</summary>
    /// <param name="context">The verb's context.</param>
    /// <param name="onlySchool">Only the school with this key; null for all.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="ConfigurationException">Configuration or a mapping is wrong: every fault is in it.</exception>
    public static Task<Installation> OpenAsync(VerbContext context, string? onlySchool, CancellationToken ct)
    {
        var manifest = context.LoadManifest();
        var configuration = context.LoadConfiguration(manifest);
        var durable = !context.Host.ThrowsDatabaseAway;
        return OpenAsync(manifest, configuration, context.Host.Clock, context.Calls, onlySchool, durable, ct);
    }

    /// <summary>Opens what a configuration describes.</summary>
    /// <param name="manifest">What may be loaded.</param>
    /// <param name="configuration">The configuration.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="calls">Is told of every remote call.</param>
    /// <param name="onlySchool">Only the school with this key; null for all.</param>
    /// <param name="durable">Whether the database must survive a power cut.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="ConfigurationException">A mapping or settings are wrong: every fault is in it.</exception>
    public static async Task<Installation> OpenAsync(
        PluginManifest manifest,
        ConnectorConfiguration configuration,
        TimeProvider clock,
        IRemoteCallObserver calls,
        string? onlySchool,
        bool durable,
        CancellationToken ct
    )
    {
        var mapped = SchoolSelection.Load(configuration, onlySchool);
        var ledger = Storages.Of(configuration.Database, durable);
        await ledger.MigrateAsync(ct);
        var schools = new List<SchoolInstallation>();
        foreach (var (school, mapping) in mapped)
        {
            var profile = mapping.School;
            var gate = new TurnGate();
            var adapters = await AdapterSet.CreateAsync(
                school,
                manifest,
                profile.Key,
                profile.Zone.Id,
                clock,
                calls,
                configuration.File,
                gate
            );
            schools.Add(new SchoolInstallation(mapping, adapters, configuration, ledger, gate, clock));
        }

        return new Installation(ledger, schools, configuration);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var school in Schools)
        {
            await school.DisposeAsync();
        }
    }
}

/// <summary>One school of an installation.</summary>
internal sealed class SchoolInstallation : IAsyncDisposable
{
    private readonly AdapterSet adapters;
    private readonly ILedgerStorage ledger;
    private readonly TurnGate gate;
    private readonly TurnTerms terms;
    private readonly TimeProvider clock;
    private readonly AccessLedgerFile accessLedger;
    private readonly Func<SelfLink, string>? selfLink;
    private readonly Func<string, string, string, string>? stopLink;

    /// <summary>Initializes a new instance of the <see cref="SchoolInstallation"/> class.</summary>
    public SchoolInstallation(
        SchoolMapping mapping,
        AdapterSet adapters,
        ConnectorConfiguration configuration,
        ILedgerStorage ledger,
        TurnGate gate,
        TimeProvider clock
    )
    {
        this.gate = gate;
        var company = adapters.Adapters.Values.Select(x => x.Company).FirstOrDefault(x => x is not null);
        terms = new TurnTerms(
            company ?? mapping.School.Key,
            configuration.Nodes.Lease,
            configuration.Nodes.RemoteRun,
            clock
        );
        Mapping = mapping;
        this.adapters = adapters;
        this.ledger = ledger;
        this.clock = clock;
        accessLedger = new AccessLedgerFile(configuration.AccessLedgerPath);
        Ports = ToPorts(adapters.Adapters);
        SelfService = new SelfServiceDesk(ledger, mapping, clock);
        if (configuration is { SigningKey: { } selfKey, PublicUrl: { } selfUrl })
        {
            var signer = new SelfLinkSigner(System.Text.Encoding.UTF8.GetBytes(selfKey));
            selfLink = link => new Uri(selfUrl, $"self/{signer.Sign(link)}").ToString();
            var stops = new StopLinkSigner(System.Text.Encoding.UTF8.GetBytes(selfKey));
            stopLink = (school, payer, channel) =>
                new Uri(selfUrl, $"stop/{stops.Sign(new StopLink(school, payer, channel))}").ToString();
        }

        if (
            configuration is { SigningKey: { } key, PublicUrl: { } url }
            && Ports.Gateways.Values.FirstOrDefault() is { } gateway
        )
        {
            var signer = new PayLinkSigner(System.Text.Encoding.UTF8.GetBytes(key));
            PayLink = (school, payer) => new Uri(url, $"pay/{signer.Sign(school, payer)}").ToString();
            PayDesk = new PayDesk(ledger, mapping.School, gateway, clock, new Uri(url, "paid"));
        }
    }

    /// <summary>Gets the school's rules.</summary>
    public SchoolMapping Mapping { get; }

    /// <summary>Gets the school's systems.</summary>
    public SchoolPorts Ports { get; }

    /// <summary>Gets what makes pay links; null without a gateway.</summary>
    public Func<string, string, string>? PayLink { get; }

    /// <summary>Gets what opens pay links; null without a gateway.</summary>
    public PayDesk? PayDesk { get; }

    /// <summary>Gets the desk of learners whose access is suspended.</summary>
    public SelfServiceDesk SelfService { get; }

    /// <summary>Takes the turn to run cycles for the school's ERP company.</summary>
    /// <param name="patience">How long to wait for it.</param>
    /// <param name="ct">Stops the waiting.</param>
    /// <param name="waits">Is told who has it, once, when it must wait; null to wait without a word.</param>
    /// <exception cref="ConfigurationException">Another process has it.</exception>
    public Task<IWritingTurn> TakeTurnAsync(TimeSpan patience, CancellationToken ct, Action<string>? waits = null) =>
        RunLock.TakeAsync(ledger, terms, patience, ct, waits);

    /// <summary>Runs the cycle.</summary>
    public async Task<CycleReport> RunAsync(IWritingTurn turn, CycleOptions options, CancellationToken ct)
    {
        using var open = gate.OpenFor(turn);
        var mine = options with
        {
            PayLink = PayLink,
            SelfLink = selfLink,
            AccessLedger = accessLedger,
            StopLink = stopLink,
        };
        var run = new CycleRun(Mapping, Ports, ledger, clock, mine, turn);
        return await CollectionsCycle.RunAsync(run, ct);
    }

    /// <summary>Gives back every access that the connector took.</summary>
    /// <exception cref="ConfigurationException">The LMS adapter has no access.</exception>
    public async Task<RestoreAllReport> RestoreAllAsync(
        IWritingTurn turn,
        DateOnly? since,
        string by,
        string why,
        CancellationToken ct
    )
    {
        using var open = gate.OpenFor(turn);
        return Ports.Access is { } access
            ? await new AccessDesk(ledger, Mapping.School, clock).RestoreAllAsync(
                access,
                accessLedger,
                since,
                by,
                why,
                ct
            )
            : throw new ConfigurationException([
                new("lms", 0, $"The LMS adapter of {Mapping.School.Key} has no access.", "Use one that has."),
            ]);
    }

    /// <summary>What the policy says of a receivable right now; null when it is not asked for.</summary>
    public Task<PolicyProof?> ProveAsync(string reference, string language, CancellationToken ct) =>
        PolicyProof.OfAsync(
            new CycleRun(Mapping, Ports, ledger, clock, new CycleOptions("explain", DryRun: true)),
            reference,
            language,
            ct
        );

    /// <summary>Whether the ledger knows a reference of a receivable or document, or a document's number.</summary>
    public async Task<bool> HasAsync(string reference, CancellationToken ct)
    {
        await using var rows = ledger.CreateDbContext();
        return await rows.Receivables.AnyAsync(x => x.School == Mapping.School.Key && x.Reference == reference, ct)
            || await rows.Documents.AnyAsync(
                x => x.School == Mapping.School.Key && (x.Reference == reference || x.Number == reference),
                ct
            );
    }

    /// <summary>Whether the ledger knows an agreement by what a person typed.</summary>
    public async Task<bool> HasAgreementAsync(string subject, CancellationToken ct)
    {
        await using var rows = ledger.CreateDbContext();
        return await AgreementFinder.FindAsync(rows, Mapping.School.Key, subject, ct) is not null;
    }

    /// <summary>A run in which a person plans something; it sends nothing by itself.</summary>
    public CycleRun NewRun(CycleOptions options) => new(Mapping, Ports, ledger, clock, options);

    /// <summary>Plans the correction of an invoice; null when the reference is unknown.</summary>
    public Task<CorrectionAnswer?> CorrectAsync(
        CycleOptions options,
        string reference,
        string why,
        CancellationToken ct
    ) => new InvoiceCorrection(new CycleRun(Mapping, Ports, ledger, clock, options)).PlanAsync(reference, why, ct);

    /// <summary>Whether the ledger knows a gateway payment, by our reference or the gateway's key.</summary>
    public async Task<bool> HasPaymentAsync(string payment, CancellationToken ct)
    {
        await using var rows = ledger.CreateDbContext();
        return await RefundDesk.FindAsync(rows, Mapping.School.Key, payment, ct) is not null;
    }

    /// <summary>Takes a wish to give money back; null when there is no such payment.</summary>
    public Task<RefundAnswer?> RefundAsync(CycleOptions options, RefundQuestion question, CancellationToken ct) =>
        new RefundDesk(new CycleRun(Mapping, Ports, ledger, clock, options)).PlanAsync(question, ct);

    /// <summary>Where sales outside the LMS are taken in; storing them needs the turn.</summary>
    public SaleDesk SalesBy(string actor, IProgress<CycleProgress>? progress) =>
        new(new CycleRun(Mapping, Ports, ledger, clock, new CycleOptions(actor, Progress: progress)));

    /// <summary>Compares LMS, ledger, ERP and gateway; writes nothing.</summary>
    public Task<ReconciliationReport> ReconcileAsync(CycleOptions options, DateOnly? since, CancellationToken ct) =>
        new Reconciler(new CycleRun(Mapping, Ports, ledger, clock, options), since).CompareAsync(ct);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => adapters.DisposeAsync();

    // The configuration's schema has made sure that lms and erp are there with the ports that they need.
    private static SchoolPorts ToPorts(IReadOnlyDictionary<string, IAdapter> adapters)
    {
        var all = adapters.Values.ToList();
        return new SchoolPorts(
            all.Select(x => x.Enrolments).OfType<IEnrolmentSource>().First(),
            all.Select(x => x.Access).OfType<IAccessControl>().FirstOrDefault() is { } courses
                ? new WholeSiteAccess(courses, all.Select(x => x.SiteAccess).OfType<ISiteAccess>().FirstOrDefault())
                : null,
            all.Select(x => x.Customers).OfType<ICustomerBook>().First(),
            all.Select(x => x.Documents).OfType<IInvoiceBook>().First(),
            all.Select(x => x.Payments).OfType<IPaymentLedger>().First(),
            all.Select(x => x.Gateway).OfType<IPaymentGateway>().ToDictionary(x => x.Source),
            all.Select(x => x.Messages).OfType<IMessageChannel>().Append(new CallList()).ToDictionary(x => x.Name)
        )
        {
            Replies = all.Select(x => x.Replies).OfType<IMessageReplies>().ToDictionary(x => x.Channel),
        };
    }
}
