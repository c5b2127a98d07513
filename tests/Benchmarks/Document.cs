namespace Collections.Benchmarks;

/// <summary>The page that is kept with the product.</summary>
internal static class Document
{
    public static string Of(string machine, IReadOnlyList<Figure> figures) =>
        $"""
            # Benchmarks

            Written by `dotnet run -c Release --project tests/Benchmarks -- --write connector/docs/benchmarks.md`, which says how each figure is taken.
            {machine}

            {Figure.Table(figures)}
            The floor is the time that the same HTTP exchanges take when a bare client sends them, each as soon as those are answered that
            were answered before it was sent in the real run. Its twins take as long as a live Odoo 17 and a live Moodle 5.1 did
            (`adapters/Sandbox/Timing`). Memory and growth are measured with twins that answer at once: every enrolment is mirrored
            and judged, one in ten is billed, and the LMS is generated while it is read.

            """;
}
