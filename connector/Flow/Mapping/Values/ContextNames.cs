using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Flow.Mapping.Values;

/// <summary>Every name that a path may use, with how it is read: the one table behind direct reads, JSON and the checks.</summary>
internal static class ContextNames
{
    /// <summary>The roots that receivables.json and adoption templates know.</summary>
    public static readonly IReadOnlySet<string> BillingRoots = new HashSet<string>(StringComparer.Ordinal)
    {
        "school",
        "course",
        "learner",
        "enrolment",
    };

    private static readonly Dictionary<string, Dictionary<string, Func<ValueContext, object?>>> Table = new(
        StringComparer.Ordinal
    )
    {
        ["school"] = new(StringComparer.Ordinal)
        {
            ["key"] = c => c.School.Key,
            ["name"] = c => c.School.Name,
            ["language"] = c => c.School.Language,
            ["country"] = c => c.School.Country,
            ["sector"] = c => c.School.Sector,
        },
        ["course"] = new(StringComparer.Ordinal)
        {
            ["key"] = c => c.Course?.Key,
            ["idNumber"] = c => c.Course?.IdNumber,
            ["shortName"] = c => c.Course?.ShortName,
            ["name"] = c => c.Course?.Name,
            ["category"] = c => c.Course?.Category,
            ["visible"] = c => c.Course?.Visible,
            ["startsAt"] = c => Day(c, c.Course?.StartsAt),
            ["endsAt"] = c => Day(c, c.Course?.EndsAt),
            ["methods"] = c => c.Course?.Methods,
            ["fields"] = c => c.Course?.Fields,
        },
        ["learner"] = new(StringComparer.Ordinal)
        {
            ["key"] = c => c.Learner?.Key,
            ["userName"] = c => c.Learner?.UserName,
            ["idNumber"] = c => c.Learner?.IdNumber,
            ["firstName"] = c => c.Learner?.FirstName,
            ["lastName"] = c => c.Learner?.LastName,
            ["email"] = c => c.Learner?.Email,
            ["language"] = c => c.Learner?.Language,
            ["country"] = c => c.Learner?.Country,
            ["siteSuspended"] = c => c.Learner?.SiteSuspended,
            ["fields"] = c => c.Learner?.Fields,
        },
        ["enrolment"] = new(StringComparer.Ordinal)
        {
            ["method"] = c => c.Enrolment?.Method,
            ["status"] = c => CamelCase(c.Enrolment?.Status),
            ["startsAt"] = c => Day(c, c.Enrolment?.StartsAt),
            ["endsAt"] = c => Day(c, c.Enrolment?.EndsAt),
            ["windowKnown"] = c => c.Enrolment?.WindowKnown,
            ["isLearner"] = c => c.Enrolment?.IsLearner,
            ["beganOn"] = c => c.Billing?.BeganOn,
        },
        ["payer"] = new(StringComparer.Ordinal)
        {
            ["isLearner"] = c => c.Payer?.IsLearner,
            ["name"] = c => c.Payer?.Name,
            ["isCompany"] = c => c.Payer?.IsCompany,
            ["email"] = c => c.Payer?.Email,
            ["taxId"] = c => c.Payer?.TaxId,
            ["country"] = c => c.Payer?.Country,
            ["language"] = c => c.Payer?.Language,
            ["phone"] = c => c.Payer?.Phone,
            ["postalAddress"] = c => c.Payer?.PostalAddress,
            ["fields"] = c => c.Payer?.Fields,
        },
        ["terms"] = new(StringComparer.Ordinal)
        {
            ["description"] = c => c.Terms?.Description,
            ["price"] = c => c.Terms?.Price,
            ["currency"] = c => c.Terms?.Price.Currency.Code,
            ["basis"] = c => CamelCase(c.Terms?.Basis),
            ["taxCode"] = c => c.Instalment?.TaxCode ?? c.Terms?.TaxCode,
            ["plan"] = c => c.Terms?.Plan,
            ["instalments"] = c => (decimal?)c.Terms?.Instalments.Count,
        },
        ["instalment"] = new(StringComparer.Ordinal)
        {
            ["number"] = c => (decimal?)c.Instalment?.Number,
            ["title"] = c => c.Instalment?.Title,
            ["amount"] = c => c.Instalment?.Amount,
            ["issueOn"] = c => c.Instalment?.IssueOn,
            ["dueOn"] = c => c.Instalment?.DueOn,
            ["taxOn"] = c => c.Instalment?.TaxOn,
        },
        ["receivable"] = new(StringComparer.Ordinal) { ["reference"] = c => c.ReceivableRef },
        ["document"] = new(StringComparer.Ordinal)
        {
            ["reference"] = c => c.Document?.Reference,
            ["kind"] = c => CamelCase(c.Document?.Kind),
            ["customerKey"] = c => c.Document?.CustomerKey,
            ["reversesKey"] = c => c.Document?.ReversesKey,
        },
    };

    /// <summary>The roots that invoices.json knows: all.</summary>
    public static IReadOnlySet<string> InvoiceRoots { get; } = Table.Keys.ToHashSet(StringComparer.Ordinal);

    public static IEnumerable<string> NamesOf(string root) => Table[root].Keys;

    public static Func<ValueContext, object?>? Reader(string root, string name) =>
        Table.TryGetValue(root, out var names) ? names.GetValueOrDefault(name) : null;

    public static JObject ToJson(ValueContext context)
    {
        var json = new JObject();

        foreach (var (root, names) in Table)
        {
            json[root] = new JObject(names.Select(name => new JProperty(name.Key, ToToken(name.Value(context)))));
        }

        return json;
    }

    private static JToken ToToken(object? value) =>
        value switch
        {
            null => JValue.CreateNull(),
            bool or decimal => new JValue(value),
            Money money => new JValue(money.Amount),
            IReadOnlyDictionary<string, string> fields => JObject.FromObject(fields),
            IReadOnlyList<string> items => new JArray(items),
            _ => new JValue(ValueText.Of(value)),
        };

    // Instants are shown as the school's calendar day: that is what invoices and rules are about.
    private static object? Day(ValueContext context, DateTimeOffset? instant) =>
        instant is { } known ? context.School.DayOf(known) : null;

    private static string? CamelCase<T>(T? value)
        where T : struct, Enum
    {
        var name = value?.ToString();
        return name is null ? null : char.ToLowerInvariant(name[0]) + name[1..];
    }
}
