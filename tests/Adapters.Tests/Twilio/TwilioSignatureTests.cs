using System.Text;
using Collections.Adapters.Twilio;
using Collections.Connector.Ports;

namespace Collections.Adapters.Tests.Twilio;

public sealed class TwilioSignatureTests
{
    private const string Url = "https://mycompany.com/myapp.php?foo=1&bar=2";

    // The documentation's example, and that of Twilio's own libraries. Recomputed with openssl dgst -sha1 -hmac 12345.
    [Theory]
    [InlineData("+14158675310", "GvWf1cFY/Q7PnoempGyD5oXAezc=")]
    [InlineData("+14158675309", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")]
    public void A_signature_is_the_one_of_Twilios_documentation(string caller, string signature)
    {
        KeyValuePair<string, string>[] fields =
        [
            new("Digits", "1234"),
            new("To", "+18005551212"),
            new("From", caller),
            new("Caller", caller),
            new("CallSid", "CA1234567890ABCDE"),
        ];

        Assert.Equal(signature, TwilioSignature.Sign("12345", Url, fields));
        Assert.True(TwilioSignature.Fits(["12345"], new Uri(Url), fields, signature));
        Assert.True(TwilioSignature.Fits(["new", "12345"], new Uri(Url), fields, signature));
        Assert.False(TwilioSignature.Fits(["12346"], new Uri(Url), fields, signature));
        Assert.False(TwilioSignature.Fits(["12345"], new Uri(Url + "1"), fields, signature));
        Assert.False(TwilioSignature.Fits(["12345"], new Uri(Url), fields[1..], signature));
        Assert.False(TwilioSignature.Fits(["12345"], new Uri(Url), fields, ""));
    }

    [Theory]
    [InlineData("https://school.example/a?b=c", "https://school.example:443/a?b=c")]
    [InlineData("https://school.example:8443/a", "https://school.example/a")]
    [InlineData("https://school.example", "https://school.example:443")]
    public void An_address_with_and_without_its_port_is_the_same(string set, string signed)
    {
        var signature = TwilioSignature.Sign("12345", signed, []);

        Assert.True(TwilioSignature.Fits(["12345"], new Uri(set), [], signature));
    }

    [Fact]
    public async Task A_delivery_that_was_changed_or_is_not_signed_is_refused()
    {
        await using var stage = await TwilioStage.StartAsync();
        stage.Twin.Answer(stage.Reachable, "Pago mañana", TwilioStage.Callback);
        var delivery = Assert.Single(stage.Twin.TakeDeliveries());
        var text = Encoding.UTF8.GetString(delivery.Body);

        Refused(delivery.Headers, text.Replace("Pago", "BAJA", StringComparison.Ordinal));
        Refused(delivery.Headers, text + "&Further=1");
        Refused(new Dictionary<string, string>(), text);
        Refused(new Dictionary<string, string> { ["x-twilio-signature"] = "é" }, text);
        Assert.NotNull(stage.Replies.ReadWebhook(new WebhookDelivery(delivery.Headers, delivery.Body)));

        void Refused(IReadOnlyDictionary<string, string> headers, string body)
        {
            var refused = Assert.Throws<RemoteRejectedException>(() =>
                stage.Replies.ReadWebhook(new WebhookDelivery(headers, Encoding.UTF8.GetBytes(body)))
            );
            Assert.DoesNotContain(stage.Reachable, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_body_that_is_not_UTF8_is_refused()
    {
        await using var stage = await TwilioStage.StartAsync();

        Assert.Throws<RemoteRejectedException>(() =>
            stage.Replies.ReadWebhook(new WebhookDelivery(new Dictionary<string, string>(), new byte[] { 0xC3, 0x28 }))
        );
    }

    [Fact]
    public async Task While_a_token_is_rotated_both_prove_a_delivery()
    {
        await using var stage = await TwilioStage.StartAsync(more: settings =>
            settings["authToken"] = new Newtonsoft.Json.Linq.JArray("next-token", "twin-token")
        );

        Assert.NotNull(stage.Hear("Hola"));
    }
}
