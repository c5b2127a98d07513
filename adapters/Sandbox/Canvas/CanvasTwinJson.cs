using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Canvas;

/// <summary>Writes records by Canvas's own keys; what a right hides is not there, or null.</summary>
internal static class CanvasTwinJson
{
    private const string RootAccount = "1";

    public static TwinAnswer Answer(
        TwinRequest request,
        JToken body,
        IReadOnlyDictionary<string, string>? headers = null
    )
    {
        if (
            request.Headers.GetValueOrDefault("accept")?.Contains("canvas-string-ids", StringComparison.Ordinal) == true
        )
        {
            WriteIdsAsTexts(body);
        }

        return new TwinAnswer(200, "application/json; charset=utf-8", body.ToString(Formatting.None), headers);
    }

    public static JObject Course(CanvasTwin twin, TwinCourse course, bool withTerm)
    {
        var json = new JObject
        {
            ["id"] = course.Id,
            ["name"] = course.Name,
            ["account_id"] = 1,
            ["root_account_id"] = 1,
            ["course_code"] = course.Code,
            ["workflow_state"] = course.State,
            ["start_at"] = Instant(course.StartsAt),
            ["end_at"] = Instant(course.EndsAt),
            ["enrollment_term_id"] = course.Term.Id,
            ["is_public"] = course.IsPublic,
            ["is_public_to_auth_users"] = course.IsPublicToUsers,
            ["restrict_enrollments_to_course_dates"] = course.RestrictsDates,
        };
        if (twin.Can("read_sis"))
        {
            json["sis_course_id"] = course.SisId.Length > 0 ? course.SisId : null;
        }

        if (withTerm)
        {
            json["term"] = Term(course.Term, withOverrides: false);
        }

        return json;
    }

    public static JObject Term(TwinTerm term, bool withOverrides)
    {
        var json = new JObject
        {
            ["id"] = term.Id,
            ["name"] = term.Name,
            ["start_at"] = Instant(term.StartsAt),
            ["end_at"] = Instant(term.EndsAt),
            ["workflow_state"] = "active",
        };
        if (withOverrides)
        {
            json["overrides"] =
                term.StudentsStartAt is null && term.StudentsEndAt is null
                    ? new JObject()
                    : new JObject
                    {
                        ["StudentEnrollment"] = new JObject
                        {
                            ["start_at"] = Instant(term.StudentsStartAt),
                            ["end_at"] = Instant(term.StudentsEndAt),
                        },
                    };
        }

        return json;
    }

    public static JObject Section(TwinCourse course, TwinSection section) =>
        new()
        {
            ["id"] = section.Id,
            ["name"] = section.Name,
            ["course_id"] = course.Id,
            ["start_at"] = Instant(section.StartsAt),
            ["end_at"] = Instant(section.EndsAt),
            ["restrict_enrollments_to_section_dates"] = section.RestrictsDates,
        };

    public static JObject Enrolment(CanvasTwin twin, TwinEnrolment enrolment)
    {
        var json = new JObject
        {
            ["id"] = enrolment.Id,
            ["user_id"] = enrolment.User.Id,
            ["course_id"] = enrolment.Course.Id,
            ["type"] = enrolment.Type,
            ["role"] = enrolment.Type,
            ["created_at"] = Instant(enrolment.CreatedAt),
            ["updated_at"] = Instant(enrolment.CreatedAt),
            ["start_at"] = Instant(enrolment.StartsAt),
            ["end_at"] = Instant(enrolment.EndsAt),
            ["course_section_id"] = enrolment.Section.Id,
            ["root_account_id"] = RootAccount,
            ["limit_privileges_to_course_section"] = false,
            ["enrollment_state"] = enrolment.State,
            ["user"] = new JObject { ["id"] = enrolment.User.Id, ["sortable_name"] = enrolment.User.SortableName },
        };
        if (twin.Can("manage_sis"))
        {
            json["sis_import_id"] = enrolment.IsImported ? 7 : null;
        }

        return json;
    }

    public static JObject User(CanvasTwin twin, TwinUser user)
    {
        var json = new JObject
        {
            ["id"] = user.Id,
            ["name"] = $"{user.FirstName} {user.LastName}",
            ["sortable_name"] = user.SortableName,
            ["short_name"] = user.FirstName,
            ["first_name"] = user.FirstName,
            ["last_name"] = user.LastName,
            ["locale"] = user.Locale,
        };
        if (twin.Can("read_sis"))
        {
            json["sis_user_id"] = user.SisId.Length > 0 ? user.SisId : null;
        }

        if (twin.Can("view_user_logins"))
        {
            json["login_id"] = user.FirstName.ToLowerInvariant();
        }

        if (twin.Can("read_email_addresses"))
        {
            json["email"] = user.Email.Length > 0 ? user.Email : null;
        }

        return json;
    }

    private static string? Instant(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static void WriteIdsAsTexts(JToken body)
    {
        var ids = (body is JContainer all ? all.DescendantsAndSelf() : [])
            .OfType<JProperty>()
            .Where(p => p.Value.Type == JTokenType.Integer)
            .Where(p => p.Name == "id" || p.Name.EndsWith("_id", StringComparison.Ordinal))
            .ToList();
        ids.ForEach(id => id.Value = id.Value.ToString());
    }
}
