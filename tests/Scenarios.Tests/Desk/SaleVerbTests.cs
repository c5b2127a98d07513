using Collections.Scenarios.Tests.BadInput;

namespace Collections.Scenarios.Tests.Desk;

public sealed class SaleVerbTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_spreadsheet_s_file_is_previewed_imported_invoiced_and_listed()
    {
        await using var town = await SmallTown.BuildAsync();
        var learner = town.EnrolWith("eva", "eva@example.invalid");
        await town.TypeAsync("sync");
        var file = Path.Combine(town.Town.Folder, "ventas.csv");
        await File.WriteAllTextAsync(
            file,
            $"""
            clave;alumno;curso;concepto;importe;moneda;vencimiento;pagador;correo;nif;impuesto;empresa;Comercial
            v-1;{learner};{town.Course};;1.350,00;EUR;5/12/2026;;;;;;Luz
            v-2;;;Campus de verano;200,00;EUR;5/12/2026;Peña SL;pagos@example.invalid;B12345678;vat21;sí;
            """,
            Ct
        );
        string[] import = ["sale", "import", file, "--decimal", ",", "--dates", "d/m/y"];

        var unread = await town.TypeAsync("sale", "import", file);
        var preview = await town.TypeAsync([.. import, "--preview"]);
        var nothing = await town.TypeAsync("sale", "list");
        var stored = await town.TypeAsync(import);
        var run = await town.TypeAsync("sync");
        var again = await town.TypeAsync(import);
        var list = await town.TypeAsync("sale", "list");

        Assert.Equal((2, 4), (unread.Exit, unread.Document["faults"]!.Count()));
        Assert.True(preview.Exit == 0, preview.Text);
        Assert.Equal((2, false), ((int)preview.Document["new"]!, (bool)preview.Document["stored"]!));
        Assert.Equal("1550.00", (string?)preview.Document["totals"]![0]!["amount"]);
        Assert.Equal(0, nothing.Document["schools"]![0]!["all"]);
        Assert.Equal((0, true), (stored.Exit, (bool)stored.Document["stored"]!));
        Assert.Equal(2, run.Document.SelectToken("schools[0].counts['documents.posted']"));
        Assert.Equal(2, again.Document["unchanged"]);
        Assert.All(list.Document["schools"]![0]!["sales"]!, x => Assert.Equal(1, x["invoiced"]));
        Assert.DoesNotContain("Peña", preview.Text + stored.Text + list.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sale_that_is_typed_wrong_says_which_options_and_stores_nothing()
    {
        await using var town = await SmallTown.BuildAsync();
        string[] typed = ["sale", "add", "--key", "k-1", "--description", "Camp", "--payer-name", "Acme"];

        var wrong = await town.TypeAsync([.. typed, "--amount", "1,5", "--currency", "EUR", "--due", "5/12/2026"]);
        string[] right =
        [
            .. typed,
            "--amount",
            "15",
            "--currency",
            "EUR",
            "--due",
            "2026-12-05",
            "--tax-code",
            "vat21",
        ];
        var tried = await town.TypeAsync([.. right, "--dry-run"]);
        var added = await town.TypeAsync(right);

        Assert.Equal(2, wrong.Exit);
        Assert.Equal(["--amount", "--due"], wrong.Document["faults"]!.Select(x => (string?)x["column"]).Order());
        Assert.True(tried.Exit == 0, tried.Text);
        Assert.Equal((false, true), ((bool)tried.Document["stored"]!, (bool)added.Document["stored"]!));
        Assert.Equal("demo_man_k-1_1_1_1", (string?)added.Document["sales"]![0]!["reference"]);
    }
}
