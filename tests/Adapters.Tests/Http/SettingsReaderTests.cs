using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Http;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Every_fault_is_told_at_once_and_no_value_is()
    {
        var reader = new SettingsReader(
            "pay",
            """{ "key": 5, "wait": 901, "plain": "s3cret", "url": "s3cret", "typo": 1 }"""
        );

        reader.Text("key");
        reader.Text("from");
        reader.Number("wait", 300, 1, 900);
        reader.Flag("plain", otherwise: false);
        reader.Address("url", "https://pay.example");
        var error = Assert.Throws<AdapterSettingsException>(reader.Finish);

        Assert.Equal(6, error.Faults.Count);
        Assert.Contains("pay: setting 'typo' is unknown; known are from, key, plain, url, wait.", error.Faults);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_takes_its_default_and_limits_are_inside()
    {
        var reader = new SettingsReader("pay", """{ "wait": 900, "secrets": ["a", "b"], "one": "c" }""");

        var wait = reader.Number("wait", 300, 1, 900);
        var url = reader.Address("url", "https://pay.example");
        var secrets = reader.Texts("secrets");
        var one = reader.Texts("one");
        reader.Finish();

        Assert.Equal((900, "pay.example"), (wait, url.Host));
        Assert.Equal(["a", "b"], secrets);
        Assert.Equal(["c"], one);
    }

    [Theory]
    [InlineData("""{ "accounts": { "STRP": 1, "BNK": 9 } }""", 2, 0)]
    [InlineData("""{ "accounts": { "STRP": 0, "BNK": 10, "CSH": "5" } }""", 0, 3)]
    [InlineData("""{ "accounts": [1] }""", 0, 1)]
    [InlineData("{}", 0, 0)]
    public void Numbers_by_name_are_read_within_their_limits(string json, int read, int faults)
    {
        var reader = new SettingsReader("erp", json);

        var accounts = reader.NumbersByName("accounts", 1, 9);
        var error = Record.Exception(reader.Finish) as AdapterSettingsException;

        Assert.Equal((read, faults), (accounts.Count, error?.Faults.Count ?? 0));
    }

    [Fact]
    public void A_broken_text_is_told_by_its_place_not_by_its_content()
    {
        var error = Assert.Throws<AdapterSettingsException>(() => new SettingsReader("pay", """{ "key": "s3cret """));

        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }
}
