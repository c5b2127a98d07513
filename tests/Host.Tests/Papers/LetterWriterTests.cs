using Collections.Connector.Papers.Letters;

namespace Collections.Host.Tests.Papers;

public sealed class LetterWriterTests
{
    private static readonly Letterhead Head = new(
        ["Escuela Demo", "Calle de Alcalá 100", "28009 Madrid"],
        "Madrid",
        ["Lucía Núñez", "Secretaría"],
        WindowSide.Left
    );

    [Fact]
    public void A_letter_has_sender_address_place_and_date_subject_text_and_signature_in_this_order()
    {
        var lines = Assert
            .Single(PdfText.Pages(LetterWriter.Write(Of("Estimada familia:\n\nSaludos"), Head)))
            .Split('\n');

        Assert.Equal(
            [
                "demo-c-1",
                "Escuela Demo",
                "Calle de Alcalá 100",
                "28009 Madrid",
                "Escuela Demo · Calle de Alcalá 100 · 28009 Madrid",
                "Familia Muñoz",
                "Avenida de la Constitución 12",
                "41001 Sevilla",
                "Madrid, 22 de noviembre de 2026",
                "Recordatorio",
                "Estimada familia:",
                "Saludos",
                "Lucía Núñez",
                "Secretaría",
            ],
            lines
        );
    }

    [Fact]
    public void Pages_are_numbered_from_the_second_on()
    {
        var text = string.Join("\n\n", Enumerable.Repeat("Un párrafo.", 60));

        var pages = PdfText.Pages(LetterWriter.Write(Of(text), Head));

        Assert.True(pages.Count > 1);
        Assert.DoesNotContain("Página", pages[0], StringComparison.Ordinal);
        Assert.All(
            pages.Skip(1),
            (page, i) => Assert.Contains($"Página {i + 2} de {pages.Count}", page, StringComparison.Ordinal)
        );
        Assert.Equal(60, pages.SelectMany(p => p.Split('\n')).Count(l => l == "Un párrafo."));
    }

    [Fact]
    public void A_signature_is_not_torn_apart()
    {
        for (var lines = 20; lines < 45; lines++)
        {
            var text = string.Join('\n', Enumerable.Repeat("Una línea.", lines));

            var page = PdfText
                .Pages(LetterWriter.Write(Of(text), Head))
                .Single(p => p.Contains("Lucía", StringComparison.Ordinal));

            Assert.Contains("Secretaría", page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(WindowSide.Left, 25)]
    [InlineData(WindowSide.Right, 110)]
    public void The_address_is_where_the_window_is(WindowSide side, double millimetres)
    {
        var place = System.FormattableString.Invariant($"{millimetres * 72 / 25.4:0.###} ");

        var pdf = LetterWriter.Write(Of("x"), Head with { Window = side });

        Assert.Equal(4, PdfText.Places(pdf).Count(p => p.StartsWith(place, StringComparison.Ordinal) && Within(p)));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(6, true)]
    [InlineData(7, false)]
    public void A_window_shows_six_lines(int lines, bool works)
    {
        var letter = Of("x") with { Recipient = [.. Enumerable.Range(1, lines).Select(i => $"Línea {i}")] };

        Assert.Equal(works, LetterWriter.Unwritable(letter) is null);
    }

    [Fact]
    public void A_line_of_an_address_that_is_wider_than_the_window_counts_as_two()
    {
        var wide = string.Join(' ', Enumerable.Repeat("Constitución", 5));

        Assert.Null(LetterWriter.Unwritable(Of("x") with { Recipient = ["a", "b", "c", "d", wide] }));
        Assert.NotNull(LetterWriter.Unwritable(Of("x") with { Recipient = ["a", "b", "c", "d", "e", wide] }));
    }

    [Fact]
    public void The_same_letter_gives_the_same_bytes()
    {
        Assert.Equal(LetterWriter.Write(Of("x"), Head), LetterWriter.Write(Of("x"), Head));
    }

    // From below the sender's line to the end of the window's field, seen from the top; a PDF counts from the bottom.
    private static bool Within(string place)
    {
        var fromTop = 841.89 - double.Parse(place.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        return fromTop is > 59 * 72 / 25.4 and < 90 * 72 / 25.4;
    }

    private static Letter Of(string text) =>
        new(
            "demo-c-1",
            "es",
            Sample.Day,
            ["Familia Muñoz", "Avenida de la Constitución 12", "41001 Sevilla"],
            "Recordatorio",
            text
        );
}
