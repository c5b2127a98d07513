using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Sales;

/// <summary>What an intent to enrol holds.</summary>
/// <param name="CourseKey">The LMS's key of the course.</param>
/// <param name="LearnerKey">The LMS's key of the learner.</param>
/// <param name="When">One of <see cref="AtOnce"/> and <see cref="WhenPaid"/>.</param>
internal sealed record EnrolWish(string CourseKey, string LearnerKey, string When)
{
    /// <summary>With the next run.</summary>
    public const string AtOnce = "at-once";

    /// <summary>Once nothing of the sale is owed.</summary>
    public const string WhenPaid = "when-paid";

    /// <summary>Gets who and where.</summary>
    [JsonIgnore]
    public AccessTarget Target => new(CourseKey, LearnerKey);

    /// <summary>The wish of a sale.</summary>
    public static EnrolWish Of(AgreementSubject subject, SaleEnrolment enrol) =>
        new(subject.CourseKey, subject.LearnerKey, enrol == SaleEnrolment.WhenPaid ? WhenPaid : AtOnce);

    /// <summary>Under which reference an agreement's learner is enrolled: that of its first receivable.</summary>
    public static string ReferenceOf(string school, AgreementSubject subject) =>
        References.Receivable(school, subject.Origin, subject.Key, subject.Episode, 1, 1);

    public static EnrolWish Parse(string json) => JsonConvert.DeserializeObject<EnrolWish>(json)!;

    public string ToJson() => JsonConvert.SerializeObject(this);
}
