using System.Runtime.CompilerServices;
using Collections.Adapters.Canvas;
using Collections.Adapters.Dolibarr;
using Collections.Adapters.ErpNext;
using Collections.Adapters.Letters;
using Collections.Adapters.Smtp;
using Collections.Adapters.Stripe;
using Collections.Adapters.Twilio;
using Collections.Adapters.Webhook;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;
using NJsonSchema;

namespace Collections.Architecture.Tests;

public sealed class PluginManifestTests
{
    private const string TwilioRight = """
        {
          "channel": "whatsapp",
          "accountSid": "AC00000000000000000000000000000001",
          "authToken": ["one", "two"],
          "apiKeySid": "SK00000000000000000000000000000002",
          "apiKeySecret": "three",
          "from": "+34600111222",
          "callbackUrl": "https://hooks.example/webhooks/demo/whatsapp"
        }
        """;

    private const string DolibarrRight =
        """{ "baseUrl": "https://erp.example", "apiKey": "k", "currency": "EUR", "paymentMode": "CB" """;

    private static readonly JObject Manifest = JObject.Parse(File.ReadAllText(InRepository("plugin.manifest.json")));

    private static JsonSchema Schema =>
        JsonSchema
            .FromJsonAsync(File.ReadAllText(InRepository("mappings/schema/plugin.manifest.schema.json")))
            .GetAwaiter()
            .GetResult();

    [Fact]
    public void The_manifest_fits_its_schema()
    {
        Assert.Empty(Schema.Validate(Manifest));
        Assert.Equal(
            ["moodle", "odoo", "stripe", "smtp", "canvas", "webhook", "twilio", "letters", "dolibarr", "erpnext"],
            Manifest["adapters"]!.Select(a => (string?)a["id"])
        );
    }

    [Theory]
    [InlineData("adapters[0].id", "Moodle LMS")]
    [InlineData("adapters[0].kind", "crm")]
    [InlineData("adapters[0].ports[0]", "Enrollments")]
    [InlineData("adapters[0].capabilities.idempotency", "maybe")]
    [InlineData("adapters[2].allowedHosts[0]", "https://*")]
    [InlineData("adapters[2].settings.additionalProperties", true)]
    [InlineData("adapters[2].permissions[0]", "everything")]
    public void A_mistake_in_the_manifest_is_found(string path, object mistake)
    {
        var wrong = (JObject)Manifest.DeepClone();
        wrong.SelectToken(path)!.Replace(JToken.FromObject(mistake));

        Assert.NotEmpty(Schema.Validate(wrong));
    }

    [Fact]
    public void Every_host_rule_names_a_setting_and_every_required_setting_exists()
    {
        foreach (var adapter in Manifest["adapters"]!)
        {
            var names = ((JObject)adapter["settings"]!["properties"]!).Properties().Select(p => p.Name).ToHashSet();
            var fromSettings = adapter["allowedHosts"]!.OfType<JObject>().Select(rule => (string)rule["fromSetting"]!);
            var required = adapter["settings"]!["required"]!.Select(name => (string)name!);

            Assert.All(fromSettings.Concat(required), name => Assert.Contains(name, names));
        }
    }

    [Theory]
    [InlineData("stripe", """{ "secretKey": "rk_test_1", "webhookSecret": ["whsec_1", "whsec_2"] }""", true)]
    [InlineData("stripe", """{ "secretKey": "rk_test_1", "webhookSecret": "whsec_1", "pageMinutes": 60 }""", true)]
    [InlineData("stripe", """{ "secretKey": "rk_test_1", "webhookSecret": "whsec_1", "pageMinutes": 59 }""", false)]
    [InlineData("stripe", """{ "secretKey": "rk_test_1", "webhookSecret": [] }""", false)]
    [InlineData("stripe", """{ "secretKey": "rk_test_1", "webhookSecret": "whsec_1", "key": "x" }""", false)]
    [InlineData("stripe", """{ "webhookSecret": "whsec_1" }""", false)]
    [InlineData("smtp", """{ "host": "mail.example", "from": "a@b.example", "port": 25 }""", true)]
    [InlineData("smtp", """{ "host": "mail.example", "from": "a@b.example", "security": "ssl" }""", false)]
    [InlineData("smtp", """{ "host": "mail.example" }""", false)]
    [InlineData("smtp", """{ "host": "mail.example", "from": "a@b.example", "timeoutSeconds": 601 }""", false)]
    [InlineData("canvas", """{ "baseUrl": "https://canvas.example", "token": "t" }""", true)]
    [InlineData("canvas", """{ "baseUrl": "https://canvas.example", "token": "t", "courses": ["7"] }""", true)]
    [InlineData("canvas", """{ "baseUrl": "https://canvas.example", "token": "t", "courses": ["seven"] }""", false)]
    [InlineData("canvas", """{ "baseUrl": "https://canvas.example", "token": "t", "accountId": "main" }""", false)]
    [InlineData("canvas", """{ "baseUrl": "https://canvas.example", "token": "t", "pageSize": 101 }""", false)]
    [InlineData("canvas", """{ "baseUrl": "https://canvas.example" }""", false)]
    [InlineData("webhook", """{ "url": "https://hooks.example/a?b=c", "secret": "0123456789abcdef" }""", true)]
    [InlineData("webhook", """{ "url": "http://127.0.0.1:8080/a", "secret": "0123456789abcdef" }""", true)]
    [InlineData("webhook", """{ "url": "http://hooks.example/a", "secret": "0123456789abcdef" }""", false)]
    [InlineData("webhook", """{ "url": "https://ana:b@hooks.example/a", "secret": "0123456789abcdef" }""", false)]
    [InlineData("webhook", """{ "url": "https://hooks.example/a", "secret": "0123456789abcde" }""", false)]
    [InlineData("webhook", """{ "url": "https://hooks.example/a" }""", false)]
    [InlineData(
        "webhook",
        """{ "url": "https://hooks.example/a", "secret": "0123456789abcdef", "audience": "payers" }""",
        true
    )]
    [InlineData(
        "webhook",
        """{ "url": "https://hooks.example/a", "secret": "0123456789abcdef", "audience": "all" }""",
        false
    )]
    [InlineData("twilio", TwilioRight, true)]
    [InlineData("twilio", """{ "channel": "sms" }""", false)]
    [InlineData("letters", """{ "folder": "/srv/letters", "sender": "School" }""", true)]
    [InlineData(
        "letters",
        """{ "folder": "/srv/letters", "sender": ["School", "Street 1"], "window": "right" }""",
        true
    )]
    [InlineData("letters", """{ "folder": "letters", "sender": "School" }""", false)]
    [InlineData("letters", """{ "folder": "/srv/letters", "sender": [] }""", false)]
    [InlineData("letters", """{ "folder": "/srv/letters", "sender": ["1","2","3","4","5","6","7","8","9"] }""", false)]
    [InlineData("letters", """{ "folder": "/srv/letters", "sender": "School", "logo": "logo.png" }""", false)]
    [InlineData("letters", """{ "folder": "/srv/letters", "sender": "School", "window": "top" }""", false)]
    [InlineData("letters", """{ "folder": "/srv/letters" }""", false)]
    [InlineData("dolibarr", DolibarrRight + """ }""", true)]
    [InlineData("dolibarr", DolibarrRight + """, "taxRates": ["21", "10.5"], "bankAccounts": { "STRP": 2 } }""", true)]
    [InlineData("dolibarr", DolibarrRight + """, "taxRates": ["21 %"] }""", false)]
    [InlineData("dolibarr", DolibarrRight + """, "bankAccounts": { "STRP": "2" } }""", false)]
    [InlineData("dolibarr", DolibarrRight + """, "bankAccounts": { "STRP": 0 } }""", false)]
    [InlineData(
        "dolibarr",
        DolibarrRight + """, "legalStateField": "options_estado", "serverZone": "Europe/Madrid" }""",
        true
    )]
    [InlineData("dolibarr", DolibarrRight + """, "legalStateField": "estado" }""", false)]
    [InlineData("dolibarr", DolibarrRight + """, "taxIdField": "siren" }""", false)]
    [InlineData("dolibarr", DolibarrRight + """, "longestRunSeconds": 0 }""", false)]
    [InlineData("dolibarr", DolibarrRight + """, "colour": "red" }""", false)]
    [InlineData("dolibarr", """{ "baseUrl": "https://erp.example", "apiKey": "k", "paymentMode": "CB" }""", false)]
    [InlineData(
        "erpnext",
        """{ "baseUrl": "https://erp.example", "apiKey": "k", "apiSecret": "s", "company": "School" }""",
        true
    )]
    [InlineData(
        "erpnext",
        """{ "baseUrl": "https://erp.example", "apiKey": "k", "apiSecret": "s", "company": "School", "taxes": { "VAT21": "VAT 21 - S" } }""",
        true
    )]
    [InlineData(
        "erpnext",
        """{ "baseUrl": "https://erp.example", "apiKey": "k", "apiSecret": "s", "company": "School", "taxes": { "VAT21": 21 } }""",
        false
    )]
    [InlineData(
        "erpnext",
        """{ "baseUrl": "https://erp.example", "apiKey": "k", "apiSecret": "s", "company": "School", "receivableAccounts": { "euro": "Debtors - S" } }""",
        false
    )]
    [InlineData("erpnext", """{ "baseUrl": "https://erp.example", "apiKey": "k", "company": "School" }""", false)]
    [InlineData(
        "erpnext",
        """{ "baseUrl": "https://erp.example", "apiKey": "k", "apiSecret": "s", "company": "School", "referenceField": "Our Field" }""",
        false
    )]
    public async Task Manifest_and_adapter_agree_on_what_settings_are_right(string id, string settings, bool right)
    {
        var entry = Manifest["adapters"]!.Single(a => (string?)a["id"] == id);
        var schema = await JsonSchema.FromJsonAsync(
            entry["settings"]!.ToString(),
            TestContext.Current.CancellationToken
        );
        IAdapterFactory factory = id switch
        {
            "stripe" => new StripeAdapterFactory(),
            "canvas" => new CanvasAdapterFactory(),
            "webhook" => new WebhookAdapterFactory(),
            "twilio" => new TwilioAdapterFactory(),
            "letters" => new LettersAdapterFactory(),
            "dolibarr" => new DolibarrAdapterFactory(),
            "erpnext" => new ErpNextAdapterFactory(),
            _ => new SmtpAdapterFactory(),
        };
        var context = new AdapterContext(
            id,
            settings,
            [
                "api.stripe.com",
                "api.twilio.com",
                "mail.example",
                "canvas.example",
                "hooks.example",
                "erp.example",
                "127.0.0.1",
            ],
            "Europe/Madrid",
            "demo",
            TimeProvider.System,
            new NoObserver()
        );

        var refusedBySchema = schema.Validate(settings).Count > 0;
        var refusedByAdapter = Record.Exception(() => factory.Create(context)) is AdapterSettingsException;

        Assert.Equal((!right, !right), (refusedBySchema, refusedByAdapter));
        Assert.Equal(factory.GetType().FullName, (string?)entry["entry"]!["type"]);
        Assert.Equal(factory.GetType().Assembly.GetName().Name, (string?)entry["entry"]!["assembly"]);
        Assert.Equal([factory.GetType()], factory.GetType().Assembly.GetExportedTypes());
    }

    private static string InRepository(string path, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", path);

    private sealed class NoObserver : IRemoteCallObserver
    {
        public void Completed(RemoteCall call) { }
    }
}
