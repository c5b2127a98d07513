using Collections.Adapters.Http;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Moodle;

/// <summary>The adapter's settings, checked whole.</summary>
internal sealed record MoodleSettings
{
    private static readonly string[] Known =
    [
        "baseUrl",
        "token",
        "reportId",
        "studentRoleId",
        "attestNoWindows",
        "cohorts",
        "siteToken",
        "verifyRoles",
        "parallelCalls",
        "allowPlainHttp",
        "pageSize",
    ];

    /// <summary>Gets the site's address, such as <c>https://campus.example/</c>.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>Gets the web service token.</summary>
    public required string Token { get; init; }

    /// <summary>Gets the id of the enrolment report; null to read course by course.</summary>
    public int? ReportId { get; init; }

    /// <summary>Gets the role of learners. Default: 5, Moodle's own student role.</summary>
    public int StudentRoleId { get; init; } = 5;

    /// <summary>Gets a value indicating whether the school attests that no enrolment has a start or end. Default: no.</summary>
    public bool AttestNoWindows { get; init; }

    /// <summary>Gets what the school attests of its cohorts. Default: nothing, so access by cohort is never suspended.</summary>
    public IReadOnlyList<CohortAttestation> Cohorts { get; init; } = [];

    /// <summary>Gets the token that may suspend whole accounts; null when the school did not ask for it.</summary>
    public string? SiteToken { get; init; }

    /// <summary>Gets a value indicating whether roles are read, at one call more per course. Default: no.</summary>
    public bool VerifyRoles { get; init; }

    /// <summary>Gets how many calls may run at once. Default: 4.</summary>
    public int ParallelCalls { get; init; } = 4;

    /// <summary>Gets a value indicating whether plain HTTP is allowed to hosts other than loopback. Default: no.</summary>
    public bool AllowPlainHttp { get; init; }

    /// <summary>Gets how many rows of the report are read at once. Default: 5,000.</summary>
    public int PageSize { get; init; } = 5_000;

    /// <summary>Reads and checks.</summary>
    /// <exception cref="AdapterSettingsException">Every fault at once.</exception>
    public static MoodleSettings Parse(AdapterContext context)
    {
        var faults = new List<string>();
        var json = ToObject(context, faults);
        foreach (var unknown in json.Properties().Select(p => p.Name).Except(Known, StringComparer.Ordinal))
        {
            faults.Add($"{context.Name}: setting '{unknown}' is not known. Known are {string.Join(", ", Known)}.");
        }

        var settings = new MoodleSettings
        {
            BaseUrl = Address(json, context, faults),
            Token = ReadToken(json, context, faults),
            Cohorts = CohortAttestation.Parse(json["cohorts"], context.Name, faults),
            SiteToken = ReadSiteToken(json, context, faults),
            ReportId = json["reportId"] is null or { Type: JTokenType.Null }
                ? null
                : Whole(json, "reportId", 1, 1, int.MaxValue, context, faults),
            StudentRoleId = Whole(json, "studentRoleId", 5, 1, int.MaxValue, context, faults),
            AttestNoWindows = Flag(json, "attestNoWindows", context, faults),
            VerifyRoles = Flag(json, "verifyRoles", context, faults),
            ParallelCalls = Whole(json, "parallelCalls", 4, 1, 32, context, faults),
            AllowPlainHttp = Flag(json, "allowPlainHttp", context, faults),
            PageSize = Whole(json, "pageSize", 5_000, 1, 50_000, context, faults),
        };
        if (settings.BaseUrl.IsAbsoluteUri)
        {
            AddressFaults(settings, context, faults);
        }

        return faults.Count == 0 ? settings : throw new AdapterSettingsException(faults);
    }

    /// <summary>Gives how the site is called.</summary>
    public RemoteHostOptions ToHostOptions(AdapterContext context) =>
        new()
        {
            Adapter = context.Name,
            BaseUrl = BaseUrl,
            AllowedHosts = context.AllowedHosts,
            Gate = context.Gate,
            AllowPlainHttp = AllowPlainHttp,
            ParallelCalls = ParallelCalls,
        };

    private static JObject ToObject(AdapterContext context, List<string> faults)
    {
        try
        {
            if (JToken.Parse(context.SettingsJson) is JObject json)
            {
                return json;
            }

            faults.Add($"{context.Name}: the settings are not a JSON object.");
        }
        catch (JsonReaderException wrong)
        {
            faults.Add(
                $"{context.Name}: the settings are not JSON (line {wrong.LineNumber}, column {wrong.LinePosition})."
            );
        }

        return [];
    }

    private static Uri Address(JObject json, AdapterContext context, List<string> faults)
    {
        var text = json["baseUrl"] is JValue { Type: JTokenType.String } value ? value.Value<string>() : null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            if (address!.Query.Length > 0 || address.UserInfo.Length > 0)
            {
                faults.Add($"{context.Name}: baseUrl must be the site's address alone, without user, query or token.");
            }

            return address;
        }

        faults.Add(
            $"{context.Name}: baseUrl is missing or no http(s) address. Give the site's own, such as https://campus.example."
        );
        return new Uri("missing", UriKind.Relative);
    }

    private static void AddressFaults(MoodleSettings settings, AdapterContext context, List<string> faults)
    {
        try
        {
            settings.ToHostOptions(context).Validate();
        }
        catch (AdapterSettingsException wrong)
        {
            faults.AddRange(wrong.Faults);
        }
    }

    private static string ReadToken(JObject json, AdapterContext context, List<string> faults)
    {
        var text = json["token"] is JValue { Type: JTokenType.String } value ? value.Value<string>()!.Trim() : "";
        if (text.Length == 0)
        {
            faults.Add(
                $"{context.Name}: token is missing. Make one in Moodle: Site administration > Server > Web services > Manage tokens."
            );
        }

        return text;
    }

    private static string? ReadSiteToken(JObject json, AdapterContext context, List<string> faults)
    {
        if (json["siteToken"] is null or { Type: JTokenType.Null })
        {
            return null;
        }

        var text = json["siteToken"] is JValue { Type: JTokenType.String } value ? value.Value<string>()!.Trim() : "";
        if (text.Length == 0 || text == json["token"]?.ToString().Trim())
        {
            faults.Add(
                $"{context.Name}: siteToken must be a token of its own, of another web service user: it may change accounts. "
                    + "Leave it out if whole accounts are never suspended."
            );
        }

        return text;
    }

    private static int Whole(
        JObject json,
        string name,
        int byDefault,
        int least,
        int most,
        AdapterContext context,
        List<string> faults
    )
    {
        if (json[name] is null)
        {
            return byDefault;
        }

        if (json[name] is JValue { Type: JTokenType.Integer, Value: long number } && number >= least && number <= most)
        {
            return (int)number;
        }

        faults.Add($"{context.Name}: {name} must be a whole number from {least} to {most}.");
        return byDefault;
    }

    private static bool Flag(JObject json, string name, AdapterContext context, List<string> faults)
    {
        if (json[name] is null)
        {
            return false;
        }

        if (json[name] is JValue { Type: JTokenType.Boolean } value)
        {
            return value.Value<bool>();
        }

        faults.Add($"{context.Name}: {name} must be true or false.");
        return false;
    }
}
