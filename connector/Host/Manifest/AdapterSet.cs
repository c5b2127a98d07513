using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Ports;

namespace Collections.Connector.Host.Manifest;

/// <summary>The adapters of one school, by their part. Disposed together.</summary>
internal sealed class AdapterSet : IAsyncDisposable
{
    // The other parts, email among them, have had channels of any name.
    private static readonly HashSet<string> ChannelParts =
    [
        "sms",
        "whatsapp",
        "letter",
        "payer-webhook",
        "collector-webhook",
    ];

    private readonly Dictionary<string, IAdapter> adapters = new(StringComparer.Ordinal);

    private AdapterSet() { }

    /// <summary>Gets the adapters by their part, such as <c>lms</c>.</summary>
    public IReadOnlyDictionary<string, IAdapter> Adapters => adapters;

    /// <summary>Makes every adapter of a school. Nothing is called yet.</summary>
    /// <param name="school">The school's configuration.</param>
    /// <param name="manifest">Says which class an adapter is.</param>
    /// <param name="schoolKey">The school's key, the prefix of every reference.</param>
    /// <param name="zoneId">The school's zone.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="calls">Is told of every remote call.</param>
    /// <param name="configurationFile">The configuration's file, for faults.</param>
    /// <param name="gate">Asked before every write of a run; pay pages are opened outside of runs, at any node.</param>
    /// <exception cref="ConfigurationException">Settings are wrong: every fault of every adapter is in it.</exception>
    public static async Task<AdapterSet> CreateAsync(
        SchoolConfiguration school,
        PluginManifest manifest,
        string schoolKey,
        string zoneId,
        TimeProvider clock,
        IRemoteCallObserver calls,
        string configurationFile,
        IWriteGate? gate = null
    )
    {
        var shownAs = Path.GetFileName(configurationFile);
        var set = new AdapterSet();
        var faults = new List<ConfigurationFault>();
        foreach (var (part, adapter) in school.Adapters)
        {
            try
            {
                set.adapters[part] = AdapterTypes.FactoryOf(manifest.Find(adapter.Use)!).Create(ContextFor(adapter));
            }
            catch (AdapterSettingsException wrong)
            {
                var hint = $"Correct the settings of {part}.";
                faults.AddRange(wrong.Faults.Select(fault => new ConfigurationFault(shownAs, 0, fault, hint)));
            }
            catch (ConfigurationException wrong)
            {
                faults.AddRange(wrong.Faults);
            }
            catch (Exception defect) // The boundary to a third party's code.
            {
                var hint =
                    $"Ask whoever made the adapter '{adapter.Use}', with this message; `manifest validate` looks at its files.";
                faults.Add(new(shownAs, 0, $"{part} could not be made: {defect.Message}", hint));
            }
        }

        var twice = set.adapters.Where(x => x.Value.Messages is not null).GroupBy(x => x.Value.Messages!.Name);
        faults.AddRange(
            twice
                .Where(channel => channel.Count() > 1)
                .Select(channel => new ConfigurationFault(
                    shownAs,
                    0,
                    $"{string.Join(" and ", channel.Select(x => x.Key))} are both the channel '{channel.Key}'.",
                    "Leave one of them out, or `use` another adapter."
                ))
        );
        faults.AddRange(
            set.adapters.Where(x => ChannelParts.Contains(x.Key) && x.Value.Messages?.Name is { } name && name != x.Key)
                .Select(x => new ConfigurationFault(
                    shownAs,
                    0,
                    $"The part {x.Key} is the channel '{x.Value.Messages!.Name}'.",
                    $"Correct its settings, or move it to the part {x.Value.Messages!.Name}: policies name channels."
                ))
        );
        if (faults.Count > 0)
        {
            await set.DisposeAsync();
            throw new ConfigurationException(faults);
        }

        return set;

        AdapterContext ContextFor(AdapterConfiguration adapter) =>
            new(adapter.Part, adapter.SettingsJson, adapter.AllowedHosts, zoneId, schoolKey, clock, calls)
            {
                Gate = adapter.Part == "gateway" ? null : gate,
            };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var adapter in adapters.Values)
        {
            await adapter.DisposeAsync();
        }
    }
}
