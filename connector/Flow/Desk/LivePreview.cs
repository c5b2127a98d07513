using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Flow.Desk;

/// <summary>What the mapping would make of one enrolment.</summary>
/// <param name="CourseKey">The course.</param>
/// <param name="LearnerKey">The learner.</param>
/// <param name="Answer">Billable, or why not.</param>
/// <param name="Faults">What is wrong with its data.</param>
/// <param name="Documents">The documents it would become.</param>
internal sealed record PreviewedEnrolment(
    string CourseKey,
    string LearnerKey,
    string Answer,
    IReadOnlyList<DataFault> Faults,
    IReadOnlyList<PreviewedDocument> Documents
);

/// <summary>A would-be document beside what the ERP has under its reference.</summary>
/// <param name="Reference">Its reference.</param>
/// <param name="Difference">New, equal, or what differs.</param>
/// <param name="Payload">What would be sent.</param>
internal sealed record PreviewedDocument(string Reference, string Difference, JObject Payload);

/// <summary>Reads real enrolments and shows what would be sent. Writes nothing, in no system and not in the ledger.</summary>
internal static class LivePreview
{
    /// <summary>Reads some enrolments and previews them.</summary>
    public static async Task<IReadOnlyList<PreviewedEnrolment>> ReadAsync(
        SchoolMapping mapping,
        SchoolPorts ports,
        int count,
        CancellationToken ct
    )
    {
        var courses = await ports.Enrolments.ReadCoursesAsync(ct);
        var byKey = courses.ToDictionary(x => x.Key);
        var enrolments = await SomeAsync(ports, courses, count, ct);
        var learners = (
            await ports.Enrolments.ReadLearnersAsync([.. enrolments.Select(x => x.LearnerKey).Distinct()], ct)
        ).ToDictionary(x => x.Key);
        var sources = enrolments
            .Where(x => learners.ContainsKey(x.LearnerKey))
            .Select(x => new BillingSource(
                byKey[x.CourseKey],
                learners[x.LearnerKey],
                x,
                mapping.School.DayOf(x.StartsAt ?? DateTimeOffset.UnixEpoch)
            ));
        var rows = MappingPreview.Of(mapping, sources);
        var references = rows.SelectMany(x => References(mapping, x)).ToList();
        var held = references.Count == 0 ? [] : await ports.Documents.FindAsync(references, ct);
        return [.. rows.Select(x => Show(mapping, x, held))];
    }

    private static async Task<List<EnrolmentFact>> SomeAsync(
        SchoolPorts ports,
        IReadOnlyList<CourseFact> courses,
        int count,
        CancellationToken ct
    )
    {
        var some = new List<EnrolmentFact>();
        await foreach (var batch in ports.Enrolments.ReadEnrolmentsAsync(courses, ct))
        {
            some.AddRange(batch.Enrolments.Where(x => x.Status == EnrolmentStatus.Active).Take(count - some.Count));
            if (some.Count == count)
            {
                break;
            }
        }

        return some;
    }

    // The first episode's references: what a new enrolment would get.
    private static IEnumerable<string> References(SchoolMapping mapping, PreviewRow row) =>
        row.Billing.Terms?.Instalments.Select(x => Reference(mapping, row, x)) ?? [];

    private static string Reference(SchoolMapping mapping, PreviewRow row, InstalmentTerms instalment)
    {
        var origin = $"{row.Source.Course.Key}-{row.Source.Learner.Key}";
        var receivable = Ports.References.Receivable(
            mapping.School.Key,
            AgreementBook.EnrolmentOrigin,
            origin,
            1,
            instalment.Number,
            1
        );
        return Ports.References.Document(receivable, DocumentKind.Invoice, 1);
    }

    private static PreviewedEnrolment Show(SchoolMapping mapping, PreviewRow row, IReadOnlyList<ErpDocument> held)
    {
        var documents = new List<PreviewedDocument>();
        var faults = row.Billing.Faults.ToList();
        foreach (var (instalment, invoice) in (row.Billing.Terms?.Instalments ?? []).Zip(row.Invoices))
        {
            faults.AddRange(invoice.Faults);
            if (invoice.Draft is { } draft)
            {
                var reference = Reference(mapping, row, instalment);
                documents.Add(
                    new PreviewedDocument(
                        reference,
                        Difference(held.Where(x => x.Reference == reference).ToList(), invoice.Expected, invoice.Basis),
                        MappingPreview.ToJson(draft)
                    )
                );
            }
        }

        var answer =
            row.Billing.NotBillable is { } reason ? $"not billable ({reason})"
            : faults.Count > 0 ? "waits for a person"
            : "billable";
        return new PreviewedEnrolment(row.Source.Course.Key, row.Source.Learner.Key, answer, faults, documents);
    }

    private static string Difference(List<ErpDocument> held, Money expected, AmountBasis basis)
    {
        if (held.Count == 0)
        {
            return "new: the ERP has nothing under this reference";
        }

        var document = held[0];
        var has = basis == AmountBasis.Net ? document.Untaxed : document.Total;
        return has == expected
            ? $"equal: {document.State} {document.Number} has {has}"
            : $"differs: {document.State} {document.Number} has {has}, the mapping says {expected}";
    }
}
