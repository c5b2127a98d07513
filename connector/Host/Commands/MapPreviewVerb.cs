using System.CommandLine;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;
using Newtonsoft.Json;

namespace Collections.Connector.Host.Commands;

/// <summary>Shows what the mapping would make of real records, beside what the ERP has.</summary>
internal sealed class MapPreviewVerb : ICommandVerb
{
    private readonly Option<string?> only = new("--school")
    {
        Description = "Only the school with this key.",
        HelpName = "KEY",
    };
    private readonly Option<int> count = new("--count")
    {
        Description = "How many enrolments at most.",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
    };

    /// <summary>Initializes a new instance of the <see cref="MapPreviewVerb"/> class.</summary>
    public MapPreviewVerb() => count.AtLeast(1);

    /// <inheritdoc/>
    public string Name => "map preview";

    /// <inheritdoc/>
    public string Description =>
        "Read real enrolments, show the documents that the mapping would make of them and how they differ from what the ERP has. Writes nothing.";

    /// <inheritdoc/>
    public string Example => "map preview --count 5 --json";

    /// <inheritdoc/>
    public IReadOnlyList<Symbol> Symbols => [only, count];

    /// <inheritdoc/>
    public async Task<ExitCode> RunAsync(VerbContext context, CancellationToken ct)
    {
        await using var installation = await Installation.OpenAsync(context, context.Get(only), ct);
        var rows = new List<PreviewedEnrolment>();
        foreach (var school in installation.Schools)
        {
            rows.AddRange(await LivePreview.ReadAsync(school.Mapping, school.Ports, context.Get(count), ct));
        }

        context.Output.Write(new { Enrolments = rows }, page => Show(page, rows));
        return rows.Exists(x => x.Faults.Count > 0) ? ExitCode.NeedsPerson : ExitCode.Done;
    }

    private static void Show(IPage page, List<PreviewedEnrolment> rows)
    {
        foreach (var row in rows)
        {
            page.Heading($"course {row.CourseKey}, learner {row.LearnerKey}: {row.Answer}");
            foreach (var fault in row.Faults)
            {
                page.Line($"  [{fault.Code}] {fault.Where}: {fault.Message} {fault.Hint}");
            }

            foreach (var document in row.Documents)
            {
                page.Line($"  {document.Reference}: {document.Difference}");
                page.Line(document.Payload.ToString(Formatting.Indented));
            }
        }
    }
}
