// From documentation, not recorded; see StripeTwin.cs.
using System.Globalization;
using System.Net;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Stripe;

/// <summary>The twin refuses a request as Stripe does.</summary>
internal sealed class StripeTwinRefusal(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}

/// <summary>A form or query of Stripe: names with brackets, a name may come again.</summary>
internal sealed class StripeTwinForm
{
    private readonly List<(string Name, string Value)> fields = [];
    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    public static StripeTwinForm Parse(string text)
    {
        var form = new StripeTwinForm();
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var halves = pair.Split('=', 2);
            form.fields.Add(
                (WebUtility.UrlDecode(halves[0]), halves.Length > 1 ? WebUtility.UrlDecode(halves[1]) : "")
            );
        }

        return form;
    }

    public string? Text(string name)
    {
        used.Add(name);
        return fields.Where(f => f.Name == name).Select(f => f.Value).FirstOrDefault();
    }

    public string Needed(string name) =>
        Text(name) is { Length: > 0 } text
            ? text
            : throw new StripeTwinRefusal(400, "parameter_missing", $"Missing required param: {name}.");

    public long? Number(string name) =>
        Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new StripeTwinRefusal(400, "parameter_invalid_integer", $"Invalid integer: {name}");

    public IReadOnlyList<string> All(string name)
    {
        used.Add(name);
        return [.. fields.Where(f => f.Name == name).Select(f => f.Value)];
    }

    /// <summary>Reads <c>prefix[key]</c> fields within Stripe's limits of metadata.</summary>
    public JObject Metadata(string prefix)
    {
        var metadata = new JObject();
        foreach (var (name, value) in fields.Where(f => f.Name.StartsWith($"{prefix}[", StringComparison.Ordinal)))
        {
            used.Add(name);
            var key = name[(prefix.Length + 1)..^1];
            if (key.Length > 40 || value.Length > 500)
            {
                throw new StripeTwinRefusal(
                    400,
                    "",
                    $"Metadata keys have up to 40 characters and values up to 500: {key}"
                );
            }

            metadata[key] = value;
        }

        return metadata.Count <= 50
            ? metadata
            : throw new StripeTwinRefusal(400, "", "Metadata can have up to 50 keys.");
    }

    public void RefuseUnknown()
    {
        if (fields.FirstOrDefault(f => !used.Contains(f.Name)) is { Name: { } unknown })
        {
            throw new StripeTwinRefusal(400, "parameter_unknown", $"Received unknown parameter: {unknown}");
        }
    }
}

/// <summary>Pages a list as Stripe does: newest first, by cursor.</summary>
internal static class StripeTwinList
{
    public static JObject Page(
        string url,
        IEnumerable<JObject> newestFirst,
        StripeTwinForm query,
        params string[] equal
    )
    {
        var limit = query.Number("limit") ?? 10;
        if (limit is < 1 or > 100)
        {
            throw new StripeTwinRefusal(400, "parameter_invalid_integer", "limit must be between 1 and 100");
        }

        var types = query.All("types[]");
        var since = query.Number("created[gte]") ?? 0;
        var found = newestFirst.Where(item => (long?)item["created"] >= since);
        if (types.Count > 0)
        {
            found = found.Where(item => types.Contains((string?)item["type"] ?? ""));
        }

        foreach (var name in equal)
        {
            if (query.Text(name) is { } wanted)
            {
                found = found.Where(item => (string?)item[name] == wanted);
            }
        }

        if (query.Text("starting_after") is { } cursor)
        {
            found = found.SkipWhile(item => (string?)item["id"] != cursor).Skip(1);
        }

        query.RefuseUnknown();
        var page = found.Take((int)limit + 1).ToList();
        return new JObject
        {
            ["object"] = "list",
            ["url"] = url,
            ["has_more"] = page.Count > limit,
            ["data"] = new JArray(page.Take((int)limit).Select(item => item.DeepClone())),
        };
    }
}
