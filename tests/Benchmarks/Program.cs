using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Collections.Benchmarks;
using Newtonsoft.Json;

// Measures; asserts nothing. What must hold is counted in tests, and what is timed here depends on the machine.
string[] parts = ["all", "floor", "growth", "nochange", "webhooks", "decisions", "nodes"];
var part = new Argument<string>("part") { DefaultValueFactory = _ => "all", Description = string.Join(", ", parts) };
part.AcceptOnlyFromAmong(parts);
var sizes = new Option<int[]>("--sizes")
{
    Description = "Numbers of enrolments, multiples of 1,000.",
    AllowMultipleArgumentsPerToken = true,
};
var quick = new Option<bool>("--quick") { Description = "Small sizes: some three minutes." };
var json = new Option<bool>("--json") { Description = "One JSON document in the place of the table." };
var write = new Option<string?>("--write") { Description = "Also write the table to this Markdown file." };
var command = new RootCommand("Measures the connector against its goals.") { part, sizes, quick, json, write };
command.SetAction(
    async (answer, ct) =>
    {
        var began = Stopwatch.GetTimestamp();
        var (wanted, few) = (answer.GetValue(part)!, answer.GetValue(quick));
        var asked = answer.GetValue(sizes) is { Length: > 0 } given ? given : null;
        var figures = new List<Figure>();
        if (wanted is "all" or "decisions")
        {
            figures.AddRange(Tell(DecisionPart.Run()));
        }

        if (wanted is "all" or "webhooks")
        {
            figures.AddRange(Tell(await WebhookPart.RunAsync(few ? 4_000 : 20_000)));
        }

        if (wanted is "all" or "floor" or "nochange")
        {
            var some = wanted == "all" ? null : asked;
            figures.AddRange(
                Tell(
                    await FloorPart.RunAsync(
                        some ?? (few ? [1_000] : [10_000]),
                        floor: wanted is not "nochange",
                        noChange: wanted is not "floor"
                    )
                )
            );
        }

        if (wanted is "all" or "growth")
        {
            int[] all = few ? [1_000, 10_000] : [1_000, 10_000, 100_000, 1_000_000];
            figures.AddRange(Tell(await GrowthPart.RunAsync(asked ?? all)));
        }

        if (wanted is "all" or "nodes")
        {
            figures.AddRange(Tell(await NodesPart.RunAsync()));
        }

        var minutes = Stopwatch.GetElapsedTime(began).TotalMinutes.ToString("0.0", CultureInfo.InvariantCulture);
        var day = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var machine = $"Measured on {day} in {minutes} min on: {Machine.Describe()}.";
        Console.WriteLine(
            answer.GetValue(json)
                ? JsonConvert.SerializeObject(new { machine, figures }, Formatting.Indented)
                : $"{machine}\n\n{Figure.Table(figures)}"
        );
        if (answer.GetValue(write) is { } file)
        {
            await File.WriteAllTextAsync(file, Document.Of(machine, figures), ct);
        }

        return 0;
    }
);
return await command.Parse(args).InvokeAsync();

// What is done already is told at once: a whole run takes a while.
static IReadOnlyList<Figure> Tell(IReadOnlyList<Figure> figures)
{
    foreach (var figure in figures)
    {
        Console.Error.WriteLine($"{figure.What}: {figure.Measured} {figure.Verdict} ({figure.Remark})");
    }

    return figures;
}
