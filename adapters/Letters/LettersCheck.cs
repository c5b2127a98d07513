using Collections.Connector.Ports;

namespace Collections.Adapters.Letters;

/// <summary>Looks at the folder and the logo. To prove that the folder can be written, a file is made there and is gone at once.</summary>
internal sealed class LettersCheck(LettersSettings settings)
{
    private const string NoLetters = "No letter is written.";
    private const long EnoughBytes = 100_000_000;

    /// <summary>Runs the check.</summary>
    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken ct)
    {
        var findings = new List<CheckFinding>();
        if (!Directory.Exists(settings.Folder))
        {
            findings.Add(
                new(
                    CheckResult.Missing,
                    "letters.folder",
                    $"The folder {settings.Folder} does not exist, or cannot be seen.",
                    NoLetters,
                    "Make it for the service's user, who alone reads the letters: mkdir -m 700, and chown."
                )
            );
        }
        else
        {
            findings.Add(new(CheckResult.Ok, "letters.folder", $"The folder {settings.Folder} exists.", "", ""));
            findings.Add(Writable());
            findings.Add(Room());
            findings.AddRange(Readers());
        }

        findings.AddRange(await LogoAsync(ct));
        return findings;
    }

    private CheckFinding Writable()
    {
        const string Code = "letters.write";
        try
        {
            var probe = Path.Combine(settings.Folder, $".{Path.GetRandomFileName()}.check");
            using var file = new FileStream(
                probe,
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose
            );
            return new(CheckResult.Ok, Code, "The folder can be written.", "", "");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return new(
                CheckResult.Missing,
                Code,
                $"The folder {settings.Folder} cannot be written ({failed.GetType().Name}).",
                NoLetters,
                "Let the service's user write there, and see that the disk is not full or read-only."
            );
        }
    }

    private CheckFinding Room()
    {
        const string Code = "letters.room";
        try
        {
            var free = new DriveInfo(settings.Folder).AvailableFreeSpace;
            return free >= EnoughBytes
                ? new(CheckResult.Ok, Code, $"{free / 1_000_000} MB are free.", "", "")
                : new(
                    CheckResult.Missing,
                    Code,
                    $"Only {free / 1_000_000} MB are free; {EnoughBytes / 1_000_000} MB should be.",
                    "Letters may soon not be written.",
                    "Remove letters that were posted, or give the folder more room."
                );
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new(
                CheckResult.NotProven,
                Code,
                "How much room is free.",
                "Without room letters are not written.",
                "Look at the disk yourself."
            );
        }
    }

    private IEnumerable<CheckFinding> Readers()
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(settings.Folder) & UnixFileMode.OtherRead) != 0)
        {
            yield return new(
                CheckResult.Note,
                "letters.readers",
                $"Every user of this machine can list {settings.Folder}: the letters themselves only the service's user reads.",
                "",
                "Take the rights of others from the folder: chmod o-rwx."
            );
        }
    }

    private async Task<IReadOnlyList<CheckFinding>> LogoAsync(CancellationToken ct)
    {
        const string Code = "letters.logo";
        if (settings.LogoPath.Length == 0)
        {
            return [];
        }

        return (await LogoFile.ReadAsync(settings.LogoPath, ct)).Fault is { } fault
            ?
            [
                new(
                    CheckResult.Missing,
                    Code,
                    $"The logo {settings.LogoPath} cannot be printed. {fault}",
                    NoLetters,
                    "Save it as a PNG of 8 bits per channel without interlacing, or take 'logo' away."
                ),
            ]
            : [new(CheckResult.Ok, Code, "The logo can be printed.", "", "")];
    }
}
