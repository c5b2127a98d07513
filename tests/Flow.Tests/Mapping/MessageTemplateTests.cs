using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Mapping;

public sealed class MessageTemplateTests
{
    private static readonly IMessageTemplates Demo = SchoolMappingLoader.Load(MappingFolder.DemoPath).Value!.Messages;

    private static readonly string[] Names =
    [
        "before-due",
        "formal-notice",
        "last-notice",
        "reminder-1",
        "reminder-2",
        "restored",
        "suspended",
        "thank-you",
    ];

    [Fact]
    public void A_reminder_lists_what_is_owed_with_amounts_days_and_the_pay_link()
    {
        var message = Demo.Render("reminder-1", "es", Model("https://pay.example/abc", null, 2));

        Assert.Equal("Un recordatorio de Instituto Ñandú: 1.250,50 € + 99,00 USD", message.Subject);
        Assert.Contains("Hola, Ana O'Hara & Cía:", message.Text, StringComparison.Ordinal);
        Assert.Contains(
            "- Álgebra (factura INV/1): 1.250,50 €, venció el 2 de octubre de 2026\n",
            message.Text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "- Física: 99,00 USD, venció el 5 de octubre de 2026\n",
            message.Text,
            StringComparison.Ordinal
        );
        Assert.Contains("Total: 1.250,50 € + 99,00 USD\n", message.Text, StringComparison.Ordinal);
        Assert.Contains("https://pay.example/abc\n", message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_gateway_there_is_no_word_about_a_link()
    {
        var message = Demo.Render("reminder-1", "es", Model(null, null, 1));

        Assert.DoesNotContain("pagar aquí", message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Total", message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n\n", message.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "en", "€1,250.50")]
    [InlineData("pt_br", "pt", "1.250,50 €")]
    [InlineData("ES", "es", "1.250,50 €")]
    [InlineData("fr", "es", "1.250,50 €")]
    [InlineData(null, "es", "1.250,50 €")]
    [InlineData("", "es", "1.250,50 €")]
    public void A_payer_gets_his_language_or_else_the_schools(string? wanted, string given, string amount)
    {
        var message = Demo.Render("formal-notice", wanted, Model(null, null, 1));

        Assert.Equal(given, message.Language);
        Assert.Contains(amount, message.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("es", "19 de octubre de 2026")]
    [InlineData("en", "19 October 2026")]
    [InlineData("pt", "19 de outubro de 2026")]
    public void The_last_notice_names_the_day_from_which_access_may_be_suspended(string language, string day)
    {
        var withDay = Demo.Render("last-notice", language, Model(null, new DateOnly(2026, 10, 19), 1));
        var without = Demo.Render("last-notice", language, Model(null, null, 1));

        Assert.Contains(day, withDay.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(day, without.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_message_of_the_demo_exists_in_three_languages_and_offers_a_way_to_answer()
    {
        foreach (var (language, answer) in new[] { ("es", "respond"), ("en", "reply"), ("pt", "respond") })
        {
            foreach (var name in Names)
            {
                var message = Demo.Render(name, language, Model("https://pay.example/abc", null, 2));

                Assert.Equal(language, message.Language);
                Assert.Contains(answer, message.Text, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("{{", message.Text, StringComparison.Ordinal);
                Assert.DoesNotContain("\n\n\n", message.Text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_name_with_a_line_break_does_not_break_the_subject()
    {
        using var folder = new MappingFolder().Write(
            "messages/es/reminder-1.hbs",
            "Subject: Para {{payerName}}\n\nHola\n"
        );
        var model = Model(null, null, 1) with { PayerName = "Ana\r\nBcc: all@example.invalid" };

        var message = folder.LoadValid().Messages.Render("reminder-1", "es", model);

        Assert.Equal("Para Ana Bcc: all@example.invalid", message.Subject);
    }

    [Fact]
    public void A_name_that_looks_like_a_template_stays_text()
    {
        var message = Demo.Render("reminder-1", "es", Model(null, null, 1) with { PayerName = "{{school}} <b>" });

        Assert.Contains("Hola, {{school}} <b>:", message.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_that_the_policy_could_not_name_is_a_bug_of_the_caller()
    {
        Assert.Throws<InvalidOperationException>(() => Demo.Render("nothing", "es", Model(null, null, 1)));
    }

    private static MessageModel Model(string? payUrl, DateOnly? suspendOn, int count)
    {
        var euros = new Money(125050, Currency.Of("EUR"));
        var dollars = new Money(9900, Currency.Of("USD"));
        MessageItem[] items =
        [
            new("Álgebra", "INV/1", new DateOnly(2026, 10, 2), 3, euros),
            new("Física", null, new DateOnly(2026, 10, 5), 0, dollars),
        ];

        return new MessageModel(
            "Instituto Ñandú",
            "Ana O'Hara & Cía",
            [.. items.Take(count)],
            [.. new[] { euros, dollars }.Take(count)],
            payUrl,
            new DateOnly(2026, 10, 5),
            suspendOn
        );
    }
}
