using Collections.Connector.Flow.Compliance;
using static Collections.Flow.Tests.Compliance.ContactAsk;

namespace Collections.Flow.Tests.Compliance;

public sealed class ContactReasonsTests
{
    [Theory]
    [InlineData(
        "en",
        "16 November 2026 is a holiday where the payer lives (Independencia de Cartagena). Where the payer lives, the law does not allow contacts at that hour. Moved to 17 November 2026 at 07:00 (America/Bogota)."
    )]
    [InlineData(
        "es",
        "El 16 de noviembre de 2026 es festivo donde vive el pagador (Independencia de Cartagena). Donde vive el pagador, la ley no permite contactarlo a esa hora. Pasa al 17 de noviembre de 2026 a las 07:00 (America/Bogota)."
    )]
    [InlineData(
        "pt",
        "16 de novembro de 2026 é feriado onde o pagador mora (Independencia de Cartagena). Onde o pagador mora, a lei não permite contatos nesse horário. Passa para 17 de novembro de 2026 às 07:00 (America/Bogota)."
    )]
    public void A_moved_message_says_why_and_to_when(string language, string text)
    {
        var answer = ContactLaw.Next(Question("CO", "America/Bogota", "email", "2026-11-16 12:00"));

        Assert.Equal(text, ContactReasons.Render(answer, Zone("America/Bogota"), language));
    }

    [Fact]
    public void A_message_that_is_lawful_now_has_nothing_to_say()
    {
        var answer = ContactLaw.Next(Question("CO", "America/Bogota", "email", "2026-11-20 12:00"));

        Assert.Equal("", ContactReasons.Render(answer, Zone("America/Bogota"), "en"));
    }

    [Fact]
    public void A_message_that_may_never_go_out_does_not_say_when()
    {
        var question = Question("CO", "America/Bogota", "sms", "2026-11-20 12:00");

        var answer = ContactLaw.Next(question with { Consent = ConsentState.Unknown });

        Assert.Equal(
            "The law asks for the payer's consent to this channel, and none is recorded.",
            ContactReasons.Render(answer, Zone("America/Bogota"), "en")
        );
    }

    [Fact]
    public void Every_code_has_its_own_name_and_a_sentence_in_each_language_that_leaves_nothing_open()
    {
        var arguments = new Dictionary<string, string>
        {
            ["on"] = "2026-11-16",
            ["name"] = "N",
            ["max"] = "2",
            ["days"] = "7",
        };
        var codes = Enum.GetValues<ContactCode>();

        Assert.Equal(codes.Length, codes.Select(ContactReasons.NameOf).Distinct().Count());
        Assert.All(codes, x => Assert.Matches("^[a-z]+(-[a-z]+)?$", ContactReasons.NameOf(x)));
        foreach (var code in codes)
        {
            var texts = new[] { "es", "en", "pt" }
                .Select(language => ContactReasons.Render(new ContactReason(code, arguments), language))
                .ToList();
            Assert.Equal(3, texts.Distinct().Count());
            Assert.All(texts, x => Assert.DoesNotContain("{", x, StringComparison.Ordinal));
            Assert.All(texts, x => Assert.EndsWith(".", x, StringComparison.Ordinal));
        }
    }
}
