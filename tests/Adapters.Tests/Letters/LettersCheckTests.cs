using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Letters;

public sealed class LettersCheckTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_folder_that_can_be_written_is_found_and_nothing_is_left_in_it()
    {
        using var desk = new LetterDesk();

        var findings = await desk.Adapter.CheckAsync(Ct);

        Assert.Equal(CheckResult.Ok, Of(findings, "letters.folder").Result);
        Assert.Equal(CheckResult.Ok, Of(findings, "letters.write").Result);
        Assert.Contains(findings, f => f.Code == "letters.room");
        Assert.Empty(desk.Files);
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_missing_and_nothing_else_is_asked_of_it()
    {
        using var desk = new LetterDesk();
        desk.Folder.Delete();
        desk.Folder.Refresh();

        var finding = Assert.Single(await desk.Adapter.CheckAsync(Ct));

        Assert.Equal((CheckResult.Missing, "letters.folder"), (finding.Result, finding.Code));
        Assert.NotEmpty(finding.Remedy);
    }

    [Fact]
    public async Task A_folder_whose_names_every_user_reads_is_noted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        using var desk = new LetterDesk();

        var before = await desk.Adapter.CheckAsync(Ct);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                desk.Folder.FullName,
                File.GetUnixFileMode(desk.Folder.FullName) | UnixFileMode.OtherRead
            );
        }

        var after = await desk.Adapter.CheckAsync(Ct);

        Assert.DoesNotContain(before, f => f.Code == "letters.readers");
        Assert.Equal(CheckResult.Note, Of(after, "letters.readers").Result);
    }

    [Fact]
    public async Task A_logo_that_is_not_there_is_missing()
    {
        using var desk = new LetterDesk(s => s["logo"] = "/nowhere/logo.png");

        var finding = Of(await desk.Adapter.CheckAsync(Ct), "letters.logo");

        Assert.Equal(CheckResult.Missing, finding.Result);
    }

    private static CheckFinding Of(IReadOnlyList<CheckFinding> findings, string code) =>
        Assert.Single(findings, f => f.Code == code);
}
