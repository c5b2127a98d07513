using System.Globalization;
using System.Text.RegularExpressions;
using Collections.Adapters.Http;
using Collections.Connector.Ports;

namespace Collections.Adapters.Dolibarr;

/// <summary>The adapter's settings, checked whole.</summary>
/// <param name="BaseUrl">Dolibarr's address, without <c>/api/index.php</c>.</param>
/// <param name="ApiKey">The API user's key.</param>
/// <param name="Currency">The company's own currency: Dolibarr takes any other without a word.</param>
/// <param name="TaxRates">The VAT rates that an invoice may have, by the key that the mapping gives: Dolibarr takes any rate.</param>
/// <param name="BankAccounts">Dolibarr's bank accounts by the journal key of <c>school.json</c>.</param>
/// <param name="PaymentMode">The code of Dolibarr's payment mode for gateway payments, such as <c>CB</c>.</param>
/// <param name="ServerZone">The zone of Dolibarr's PHP (<c>date.timezone</c>).</param>
/// <param name="TaxIdField">The third party's field for a tax id.</param>
/// <param name="UseCustomerCode">Whether our reference becomes the customer code, Dolibarr's one unique key.</param>
/// <param name="LegalStateField">The invoice's extrafield for the state of electronic invoicing; empty for none.</param>
/// <param name="LegalNumberField">The invoice's extrafield for the tax authority's number; empty for none.</param>
/// <param name="Timeout">How long one call may take.</param>
/// <param name="LongestRun">How long Dolibarr works on one request at the longest.</param>
/// <param name="WatermarkOverlap">How far back each reading of changes begins.</param>
/// <param name="AllowPlainHttp">Whether plain HTTP is allowed to other machines.</param>
internal sealed partial record DolibarrSettings(
    Uri BaseUrl,
    string ApiKey,
    Currency Currency,
    IReadOnlyDictionary<string, decimal> TaxRates,
    IReadOnlyDictionary<string, int> BankAccounts,
    string PaymentMode,
    TimeZoneInfo ServerZone,
    string TaxIdField,
    bool UseCustomerCode,
    string LegalStateField,
    string LegalNumberField,
    TimeSpan Timeout,
    TimeSpan LongestRun,
    TimeSpan WatermarkOverlap,
    bool AllowPlainHttp
)
{
    private static readonly string[] TaxIdFields =
    [
        "tva_intra",
        "idprof1",
        "idprof2",
        "idprof3",
        "idprof4",
        "idprof5",
        "idprof6",
    ];

    /// <summary>Reads and checks.</summary>
    /// <exception cref="AdapterSettingsException">Every fault at once.</exception>
    public static DolibarrSettings Read(AdapterContext context)
    {
        var reader = new SettingsReader(context.Name, context.SettingsJson);
        var settings = new DolibarrSettings(
            reader.Address("baseUrl", ""),
            reader.Text("apiKey"),
            ReadCurrency(reader),
            ReadRates(reader),
            reader.NumbersByName("bankAccounts", 1, int.MaxValue),
            reader.Text("paymentMode"),
            ReadZone(reader, context.ZoneId),
            ReadTaxIdField(reader),
            reader.Flag("useCustomerCode", true),
            ReadField(reader, "legalStateField"),
            ReadField(reader, "legalNumberField"),
            TimeSpan.FromSeconds(reader.Number("timeoutSeconds", 60, 1, 600)),
            TimeSpan.FromSeconds(reader.Number("longestRunSeconds", 120, 1, 3_600)),
            TimeSpan.FromMinutes(reader.Number("watermarkOverlapMinutes", 90, 1, 10_080)),
            reader.Flag("allowPlainHttp", false)
        );
        if (settings.LongestRun < settings.Timeout)
        {
            reader.Fault("longestRunSeconds", "must be at least timeoutSeconds: a call may run that long unanswered");
        }

        reader.Finish();
        return settings;
    }

    /// <summary>Gives how Dolibarr is called. Compressed, its broken answers cannot be read at all.</summary>
    public RemoteHostOptions ToHostOptions(AdapterContext context) =>
        new()
        {
            Adapter = context.Name,
            BaseUrl = BaseUrl,
            AllowedHosts = context.AllowedHosts,
            AllowPlainHttp = AllowPlainHttp,
            Gate = context.Gate,
            CompressedAnswers = false,
            ParallelCalls = 2,
            AttemptTimeout = Timeout,
        };

    private static Currency ReadCurrency(SettingsReader reader)
    {
        var code = reader.Text("currency");
        if (Currency.TryOf(code, out var currency))
        {
            return currency;
        }

        if (code.Length > 0)
        {
            reader.Fault("currency", "must be a currency of ISO 4217, such as EUR");
        }

        return Currency.Of("EUR");
    }

    private static Dictionary<string, decimal> ReadRates(SettingsReader reader)
    {
        var rates = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var key in reader.OptionalTexts("taxRates"))
        {
            if (Rate().IsMatch(key) && decimal.Parse(key, CultureInfo.InvariantCulture) is var rate and <= 100m)
            {
                rates[key] = rate;
            }
            else
            {
                reader.Fault("taxRates", "must list VAT rates in percent as texts, such as \"21\" or \"10.5\"");
            }
        }

        return rates;
    }

    private static TimeZoneInfo ReadZone(SettingsReader reader, string schoolZone)
    {
        var name = reader.OptionalText("serverZone", schoolZone);
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return zone;
        }

        reader.Fault("serverZone", "must be a time zone such as Europe/Madrid: PHP's date.timezone");
        return TimeZoneInfo.Utc;
    }

    private static string ReadTaxIdField(SettingsReader reader)
    {
        var field = reader.OptionalText("taxIdField", TaxIdFields[0]);
        if (!TaxIdFields.Contains(field, StringComparer.Ordinal))
        {
            reader.Fault("taxIdField", $"must be one of {string.Join(", ", TaxIdFields)}");
        }

        return field;
    }

    private static string ReadField(SettingsReader reader, string key)
    {
        var field = reader.OptionalText(key);
        if (field.Length > 0 && !ExtraField().IsMatch(field))
        {
            reader.Fault(key, "must be an extrafield as the API names it, such as options_einvoice_state");
        }

        return field;
    }

    [GeneratedRegex(@"^[0-9]{1,3}(\.[0-9]{1,4})?\z")]
    private static partial Regex Rate();

    [GeneratedRegex(@"^options_[a-z0-9_]{1,64}\z")]
    private static partial Regex ExtraField();
}
