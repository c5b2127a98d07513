using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Flow.Figures.Statements;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Figures;
using Collections.Connector.Papers;
using Collections.Connector.Ports;

namespace Collections.Host.Tests.Papers;

public sealed class StatementPaperTests
{
    private static readonly Currency Euro = Currency.Of("EUR");
    private static readonly DateOnly Today = new(2026, 11, 20);

    private static readonly StatementPayer Payer = new("p00042", "María Núñez", "12345678Z", "es");

    [Fact]
    public void A_payer_reads_every_line_with_its_balance_what_is_open_and_what_falls_due_later()
    {
        var text = MarkdownWriter.Write(StatementPaper.Of(View(), ReportWords.Of("es"), names: true));

        Assert.Contains("Titular: María Núñez, 12345678Z", text, StringComparison.Ordinal);
        Assert.Contains("01/09/2026", text, StringComparison.Ordinal);
        Assert.Contains("Factura FAC/2026/0001: Matemáticas I", text, StringComparison.Ordinal);
        Assert.Contains("Saldo pendiente: 113,00 €", text, StringComparison.Ordinal);
        Assert.Contains("vencido hace 71 días", text, StringComparison.Ordinal);
        Assert.Contains("por vencer", text, StringComparison.Ordinal);
        Assert.Contains("100,00 € más impuestos", text, StringComparison.Ordinal);
        Assert.Contains("Dinero sin asignar", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "not due yet")]
    [InlineData(1, "1 day late")]
    [InlineData(2, "2 days late")]
    public void A_debt_is_late_from_the_day_after_it_was_due(int days, string status)
    {
        var view = View() with { Today = new DateOnly(2026, 9, 10).AddDays(days) };

        var text = MarkdownWriter.Write(StatementPaper.Of(view, ReportWords.Of("en"), names: false));

        Assert.Contains(status, text, StringComparison.Ordinal);
        Assert.DoesNotContain("Núñez", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_before_the_first_day_is_brought_forward()
    {
        var view = View(from: new DateOnly(2026, 10, 1));

        var text = MarkdownWriter.Write(StatementPaper.Of(view, ReportWords.Of("pt"), names: true));

        Assert.Contains("Saldo anterior", text, StringComparison.Ordinal);
        Assert.DoesNotContain("FAC/2026/0001: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_statement_without_anything_says_so()
    {
        var view = View() with { Accounts = [] };

        Assert.Contains(
            "No hay movimientos.",
            MarkdownWriter.Write(StatementPaper.Of(view, ReportWords.Of("es"), names: false)),
            StringComparison.Ordinal
        );
    }

    private static StatementView View(DateOnly? from = null)
    {
        var payment = new PaymentFacts(
            "demo_pay_1",
            "p00042",
            new(2026, 9, 14),
            MovementKind.Payment,
            new Money(2_900, Euro),
            new Money(0, Euro),
            new(2026, 9, 14)
        );
        ReceivableFacts[] receivables =
        [
            Receivable("r1", "Matemáticas I", new(2026, 9, 10), 5_000),
            Receivable("r2", "Matemáticas II, con un nombre que necesita más de una línea", new(2026, 12, 10), 6_300),
            Receivable("r3", "Matemáticas III", new(2027, 1, 10), null),
        ];
        var (movements, credit) = ReceivableMovements.Of(
            new MovementFacts(
                receivables,
                [
                    new("r1", "demo_1_inv1", "FAC/2026/0001", DocumentKind.Invoice, new(2026, 9, 1), new(12_100, Euro)),
                    new(
                        "r2",
                        "demo_2_inv1",
                        "FAC/2026/0002",
                        DocumentKind.Invoice,
                        new(2026, 11, 1),
                        new(12_100, Euro)
                    ),
                    new(
                        "r2",
                        "demo_2_crn1",
                        "ABO/2026/0001",
                        DocumentKind.CreditNote,
                        new(2026, 11, 3),
                        new(5_800, Euro)
                    ),
                ],
                [new("r1", payment, new Money(7_100, Euro))],
                [payment]
            )
        );
        var book = new MovementBook(receivables, movements, credit);
        return new StatementView(
            new SchoolProfile(
                "demo",
                "Escuela de Ejemplo",
                TimeZoneInfo.Utc,
                "es",
                "ES",
                "higher-education",
                new DateOnly(2026, 8, 1),
                new HashSet<string>(),
                new Switches(SwitchLevel.Act, SwitchLevel.Act, SwitchLevel.Off),
                new RunLimits(1, 1, 1, 1),
                null,
                new Dictionary<string, string>(),
                []
            ),
            new StatementSubject("payer", Payer.Key, new MovementScope(Payer.Key, null, null), [Payer.Key]),
            [Payer],
            from,
            null,
            Today,
            Statement.Of(book, from, null)
        );
    }

    private static ReceivableFacts Receivable(string reference, string about, DateOnly due, long? owed) =>
        new(
            reference,
            Payer.Key,
            about,
            new Money(10_000, Euro),
            AmountBasis.Net,
            due,
            ReceivableState.Live,
            owed is { } minor ? new Money(minor, Euro) : null,
            null,
            owed is null
        );
}
