namespace Collections.Connector.Flow.Ledger;

/// <summary>Files that nobody but the connector's user may read: there is personal data in them.</summary>
internal static class OwnerOnlyFile
{
    /// <summary>Opens a file; a new one, and a folder made for it, are for the owner alone.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share = FileShare.None)
    {
        MakeFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = access,
            Share = share,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Writes a file whole: under another name first, synced to disk, then renamed, so that a half-written one never has its name.</summary>
    public static async Task WriteAsync(string path, Func<FileStream, Task> write)
    {
        var half = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            await using (var file = Open(half, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                await write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(half, path, overwrite: true);
        }
        finally
        {
            File.Delete(half);
        }
    }

    /// <summary>Makes a folder for the owner alone; one that is there stays as it is.</summary>
    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
