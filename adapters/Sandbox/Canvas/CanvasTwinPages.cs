using System.Globalization;
using System.Text;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Canvas;

/// <summary>Cuts listings into pages, with the next one's address in the Link header: by bookmark where Canvas has one, else by number.</summary>
internal static class CanvasTwinPages
{
    /// <summary>Gives a page of rows that stand in a bookmark's order.</summary>
    /// <param name="twin">The Canvas.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="rows">The whole listing.</param>
    /// <param name="markOf">The text that a bookmark holds: rows are sorted by it.</param>
    /// <param name="toJson">Writes a row.</param>
    public static TwinAnswer ByBookmark<T>(
        CanvasTwin twin,
        TwinRequest request,
        IEnumerable<T> rows,
        Func<T, string> markOf,
        Func<T, JToken> toJson
    )
    {
        var query = CanvasTwinQuery.Parse(request.Query);
        var after =
            query["page"] is { } page && page.StartsWith("bookmark:", StringComparison.Ordinal)
                ? Encoding.UTF8.GetString(Convert.FromBase64String(page["bookmark:".Length..]))
                : null;
        var rest = rows.OrderBy(markOf, StringComparer.Ordinal)
            .Where(row => after is null || string.CompareOrdinal(markOf(row), after) > 0)
            .ToList();
        var some = rest.Take(query.PerPage()).ToList();
        var next =
            rest.Count > some.Count
                ? "bookmark:" + Convert.ToBase64String(Encoding.UTF8.GetBytes(markOf(some[^1])))
                : null;
        return Page(twin, request, query, new JArray(some.Select(toJson)), next);
    }

    /// <summary>Gives a page by its number.</summary>
    /// <param name="twin">The Canvas.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="rows">The whole listing.</param>
    /// <param name="toJson">Writes a row.</param>
    /// <param name="wrap">Puts the list into an object; null to leave it.</param>
    public static TwinAnswer ByNumber<T>(
        CanvasTwin twin,
        TwinRequest request,
        IEnumerable<T> rows,
        Func<T, JToken> toJson,
        Func<JArray, JToken>? wrap = null
    )
    {
        var query = CanvasTwinQuery.Parse(request.Query);
        var number = int.TryParse(query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            ? asked
            : 1;
        var all = rows.ToList();
        var some = new JArray(all.Skip((number - 1) * query.PerPage()).Take(query.PerPage()).Select(toJson));
        var next = all.Count > number * query.PerPage() ? $"{number + 1}" : null;
        return Page(twin, request, query, wrap is null ? some : wrap(some), next);
    }

    private static TwinAnswer Page(
        CanvasTwin twin,
        TwinRequest request,
        CanvasTwinQuery query,
        JToken body,
        string? next
    )
    {
        var first = Address(twin, request, query, "1");
        var links = $"<{Address(twin, request, query, query["page"] ?? "1")}>; rel=\"current\"";
        if (next is not null || twin.PagesInACircle)
        {
            links += $",<{(twin.PagesInACircle ? first : Address(twin, request, query, next!))}>; rel=\"next\"";
        }

        links += $",<{first}>; rel=\"first\"";
        return CanvasTwinJson.Answer(request, body, new Dictionary<string, string> { ["Link"] = links });
    }

    private static string Address(CanvasTwin twin, TwinRequest request, CanvasTwinQuery query, string page)
    {
        var pairs = query
            .Pairs.Where(pair => pair.Name is not ("page" or "per_page"))
            .Append(("page", page))
            .Append(("per_page", $"{query.PerPage()}"))
            .Select(pair => $"{Uri.EscapeDataString(pair.Item1)}={Uri.EscapeDataString(pair.Item2)}");
        var site = twin.PagesAt ?? $"http://{request.Headers["host"]}";
        return $"{site}{request.Path}?{string.Join('&', pairs)}";
    }
}
