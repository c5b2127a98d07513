using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Canvas;

/// <summary>The twin's front door: quota, token, route, and refusals as Canvas writes them.</summary>
internal static class CanvasTwinRoutes
{
    private delegate TwinAnswer Route(CanvasTwin twin, TwinRequest request, IReadOnlyList<string> path);

    private static readonly Dictionary<string, Route> Routes = new(StringComparer.Ordinal)
    {
        ["users/self"] = static (_, request, _) =>
            CanvasTwinJson.Answer(request, new JObject { ["id"] = 2, ["name"] = "Collections" }),
        ["users/show"] = CanvasTwinPeople.Show,
        ["users/custom_data"] = CanvasTwinPeople.CustomData,
        ["conversations/create"] = CanvasTwinPeople.Converse,
        ["accounts/permissions"] = CanvasTwinPeople.Permissions,
        ["accounts/courses"] = CanvasTwinCourses.Listing,
        ["accounts/terms"] = CanvasTwinCourses.Terms,
        ["courses/show"] = CanvasTwinCourses.Show,
        ["courses/sections"] = CanvasTwinCourses.Sections,
        ["courses/enrollments"] = CanvasTwinEnrolments.Listing,
        ["enrollments/deactivate"] = CanvasTwinEnrolments.End,
        ["enrollments/conclude"] = CanvasTwinEnrolments.End,
        ["enrollments/delete"] = CanvasTwinEnrolments.End,
        ["enrollments/reactivate"] = CanvasTwinEnrolments.Reactivate,
        ["enrollments/create"] = CanvasTwinEnrolments.Create,
    };

    public static string OperationOf(TwinRequest request)
    {
        var path = PathOf(request);
        return (request.Method, path) switch
        {
            ("GET", ["users", "self"]) => "users/self",
            ("GET", ["users", _]) => "users/show",
            ("GET", ["users", _, "custom_data", ..]) => "users/custom_data",
            ("GET", ["accounts", _, var what]) => $"accounts/{what}",
            ("GET", ["courses", _]) => "courses/show",
            ("GET", ["courses", _, var what]) => $"courses/{what}",
            // Without a task that is known, an enrolment is concluded.
            ("DELETE", ["courses", _, "enrollments", _]) => CanvasTwinQuery.Parse(request.Query)["task"] switch
            {
                "deactivate" or "inactivate" => "enrollments/deactivate",
                "delete" => "enrollments/delete",
                _ => "enrollments/conclude",
            },
            ("PUT", ["courses", _, "enrollments", _, "reactivate"]) => "enrollments/reactivate",
            ("POST", ["courses", _, "enrollments"]) => "enrollments/create",
            ("POST", ["conversations"]) => "conversations/create",
            _ => "none",
        };
    }

    public static TwinAnswer Answer(CanvasTwin twin, TwinRequest request)
    {
        if (!request.Path.StartsWith("/api/v1/", StringComparison.Ordinal))
        {
            return new TwinAnswer(404, "text/html; charset=utf-8", "<h1>Page Not Found</h1>");
        }

        // The quota is asked before anything else: a call that is too many does nothing.
        if (twin.ThrottleNext-- > 0 || !twin.Quota.Take(twin.CostPerCall))
        {
            return WithQuota(
                twin,
                new TwinAnswer(
                    twin.ThrottleStatus,
                    "text/plain; charset=utf-8",
                    $"{twin.ThrottleStatus} Forbidden (Rate Limit Exceeded)\n"
                )
            );
        }

        try
        {
            return WithQuota(twin, Authorised(twin, request));
        }
        catch (CanvasTwinRefusal refusal)
        {
            return WithQuota(twin, new TwinAnswer(refusal.Status, "application/json; charset=utf-8", refusal.Body));
        }
    }

    private static TwinAnswer Authorised(CanvasTwin twin, TwinRequest request) =>
        twin.IsTokenRevoked || request.Headers.GetValueOrDefault("authorization") != $"Bearer {twin.Token}"
            ? new TwinAnswer(
                401,
                "application/json; charset=utf-8",
                """{"errors":[{"message":"Invalid access token."}]}""",
                new Dictionary<string, string> { ["WWW-Authenticate"] = "Bearer realm=\"canvas-lms\"" }
            )
        : Routes.TryGetValue(OperationOf(request), out var route) ? route(twin, request, PathOf(request))
        : throw CanvasTwinRefusal.NotFound();

    /// <summary>Reads an id of the path.</summary>
    public static long Id(string step) =>
        long.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw CanvasTwinRefusal.NotFound();

    private static TwinAnswer WithQuota(CanvasTwin twin, TwinAnswer answer)
    {
        var headers = new Dictionary<string, string>(answer.Headers ?? new Dictionary<string, string>())
        {
            ["X-Rate-Limit-Remaining"] = twin.Quota.Remaining.ToString(CultureInfo.InvariantCulture),
        };
        if (
            answer.Status != twin.ThrottleStatus
            || answer.ContentType.StartsWith("application/json", StringComparison.Ordinal)
        )
        {
            headers["X-Request-Cost"] = twin.CostPerCall.ToString(CultureInfo.InvariantCulture);
        }

        return answer with
        {
            Headers = headers,
        };
    }

    private static string[] PathOf(TwinRequest request) =>
        request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries) is ["api", "v1", .. var path] ? path : [];
}
