using System.Globalization;
using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Mapping.Values;

namespace Collections.Connector.Flow.Mapping.Messages;

/// <summary>The names that templates use. A name that is not here is an error when the mapping is loaded.</summary>
internal sealed class MessageView(LocalText text)
{
    public Dictionary<string, object?> Of(MessageModel model) =>
        new(StringComparer.Ordinal)
        {
            ["school"] = model.School,
            ["payerName"] = model.PayerName,
            ["items"] = model.Items.Select(Of).ToArray(),
            ["paid"] = model.Paid.Select(Of).ToArray(),
            ["count"] = model.Items.Count,
            ["many"] = model.Items.Count > 1,
            ["oldestDaysLate"] = model.Items.Count == 0 ? 0 : model.Items.Max(item => item.DaysLate),
            ["totals"] = model.Totals.Select(total => (object)total).ToArray(),
            ["total"] = string.Join(" + ", model.Totals.Select(text.Money)),
            ["payUrl"] = model.PayUrl,
            ["selfLinks"] = model
                .Items.Where(item => item.SelfUrl is not null)
                .DistinctBy(item => item.SelfUrl)
                .Select(SelfLinkOf)
                .ToArray(),
            ["today"] = model.Today,
            ["suspendOn"] = model.SuspendOn,
            ["fee"] = model.Fees.Count == 0 ? null : string.Join(" + ", model.Fees.Select(text.Money)),
        };

    /// <summary>What approved texts may use, as the message writes it.</summary>
    public Dictionary<string, string> Words(MessageModel model) =>
        new(StringComparer.Ordinal)
        {
            ["school"] = model.School,
            ["payerName"] = model.PayerName,
            ["count"] = model.Items.Count.ToString(CultureInfo.InvariantCulture),
            ["total"] = string.Join(" + ", model.Totals.Select(text.Money)),
            ["payUrl"] = model.PayUrl ?? "",
            ["invoiceUrl"] = model.Items.Select(item => item.InvoiceUrl).FirstOrDefault(url => url is not null) ?? "",
            ["today"] = text.LongDate(model.Today),
            ["suspendOn"] = model.SuspendOn is { } day ? text.LongDate(day) : "",
            ["fee"] = string.Join(" + ", model.Fees.Select(text.Money)),
        };

    private static Dictionary<string, object?> SelfLinkOf(MessageItem item) =>
        new(StringComparer.Ordinal) { ["description"] = item.Description, ["url"] = item.SelfUrl };

    private Dictionary<string, object?> Of(MessageItem item) =>
        new(StringComparer.Ordinal)
        {
            ["description"] = item.Description,
            ["documentNumber"] = item.DocumentNumber,
            ["dueOn"] = item.DueOn,
            ["daysLate"] = item.DaysLate,
            ["late"] = item.DaysLate > 0,
            ["owed"] = item.Owed,
            ["amount"] = text.Money(item.Owed),
            ["invoiceUrl"] = item.InvoiceUrl,
            ["suspendOn"] = item.SuspendOn,
        };
}
