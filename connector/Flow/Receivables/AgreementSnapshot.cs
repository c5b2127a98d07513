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
