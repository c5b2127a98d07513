using System.Globalization;
using Newtonsoft.Json;

namespace Collections.Adapters.Sandbox.Moodle;

/// <summary>The site itself, people, and messages to them.</summary>
internal static class MoodleTwinPeople
{
    private const long WebServiceUser = 3;

    public static void SiteInfo(MoodleTwin site, MoodleTwinForm form, JsonTextWriter json)
    {
        const string Version = "2025100600.02";
        form.Allow();
        json.WriteStartObject();
        json.Write("sitename", "Twin of Moodle").Write("username", "ws.collections").Write("firstname", "Connector");
        json.Write("lastname", "Collections").Write("fullname", "Connector Collections").Write("lang", "en");
        json.Write("userid", WebServiceUser).Write("siteurl", "http://twin.invalid").Write("userpictureurl", "");
        json.WriteObjects(
            "functions",
            (form["wstoken"] == site.SiteToken ? site.SiteFunctions : site.Functions).Order(),
            (name, to) => to.Write("name", name).Write("version", Version)
        );
        json.Write("downloadfiles", 0).Write("uploadfiles", 0).Write("release", "5.1+ (Build: 20251017)");
        json.Write("version", Version).Write("mobilecssurl", "");
        json.WriteObjects("advancedfeatures", ["usetags"], (name, to) => to.Write("name", name).Write("value", 1));
        json.Write("usercanmanageownfiles", true).Write("userquota", 0).Write("usermaxuploadfilesize", 0);
        json.Write("userhomepage", 1).Write("userprivateaccesskey", "").Write("siteid", 1);
        json.Write("sitecalendartype", "gregorian").Write("usercalendartype", "gregorian");
        json.Write("userissiteadmin", false).Write("theme", "boost").Write("limitconcurrentlogins", 0);
        json.Write("policyagreed", 0);
        json.WriteEndObject();
    }

    public static void UsersByField(MoodleTwin site, MoodleTwinForm form, JsonTextWriter json)
    {
        form.Allow("field", "values");
        if (form["field"] != "id")
        {
            throw MoodleTwinException.InvalidParameter();
        }

        json.WriteStartArray();
        foreach (var value in site.Can("moodle/user:viewdetails") ? form.Values("values") : [])
        {
            if (
                long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && site.Users.TryGetValue(id, out var user)
            )
            {
                Write(site, user, json);
            }
        }

        json.WriteEndArray();
    }

    /// <summary>Suspends and restores accounts; what cannot be done is a warning, and the others are done.</summary>
    public static void UpdateUsers(MoodleTwin site, MoodleTwinForm form, JsonTextWriter json)
    {
        form.Allow("users");
        if (!site.Can("moodle/user:update"))
        {
            throw MoodleTwinException.NoPermission("Update user profiles");
        }

        var refused = new List<(long User, string Code, string Message)>();
        foreach (var at in form.Items("users").ToList())
        {
            var id = form.Whole($"{at}[id]");
            if (!site.Users.TryGetValue(id, out var user))
            {
                refused.Add((id, "invaliduserid", "Invalid user ID"));
            }
            else if (user.IsAdmin)
            {
                refused.Add((id, "usernotupdatedadmin", "Cannot update admin accounts"));
            }
            else if (form[$"{at}[suspended]"] is { } suspended)
            {
                user.Suspended = suspended == "1";
            }
        }

        json.WriteStartObject();
        json.WriteObjects(
            "warnings",
            refused,
            (one, to) =>
                to.Write("item", "user")
                    .Write("itemid", one.User)
                    .Write("warningcode", one.Code)
                    .Write("message", one.Message)
        );
        json.WriteEndObject();
    }

    /// <summary>Sends to each; one who cannot be reached is an item with -1, not an error.</summary>
    public static void SendMessages(MoodleTwin site, MoodleTwinForm form, JsonTextWriter json)
    {
        form.Allow("messages");
        var items = form.Items("messages").ToList();
        foreach (var at in items)
        {
            _ = form.Whole($"{at}[touserid]");
            _ = form[$"{at}[text]"] ?? throw MoodleTwinException.InvalidParameter();
        }

        json.WriteStartArray();
        foreach (var at in items)
        {
            var user = site.Users.GetValueOrDefault(form.Whole($"{at}[touserid]"));
            json.WriteStartObject();
            if (user is null || (user.RefusesMessages && !site.Can("moodle/site:messageanyuser")))
            {
                json.Write("msgid", -1)
                    .Write("errormessage", "You can't message this user due to their message preferences.");
                json.Write("candeletemessagesforallusers", false);
                json.WriteEndObject();
                continue;
            }

            var text = form[$"{at}[text]"]!;
            site.SentMessages.Add(new MoodleTwinMessage(user.Id, text));
            json.Write("msgid", 49 + site.SentMessages.Count).Write("clientmsgid", form[$"{at}[clientmsgid]"] ?? "");
            json.Write("text", $"<p>{text}</p>").Write("timecreated", site.Now).Write("conversationid", user.Id);
            json.Write("useridfrom", WebServiceUser).Write("candeletemessagesforallusers", false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(MoodleTwin site, TwinUser user, JsonTextWriter json)
    {
        var all = site.Can("moodle/user:viewalldetails");
        json.WriteStartObject();
        json.Write("id", user.Id);
        if (all)
        {
            json.Write("username", user.UserName);
        }

        json.Write("firstname", user.FirstName).Write("lastname", user.LastName).Write("fullname", user.FullName);
        if (site.Can("moodle/site:viewuseridentity"))
        {
            json.Write("email", user.Email);
        }

        if (all)
        {
            json.Write("department", "").Write("institution", "").Write("idnumber", user.IdNumber);
        }

        json.Write("firstaccess", 0).Write("lastaccess", 0).Write("auth", "manual").Write("suspended", user.Suspended);
        json.Write("confirmed", true).Write("lang", user.Language).Write("theme", "").Write("timezone", "99");
        json.Write("mailformat", 1).Write("trackforums", 0).Write("city", "").Write("country", user.Country);
        json.Write("profileimageurlsmall", "http://twin.invalid/f2").Write("profileimageurl", "http://twin.invalid/f1");
        json.WriteObjects(
            "customfields",
            all ? user.Fields : [],
            (field, to) =>
                to.Write("type", "text")
                    .Write("value", field.Value)
                    .Write("displayvalue", field.Value)
                    .Write("name", field.Key)
                    .Write("shortname", field.Key)
        );
        json.WriteEndObject();
    }
}
