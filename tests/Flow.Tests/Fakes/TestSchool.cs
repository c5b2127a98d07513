using System.Globalization;
using Collections.Connector.Flow;
using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Flow.Tests.Ledger;

namespace Collections.Flow.Tests.Fakes;

/// <summary>A school on fakes, with the real flow, a real database and a clock that the test moves.</summary>
internal sealed class TestSchool : IAsyncDisposable, IBillingRules, IInvoiceRules, IMessageTemplates
{
    public static readonly DateOnly Start = new(2026, 9, 1);

    private readonly StoppedClock clock = new(new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero));

    private int billings;

    private TestSchool(ILedgerStorage ledger)
    {
        Ledger = ledger;
        Erp.PaidOn = () => Profile.DayOf(Now);
    }

    public FakeLms Lms { get; } = new();
    public FakeErp Erp { get; } = new();
    public FakeGateway Gateway { get; } = new();
    public FakeChannel Email { get; } = new("email", RecipientKind.EmailAddress);
    public FakeChannel LmsMessage { get; } = new("lms-message", RecipientKind.LearnerKey);

    /// <summary>Gets further channels that the school has, such as text messages and calls.</summary>
    public List<IMessageChannel> Channels { get; } = [];

    /// <summary>Gets what comes back from channels, by their names.</summary>
    public Dictionary<string, IMessageReplies> Replies { get; } = [];

    /// <summary>Gets or sets what a learner's payer is, besides what the LMS says; null for nothing.</summary>
    public Func<PayerTerms, PayerTerms>? Payer { get; set; }

    /// <summary>Gets what staff says of debts and payers.</summary>
    public StandingDesk Desk => new(Ledger, NewRun().Mapping, clock);

    /// <summary>Gets or sets the channel to the staff alone; null for a school that has none.</summary>
    public FakeChannel? Webhook { get; set; }

    public ILedgerStorage Ledger { get; }
    public SchoolProfile Profile { get; set; } =
        new(
            "demo",
            "Demo",
            TimeZoneInfo.FindSystemTimeZoneById("Europe/Madrid"),
            "es",
            "ES",
            "higher-education",
            new DateOnly(2026, 8, 1),
            new HashSet<string>(),
            new Switches(SwitchLevel.Act, SwitchLevel.Act, SwitchLevel.Act),
            new RunLimits(1000, 1000, 10, 50),
            null,
            new Dictionary<string, string> { ["fakepay"] = "STRP" },
            []
        )
        {
            Compliance = LawThat(SuspensionAllowance.AfterNotice),
            Access = new AccessTerms { Bank = BankBooks.NotUsed, WavePercent = 100 },
        };

    /// <summary>A country whose law has one rule for every sector.</summary>
    public static ComplianceProfile LawThat(
        SuspensionAllowance suspension,
        int monthsUnpaid = 0,
        int noticeDays = 0,
        bool adultsOnly = false,
        bool humanReview = false
    ) =>
        new(
            "ES",
            "v1",
            [
                new AccessRule(
                    new HashSet<string>(),
                    suspension,
                    monthsUnpaid,
                    noticeDays,
                    adultsOnly,
                    humanReview,
                    Confidence.High,
                    ["a test"],
                    new DateOnly(2026, 1, 1),
                    ""
                ),
            ]
        );

    /// <summary>Gets or sets the LMS's accounts; null when the school gave no token for them.</summary>
    public ISiteAccess? Site { get; set; }

    public EscalationRules Policy { get; set; } =
        new(
            "v1",
            [
                new Rung("reminder-1", 3, 0, RungAction.Message, ["email", "lms-message"], "reminder-1"),
                new Rung("last-notice", 10, 5, RungAction.Message, ["email", "lms-message"], "last-notice"),
                new Rung("suspend", 20, 7, RungAction.SuspendAccess, [], null),
            ],
            new Dictionary<string, Money>()
        );

    public Func<BillingSource, BillingAnswer>? Billing
    {
        get;
        set
        {
            field = value;
            BillingVersion = $"{billings++}";
        }
    }

    /// <summary>Gets or sets the version of the billing rules; another one with each new rule, null for one that is not known.</summary>
    public string? BillingVersion { get; set; } = "as-given";

    public TimeProvider Clock => clock;

    public DateTimeOffset Now => clock.GetUtcNow();

    public static async Task<TestSchool> OpenAsync()
    {
        return new TestSchool(await TestLedgers.OpenAsync());
    }

    /// <summary>A school with one course of 100 EUR and learners 1 to N, enrolled on the first day.</summary>
    public static async Task<TestSchool> WithLearnersAsync(int learners)
    {
        var school = await OpenAsync();
        school.Lms.AddCourse("10", 100);
        foreach (var key in Enumerable.Range(1, learners).Select(x => $"{x}"))
        {
            school.Lms.AddLearner(key);
            school.Lms.Enrol("10", key, new DateTimeOffset(2026, 9, 1, 7, 0, 0, TimeSpan.Zero));
        }

        return school;
    }

    /// <summary>Runs on each of these days after the first.</summary>
    public async Task<CycleReport> RunDaysAsync(int from, int to)
    {
        CycleReport? report = null;
        for (var day = from; day <= to; day++)
        {
            GoTo(Start.AddDays(day));
            report = await RunAsync();
        }

        return report!;
    }

    /// <summary>What a webhook sets off: money in, access back, payment to the ERP.</summary>
    public Task<CycleReport> RunMoneyAsync() =>
        RunAsync(
            new CycleOptions(
                "test",
                Steps: new HashSet<string> { "gateway", "restore", "payments", "refunds", "close" }
            )
        );

    public async Task HoldAsync(string payerKey)
    {
        await using var ledger = Ledger.CreateDbContext();
        ledger.Standings.Add(
            new Standing
            {
                School = "demo",
                Kind = StandingKind.Hold,
                SubjectKind = "payer",
                SubjectKey = payerKey,
                By = "test",
                Why = "test",
                CreatedAt = Now,
            }
        );
        await ledger.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    public void Wait(TimeSpan time) => clock.Now += time;

    /// <summary>Moves to eight in the morning, UTC, of a day.</summary>
    public void GoTo(DateOnly day) => clock.Now = new DateTimeOffset(day.ToDateTime(new TimeOnly(8, 0)), TimeSpan.Zero);

    public Task<CycleReport> RunAsync(CycleOptions? options = null) =>
        CollectionsCycle.RunAsync(NewRun(options), TestContext.Current.CancellationToken);

    /// <summary>A run of a school of its own on a ledger, with a turn.</summary>
    public static CycleRun NewRun(ILedgerStorage ledger, IWritingTurn turn) =>
        new TestSchool(ledger).NewRun(turn: turn);

    public CycleRun NewRun(CycleOptions? options = null, IWritingTurn? turn = null)
    {
        var mapping = new SchoolMapping(Profile, this, this, Policy, this) { BillingVersion = BillingVersion };
        var ports = new SchoolPorts(
            Lms,
            new WholeSiteAccess(Lms, Site),
            Erp,
            Erp,
            Erp,
            new Dictionary<string, IPaymentGateway> { [Gateway.Source] = Gateway },
            new[] { Email, LmsMessage, Webhook }.OfType<IMessageChannel>().Concat(Channels).ToDictionary(x => x.Name)
        )
        {
            Replies = Replies,
        };
        return new CycleRun(mapping, ports, Ledger, clock, options ?? new CycleOptions("test"), turn);
    }

    public BillingAnswer Decide(BillingSource source)
    {
        if (Billing is not null)
        {
            return Billing(source);
        }

        var price = Money.Exactly(
            decimal.Parse(source.Course.Fields["price"], CultureInfo.InvariantCulture),
            Currency.Of("EUR")
        );
        var due = source.BeganOn.AddDays(10);
        var payer = new PayerTerms(
            true,
            source.Learner.FirstName,
            false,
            source.Learner.Email.Length == 0 ? null : source.Learner.Email,
            source.Learner.Fields.GetValueOrDefault("taxid"),
            "ES",
            "es",
            new Dictionary<string, string>()
        );
        return new BillingAnswer(
            new BillingTerms(
                source.Course.Name,
                price,
                AmountBasis.Net,
                "vat",
                [new InstalmentTerms(1, price, source.BeganOn, due, source.BeganOn)],
                Payer?.Invoke(payer) ?? payer
            ),
            null,
            []
        );
    }

    /// <summary>Gets or sets what invoices.json finds wrong with every document; null when it finds nothing.</summary>
    public DataFault? InvoiceFault { get; set; }

    public InvoiceAnswer Draft(InvoiceSource source)
    {
        var part = source.Parts[0];
        if (InvoiceFault is { } fault)
        {
            return new InvoiceAnswer(null, part.Instalment.Amount, AmountBasis.Net, [fault]);
        }

        var lines = source.Parts.Select(x => new DocumentLineDraft(
            x.ReceivableRef,
            x.Instalment.Title ?? x.Terms.Description,
            1,
            x.Instalment.Amount,
            null,
            null,
            ["21"],
            null,
            new Dictionary<string, string>()
        ));
        var several = source.Parts.Count > 1;
        var draft = new DocumentDraft(
            source.Reference,
            source.Kind,
            source.CustomerKey,
            part.Instalment.Amount.Currency,
            part.Instalment.IssueOn,
            several ? null : part.Instalment.DueOn,
            null,
            null,
            source.ReversesKey,
            [.. lines],
            new Dictionary<string, string>()
        )
        {
            DueParts = several
                ? [.. source.Parts.Select(x => new DuePart(x.Instalment.DueOn, x.Instalment.Amount))]
                : [],
        };
        var expected = source.Parts.Select(x => x.Instalment.Amount).Aggregate((a, b) => a + b);
        return new InvoiceAnswer(draft, expected, AmountBasis.Net, []);
    }

    public RenderedMessage Render(string template, string? language, MessageModel model) =>
        new(
            "es",
            template,
            $"{template} {string.Join(", ", model.Items.Select(x => $"{x.Description} {x.Owed}"))} {model.SuspendOn:yyyy-MM-dd}"
        );

    public IReadOnlyDictionary<string, string> Words(string language, MessageModel model) =>
        new Dictionary<string, string> { ["total"] = string.Join(" + ", model.Totals) };

    public ValueTask DisposeAsync()
    {
        TestLedgers.Close(Ledger);
        return ValueTask.CompletedTask;
    }

    private sealed class StoppedClock(DateTimeOffset start) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = start;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
