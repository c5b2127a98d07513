using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Receivables;

/// <summary>The terms of an agreement with the facts behind them, as they were; documents are made from it, not from what the LMS says later.</summary>
internal sealed record AgreementSnapshot(BillingSource Source, BillingTerms Terms)
{
    public static readonly JsonSerializerSettings Json = new()
    {
        Converters = { new CurrencyAsCode() },
        NullValueHandling = NullValueHandling.Ignore,
        DateParseHandling = DateParseHandling.None,
    };

    public static AgreementSnapshot Parse(string json) => JsonConvert.DeserializeObject<AgreementSnapshot>(json, Json)!;

    /// <summary>What invoices.json looks at for one receivable of the agreement: its part, with its payer's share of the amount.</summary>
    public InvoicePart PartOf(Receivable receivable) =>
        new(
            receivable.Reference,
            Source,
            AgreementShares.Of(Terms, receivable.Share),
            Terms.Instalments.Single(x => x.Number == receivable.Instalment) with
            {
                Amount = receivable.Amount,
            }
        );

    /// <summary>Writes a currency as its code.</summary>
    private sealed class CurrencyAsCode : JsonConverter<Currency>
    {
        public override Currency ReadJson(
            JsonReader reader,
            Type type,
            Currency existing,
            bool hasExisting,
            JsonSerializer serializer
        ) => Currency.Of((string)reader.Value!);

        public override void WriteJson(JsonWriter writer, Currency value, JsonSerializer serializer) =>
            writer.WriteValue(value.Code);
    }
}
