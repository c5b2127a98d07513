using System.Globalization;
using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Scenarios.Tests.Simulation.Worlds;

namespace Collections.Scenarios.Tests.Simulation;

/// <summary>The school's rules: what a mapping's files would say, short of days so that a seed sees every rung.</summary>
internal sealed class SimulatedSchool : IBillingRules, IInvoiceRules, IMessageTemplates
{
    public const string Key = "sim";

    private static readonly Currency Euro = Currency.Of("EUR");

    private static readonly IReadOnlySet<string> EveryChannel = new HashSet<string>
    {
        "email",
        "lms-message",
        "sms",
        "call",
    };

    private static readonly ComplianceProfile Law = new(
        "ES",
        "v1",
        [
            new AccessRule(
                new HashSet<string>(),
                SuspensionAllowance.AfterNotice,
                1,
                2,
                AdultsOnly: false,
                HumanReview: false,
                Confidence.Low,
                ["simulated"],
                new DateOnly(2026, 1, 1),
                ""
            ),
        ]
    );

    private SchoolMapping mapping;

    private SimulatedSchool(string country, TimeZoneInfo zone, RunLimits limits, EscalationRules policy) =>
        mapping = new SchoolMapping(
            new SchoolProfile(
                Key,
                "Simulated",
                zone,
                "es",
                country,
                "higher-education",
                new DateOnly(2026, 8, 1),
                new HashSet<string>(),
                new Switches(SwitchLevel.Act, SwitchLevel.Act, SwitchLevel.Act),
                limits,
                null,
                new Dictionary<string, string> { [GatewayWorld.Name] = "SIM" },
                []
            )
            {
                Compliance = Law,
                Access = new AccessTerms
                {
                    Bank = BankBooks.Erp,
                    SettlementDays = 1,
                    WavePercent = 100,
                },
            },
            this,
            this,
            policy,
            this
        );

    /// <summary>Gets what it has besides prices in equal parts; null for nothing.</summary>
    public SimulatedLife? Life { get; private set; }

    /// <summary>Gets the school's policy.</summary>
    public EscalationRules Policy => mapping.Policy;

    /// <summary>Gets a value indicating whether the school uses all that a policy may have, under its country's law of contacts.</summary>
    public bool IsRich { get; private init; }

    public SchoolMapping Mapping => mapping with { BillingVersion = $"{DaysToPay} days to pay" };

    /// <summary>The days from issue to due date; the mapping may change between runs.</summary>
    public int DaysToPay { get; set; } = 4;

    /// <summary>The days from one part's issue to the next one's.</summary>
    public int DaysBetweenParts { get; init; } = 3;

    public SchoolProfile Profile => Mapping.School;

    /// <summary>
    /// A school whose limits are wide, or so narrow that runs reach them; with the plain ladder and no law of contacts, or with all
    /// that a policy may have under the law of Colombia, Chile or Spain.
    /// </summary>
    public static SimulatedSchool Draw(Dice dice)
    {
        var limits = dice.Chance(600) ? new RunLimits(1000, 1000, 10, 100) : new RunLimits(3, 2, 1, 40);
        var days = dice.Pick([0, 3]);
        if (dice.Chance(550))
        {
            return new SimulatedSchool("ES", Zone("Europe/Madrid"), limits, SimulatedPolicies.Plain)
            {
                DaysBetweenParts = days,
            };
        }

        var (country, zone) = dice.Pick([
            ("CO", "America/Bogota"),
            ("CL", "America/Santiago"),
            ("ES", "Europe/Madrid"),
        ]);
        var school = new SimulatedSchool(country, Zone(zone), limits, SimulatedPolicies.Draw(dice))
        {
            DaysBetweenParts = days,
            IsRich = true,
        };
        school.mapping = school.mapping with
        {
            School = school.mapping.School with
            {
                Compliance = Law with { Country = country, Contact = ComplianceProfiles.For(country)!.Contact },
                Contacts = new ContactTerms
                {
                    Consented = dice.Chance(800) ? EveryChannel : new HashSet<string> { "email", "lms-message" },
                    Agency = dice.Chance(300),
                },
            },
        };
        return school;
    }

    /// <summary>Lets the school have plans, shares, months, discounts, charges, and rules for changes of mind.</summary>
    public void Begin(SimulatedLife? life)
    {
        Life = life;
        mapping = life is null ? mapping : mapping with { Policy = life.Of(mapping.Policy) };
    }

    public BillingAnswer Decide(BillingSource source)
    {
        var price = Money.Exactly(int.Parse(source.Course.Fields["price"], CultureInfo.InvariantCulture), Euro);
        if (!price.IsPositive)
        {
            return new BillingAnswer(null, "free", []);
        }

        var guardian = source.Learner.Fields.GetValueOrDefault("guardian");
        var payer = new PayerTerms(
            guardian is null,
            guardian is null ? source.Learner.FirstName : $"Guardian {guardian}",
            false,
            guardian is null ? source.Learner.Email : $"{guardian}@example.org",
            guardian,
            source.Learner.Fields.GetValueOrDefault("country", Profile.Country) is { Length: > 0 } country
                ? country
                : null,
            "es",
            new Dictionary<string, string>()
        )
        {
            Phone = source.Learner.Fields.GetValueOrDefault("phone"),
            Zone = source.Learner.Fields.GetValueOrDefault("zone"),
            PreferredChannel = source.Learner.Fields.GetValueOrDefault("prefers"),
        };
        var terms = new BillingTerms(source.Course.Name, price, AmountBasis.Net, "vat", Parts(price, source), payer);
        return new BillingAnswer(Life?.Of(terms, source) ?? terms, null, []);
    }

    public InvoiceAnswer Draft(InvoiceSource source)
    {
        var sum = source.Parts.Select(x => x.Instalment.Amount).Aggregate((a, b) => a + b);
        var due = source
            .Parts.GroupBy(x => x.Instalment.DueOn, x => x.Instalment.Amount)
            .OrderBy(x => x.Key)
            .Select(x => new DuePart(x.Key, x.Aggregate((a, b) => a + b)))
            .ToList();
        return new InvoiceAnswer(
            new DocumentDraft(
                source.Reference,
                source.Kind,
                source.CustomerKey,
                Euro,
                source.Parts.Max(x => x.Instalment.IssueOn),
                due[^1].DueOn,
                null,
                null,
                source.ReversesKey,
                [.. source.Parts.Select(ToLine)],
                new Dictionary<string, string>()
            )
            {
                DueParts = due.Count > 1 ? due : [],
            },
            sum,
            AmountBasis.Net,
            []
        );
    }

    private static DocumentLineDraft ToLine(InvoicePart part) =>
        new(
            part.ReceivableRef,
            part.Terms.Description,
            1,
            part.Instalment.Amount,
            null,
            null,
            ["21"],
            null,
            new Dictionary<string, string>()
        );

    /// <summary>The subject is the template, the text the numbers of the invoices with what is asked for each: invariants read them.</summary>
    public RenderedMessage Render(string template, string? language, MessageModel model) =>
        new(
            "es",
            template,
            string.Join(
                ' ',
                model
                    .Items.Where(x => x.DocumentNumber is not null)
                    .Select(x => string.Create(CultureInfo.InvariantCulture, $"{x.DocumentNumber}={x.Owed.MinorUnits}"))
            )
        );

    public IReadOnlyDictionary<string, string> Words(string language, MessageModel model) =>
        new Dictionary<string, string> { ["total"] = string.Join(" + ", model.Totals) };

    private static TimeZoneInfo Zone(string name) => TimeZoneInfo.FindSystemTimeZoneById(name);

    // The second part is issued and due a few days after the first, or with it.
    private List<InstalmentTerms> Parts(Money price, BillingSource source)
    {
        var count = int.Parse(source.Course.Fields["parts"], CultureInfo.InvariantCulture);
        var part = price.MinorUnits / count;
        return
        [
            .. Enumerable
                .Range(1, count)
                .Select(i =>
                {
                    var issue = source.BeganOn.AddDays((i - 1) * DaysBetweenParts);
                    var amount = i < count ? part : price.MinorUnits - (part * (count - 1));
                    return new InstalmentTerms(i, new Money(amount, Euro), issue, issue.AddDays(DaysToPay), issue);
                }),
        ];
    }
}
