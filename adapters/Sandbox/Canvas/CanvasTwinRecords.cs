namespace Collections.Adapters.Sandbox.Canvas;

/// <summary>An enrolment as the twin's database has it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Section">Its section's id.</param>
/// <param name="Type">Such as <c>StudentEnrollment</c>.</param>
/// <param name="State">Its own state, without what dates make of it.</param>
public sealed record CanvasTwinEnrolment(long Id, long Section, string Type, string State);

/// <summary>A conversation that the twin took.</summary>
/// <param name="UserId">To whom.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Body">Its text.</param>
public sealed record CanvasTwinConversation(long UserId, string Subject, string Body);

internal sealed class TwinTerm
{
    public required long Id { get; init; }
    public required string Name { get; init; }
    public DateTimeOffset? StartsAt { get; init; }
    public DateTimeOffset? EndsAt { get; init; }
    public DateTimeOffset? StudentsStartAt { get; init; }
    public DateTimeOffset? StudentsEndAt { get; init; }
}

internal sealed class TwinCourse
{
    public required long Id { get; init; }
    public required string Name { get; init; }
    public required string Code { get; init; }
    public required TwinTerm Term { get; set; }
    public string SisId { get; init; } = "";
    public string State { get; set; } = "available";
    public bool IsPublic { get; set; }
    public bool IsPublicToUsers { get; set; }
    public bool RestrictsDates { get; set; }
    public DateTimeOffset? StartsAt { get; set; }
    public DateTimeOffset? EndsAt { get; set; }
    public List<TwinSection> Sections { get; } = [];
}

internal sealed class TwinSection
{
    public required long Id { get; init; }
    public required string Name { get; init; }
    public bool RestrictsDates { get; init; }
    public DateTimeOffset? StartsAt { get; init; }
    public DateTimeOffset? EndsAt { get; init; }
}

internal sealed class TwinUser
{
    public required long Id { get; init; }
    public required string FirstName { get; init; }
    public required string LastName { get; init; }
    public string Email { get; init; } = "";
    public string SisId { get; init; } = "";
    public string? Locale { get; init; }
    public Dictionary<string, string> CustomData { get; } = new(StringComparer.Ordinal);
    public string SortableName => $"{LastName}, {FirstName}";
}

internal sealed class TwinEnrolment
{
    public required long Id { get; init; }
    public required TwinCourse Course { get; init; }
    public required TwinSection Section { get; init; }
    public required TwinUser User { get; init; }
    public required string Type { get; init; }
    public required string State { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartsAt { get; init; }
    public DateTimeOffset? EndsAt { get; init; }
    public bool IsImported { get; init; }

    /// <summary>Whether it lets its user in at an instant: state, course, and the dates of the first of four that decides.</summary>
    public bool GivesAccess(DateTimeOffset now)
    {
        var (starts, ends) =
            StartsAt is not null && EndsAt is not null ? (StartsAt, EndsAt)
            : Section.RestrictsDates ? (Section.StartsAt, Section.EndsAt)
            : Course.RestrictsDates ? (Course.StartsAt, Course.EndsAt)
            : (Course.Term.StudentsStartAt ?? Course.Term.StartsAt, Course.Term.StudentsEndAt ?? Course.Term.EndsAt);
        return State == "active"
            && Course.State == "available"
            && (starts is null || starts <= now)
            && (ends is null || now <= ends);
    }
}

/// <summary>An answer that refuses.</summary>
internal sealed class CanvasTwinRefusal(int status, string body) : Exception
{
    public int Status => status;

    public string Body => body;

    public static CanvasTwinRefusal NotFound() =>
        new(404, """{"errors":[{"message":"The specified resource does not exist."}]}""");
}
