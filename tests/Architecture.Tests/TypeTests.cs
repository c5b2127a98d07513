using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Collections.Architecture.Tests;

public sealed partial class TypeTests
{
    private static IReadOnlyList<Type> Types { get; } =
    [
        .. Repository
            .Projects.Where(p => !p.IsTest)
            .SelectMany(p => Assembly.Load(p.Name).GetTypes())
            .Where(t => t.Namespace?.StartsWith("Collections.", StringComparison.Ordinal) == true)
            .Where(t =>
                !t.IsDefined(typeof(CompilerGeneratedAttribute)) && !t.Name.Contains('<', StringComparison.Ordinal)
            ),
    ];

    [Fact]
    public void Every_class_is_sealed_static_or_abstract()
    {
        Assert.NotEmpty(Types);
        Rules.Hold(
            Types
                .Where(t => t is { IsClass: true, IsSealed: false, IsAbstract: false })
                .Select(t => $"{t.FullName} is not sealed.")
        );
    }

    [Fact]
    public void Nothing_inherits_deeper_than_two_of_our_own()
    {
        Rules.Hold(
            Types.Where(t => OwnAncestors(t) > 2).Select(t => $"{t.FullName} has more than two ancestors of ours.")
        );
    }

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        Rules.Hold(Types.Where(t => SaysNothing().IsMatch(t.Name)).Select(t => $"{t.FullName}: which noun fits?"));
    }

    [Fact]
    public void A_namespace_is_its_project_and_folder_or_its_project()
    {
        foreach (var project in Repository.Projects.Where(p => !p.IsTest))
        {
            Rules.Hold(
                Types
                    .Where(t => t.Assembly.GetName().Name == project.Name)
                    .Where(t =>
                        t.Namespace != project.Name
                        && !t.Namespace!.StartsWith(project.Name + ".", StringComparison.Ordinal)
                    )
                    .Select(t => $"{t.FullName} is not in {project.Name}.")
            );
        }
    }

    private static int OwnAncestors(Type type)
    {
        var count = 0;
        for (
            var at = type.BaseType;
            at?.Namespace?.StartsWith("Collections.", StringComparison.Ordinal) == true;
            at = at.BaseType
        )
        {
            count++;
        }

        return count;
    }

    [GeneratedRegex("(Manager|Helper|Helpers|Utils|Util|Base|Common)(`\\d+)?$|^(Service|Handler|Processor)$")]
    private static partial Regex SaysNothing();
}
