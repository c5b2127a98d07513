using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Sales;

/// <summary>Turns a sale into what an enrolment becomes: facts and terms. Pure.</summary>
internal static class SaleTerms
{
    /// <summary>The method of a sale's enrolment, as mappings see it.</summary>
    public const string Method = "sale";

    /// <summary>How many days before its due day the invoice of a later part is made.</summary>
    public const int IssueDaysBefore = 10;

    /// <summary>The facts: those of the LMS where it has them, with the file's own columns as fields; otherwise facts made of the sale.</summary>
    /// <param name="order">The sale.</param>
    /// <param name="subject">Its keys.</param>
    /// <param name="course">The course; null when the LMS has none such.</param>
    /// <param name="learner">The learner; null when the LMS has none such.</param>
    /// <param name="today">The day on which it is stored.</param>
    public static BillingSource SourceOf(
        SaleOrder order,
        AgreementSubject subject,
        CourseFact? course,
        LearnerFact? learner,
        DateOnly today
    ) =>
        new(
            (course ?? CourseOf(order, subject)) with
            {
                Fields = With(course?.Fields, order.Fields),
            },
            learner ?? LearnerOf(order, subject),
            new EnrolmentFact(
                subject.CourseKey,
                subject.LearnerKey,
                Method,
                EnrolmentStatus.Active,
                null,
                null,
                false,
                null
            ),
            today
        );

    /// <summary>The terms.</summary>
    /// <param name="order">The sale.</param>
    /// <param name="source">Its facts.</param>
    /// <param name="payer">Who owes.</param>
    /// <param name="usualTaxCode">The tax code of the course by the school's rules; null when nobody knows.</param>
    /// <param name="today">The day on which it is stored.</param>
    public static BillingTerms Of(
        SaleOrder order,
        BillingSource source,
        PayerTerms payer,
        string? usualTaxCode,
        DateOnly today
    ) =>
        new(
            order.Description ?? source.Course.Name,
            order.Price,
            order.Basis,
            order.TaxCode ?? usualTaxCode,
            [.. order.Parts.Select((part, at) => ToInstalment(part, at, order.IssueOn ?? today))],
            payer
        );

    /// <summary>Who owes, as the sale says it, and where it is silent as the learner's terms do.</summary>
    /// <param name="order">The sale.</param>
    /// <param name="usual">Who owes for the learner otherwise; null when nobody knows.</param>
    public static PayerTerms PayerOf(SaleOrder order, PayerTerms? usual)
    {
        var said = order.Payer;
        var mine = said.Name is null ? usual : null;
        var country = said.Country ?? mine?.Country;
        return new PayerTerms(
            said.Name is null && (mine?.IsLearner ?? true),
            said.Name ?? mine?.Name ?? "",
            said.IsCompany ?? mine?.IsCompany ?? false,
            said.Email ?? mine?.Email,
            said.TaxId ?? mine?.TaxId,
            country,
            said.Language ?? mine?.Language,
            mine?.Fields ?? new Dictionary<string, string>()
        )
        {
            Phone = said.Phone is { } phone ? PhoneNumber.Normal(phone, country) : mine?.Phone,
            PostalAddress = said.Address ?? mine?.PostalAddress,
            Zone = mine?.Zone,
            PreferredChannel = mine?.PreferredChannel,
        };
    }

    /// <summary>A learner as payer, where neither the mapping nor the ledger says more.</summary>
    public static PayerTerms PayerOf(LearnerFact learner) =>
        new(
            true,
            $"{learner.FirstName} {learner.LastName}".Trim(),
            false,
            Text(learner.Email),
            null,
            Text(learner.Country)?.ToUpperInvariant(),
            Text(learner.Language)?.ToLowerInvariant(),
            new Dictionary<string, string>()
        );

    /// <summary>What the sale leaves open of a payer that is known already stays as it is known.</summary>
    /// <param name="order">The sale.</param>
    /// <param name="said">Who owes, as the sale and the school's rules say it.</param>
    /// <param name="known">The payer that this is; null for a new one.</param>
    public static PayerTerms Over(SaleOrder order, PayerTerms said, Payer? known) =>
        known is null
            ? said
            : said with
            {
                IsCompany = order.Payer.IsCompany ?? known.IsCompany,
                Email = said.Email ?? known.Email,
                TaxId = said.TaxId ?? known.TaxId,
                Country = said.Country ?? known.Country,
                Language = said.Language ?? known.Language,
                Fields = With(JsonConvert.DeserializeObject<Dictionary<string, string>>(known.Fields), said.Fields),
                Phone = said.Phone ?? known.Phone,
                PostalAddress = said.PostalAddress ?? known.PostalAddress,
                Zone = said.Zone ?? known.Zone,
                PreferredChannel = said.PreferredChannel ?? known.PreferredChannel,
            };

    // The first invoice is made on the first day, each other one some days before its part is due.
    private static InstalmentTerms ToInstalment(SalePart part, int at, DateOnly first)
    {
        var issue = part.DueOn.AddDays(-IssueDaysBefore);
        var on = at == 0 || issue < first ? first : issue;
        return new InstalmentTerms(at + 1, part.Amount, on, part.DueOn, on);
    }

    private static CourseFact CourseOf(SaleOrder order, AgreementSubject subject) =>
        new(
            subject.CourseKey,
            "",
            "",
            order.Description ?? "",
            "",
            true,
            null,
            null,
            [],
            new Dictionary<string, string>()
        );

    private static LearnerFact LearnerOf(SaleOrder order, AgreementSubject subject) =>
        new(
            subject.LearnerKey,
            "",
            "",
            order.Payer.Name ?? "",
            "",
            order.Payer.Email ?? "",
            order.Payer.Language ?? "",
            order.Payer.Country ?? "",
            false,
            new Dictionary<string, string>()
        );

    private static Dictionary<string, string> With(
        IReadOnlyDictionary<string, string>? these,
        IReadOnlyDictionary<string, string> others
    )
    {
        var all = new Dictionary<string, string>(these ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (name, value) in others)
        {
            all[name] = value;
        }

        return all;
    }

    private static string? Text(string text) => text.Length == 0 ? null : text;
}
