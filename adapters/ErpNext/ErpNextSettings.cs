using System.Text.RegularExpressions;
using Collections.Adapters.Http;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>The adapter's settings, checked.</summary>
internal sealed partial record ErpNextSettings
{
    private static readonly string[] Maps = ["receivableAccounts", "taxes", "paymentAccounts"];

    /// <summary>Gets the site's address.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>Gets the API user's key and secret, as the header wants them.</summary>
    public required string Token { get; init; }

    /// <summary>Gets the company's name in ERPNext.</summary>
    public required string Company { get; init; }

    /// <summary>Gets the custom field that holds our reference, in each of the doctypes that we write.</summary>
    public required string ReferenceField { get; init; }

    /// <summary>Gets the receivable account by currency code; the company's own where one is absent.</summary>
    public required IReadOnlyDictionary<string, string> ReceivableAccounts { get; init; }

    /// <summary>Gets the income account of lines that name none; empty when every line must.</summary>
    public required string IncomeAccount { get; init; }

    /// <summary>Gets the cost centre of lines that name none; empty for the company's own.</summary>
    public required string CostCenter { get; init; }

    /// <summary>Gets the unit of lines without a product.</summary>
    public required string Unit { get; init; }

    /// <summary>Gets the names of tax templates by the keys that a mapping uses; a key that is absent is the template's own name.</summary>
    public required IReadOnlyDictionary<string, string> Taxes { get; init; }

    /// <summary>Gets bank or cash accounts by the keys of payment journals.</summary>
    public required IReadOnlyDictionary<string, string> PaymentAccounts { get; init; }

    /// <summary>Gets the naming series of invoices; empty for ERPNext's default.</summary>
    public required string InvoiceSeries { get; init; }

    /// <summary>Gets the naming series of credit notes; empty for ERPNext's default.</summary>
    public required string CreditNoteSeries { get; init; }

    /// <summary>Gets the group of new customers; empty for the one of Selling Settings.</summary>
    public required string CustomerGroup { get; init; }

    /// <summary>Gets the territory of new customers; empty for the one of Selling Settings.</summary>
    public required string Territory { get; init; }

    /// <summary>Gets the field of invoices in which an e-invoicing app keeps its state; empty when there is none.</summary>
    public required string LegalStateField { get; init; }

    /// <summary>Gets the field of invoices in which an e-invoicing app keeps the authority's number; empty when there is none.</summary>
    public required string LegalNumberField { get; init; }

    /// <summary>Gets how long one call may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Gets how many calls may run at once.</summary>
    public required int ParallelCalls { get; init; }

    /// <summary>Gets how far back each reading of changes begins.</summary>
    public required TimeSpan Overlap { get; init; }

    /// <summary>Gets a value indicating whether plain http to another host is allowed.</summary>
    public required bool AllowPlainHttp { get; init; }

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="AdapterSettingsException">Every fault at once.</exception>
    public static ErpNextSettings Parse(AdapterContext context)
    {
        var (plain, maps, faults) = TakeMaps(context.SettingsJson);
        var read = new SettingsReader(context.Name, plain);
        faults.ForEach(key => read.Fault(key, "must be an object of texts, such as { \"KEY\": \"Name - ABC\" }"));
        var settings = new ErpNextSettings
        {
            BaseUrl = read.Address("baseUrl", ""),
            Token = $"{read.Text("apiKey")}:{read.Text("apiSecret")}",
            Company = read.Text("company"),
            ReferenceField = Field(read, "referenceField", "collections_reference"),
            ReceivableAccounts = maps["receivableAccounts"],
            IncomeAccount = read.OptionalText("incomeAccount"),
            CostCenter = read.OptionalText("costCenter"),
            Unit = read.OptionalText("unit", "Nos"),
            Taxes = maps["taxes"],
            PaymentAccounts = maps["paymentAccounts"],
            InvoiceSeries = read.OptionalText("invoiceSeries"),
            CreditNoteSeries = read.OptionalText("creditNoteSeries"),
            CustomerGroup = read.OptionalText("customerGroup"),
            Territory = read.OptionalText("territory"),
            LegalStateField = Field(read, "legalStateField", ""),
            LegalNumberField = Field(read, "legalNumberField", ""),
            Timeout = TimeSpan.FromSeconds(read.Number("timeoutSeconds", 120, 5, 600)),
            ParallelCalls = read.Number("parallelCalls", 2, 1, 8),
            Overlap = TimeSpan.FromMinutes(read.Number("overlapMinutes", 90, 1, 1440)),
            AllowPlainHttp = read.Flag("allowPlainHttp", false),
        };
        foreach (var code in maps["receivableAccounts"].Keys.Where(code => !Currency.TryOf(code, out _)))
        {
            read.Fault("receivableAccounts", $"names '{code}', which is no currency code");
        }

        read.Finish();
        return settings;
    }

    private static string Field(SettingsReader read, string key, string otherwise)
    {
        var field = read.OptionalText(key, otherwise);
        if (field.Length > 0 && !FieldShape().IsMatch(field))
        {
            read.Fault(key, "must be a field's name: small letters, digits and _");
        }

        return field;
    }

    /// <summary>Takes out what the shared reader does not know: objects of texts.</summary>
    private static (
        string Plain,
        Dictionary<string, IReadOnlyDictionary<string, string>> Maps,
        List<string> Faults
    ) TakeMaps(string json)
    {
        var maps = Maps.ToDictionary(key => key, _ => Empty(), StringComparer.Ordinal);
        var faults = new List<string>();
        JObject all;
        try
        {
            all = JObject.Parse(json);
        }
        catch (JsonException)
        {
            return (json, maps, faults); // The shared reader says what is wrong with it.
        }

        foreach (var key in Maps)
        {
            if (all[key] is JObject map && map.Properties().All(p => p.Value.Type == JTokenType.String))
            {
                maps[key] = map.Properties()
                    .ToDictionary(p => p.Name, p => p.Value.Value<string>()!.Trim(), StringComparer.Ordinal);
            }
            else if (all[key] is { Type: not JTokenType.Null })
            {
                faults.Add(key);
            }

            all.Remove(key);
        }

        return (all.ToString(), maps, faults);
    }

    private static IReadOnlyDictionary<string, string> Empty() =>
        new Dictionary<string, string>(StringComparer.Ordinal);

    [GeneratedRegex("^[a-z][a-z0-9_]{0,63}$")]
    private static partial Regex FieldShape();
}
