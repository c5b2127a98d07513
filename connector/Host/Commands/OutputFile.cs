using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Configuration;

namespace Collections.Connector.Host.Commands;

/// <summary>Files that a verb writes: whole, readable by their owner only, and never over one that is there.</summary>
internal static class OutputFile
{
    /// <summary>Where a file is to be. A file of last month is not written over, and a folder typed wrong is not made.</summary>
    /// <exception cref="ConfigurationException">It is there already, or its folder is not.</exception>
    public static string New(string option, string name, string workingDirectory)
    {
        var path = Path.GetFullPath(name, workingDirectory);
        var wrong =
            File.Exists(path) || Directory.Exists(path)
                ? new ConfigurationFault(option, 0, $"{path} is there already.", "Name a file that is not there yet.")
            : !Directory.Exists(Path.GetDirectoryName(path))
                ? new ConfigurationFault(
                    option,
                    0,
                    $"There is no folder {Path.GetDirectoryName(path)}.",
                    "Make it first, or name another."
                )
            : null;
        return wrong is null ? path : throw new ConfigurationException([wrong]);
    }

    /// <summary>Writes one.</summary>
    public static Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken ct) =>
        OwnerOnlyFile.WriteAsync(path, async file => await file.WriteAsync(content, ct));
}
