namespace Collections.Connector.Papers.Charts;

/// <summary>What a chart shows.</summary>
public sealed record ChartData
{
    /// <summary>Initializes a new instance of the <see cref="ChartData"/> class.</summary>
    /// <param name="title">What it shows, in one line.</param>
    /// <param name="description">What there is to see, in a sentence or two, for who cannot see it.</param>
    /// <param name="labelHead">What the labels are, such as "Week"; head of the first column of the figures.</param>
    /// <param name="labels">The places along the axis, or the groups of bars.</param>
    /// <param name="series">One to six series, each with a value per label.</param>
    /// <param name="writeValue">Writes a value as the document's language and country do.</param>
    /// <exception cref="ArgumentException">There is nothing to show, or a series has another number of values than there are labels.</exception>
    public ChartData(
        string title,
        string description,
        string labelHead,
        IReadOnlyList<string> labels,
        IReadOnlyList<ChartSeries> series,
        Func<decimal, string> writeValue
    )
    {
        if (labels.Count == 0)
        {
            throw new ArgumentException(
                $"The chart '{title}' has no labels: say in words that there is nothing to show."
            );
        }

        if (series.Count == 0 || series.Count > Ink.Most)
        {
            throw new ArgumentException(
                $"The chart '{title}' has {series.Count} series; one to {Ink.Most} can be told apart."
            );
        }

        foreach (var one in series.Where(s => s.Values.Count != labels.Count))
        {
            throw new ArgumentException(
                $"The series '{one.Name}' of the chart '{title}' has {one.Values.Count} values for {labels.Count} labels."
            );
        }

        Title = PlainText.Line(title);
        Description = PlainText.Line(description);
        LabelHead = PlainText.Line(labelHead);
        Labels = [.. labels.Select(PlainText.Line)];
        Series = [.. series.Select(s => s with { Name = PlainText.Line(s.Name) })];
        WriteValue = value => PlainText.Line(writeValue(value));
    }

    /// <summary>Gets what it shows.</summary>
    public string Title { get; }

    /// <summary>Gets what there is to see.</summary>
    public string Description { get; }

    /// <summary>Gets what the labels are.</summary>
    public string LabelHead { get; }

    /// <summary>Gets the places along the axis, or the groups of bars.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Gets the series.</summary>
    public IReadOnlyList<ChartSeries> Series { get; }

    /// <summary>Gets how a value is written.</summary>
    public Func<decimal, string> WriteValue { get; }

    /// <summary>What it shows, in numbers.</summary>
    public TableBlock ToTable() =>
        new(
            [LabelHead, .. Series.Select(s => s.Name)],
            [
                .. Labels.Select(
                    (label, i) => (IReadOnlyList<string>)[label, .. Series.Select(s => Written(s.Values[i]))]
                ),
            ]
        )
        {
            Caption = Title,
            RightAligned = [.. Enumerable.Range(1, Series.Count)],
        };

    private string Written(decimal? value) => value is { } known ? WriteValue(known) : "–";
}

/// <summary>One line of a chart, or the bars of one look.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Values">A value per label; null where there is none, which leaves a gap.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<decimal?> Values);
