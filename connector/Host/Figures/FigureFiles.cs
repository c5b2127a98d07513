using System.Text;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Papers;

namespace Collections.Connector.Host.Figures;

/// <summary>The files that a verb of figures writes: charts as SVG, papers in the form that their name asks for. None is written over.</summary>
internal static class FigureFiles
{
    private static readonly string[] PaperForms = [".html", ".pdf", ".md"];

    /// <summary>What is wrong with the name of a chart; nothing when it may be written, or none is asked for.</summary>
    public static IEnumerable<ConfigurationFault> ChartFaults(string option, string? path) =>
        Faults(option, path, [".svg"]);

    /// <summary>What is wrong with the name of a paper; nothing when it may be written, or none is asked for.</summary>
    public static IEnumerable<ConfigurationFault> PaperFaults(string option, string? path) =>
        Faults(option, path, PaperForms);

    /// <summary>What is wrong with the name of a JSON file; nothing when it may be written, or none is asked for.</summary>
    public static IEnumerable<ConfigurationFault> JsonFaults(string option, string? path) =>
        Faults(option, path, [".json"]);

    /// <summary>What is wrong with the name of a CSV file; nothing when it may be written, or none is asked for.</summary>
    public static IEnumerable<ConfigurationFault> CsvFaults(string option, string? path) =>
        Faults(option, path, [".csv"]);

    /// <summary>What is wrong with the name of a PDF file; nothing when it may be written, or none is asked for.</summary>
    public static IEnumerable<ConfigurationFault> PdfFaults(string option, string? path) =>
        Faults(option, path, [".pdf"]);

    /// <summary>Writes a paper as HTML, PDF or Markdown, by the name's end.</summary>
    public static Task WriteAsync(string path, Paper paper) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".pdf" => WriteAsync(path, PdfWriter.Write(paper)),
            ".md" => WriteAsync(path, MarkdownWriter.Write(paper)),
            _ => WriteAsync(path, HtmlWriter.Write(paper)),
        };

    /// <summary>Writes a chart.</summary>
    public static Task WriteAsync(string path, ChartBlock chart) => WriteAsync(path, chart.Drawing.ToSvg());

    /// <summary>Writes a text.</summary>
    public static Task WriteAsync(string path, string text) => WriteAsync(path, Encoding.UTF8.GetBytes(text));

    private static Task WriteAsync(string path, byte[] bytes) =>
        OwnerOnlyFile.WriteAsync(path, async file => await file.WriteAsync(bytes));

    private static IEnumerable<ConfigurationFault> Faults(string option, string? path, string[] forms)
    {
        if (path is null)
        {
            yield break;
        }

        if (!forms.Contains(Path.GetExtension(path).ToLowerInvariant()))
        {
            yield return new(
                option,
                0,
                $"{Path.GetFileName(path)} does not say in which form.",
                $"End its name with {string.Join(", ", forms)}."
            );
        }

        if (File.Exists(path) || Directory.Exists(path))
        {
            yield return new(option, 0, $"{path} is there already.", "Name a file that is not there yet.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            yield return new(
                option,
                0,
                $"There is no folder {Path.GetDirectoryName(path)}.",
                "Make it first, or name another."
            );
        }
    }
}
