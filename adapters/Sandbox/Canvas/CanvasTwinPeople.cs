using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Canvas;

/// <summary>People, what is stored of them, their conversations, and what the token's user may do.</summary>
internal static class CanvasTwinPeople
{
    private static readonly string[] Rights =
    [
        "read_course_list",
        "read_roster",
        "remove_student_from_course",
        "add_student_to_course",
        "read_email_addresses",
        "view_user_logins",
        "read_sis",
        "manage_user_logins",
        "send_messages",
    ];

    /// <summary>Shows a person; to whom the right is missing, nobody is there.</summary>
    public static TwinAnswer Show(CanvasTwin twin, TwinRequest request, IReadOnlyList<string> path) =>
        twin.Can("read_roster") && twin.Users.TryGetValue(CanvasTwinRoutes.Id(path[1]), out var user)
            ? CanvasTwinJson.Answer(request, CanvasTwinJson.User(twin, user))
            : throw CanvasTwinRefusal.NotFound();

    public static TwinAnswer CustomData(CanvasTwin twin, TwinRequest request, IReadOnlyList<string> path)
    {
        if (!twin.Users.TryGetValue(CanvasTwinRoutes.Id(path[1]), out var user))
        {
            throw CanvasTwinRefusal.NotFound();
        }

        if (CanvasTwinQuery.Parse(request.Query)["ns"] is not { Length: > 0 } space)
        {
            throw new CanvasTwinRefusal(400, """{"message":"invalid namespace"}""");
        }

        if (!user.CustomData.TryGetValue(space, out var stored))
        {
            throw new CanvasTwinRefusal(400, """{"message":"no data for scope"}""");
        }

        twin.Need("manage_user_logins");
        var data = path.Skip(3)
            .Aggregate((JToken?)JToken.Parse(stored), (at, step) => (at as JObject)?[Uri.UnescapeDataString(step)]);
        return data is null
            ? throw new CanvasTwinRefusal(400, """{"message":"no data for scope"}""")
            : CanvasTwinJson.Answer(request, new JObject { ["data"] = data });
    }

    /// <summary>Takes a message for one person.</summary>
    public static TwinAnswer Converse(CanvasTwin twin, TwinRequest request, IReadOnlyList<string> path)
    {
        var form = CanvasTwinQuery.Parse(request.Body);
        var taken = form.All("recipients")
            .Select(CanvasTwinRoutes.Id)
            .Where(id => twin.Can("send_messages") && twin.Users.ContainsKey(id))
            .ToList();
        if (taken.Count == 0)
        {
            throw new CanvasTwinRefusal(400, """[{"attribute":"recipients","message":"invalid"}]""");
        }

        taken.ForEach(id => twin.Taken.Add(new(id, form["subject"] ?? "", form["body"] ?? "")));
        return CanvasTwinJson.Answer(
            request,
            new JArray(taken.Select(_ => new JObject { ["id"] = twin.Taken.Count, ["workflow_state"] = "unread" }))
        );
    }

    public static TwinAnswer Permissions(CanvasTwin twin, TwinRequest request, IReadOnlyList<string> path)
    {
        var granted = new JObject();
        foreach (var right in CanvasTwinQuery.Parse(request.Query).All("permissions"))
        {
            granted[right] = Rights.Contains(right) && twin.Can(right);
        }

        return CanvasTwinJson.Answer(request, granted);
    }
}
