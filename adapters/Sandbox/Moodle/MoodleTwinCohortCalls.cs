using System.Globalization;
using Newtonsoft.Json;

namespace Collections.Adapters.Sandbox.Moodle;

/// <summary>The web service functions of cohorts.</summary>
internal static class MoodleTwinCohortCalls
{
    public static void Members(MoodleTwin site, MoodleTwinForm form, JsonTextWriter json)
    {
        form.Allow("cohortids");
        var ids = form.Values("cohortids").Select(id => long.Parse(id, CultureInfo.InvariantCulture)).ToList();
        var cohorts = ids.Select(id => site.Cohorts.Find(id) ?? throw MoodleTwinException.UnknownRecord()).ToList();
        if (!site.Can("moodle/cohort:view"))
        {
            throw MoodleTwinException.NoPermission("Use cohorts and view members");
        }

        json.WriteStartArray();
        foreach (var cohort in cohorts)
        {
            json.WriteStartObject();
            json.Write("cohortid", cohort.Id);
            json.WritePropertyName("userids");
            json.WriteStartArray();
            cohort.Members.Order().ToList().ForEach(user => json.WriteValue(user));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Takes members out: all or nothing; one who is no member is no error.</summary>
    public static void Leave(MoodleTwin site, MoodleTwinForm form, JsonTextWriter json)
    {
        form.Allow("members");
        var items = form.Items("members")
            .Select(at =>
                (
                    Cohort: site.Cohorts.Find(form.Whole($"{at}[cohortid]")),
                    User: site.Users.GetValueOrDefault(form.Whole($"{at}[userid]"))
                )
            )
            .ToList();
        if (items.Exists(item => item.Cohort is null || item.User is null))
        {
            throw MoodleTwinException.UnknownRecord();
        }

        RequireAssign(site);
        site.Change(() => items.ForEach(item => site.Cohorts.Exit(item.Cohort!, item.User!)));
        json.WriteNull();
    }

    /// <summary>Puts members in; what cannot be done is a warning that names no item, and the others are done.</summary>
    public static void Join(MoodleTwin site, MoodleTwinForm form, JsonTextWriter json)
    {
        form.Allow("members");
        RequireAssign(site);
        var warnings = new List<(string Code, string Message)>();
        foreach (var at in form.Items("members").ToList())
        {
            var (cohortId, userId) = (form.Whole($"{at}[cohorttype][value]"), form.Whole($"{at}[usertype][value]"));
            if (form[$"{at}[cohorttype][type]"] != "id" || form[$"{at}[usertype][type]"] != "id")
            {
                throw MoodleTwinException.InvalidParameter();
            }

            if (site.Cohorts.Find(cohortId) is not { } cohort)
            {
                warnings.Add(("2", $"cohort id={cohortId} not exists"));
            }
            else if (!site.Users.TryGetValue(userId, out var user))
            {
                warnings.Add(("2", $"user id={userId} not exists"));
            }
            else if (cohort.Members.Contains(userId))
            {
                warnings.Add(("3", $"record already exists: cohort(id={cohortId} id={userId})"));
            }
            else
            {
                site.Change(() => site.Cohorts.Enter(cohort, user));
            }
        }

        json.WriteStartObject();
        json.WriteObjects(
            "warnings",
            warnings,
            (one, to) => to.Write("warningcode", one.Code).Write("message", one.Message)
        );
        json.WriteEndObject();
    }

    /// <summary>Not recorded: the wording is guessed from the other functions'.</summary>
    private static void RequireAssign(MoodleTwin site)
    {
        if (!site.Can("moodle/cohort:assign"))
        {
            throw MoodleTwinException.NoPermission("Add and remove cohort members");
        }
    }
}
