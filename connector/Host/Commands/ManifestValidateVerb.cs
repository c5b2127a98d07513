using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Manifest;
using Collections.Connector.Host.Terminal;

namespace Collections.Connector.Host.Commands;

/// <summary>Compares plugin.manifest.json with its schema and with the assemblies that it names.</summary>
internal sealed class ManifestValidateVerb : ICommandVerb
{
    /// <inheritdoc/>
    public string Name => "manifest validate";

    /// <inheritdoc/>
    public string Description => "Check plugin.manifest.json against its schema and against the adapters themselves.";

    /// <inheritdoc/>
    public string Example => "manifest validate --json";

    /// <inheritdoc/>
    public Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        var manifest = context.LoadManifest();
        var faults = AdapterTypes.Verify(manifest);
        if (faults.Count > 0)
        {
            throw new ConfigurationException(faults);
        }

        context.Output.Write(
            new
            {
                manifest.File,
                Adapters = manifest.Adapters.Select(a => new
                {
                    a.Id,
                    a.Kind,
                    a.Version,
                    a.Folder,
                    a.Ports,
                    Sha256 = AdapterAssemblies.DigestOf(a),
                    Pinned = a.Sha256 is not null,
                    a.Permissions,
                    a.PersonalData,
                }),
            },
            page =>
            {
                page.Table(
                    ["Adapter", "Kind", "Version", "Ports", "Personal data"],
                    [
                        .. manifest.Adapters.Select(a =>
                            (IReadOnlyList<Cell>)
                                [a.Id, a.Kind, a.Version, string.Join(", ", a.Ports), string.Join(", ", a.PersonalData)]
                        ),
                    ]
                );
                foreach (var dropped in manifest.Adapters.Where(a => a is { Folder: not null, Sha256: null }))
                {
                    page.Line(
                        $"{dropped.Id} is not pinned. To load only this file: \"sha256\": \"{AdapterAssemblies.DigestOf(dropped)}\"."
                    );
                }
            }
        );
        return Task.FromResult(ExitCode.Done);
    }
}
