using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;
using RestSharp;

namespace Collections.Adapters.Canvas;

/// <summary>Reads learners, one call each and one more for custom data: Canvas reads no list of people by id.</summary>
internal sealed class LearnerReader(CanvasSettings settings, CanvasClient client)
{
    /// <summary>Reads learners; one whom Canvas does not know, or hides, is absent.</summary>
    public async Task<IReadOnlyList<LearnerFact>> ReadAsync(IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        var learners = new List<LearnerFact>();
        var wanted = keys.Select(key => CanvasKeys.Checked(key, "learner")).Distinct();
        foreach (var some in wanted.Chunk(settings.ParallelCalls))
        {
            var read = await Task.WhenAll(some.Select(key => ReadOneAsync(key, ct)));
            learners.AddRange(read.OfType<LearnerFact>());
        }

        return learners;
    }

    /// <summary>Reads one person; null when Canvas does not know, or hides, her.</summary>
    public async Task<WireUser?> ReadUserAsync(string key, CancellationToken ct)
    {
        try
        {
            return await client.ReadAsync<WireUser>(CanvasRoutes.User, client.Request($"users/{key}"), ct);
        }
        catch (RemoteRejectedException gone) when (CanvasVerdict.CodeOf(gone) == CanvasVerdict.NotFound)
        {
            return null;
        }
    }

    /// <summary>Reads one person's custom data of the settings' namespace and path, as flat fields; empty when there is none.</summary>
    /// <remarks>Canvas answers 400 where a person has nothing under the namespace or path (documentation, "Load custom data").</remarks>
    public async Task<IReadOnlyDictionary<string, string>> ReadCustomDataAsync(string key, CancellationToken ct)
    {
        if (settings.CustomDataNamespace.Length == 0)
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }

        var scope = settings.CustomDataScope.Length > 0 ? $"/{Escaped(settings.CustomDataScope)}" : "";
        var request = client
            .Request($"users/{key}/custom_data{scope}")
            .AddQueryParameter("ns", settings.CustomDataNamespace);
        try
        {
            return CustomFields.Flatten(
                (await client.ReadAsync<WireCustomData>(CanvasRoutes.CustomData, request, ct)).Data
            );
        }
        catch (RemoteRejectedException none)
            when (CanvasVerdict.CodeOf(none) is CanvasVerdict.BadRequest or CanvasVerdict.NotFound)
        {
            return new Dictionary<string, string>(StringComparer.Ordinal);
        }
    }

    private async Task<LearnerFact?> ReadOneAsync(string key, CancellationToken ct)
    {
        if (await ReadUserAsync(key, ct) is not { } user || user.Id != key)
        {
            return null;
        }

        var (first, last) = NameOf(user);
        return new LearnerFact(
            user.Id,
            user.LoginId ?? "",
            user.SisUserId ?? "",
            first,
            last,
            user.Email ?? "",
            // "pt-BR" and "en-GB-x-ukhe" speak the language before the first hyphen.
            (user.Locale ?? "")
                .Split('-')[0]
                .ToLowerInvariant(),
            Country: "",
            // A suspended login is not told here; whoever cannot sign in is still enrolled.
            SiteSuspended: false,
            await ReadCustomDataAsync(key, ct)
        );
    }

    /// <summary>Older Canvas gives no single names; "Family, Given" is its own way to sort.</summary>
    private static (string First, string Last) NameOf(WireUser user)
    {
        if (user.FirstName is { Length: > 0 } || user.LastName is { Length: > 0 })
        {
            return (user.FirstName ?? "", user.LastName ?? "");
        }

        var parts = (user.SortableName ?? "").Split(',', 2, StringSplitOptions.TrimEntries);
        return parts is [var last, var first] ? (first, last) : ("", user.Name ?? "");
    }

    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}

/// <summary>Makes flat fields of JSON that somebody stored. Pure.</summary>
internal static class CustomFields
{
    /// <summary>Flattens: the name of a nested value joins its keys by dots; a value that stands alone is named <c>value</c>.</summary>
    /// <param name="data">Any JSON; null for none.</param>
    public static IReadOnlyDictionary<string, string> Flatten(JToken? data)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var values = data switch
        {
            null => [],
            JContainer all => all.DescendantsAndSelf().OfType<JValue>(),
            JValue one => [one],
            _ => [],
        };
        foreach (var value in values)
        {
            var name = string.Join(
                '.',
                value.AncestorsAndSelf().Select(StepTo).Where(step => step is not null).Reverse()
            );
            var text =
                value.Type == JTokenType.Boolean
                    ? (value.Value<bool>() ? "true" : "false")
                    : value.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (text.Length > 0)
            {
                fields[name.Length == 0 ? "value" : name] = text;
            }
        }

        return fields;
    }

    private static string? StepTo(JToken token) =>
        token.Parent switch
        {
            JProperty property => property.Name,
            JArray list => list.IndexOf(token).ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => null,
        };
}
