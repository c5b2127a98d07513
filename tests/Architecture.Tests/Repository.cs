using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Collections.Architecture.Tests;

/// <summary>The repository's files, as the rules see them.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", ".git", "node_modules", "TestResults"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every project, by its folder relative to the root.</summary>
    public static IReadOnlyList<Project> Projects { get; } =
    [.. Files("*.csproj").Select(Project.Read).OrderBy(p => p.Folder, StringComparer.Ordinal)];

    public static IReadOnlyList<Project> Adapters { get; } =
    [.. Projects.Where(p => p.Folder.StartsWith("adapters/", StringComparison.Ordinal))];

    /// <summary>Every source file that a person wrote, by its path relative to the root.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } = [.. Files("*.cs").Select(SourceFile.Read)];

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static IEnumerable<string> Files(string pattern) =>
        Directory
            .EnumerateFiles(Root, pattern, SearchOption.AllDirectories)
            .Where(file => !Relative(file).Split('/').Any(NotOurs.Contains))
            .Order(StringComparer.Ordinal);

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder.FullName, "Collections.Connector.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The solution is not above this file.");
        }

        return folder.FullName;
    }
}

/// <summary>A project file.</summary>
internal sealed record Project(
    string Folder,
    string Name,
    IReadOnlyList<string> Packages,
    IReadOnlyList<string> Projects,
    bool UsesAspNetCore
)
{
    public bool IsTest => Folder.StartsWith("tests/", StringComparison.Ordinal);

    public override string ToString() => Folder;

    public static Project Read(string path)
    {
        var document = XDocument.Load(path);
        var folder = Path.GetDirectoryName(path)!;
        return new Project(
            Repository.Relative(folder),
            Path.GetFileNameWithoutExtension(path),
            Includes("PackageReference"),
            [.. Includes("ProjectReference").SelectMany(include => Resolve(folder, include)).Distinct()],
            Includes("FrameworkReference").Contains("Microsoft.AspNetCore.App")
                || (string?)document.Root!.Attribute("Sdk") == "Microsoft.NET.Sdk.Web"
        );

        IReadOnlyList<string> Includes(string element) =>
            [.. document.Descendants(element).Select(e => (string?)e.Attribute("Include")).OfType<string>()];
    }

    // The host references adapters/*/*.csproj: it lies beside all of them.
    private static IEnumerable<string> Resolve(string folder, string include)
    {
        var before = include.Split('*')[0];
        var start = Repository.Relative(Path.GetFullPath(before.Length == 0 ? "." : before, folder)).TrimEnd('/');
        return include.Contains('*', StringComparison.Ordinal)
            ? Directory.EnumerateDirectories(Repository.PathOf(start)).Select(Repository.Relative)
            : [Path.GetDirectoryName(start)!.Replace('\\', '/')];
    }
}

/// <summary>A source file.</summary>
internal sealed record SourceFile(string Path, IReadOnlyList<string> Lines)
{
    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    public override string ToString() => Path;

    public static SourceFile Read(string path) => new(Repository.Relative(path), File.ReadAllLines(path));
}
