using System.Globalization;
using System.Text.RegularExpressions;
using Collections.Connector.Ports;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>The adapter's settings, checked.</summary>
internal sealed partial record OdooSettings(
    Uri BaseUrl,
    string Database,
    string User,
    string ApiKey,
    int CompanyId,
    string ExternalIdPrefix,
    int ParallelCalls,
    int BatchSize,
    int OverlapMinutes,
    bool AllowPlainHttp,
    Uri PortalUrl,
    string? LegalStateField,
    string? LegalNumberField
)
{
    private static readonly string[] Known =
    [
        "baseUrl",
        "database",
        "user",
        "apiKey",
        "companyId",
        "externalIdPrefix",
        "parallelCalls",
        "batchSize",
        "overlapMinutes",
        "allowPlainHttp",
        "portalUrl",
        "legalStateField",
        "legalNumberField",
    ];

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="AdapterSettingsException">Every fault at once.</exception>
    public static OdooSettings Parse(AdapterContext context)
    {
        var read = new Reader(context.Name, Load(context));
        read.RefuseUnknown();
        var address = read.Address("baseUrl");
        var settings = new OdooSettings(
            address,
            read.Text("database", "the name of Odoo's database"),
            read.Text("user", "the login of the API user"),
            read.Text("apiKey", "the API user's key, as ${env:NAME} or ${file:PATH}"),
            read.Number("companyId", null, 1, int.MaxValue),
            read.Prefix("externalIdPrefix", "collections_" + context.ReferencePrefix),
            read.Number("parallelCalls", 2, 1, 8),
            read.Number("batchSize", 100, 1, 500),
            read.Number("overlapMinutes", 10, 1, 1440),
            read.Flag("allowPlainHttp"),
            read.Has("portalUrl") ? read.Address("portalUrl") : address,
            read.Field("legalStateField"),
            read.Field("legalNumberField")
        );
        if (
            read.Has("portalUrl")
            && settings is { PortalUrl: { Scheme: "http", IsLoopback: false }, AllowPlainHttp: false }
        )
        {
            read.Fault("portalUrl", "must be https: whoever reads the address of an invoice sees the invoice");
        }

        return read.Faults.Count == 0 ? settings : throw new AdapterSettingsException(read.Faults);
    }

    private static JObject Load(AdapterContext context)
    {
        try
        {
            return JObject.Parse(context.SettingsJson);
        }
        catch (JsonException)
        {
            throw new AdapterSettingsException([$"{context.Name}: the settings are not a JSON object."]);
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,99}$")]
    private static partial Regex PrefixShape();

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$")]
    private static partial Regex FieldShape();

    private sealed class Reader(string adapter, JObject json)
    {
        public List<string> Faults { get; } = [];

        public void RefuseUnknown()
        {
            foreach (var property in json.Properties().Where(p => !Known.Contains(p.Name, StringComparer.Ordinal)))
            {
                Fault(property.Name, $"is not a setting. Known ones: {string.Join(", ", Known)}");
            }
        }

        public bool Has(string name) => json[name] is { Type: not JTokenType.Null };

        public string Text(string name, string meaning)
        {
            var text = json[name]?.Type == JTokenType.String ? json.Value<string>(name)!.Trim() : "";
            if (text.Length == 0)
            {
                Fault(name, $"is missing: {meaning}");
            }

            return text;
        }

        public Uri Address(string name)
        {
            var text = Text(name, "Odoo's address, such as https://erp.example.org");
            if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            {
                return address!;
            }

            if (text.Length > 0)
            {
                Fault(name, "is not an http(s) address");
            }

            return new Uri("https://invalid.invalid/");
        }

        public int Number(string name, int? standard, int least, int most)
        {
            if (json[name] is not { } value)
            {
                if (standard is null)
                {
                    Fault(name, "is missing: a whole number, the id of the company in Odoo");
                }

                return standard ?? least;
            }

            if (
                value.Type == JTokenType.Integer
                && long.TryParse(value.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
                && number >= least
                && number <= most
            )
            {
                return (int)number;
            }

            Fault(name, $"must be a whole number from {least} to {most}");
            return least;
        }

        public string Prefix(string name, string standard)
        {
            var text = json[name] is { Type: JTokenType.String } given ? given.Value<string>()! : standard;
            text = json[name] is null ? text.Replace('-', '_') : text;
            if (!PrefixShape().IsMatch(text))
            {
                Fault(name, "must begin with a letter and hold letters, digits and _ only");
            }

            return text;
        }

        public string? Field(string name)
        {
            if (!Has(name))
            {
                return null;
            }

            var text = Text(name, "the name of a field of Odoo's model account.move, such as edi_state");
            if (text.Length > 0 && !FieldShape().IsMatch(text))
            {
                Fault(name, "must be a field's technical name: small letters, digits and _ only");
            }

            return text;
        }

        public bool Flag(string name)
        {
            if (json[name] is { Type: not JTokenType.Boolean })
            {
                Fault(name, "must be true or false");
                return false;
            }

            return json.Value<bool?>(name) ?? false;
        }

        public void Fault(string name, string what) => Faults.Add($"{adapter}: {name} {what}.");
    }
}
