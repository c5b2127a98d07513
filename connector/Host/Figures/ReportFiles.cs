using System.CommandLine;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Commands;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Papers;

namespace Collections.Connector.Host.Figures;

/// <summary>The files that a report may be written into, as options of its verb.</summary>
internal sealed class ReportFiles
{
    private readonly bool pdfOnly;
    private readonly Option<string?> csv = FigureOptions.File("--csv", "Write the figures into this file.", "FILE.csv");
    private readonly Option<string?> paper;
    private readonly Option<string?>? chart;

    /// <summary>Initializes a new instance of the <see cref="ReportFiles"/> class.</summary>
    /// <param name="pdfOnly">Whether its paper is a PDF always.</param>
    /// <param name="hasChart">Whether there is something to draw.</param>
    public ReportFiles(bool pdfOnly = false, bool hasChart = false)
    {
        this.pdfOnly = pdfOnly;
        paper = pdfOnly
            ? FigureOptions.File("--pdf", "Write it as a paper into this file.", "FILE.pdf")
            : FigureOptions.File("--out", "Write it as a paper into this file.", "FILE.html|.pdf|.md");
        chart = hasChart ? FigureOptions.File("--chart", "Draw it into this file.", "FILE.svg") : null;
    }

    /// <summary>Gets the options.</summary>
    public IReadOnlyList<Symbol> Symbols => chart is null ? [csv, paper] : [csv, paper, chart];

    /// <summary>Looks whether the files may be written, before anything is worked out.</summary>
    /// <exception cref="ConfigurationException">One may not: every fault is in it.</exception>
    public void Check(VerbContext context)
    {
        var path = context.FullPath(paper);
        FigureOptions.Refuse([
            .. FigureFiles.CsvFaults("--csv", context.FullPath(csv)),
            .. pdfOnly ? FigureFiles.PdfFaults("--pdf", path) : FigureFiles.PaperFaults("--out", path),
            .. chart is null ? [] : FigureFiles.ChartFaults("--chart", context.FullPath(chart)),
        ]);
    }

    /// <summary>Writes those that were asked for.</summary>
    /// <param name="context">The verb's context.</param>
    /// <param name="toCsv">The figures.</param>
    /// <param name="toPaper">The paper.</param>
    /// <param name="charts">The charts by currency; of several, each has the currency in its file's name.</param>
    /// <returns>The files.</returns>
    public async Task<IReadOnlyList<string>> WriteAsync(
        VerbContext context,
        Func<string> toCsv,
        Func<Paper> toPaper,
        IReadOnlyList<(string Currency, ChartBlock Chart)> charts
    )
    {
        var drawn = chart is null || context.FullPath(chart) is not { } name ? [] : Named(name, charts);
        FigureOptions.Refuse(
            drawn
                .Where(x => File.Exists(x.Path))
                .Select(x => new ConfigurationFault(
                    "--chart",
                    0,
                    $"{x.Path} is there already.",
                    "Name a file that is not there yet."
                ))
        );
        var files = new List<string>();
        if (context.FullPath(csv) is { } figures)
        {
            await FigureFiles.WriteAsync(figures, toCsv());
            files.Add(figures);
        }

        if (context.FullPath(paper) is { } written)
        {
            await FigureFiles.WriteAsync(written, toPaper());
            files.Add(written);
        }

        foreach (var (path, block) in drawn)
        {
            await FigureFiles.WriteAsync(path, block);
            files.Add(path);
        }

        return files;
    }

    private static List<(string Path, ChartBlock Chart)> Named(
        string name,
        IReadOnlyList<(string Currency, ChartBlock Chart)> charts
    ) =>
        charts is [var only]
            ? [(name, only.Chart)]
            : [.. charts.Select(x => ($"{Path.ChangeExtension(name, null)}-{x.Currency}.svg", x.Chart))];
}
