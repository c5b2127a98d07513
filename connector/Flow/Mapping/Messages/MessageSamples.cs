using Collections.Connector.Flow.Contacts;
using Collections.Connector.Ports;

namespace Collections.Connector.Flow.Mapping.Messages;

/// <summary>Models with every optional part present and absent, so that no branch of a template stays unread.</summary>
internal static class MessageSamples
{
    private static readonly DateOnly Today = new(2026, 10, 5);
    private static readonly Money Euros = new(125050, Currency.Of("EUR"));
    private static readonly Money Dollars = new(9900, Currency.Of("USD"));

    public static IReadOnlyList<MessageModel> All { get; } =
    [
        .. from payUrl in new[] { "https://pay.example.invalid/x", null }
        from suspendOn in new DateOnly?[] { Today.AddDays(7), null }
        from number in new[] { "INV/2026/0001", null }
        from daysLate in new[] { 12, 0, -3 }
        from count in new[] { 0, 1, 2 }
        select Model(payUrl, suspendOn, number, daysLate, count),
    ];

    private static MessageModel Model(string? payUrl, DateOnly? suspendOn, string? number, int daysLate, int count)
    {
        var first = new MessageItem("Curso de prueba", number, Today.AddDays(-daysLate), daysLate, Euros)
        {
            SelfUrl = suspendOn is null ? null : "https://self.example.invalid/x",
            InvoiceUrl = number is null ? null : "https://erp.example.invalid/my/invoices/1",
            SuspendOn = suspendOn,
        };
        var second = first with { Description = "Otro curso", Owed = Dollars };

        return new MessageModel(
            "Instituto de Prueba",
            "Ana O'Hara & Cía",
            [.. new[] { first, second }.Take(count)],
            [.. new[] { Euros, Dollars }.Take(count)],
            payUrl,
            Today,
            suspendOn
        )
        {
            Paid = count == 0 ? [first] : [],
            Fees = suspendOn is null ? [] : [Dollars],
        };
    }
}
