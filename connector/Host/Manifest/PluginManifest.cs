using Newtonsoft.Json.Linq;

namespace Collections.Connector.Host.Manifest;

/// <summary>plugin.manifest.json: what the host may load. What it does not list is never loaded.</summary>
/// <param name="File">The file, a full path.</param>
/// <param name="Adapters">The adapters, in the file's order.</param>
internal sealed record PluginManifest(string File, IReadOnlyList<AdapterManifest> Adapters)
{
    /// <summary>The adapter of an id; null when it is not listed.</summary>
    public AdapterManifest? Find(string id) => Adapters.FirstOrDefault(a => a.Id == id);
}

/// <summary>One adapter of the manifest.</summary>
/// <param name="Id">Its id, such as <c>moodle</c>.</param>
/// <param name="Kind">What it is, such as <c>lms</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="Assembly">The assembly's simple name.</param>
/// <param name="Type">The factory's full type name.</param>
/// <param name="Folder">A third party's folder, a full path; null for an adapter that is part of the program.</param>
/// <param name="Sha256">The digest that a third party's assembly must have, in small hex digits; null when none is pinned.</param>
/// <param name="Ports">Its ports by the names of <see cref="PortNames"/>.</param>
/// <param name="Capabilities">What it can do.</param>
/// <param name="Settings">The JSON Schema of its settings; <c>x-secret</c> marks secrets.</param>
/// <param name="Permissions">The least rights that it needs on the remote side, one sentence each.</param>
/// <param name="Hosts">Hosts that it may call: fixed ones, and settings that name one.</param>
/// <param name="PersonalData">Personal data that passes through it, by field.</param>
internal sealed record AdapterManifest(
    string Id,
    string Kind,
    string Version,
    string Assembly,
    string Type,
    string? Folder,
    string? Sha256,
    IReadOnlyList<string> Ports,
    JToken Capabilities,
    JObject Settings,
    IReadOnlyList<string> Permissions,
    IReadOnlyList<HostRule> Hosts,
    IReadOnlyList<string> PersonalData
)
{
    /// <summary>The hosts that the adapter may call with these settings.</summary>
    public IEnumerable<string> HostsFor(JObject settings) =>
        Hosts.Select(rule => rule.HostIn(settings)).OfType<string>();
}

/// <summary>A host that an adapter may call; exactly one of the two is there.</summary>
/// <param name="Name">A fixed host name.</param>
/// <param name="FromSetting">A setting that holds an address or a host name.</param>
internal sealed record HostRule(string? Name, string? FromSetting)
{
    /// <summary>The host name; null when the setting is not there.</summary>
    public string? HostIn(JObject settings) =>
        FromSetting is null ? Name
        : settings[FromSetting] is not JValue { Type: JTokenType.String } value ? null
        : Uri.TryCreate((string)value!, UriKind.Absolute, out var address) && address.Host.Length > 0 ? address.Host
        : (string)value!;
}
