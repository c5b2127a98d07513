using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>Journal entries as ERPNext takes them, in the company's currency.</summary>
internal static class ErpNextJournal
{
    /// <summary>The doctype.</summary>
    public const string DocType = "Journal Entry";

    /// <summary>An entry that is submitted as it is made.</summary>
    /// <param name="company">The company.</param>
    /// <param name="kind">ERPNext's type of entry, such as <c>Bank Entry</c>.</param>
    /// <param name="on">The day.</param>
    /// <param name="about">The name of the document that it is about; ERPNext's reference number.</param>
    /// <param name="remark">Text that an accountant reads.</param>
    /// <param name="rows">What it debits and credits; both sides equal.</param>
    public static JObject Entry(
        string company,
        string kind,
        DateOnly on,
        string about,
        string remark,
        params JObject[] rows
    ) =>
        new()
        {
            ["docstatus"] = 1,
            ["voucher_type"] = kind,
            ["company"] = company,
            ["posting_date"] = ErpNextJson.Date(on),
            ["cheque_no"] = about,
            ["cheque_date"] = ErpNextJson.Date(on),
            ["user_remark"] = remark,
            ["accounts"] = new JArray(rows.Cast<object>()),
        };

    /// <summary>A row of a customer against a document.</summary>
    public static JObject Party(ErpNextInvoice invoice, Money? debit = null, Money? credit = null) =>
        Party(invoice.Account, invoice.Document.CustomerKey, invoice.Document.Key, debit, credit);

    /// <summary>A row of a customer, against a document or on account.</summary>
    public static JObject Party(string account, string customer, string? document, Money? debit, Money? credit)
    {
        var row = Row(account, debit, credit);
        row["party_type"] = "Customer";
        row["party"] = customer;
        if (document is not null)
        {
            row["reference_type"] = ErpNextDocuments.DocType;
            row["reference_name"] = document;
        }

        return row;
    }

    /// <summary>A row of an account.</summary>
    public static JObject Row(string account, Money? debit, Money? credit) =>
        new()
        {
            ["account"] = account,
            ["debit_in_account_currency"] = debit?.Amount ?? 0m,
            ["credit_in_account_currency"] = credit?.Amount ?? 0m,
        };
}
