using System.Text.RegularExpressions;

namespace Collections.Architecture.Tests;

public sealed partial class ReadmeTests
{
    private static readonly string[] NotOurs = ["bin", "obj", "TestResults"];

    [Fact]
    public void Every_link_of_every_page_leads_somewhere()
    {
        Rules.Hold(
            Pages()
                .SelectMany(page =>
                    Link()
                        .Matches(File.ReadAllText(page))
                        .Select(m => m.Groups["target"].Value.Split('#')[0])
                        .Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal))
                        .Where(target => !target.StartsWith("mailto:", StringComparison.Ordinal))
                        .Where(target => !Exists(Path.Combine(Path.GetDirectoryName(page)!, target)))
                        .Select(target => $"{Repository.Relative(page)}: {target} does not exist.")
                )
        );
    }

    [Fact]
    public void The_front_page_names_every_top_level_folder()
    {
        var readme = File.ReadAllText(Repository.PathOf("README.md"));

        Rules.Hold(
            Directory
                .EnumerateDirectories(Repository.Root)
                .Select(Path.GetFileName)
                .Where(name => name![0] != '.' && !NotOurs.Contains(name))
                .Where(name => !readme.Contains($"{name}/", StringComparison.Ordinal))
                .Select(name => $"README.md does not name {name}/.")
        );
    }

    [Fact]
    public void The_front_page_shows_the_two_commands_that_work_on_a_fresh_machine()
    {
        var readme = File.ReadAllText(Repository.PathOf("README.md"));

        Assert.Contains("dotnet run --project connector/Host -- demo", readme, StringComparison.Ordinal);
        Assert.Contains("dotnet test Collections.Connector.sln", readme, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Pages() =>
        Directory
            .EnumerateFiles(Repository.Root, "*.md", SearchOption.AllDirectories)
            .Where(page => !Repository.Relative(page).Split('/').Any(step => NotOurs.Contains(step) || step[0] == '.'));

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    [GeneratedRegex(@"(?<!`)\[[^\]]*\]\((?<target>[^)\s]+)[^)]*\)")]
    private static partial Regex Link();
}
