using System.Globalization;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Serialization;

namespace Collections.Connector.Host.Terminal;

/// <summary>How <c>--json</c> writes: camelCase, enumerations by name, money as amount and currency, instants in ISO 8601.</summary>
internal static class JsonDocuments
{
    private static readonly JsonSerializerSettings Settings = new()
    {
        ContractResolver = new DefaultContractResolver
        {
            NamingStrategy = new CamelCaseNamingStrategy { ProcessDictionaryKeys = false },
        },
        Culture = CultureInfo.InvariantCulture,
        Formatting = Formatting.Indented,
        Converters = { new StringEnumConverter(new CamelCaseNamingStrategy()), new MoneyConverter() },
    };

    /// <summary>Writes a document.</summary>
    public static string Write(object document) => JsonConvert.SerializeObject(document, Settings);

    /// <summary>Money as <c>{"amount": "12.50", "currency": "EUR"}</c>: a text, since readers of JSON numbers round.</summary>
    private sealed class MoneyConverter : JsonConverter
    {
        /// <inheritdoc/>
        public override bool CanRead => false;

        /// <inheritdoc/>
        public override bool CanConvert(Type objectType) =>
            (Nullable.GetUnderlyingType(objectType) ?? objectType) == typeof(Money);

        /// <inheritdoc/>
        public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer)
        {
            if (value is not Money money)
            {
                writer.WriteNull();
                return;
            }

            writer.WriteStartObject();
            writer.WritePropertyName("amount");
            writer.WriteValue(money.ToPlainString());
            writer.WritePropertyName("currency");
            writer.WriteValue(money.Currency.ToString());
            writer.WriteEndObject();
        }

        /// <inheritdoc/>
        public override object? ReadJson(
            JsonReader reader,
            Type objectType,
            object? existing,
            JsonSerializer serializer
        ) => throw new NotSupportedException("Documents are written, never read back.");
    }
}
