namespace Collections.Connector.Flow.Contacts;

/// <summary>Messages that no rung asks for. No rung can have these names' place: they stand where a contact names its rung.</summary>
internal static class Occasions
{
    /// <summary>The invoice itself, once it is issued.</summary>
    public const string Issue = "on-issue";

    /// <summary>The thanks for a payment.</summary>
    public const string Paid = "on-paid";

    /// <summary>How many days after it was issued an invoice is still sent: one that existed before the policy asked for it is not.</summary>
    public const int IssueDays = 7;

    /// <summary>How many days after the payment somebody is still thanked.</summary>
    public const int PaidDays = 3;
}
