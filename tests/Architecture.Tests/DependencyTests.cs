using System.Reflection;
using System.Text.RegularExpressions;

namespace Collections.Architecture.Tests;

public sealed partial class DependencyTests
{
    private static readonly string[] FlowPackages =
    [
        "CsvHelper",
        "Handlebars.Net",
        "Microsoft.EntityFrameworkCore",
        "Microsoft.EntityFrameworkCore.Relational",
        "Newtonsoft.Json",
        "NJsonSchema",
        "NodaTime",
    ];

    [Fact]
    public void A_project_is_named_after_its_folder()
    {
        Rules.Hold(
            Repository
                .Projects.Where(p => p.Name != NameFor(p.Folder))
                .Select(p => $"{p.Folder} should hold {NameFor(p.Folder)}.csproj, not {p.Name}.csproj.")
        );
    }

    [Fact]
    public void Ports_use_nothing()
    {
        var ports = Of("connector/Ports");

        Assert.Empty(ports.Packages);
        Assert.Empty(ports.Projects);
        Assert.False(ports.UsesAspNetCore);
    }

    [Fact]
    public void The_flow_uses_ports_and_no_HTTP_client_scheduler_web_server_or_database_provider()
    {
        var flow = Of("connector/Flow");

        Assert.Equal(["connector/Ports"], flow.Projects);
        Assert.Empty(flow.Packages.Except(FlowPackages));
        Assert.False(flow.UsesAspNetCore);
    }

    [Fact]
    public void Storage_uses_the_flow_and_its_own_provider()
    {
        var storages = Repository
            .Projects.Where(p => p.Folder.StartsWith("connector/Storage.", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(storages);
        Assert.All(storages, s => Assert.Empty(s.Projects.Except(["connector/Flow", "connector/Ports"])));
        Assert.All(storages, s => Assert.False(s.UsesAspNetCore));
    }

    [Fact]
    public void An_adapter_uses_the_ports_the_HTTP_kit_and_papers_and_never_the_flow_or_another_adapter()
    {
        var adapters = Repository.Adapters.Where(a => a.Folder is not ("adapters/Http" or "adapters/Sandbox")).ToList();

        Assert.NotEmpty(adapters);
        Assert.All(adapters, a => Assert.Contains("connector/Ports", a.Projects));
        Assert.All(
            adapters,
            a => Assert.Empty(a.Projects.Except(["connector/Ports", "connector/Papers", "adapters/Http"]))
        );
    }

    [Fact]
    public void Papers_use_nothing_and_are_used_by_the_host_and_letters()
    {
        var papers = Of("connector/Papers");
        var users = Repository.Projects.Where(p => !p.IsTest && p.Projects.Contains("connector/Papers"));

        Assert.Empty(papers.Packages);
        Assert.Empty(papers.Projects);
        Assert.False(papers.UsesAspNetCore);
        Assert.Equal(["adapters/Letters", "connector/Host"], users.Select(p => p.Folder));
    }

    [Fact]
    public void The_HTTP_kit_uses_the_ports_and_the_twins_use_nothing_of_ours()
    {
        Assert.Equal(["connector/Ports"], Of("adapters/Http").Projects);
        Assert.Empty(Of("adapters/Sandbox").Projects);
    }

    [Fact]
    public void Only_the_host_and_tests_use_the_twins()
    {
        var users = Repository.Projects.Where(p => p.Projects.Contains("adapters/Sandbox") && !p.IsTest);

        Assert.Equal(["connector/Host"], users.Select(p => p.Folder));
    }

    [Fact]
    public void In_the_host_only_the_demo_knows_the_twins()
    {
        var users = Repository.Sources.Where(s =>
            s.Path.StartsWith("connector/Host/", StringComparison.Ordinal)
            && !s.Path.Contains("Demo", StringComparison.Ordinal)
            && s.Lines.Any(line => line.Contains("Collections.Adapters.", StringComparison.Ordinal))
        );

        Rules.Hold(
            users.Select(s => $"{s.Path} names an adapter's or a twin's class; adapters come from the manifest.")
        );
    }

    // A score about a person is shown to people: were a rule able to read it, it would decide about somebody sooner or later.
    [Fact]
    public void Nothing_that_decides_writes_or_suspends_can_read_figures_and_scores()
    {
        string[] deciding = ["Access", "Compliance", "Contacts", "Cycle", "Escalation", "Mapping", "Payments"];

        Rules.Hold(
            Repository
                .Sources.Where(s =>
                    deciding.Any(x => s.Path.StartsWith($"connector/Flow/{x}/", StringComparison.Ordinal))
                )
                .SelectMany(s => s.Lines.Select((line, i) => (s.Path, Line: i + 1, Text: line)))
                .Where(l => OfFigures().IsMatch(l.Text))
                .Select(l => $"{l.Path}:{l.Line}: {l.Text.Trim()}")
        );
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Repository.PathOf("Collections.Connector.sln")).Replace('\\', '/');

        Rules.Hold(
            Repository
                .Projects.Where(p => !solution.Contains($"\"{p.Folder}/{p.Name}.csproj\"", StringComparison.Ordinal))
                .Select(p => $"{p.Folder} is not in Collections.Connector.sln.")
        );
    }

    [Theory]
    [InlineData("Collections.Connector.Ports", "(?!System\\.).*")]
    [InlineData("Collections.Connector.Papers", "(?!System\\.).*")]
    [InlineData(
        "Collections.Connector.Flow",
        "RestSharp|Quartz|Microsoft\\.(AspNetCore|Data)|Npgsql|Polly|Spectre|Collections\\.Adapters"
    )]
    [InlineData(
        "Collections.Adapters.Http",
        "Collections\\.Connector\\.(?!Ports)|Microsoft\\.EntityFrameworkCore|Quartz"
    )]
    [InlineData("Collections.Adapters.Sandbox", "Collections\\.|RestSharp|Microsoft\\.EntityFrameworkCore|Quartz")]
    public void What_was_compiled_keeps_the_rules_too(string assembly, string forbidden)
    {
        var references = Assembly.Load(assembly).GetReferencedAssemblies().Select(a => a.Name!);

        Assert.DoesNotContain(references, name => Regex.IsMatch(name, $"^({forbidden})"));
    }

    [Fact]
    public void HTTP_is_spoken_through_RestSharp_and_JSON_through_Newtonsoft_everywhere()
    {
        Rules.Hold(
            Repository
                .Sources.Where(s => !s.IsTest)
                .SelectMany(s => s.Lines.Select((line, i) => (s.Path, Line: i + 1, Text: line)))
                .Where(l => Foreign().IsMatch(l.Text))
                .Select(l => $"{l.Path}:{l.Line}: {l.Text.Trim()}")
        );
    }

    private static Project Of(string folder) => Repository.Projects.Single(p => p.Folder == folder);

    private static string NameFor(string folder)
    {
        var path = folder.StartsWith("tests/", StringComparison.Ordinal) ? folder["tests/".Length..] : folder;
        return "Collections."
            + string.Join('.', path.Split('/').Select(step => char.ToUpperInvariant(step[0]) + step[1..]));
    }

    [GeneratedRegex(@"^using (System\.Text\.Json|AutoMapper|MediatR)|new HttpClient\(|System\.Text\.Json\.")]
    private static partial Regex Foreign();

    [GeneratedRegex(@"\bFigures\b(?=[.;])|\b(PayerScore|Risk[A-Z]\w+|ContactChoice)\b")]
    private static partial Regex OfFigures();
}
