using System.Globalization;
using Collections.Connector.Papers;
using Collections.Connector.Papers.Charts;

namespace Collections.Host.Tests.Papers;

/// <summary>A paper with every kind of block, and what is hard in each.</summary>
internal static class Sample
{
    public const string Nasty = "<b>&\"'</b> | * _x_ # `$` \\ ]";

    public static DateOnly Day { get; } = new(2026, 11, 22);

    public static string Euro(decimal value) =>
        value.ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ',') + " €";

    public static ChartData Weeks(int weeks, params ChartSeries[] series) =>
        new(
            "Vencido por semana",
            "Baja desde la semana 3.",
            "Semana",
            [
                .. Enumerable
                    .Range(0, weeks)
                    .Select(i => Day.AddDays(7 * i).ToString("dd'/'MM'/'yyyy", CultureInfo.InvariantCulture)),
            ],
            series,
            Euro
        );

    public static ChartSeries Series(string name, params decimal?[] values) => new(name, values);

    public static TableBlock Table(int rows) =>
        new(
            ["Referencia", "Explicación", "Importe"],
            [
                .. Enumerable
                    .Range(1, rows)
                    .Select(i => (IReadOnlyList<string>)[$"demo_{i}", "Vence a fin de mes", Euro(i)]),
            ]
        )
        {
            RightAligned = [2],
            Caption = "Lo que se debe",
        };

    public static Paper Of(params Block[] blocks) => new("Manual de cobros", "es", Day, blocks);

    public static Paper Whole() =>
        Of(
            new HeadingBlock(1, "Cómo se cobra"),
            new ParagraphBlock("Ñandú, coração: 1.234,50 €.\nSegunda línea."),
            new HeadingBlock(2, Nasty),
            new ParagraphBlock(Nasty),
            new BulletsBlock(["Primero", Nasty]),
            new NoteBlock(Nasty),
            new TableBlock(
                [Nasty, "B"],
                [
                    [Nasty, "1"],
                    ["x", "2"],
                ]
            )
            {
                RightAligned = [1],
            },
            Table(90),
            LineChart.Draw(Weeks(4, Series(Nasty, 1, 2, null, 3), Series("B", 4, 3, 2, 1))),
            BarChart.Draw(Weeks(2, Series("A", -1, 2), Series("B", 4, null)))
        );
}
