using System.Text;
using Collections.Connector.Flow.Sales;

namespace Collections.Flow.Tests.Sales;

public sealed class SaleSheetTests
{
    [Theory]
    [InlineData("key,amount,currency\nv-1,10,EUR\n")]
    [InlineData("key;amount;currency\r\nv-1;10;EUR\r\n")]
    [InlineData("key\tamount\tcurrency\nv-1\t10\tEUR")]
    [InlineData("\uFEFFclave;importe;moneda\nv-1;10;EUR")]
    [InlineData("Clave,Precio,Divisa\n\nv-1,10,EUR\n\n")]
    [InlineData("chave;preço;moeda\nv-1;10;EUR")]
    [InlineData("\"key\",\"amount\",\"currency\"\n\"v-1\",\" 10 \",EUR")]
    public void A_file_is_read_whatever_separates_its_columns_and_whichever_language_names_them(string text)
    {
        var sheet = Read(text);

        Assert.Empty(sheet.Faults);
        var row = Assert.Single(sheet.Rows);
        Assert.Equal(("v-1", "10", "EUR"), (row[SaleColumn.Key], row[SaleColumn.Amount], row[SaleColumn.Currency]));
    }

    [Fact]
    public void A_decimal_comma_does_not_pass_for_a_separator()
    {
        var row = Assert.Single(Read("clave;importe;moneda;plazos\nv-1;1.234,50;EUR;\n").Rows);

        Assert.Equal("1.234,50", row[SaleColumn.Amount]);
    }

    [Fact]
    public void Lines_are_counted_as_an_editor_counts_them()
    {
        var sheet = Read("key,amount,currency,address\n\nv-1,10,EUR,\"Calle 1\n28001 Madrid\"\nv-2,10,EUR,\n");

        Assert.Equal([3, 5], sheet.Rows.Select(x => x.Line));
        Assert.Equal("Calle 1\n28001 Madrid", sheet.Rows[0][SaleColumn.Address]);
    }

    [Fact]
    public void Other_columns_are_fields_by_their_headings()
    {
        var sheet = Read("key,amount,currency,Centro de coste,Comercial\nv-1,10,EUR,CC-7,\n");

        Assert.Equal(["Centro de coste", "Comercial"], sheet.Fields);
        Assert.Equal("CC-7", Assert.Single(sheet.Rows).Extra["Centro de coste"]);
        Assert.DoesNotContain("Comercial", sheet.Rows[0].Extra.Keys);
    }

    [Theory]
    [InlineData("key,amount,curency\nv-1,10,EUR", "headings.missing")]
    [InlineData("v-1,10,EUR\nv-2,10,EUR", "headings.missing")]
    [InlineData("key,amount,currency,emal\nv-1,10,EUR,a@b.es", "headings.unknown")]
    [InlineData("key,amount,currency,importe\nv-1,10,EUR,10", "headings.twice")]
    [InlineData("", "file.empty")]
    [InlineData("key,amount,currency\nv-1,10\n", "line.cells")]
    [InlineData("key,amount,currency\nv-1,10,50,EUR\n", "line.cells")]
    [InlineData("key,amount,currency\nv\"1,10,EUR\n", "line.quotation")]
    [InlineData("key,amount,currency\n\"v-1,10,EUR\nv-2,10,EUR\n", "file.quotation")]
    public void What_is_wrong_with_the_file_is_told_by_its_code(string text, string code)
    {
        var fault = Assert.Single(Read(text).Faults);

        Assert.Equal(code, fault.Code);
        Assert.DoesNotContain("v-1", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_UTF8_is_refused_with_its_line_and_read_when_it_is_said_to_be_Windows()
    {
        var windows = Encoding.Latin1.GetBytes("clave;importe;moneda;nombre\nv-1;10;EUR;Ana\nv-2;10;EUR;Peña\n");

        var refused = Assert.Single(SaleSheet.Read(windows).Faults);
        var read = SaleSheet.Read(windows, windows1252: true);

        Assert.Equal(("file.encoding", 3), (refused.Code, refused.Line));
        Assert.Equal("Peña", read.Rows[1][SaleColumn.PayerName]);
    }

    [Fact]
    public void A_file_of_two_bytes_a_letter_is_refused()
    {
        var fault = Assert.Single(SaleSheet.Read(Encoding.Unicode.GetBytes("key,amount,currency\n")).Faults);

        Assert.Equal("file.encoding", fault.Code);
    }

    [Theory]
    [InlineData(SaleSheet.LinesMax, 0)]
    [InlineData(SaleSheet.LinesMax + 1, 1)]
    public void A_file_holds_as_many_sales_as_it_may(int sales, int faults)
    {
        var text = new StringBuilder("key,amount,currency\n");
        for (var i = 0; i < sales; i++)
        {
            text.Append("k,1,EUR\n");
        }

        var sheet = Read(text.ToString());

        Assert.Equal((SaleSheet.LinesMax, faults), (sheet.Rows.Count, sheet.Faults.Count));
        Assert.All(sheet.Faults, x => Assert.Equal("file.too-long", x.Code));
    }

    private static SaleSheet Read(string text) => SaleSheet.Read(Encoding.UTF8.GetBytes(text));
}
