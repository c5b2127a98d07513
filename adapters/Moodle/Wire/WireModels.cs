using Newtonsoft.Json;

namespace Collections.Adapters.Moodle;

// What is used of the answers, by Moodle's own keys (5.1); a key may be missing when a capability is.

internal sealed record WireError(string? ErrorCode, string? Message);

internal sealed record WireSite(
    [property: JsonProperty(Required = Required.Always)] string Release,
    string? Version,
    [property: JsonProperty(Required = Required.Always)] List<WireFunction> Functions
);

internal sealed record WireFunction(string Name);

internal sealed record WireCourses([property: JsonProperty(Required = Required.Always)] List<WireCourse> Courses);

internal sealed record WireCourse(
    [property: JsonProperty(Required = Required.Always)] long Id,
    string? IdNumber,
    string? ShortName,
    string? FullName,
    long? CategoryId,
    int? Visible,
    long? StartDate,
    long? EndDate,
    int? GroupMode,
    List<string>? EnrollmentMethods,
    List<WireContact>? Contacts,
    List<WireCourseField>? CustomFields
);

internal sealed record WireContact(long Id);

internal sealed record WireCourseField(string ShortName, string? Type, object? ValueRaw, string? Value);

internal sealed record WireEnrolled(
    [property: JsonProperty(Required = Required.Always)] long Id,
    List<WireRole>? Roles
);

internal sealed record WireRole(long RoleId);

internal sealed record WireMethod(long Id, string Type, object? Status);

internal sealed record WireUser(
    [property: JsonProperty(Required = Required.Always)] long Id,
    string? UserName,
    string? IdNumber,
    string? FirstName,
    string? LastName,
    string? Email,
    string? Lang,
    string? Country,
    bool? Suspended,
    List<WireUserField>? CustomFields
);

internal sealed record WireUserField(string ShortName, string? Value);

internal sealed record WireSentMessage(
    [property: JsonProperty(Required = Required.Always)] long MsgId,
    string? ErrorMessage
);

internal sealed record WireCohortMembers(
    [property: JsonProperty(Required = Required.Always)] long CohortId,
    [property: JsonProperty(Required = Required.Always)] List<long> UserIds
);

internal sealed record WireWarnings(List<WireWarning>? Warnings);

internal sealed record WireWarning(string? Item, long? ItemId, string? WarningCode, string? Message);
