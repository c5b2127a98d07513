using System.Collections.ObjectModel;
using Collections.Connector.Flow.Compliance;
using Collections.Connector.Flow.Mapping.Values;

namespace Collections.Connector.Flow.Mapping.Loading;

/// <summary>school.json -> <see cref="SchoolProfile"/>, with defaults for what may be left out.</summary>
internal static class SchoolFile
{
    private static readonly RunLimits DefaultLimits = new(1000, 200, 10, 2);

    /// <summary>Stands in while school.json is at fault, so that the other files are still checked.</summary>
    public static SchoolProfile Placeholder { get; } = Build(null);

    public static SchoolProfile Read(ConfigNode node)
    {
        CheckAdoption(node);
        return Build(node);
    }

    private static SchoolProfile Build(ConfigNode? node) =>
        new(
            node?.Text("key") ?? "",
            node?.Text("name") ?? "",
            Zone(node),
            node?.Text("language") ?? "es",
            node?.Text("country") ?? "",
            node?.Text("sector") ?? "",
            node?.Date("billFrom") ?? DateOnly.MinValue,
            (node?.Texts("billAnyway") ?? []).ToHashSet(StringComparer.Ordinal),
            Switches(node?.Child("switches")),
            Limits(node?.Child("limits")),
            Adoption(node?.Child("adoption")),
            new ReadOnlyDictionary<string, string>(node?.Scalars("gatewayJournals") ?? []),
            node?.Texts("alarmEmails") ?? []
        )
        {
            Access = Access(node?.Child("access")),
            Contacts = Contacts(node?.Child("contacts")),
            PaymentOrder = Enum.TryParse<PaymentOrder>(node?.Text("paymentOrder"), ignoreCase: true, out var order)
                ? order
                : PaymentOrder.OldestFirst,
            WriteOff = node?.Text("writeOff") == "creditNote" ? WriteOffPaper.CreditNote : WriteOffPaper.None,
        };

    private static ContactTerms Contacts(ConfigNode? node) =>
        node is null
            ? new ContactTerms()
            : new ContactTerms
            {
                Consented = node.Texts("consented").ToHashSet(StringComparer.Ordinal),
                Basis = node.Text("basis") ?? "",
                Agency = node.Flag("agency") ?? false,
                Collector = node.Text("collector") ?? "",
                PayableAfterHandOff = node.Flag("payableAfterHandOff") ?? true,
            };

    private static AccessTerms Access(ConfigNode? node)
    {
        var usual = new AccessTerms();
        return node is null
            ? usual
            : new AccessTerms
            {
                Counsel = node.Child("counsel") is { } counsel
                    ? new CounselWord(
                        counsel.Text("by") ?? "",
                        counsel.Date("on") ?? DateOnly.MinValue,
                        counsel.Flag("alone") ?? false
                    )
                    : null,
                Approval = node.Flag("approval") ?? usual.Approval,
                ApprovalDays = node.Integer("approvalDays") ?? usual.ApprovalDays,
                LearnersAreAdults = node.Flag("learnersAreAdults") ?? usual.LearnersAreAdults,
                FreshHours = node.Integer("freshHours") ?? usual.FreshHours,
                Bank = node.Text("bank") switch
                {
                    "erp" => BankBooks.Erp,
                    "not-used" => BankBooks.NotUsed,
                    _ => usual.Bank,
                },
                SettlementDays = node.Integer("settlementDays") ?? usual.SettlementDays,
                LastDaysOfCourse = node.Integer("lastDaysOfCourse") ?? usual.LastDaysOfCourse,
                Protected = [.. node.Children("protected").Select(Days)],
                Calendars = node.Texts("calendars"),
                WavePercent = node.Integer("wavePercent") ?? usual.WavePercent,
                SelfService = SelfService(node.ChildOrEmpty("selfService")),
            };
    }

    private static ProtectedDays Days(ConfigNode node)
    {
        var days = new ProtectedDays(
            node.Date("from") ?? DateOnly.MinValue,
            node.Date("to") ?? DateOnly.MinValue,
            node.Text("why") ?? "",
            node.Text("course")
        );
        if (days.To < days.From)
        {
            node.Fault("to", "The protected days end before they begin.", "Put 'to' on or after 'from'.");
        }

        return days;
    }

    private static SelfServiceTerms SelfService(ConfigNode node)
    {
        var usual = new SelfServiceTerms();
        return new SelfServiceTerms
        {
            PromiseDays = node.Integer("promiseDays") ?? usual.PromiseDays,
            PromisesPerYear = node.Integer("promisesPerYear") ?? usual.PromisesPerYear,
            PromiseRestores = node.Flag("promiseRestores") ?? usual.PromiseRestores,
            GraceHours = node.Integer("graceHours") ?? usual.GraceHours,
            GracePassesPerYear = node.Integer("gracePassesPerYear") ?? usual.GracePassesPerYear,
        };
    }

    private static TimeZoneInfo Zone(ConfigNode? node)
    {
        if (node?.Text("zone") is not { } name)
        {
            return TimeZoneInfo.Utc;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return zone;
        }

        node.Fault("zone", $"'{name}' is not a time zone.", "Use an IANA name such as Europe/Madrid.");
        return TimeZoneInfo.Utc;
    }

    private static Switches Switches(ConfigNode? node) =>
        new(
            Level(node, "invoices", SwitchLevel.Propose),
            Level(node, "contacts", SwitchLevel.Propose),
            Level(node, "access", SwitchLevel.Off)
        );

    private static SwitchLevel Level(ConfigNode? node, string key, SwitchLevel fallback) =>
        Enum.TryParse<SwitchLevel>(node?.Text(key), ignoreCase: true, out var level) ? level : fallback;

    private static RunLimits Limits(ConfigNode? node) =>
        new(
            node?.Integer("invoicesPerRun") ?? DefaultLimits.InvoicesPerRun,
            node?.Integer("contactsPerRun") ?? DefaultLimits.ContactsPerRun,
            node?.Integer("suspensionsPerRun") ?? DefaultLimits.SuspensionsPerRun,
            node?.Integer("suspensionsPercentPerDay") ?? DefaultLimits.SuspensionsPercentPerDay
        );

    private static AdoptionRule? Adoption(ConfigNode? node) =>
        node is null
            ? null
            : new AdoptionRule(
                node.Date("issuedFrom") ?? DateOnly.MinValue,
                node.Date("issuedTo") ?? DateOnly.MaxValue,
                node.Text("referenceTemplate"),
                node.Flag("sameTotal") ?? true,
                node.Flag("act") ?? false
            );

    private static void CheckAdoption(ConfigNode node)
    {
        if (node.Child("adoption") is not { } adoption)
        {
            return;
        }

        _ = new ValueReader(ContextNames.BillingRoots, new ValueTables()).Template(adoption, "referenceTemplate");

        if (adoption.Date("issuedFrom") > adoption.Date("issuedTo"))
        {
            adoption.Fault(
                "issuedTo",
                "The adoption ends before it begins.",
                "Put 'issuedTo' on or after 'issuedFrom'."
            );
        }
    }
}
