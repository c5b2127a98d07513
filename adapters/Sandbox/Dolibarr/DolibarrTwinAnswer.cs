using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Dolibarr;

/// <summary>Answers as Dolibarr's web service writes them.</summary>
internal static class DolibarrTwinAnswer
{
    private const string JsonType = "application/json; charset=utf-8";

    /// <summary>What was asked for.</summary>
    public static TwinAnswer Of(JToken value) => new(200, JsonType, value.ToString(Formatting.None));

    /// <summary>Nothing was left to do.</summary>
    public static TwinAnswer Nothing() => new(304, "", "");

    /// <summary>No such function.</summary>
    public static TwinAnswer NoRoute() => new(501, JsonType, "\"API not found (failed to include API file)\"");

    /// <summary>An error in Dolibarr's own words; the database's stand beside them.</summary>
    public static TwinAnswer Error(int status, string message, string source, string? detail = null)
    {
        var stage = source.StartsWith("api_access", StringComparison.Ordinal) ? "authenticate" : "call";
        if (source.StartsWith("Validator", StringComparison.Ordinal))
        {
            stage = "validate";
        }

        var error = new JObject { ["code"] = status, ["message"] = message };
        if (detail is not null)
        {
            error["0"] = detail;
        }

        string[] stages = ["get", "route", "negotiate", "authenticate", "validate", "call"];
        var body = new JObject
        {
            ["error"] = error,
            ["debug"] = new JObject
            {
                ["source"] = $"{source} at {stage} stage",
                ["stages"] = new JObject
                {
                    ["success"] = new JArray(stages.TakeWhile(s => s != stage)),
                    ["failure"] = new JArray(stage, "message"),
                },
            },
        };
        return new TwinAnswer(status, JsonType, body.ToString(Formatting.Indented));
    }

    /// <summary>What a write gets that runs beside another: HTML of PHP, then JSON, under the name of JSON.</summary>
    public static TwinAnswer Broken()
    {
        var error = Error(500, "Internal Server Error: Error when validating Invoice", "api_invoices.class.php:912");
        return error with { Body = "<br />\n<b>Warning</b>: Deadlock found when trying to get lock\n" + error.Body };
    }
}

/// <summary>A request that ends here, with this answer.</summary>
internal sealed class DolibarrTwinRefusal(TwinAnswer answer) : Exception
{
    /// <summary>Gets the answer.</summary>
    public TwinAnswer Answer { get; } = answer;

    /// <summary>Refuses in Dolibarr's own words.</summary>
    public static DolibarrTwinRefusal Of(int status, string message, string source, string? detail = null) =>
        new(DolibarrTwinAnswer.Error(status, message, source, detail));
}
