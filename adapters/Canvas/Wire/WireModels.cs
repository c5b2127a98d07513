using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Canvas;

// What is used of the answers, by Canvas's own keys; a key may be missing when a right is. Ids are asked for as texts.

internal sealed record WireSelf([property: JsonProperty(Required = Required.Always)] string Id);

internal sealed record WireCourse(
    [property: JsonProperty(Required = Required.Always)] string Id,
    string? Name,
    [property: JsonProperty("original_name")] string? OriginalName,
    [property: JsonProperty("course_code")] string? CourseCode,
    [property: JsonProperty("sis_course_id")] string? SisCourseId,
    [property: JsonProperty("account_id")] string? AccountId,
    [property: JsonProperty("root_account_id")] string? RootAccountId,
    [property: JsonProperty("workflow_state")] string? WorkflowState,
    [property: JsonProperty("start_at")] DateTimeOffset? StartAt,
    [property: JsonProperty("end_at")] DateTimeOffset? EndAt,
    [property: JsonProperty("restrict_enrollments_to_course_dates")] bool? RestrictToCourseDates,
    [property: JsonProperty("is_public")] bool? IsPublic,
    [property: JsonProperty("is_public_to_auth_users")] bool? IsPublicToUsers,
    [property: JsonProperty("enrollment_term_id")] string? TermId,
    WireTerm? Term
);

internal sealed record WireTerm(
    [property: JsonProperty(Required = Required.Always)] string Id,
    string? Name,
    [property: JsonProperty("start_at")] DateTimeOffset? StartAt,
    [property: JsonProperty("end_at")] DateTimeOffset? EndAt,
    Dictionary<string, WireDates?>? Overrides
);

internal sealed record WireDates(
    [property: JsonProperty("start_at")] DateTimeOffset? StartAt,
    [property: JsonProperty("end_at")] DateTimeOffset? EndAt
);

internal sealed record WireTerms(
    [property: JsonProperty("enrollment_terms", Required = Required.Always)] List<WireTerm> Terms
);

internal sealed record WireSection(
    [property: JsonProperty(Required = Required.Always)] string Id,
    [property: JsonProperty("start_at")] DateTimeOffset? StartAt,
    [property: JsonProperty("end_at")] DateTimeOffset? EndAt,
    [property: JsonProperty("restrict_enrollments_to_section_dates")] bool? RestrictToSectionDates
);

internal sealed record WireEnrolment(
    [property: JsonProperty(Required = Required.Always)] string Id,
    [property: JsonProperty("course_id", Required = Required.Always)] string CourseId,
    [property: JsonProperty("user_id", Required = Required.Always)] string UserId,
    [property: JsonProperty(Required = Required.Always)] string Type,
    [property: JsonProperty("enrollment_state", Required = Required.Always)] string State,
    [property: JsonProperty("course_section_id")] string? SectionId,
    [property: JsonProperty("start_at")] DateTimeOffset? StartAt,
    [property: JsonProperty("end_at")] DateTimeOffset? EndAt,
    [property: JsonProperty("created_at")] DateTimeOffset? CreatedAt,
    [property: JsonProperty("sis_import_id")] string? SisImportId
)
{
    /// <summary>Gets a value indicating whether it is a learner's, with whatever role is derived from the student's.</summary>
    [JsonIgnore]
    public bool IsStudent => Type == "StudentEnrollment";
}

internal sealed record WireUser(
    [property: JsonProperty(Required = Required.Always)] string Id,
    string? Name,
    [property: JsonProperty("sortable_name")] string? SortableName,
    [property: JsonProperty("first_name")] string? FirstName,
    [property: JsonProperty("last_name")] string? LastName,
    [property: JsonProperty("sis_user_id")] string? SisUserId,
    [property: JsonProperty("login_id")] string? LoginId,
    string? Email,
    string? Locale
);

internal sealed record WireCustomData(JToken? Data);

internal sealed record WireConversation([property: JsonProperty(Required = Required.Always)] string Id);
