using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Connector.Flow.Mapping.Values;

/// <summary>What a path or a template can look at. Parts that do not exist yet read as absent.</summary>
internal sealed class ValueContext(SchoolProfile school, BillingSource? billing)
{
    private JObject? json;

    public ValueContext(SchoolProfile school, InvoiceSource document, InvoicePart part)
        : this(school, part.Billing)
    {
        Document = document;
        Terms = part.Terms;
        Instalment = part.Instalment;
        ReceivableRef = part.ReceivableRef;
    }

    public SchoolProfile School => school;

    public BillingSource? Billing => billing;

    public CourseFact? Course => billing?.Course;

    public LearnerFact? Learner => billing?.Learner;

    public EnrolmentFact? Enrolment => billing?.Enrolment;

    public BillingTerms? Terms { get; }

    public PayerTerms? Payer => Terms?.Payer;

    public InstalmentTerms? Instalment { get; }

    public string? ReceivableRef { get; }

    public InvoiceSource? Document { get; }

    /// <summary>Everything as JSON, for paths that the direct accessors do not cover. Built at most once per record.</summary>
    public JObject Json => json ??= ContextNames.ToJson(this);

    /// <summary>The record that a value belongs to, by keys only.</summary>
    public string Subject =>
        ReceivableRef is not null ? $"receivable {ReceivableRef}"
        : Enrolment is { } enrolment ? $"enrolment of learner {enrolment.LearnerKey} in course {enrolment.CourseKey}"
        : $"school {school.Key}";

    /// <summary>The record that a root name stands for, by keys only.</summary>
    public string SubjectOf(string root) =>
        root switch
        {
            "course" when Course is { } course => CourseSubject(course),
            "learner" when Learner is { } learner => $"learner {learner.Key}",
            "document" when Document is { } document => $"document {document.Reference}",
            _ => Subject,
        };

    private static string CourseSubject(CourseFact course)
    {
        var code = course.IdNumber.Length > 0 ? course.IdNumber : course.ShortName;
        return code.Length > 0 ? $"course {course.Key} ({code})" : $"course {course.Key}";
    }
}
