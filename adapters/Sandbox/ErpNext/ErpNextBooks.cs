using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.ErpNext;

/// <summary>The Payment Ledger, and the entries that write it: Payment Entry and Journal Entry of erpnext 15.</summary>
internal sealed class ErpNextBooks(ErpNextSite site)
{
    private const string Ledger = "Payment Ledger Entry";
    private const string Invoice = "Sales Invoice";
    private const string Payment = "Payment Entry";
    private const string Journal = "Journal Entry";

    /// <summary>Gets or sets the day up to which accounts are frozen; null for none.</summary>
    public DateOnly? FrozenUpTo { get; set; }

    /// <summary>Refuses a day in a closed period.</summary>
    public void RequireOpen(string day)
    {
        var closed = site.All("Period Closing Voucher").Select(v => ErpNextSite.Text(v, "posting_date"));
        var last = closed.Append(FrozenUpTo is { } frozen ? Text(frozen) : "").Max(StringComparer.Ordinal);
        if (string.CompareOrdinal(day, last) <= 0)
        {
            throw ErpNextError.Invalid("You are not authorized to add or update entries before this day");
        }
    }

    /// <summary>Writes a row of the ledger, and what is open of the invoice that it is against.</summary>
    public void Enter(
        JObject voucher,
        string accountField,
        string party,
        string againstType,
        string against,
        decimal amount
    )
    {
        var account = site.Get("Account", ErpNextSite.Text(voucher, accountField));
        site.Add(
            Ledger,
            site.Hash(),
            new JObject
            {
                ["docstatus"] = 1,
                ["posting_date"] = voucher["posting_date"],
                ["company"] = voucher["company"],
                ["account"] = account["name"],
                ["account_currency"] = account["account_currency"],
                ["party_type"] = "Customer",
                ["party"] = party,
                ["voucher_type"] = voucher["doctype"],
                ["voucher_no"] = voucher["name"],
                ["against_voucher_type"] = againstType,
                ["against_voucher_no"] = against,
                ["amount_in_account_currency"] = amount,
                ["delinked"] = 0,
            }
        );
        Refresh(againstType, against);
    }

    /// <summary>Takes a voucher's rows out of the balance, as cancelling it does.</summary>
    public void Delink(string docType, string name)
    {
        foreach (
            var row in site.All(Ledger)
                .Where(r => ErpNextSite.Text(r, "voucher_type") == docType && ErpNextSite.Text(r, "voucher_no") == name)
                .ToList()
        )
        {
            site.Change(row, r => r["delinked"] = 1);
            Refresh(ErpNextSite.Text(row, "against_voucher_type"), ErpNextSite.Text(row, "against_voucher_no"));
        }
    }

    /// <summary>Makes a Payment Entry, submitted at once where it says so.</summary>
    public JObject InsertPayment(JObject body)
    {
        var submit = ErpNextSite.Number(body, "docstatus") == 1;
        foreach (
            var field in new[] { "payment_type", "party", "paid_from", "paid_to", "reference_no", "reference_date" }
        )
        {
            if (ErpNextSite.Text(body, field).Length == 0)
            {
                throw ErpNextError.Mandatory(field);
            }
        }

        site.RequireLink("Customer", ErpNextSite.Text(body, "party"));
        site.RequireLink("Account", ErpNextSite.Text(body, "paid_from"));
        site.RequireLink("Account", ErpNextSite.Text(body, "paid_to"));
        var amount = ErpNextSite.Number(body, "paid_amount");
        if (amount <= 0 || ErpNextSite.Number(body, "received_amount") <= 0)
        {
            throw ErpNextError.Mandatory("paid_amount");
        }

        var references = ErpNextSite.RowsOf(body, "references");
        references.ForEach(reference => ValidateReference(body, reference));
        var left = amount - references.Sum(r => ErpNextSite.Number(r, "allocated_amount"));
        if (left < 0)
        {
            throw ErpNextError.Invalid("Allocated Amount cannot be greater than the paid amount");
        }

        body["docstatus"] = submit ? 1 : 0;
        body["unallocated_amount"] = left;
        body["paid_from_account_currency"] = site.Get("Account", ErpNextSite.Text(body, "paid_from"))[
            "account_currency"
        ];
        var made = site.Add(Payment, site.Next("ACC-PAY-.YYYY.-"), body);
        if (submit)
        {
            RequireOpen(ErpNextSite.Text(made, "posting_date"));
            var sign = ErpNextSite.Text(made, "payment_type") == "Receive" ? -1 : 1;
            var (field, party) = (sign < 0 ? "paid_from" : "paid_to", ErpNextSite.Text(made, "party"));
            foreach (var reference in references)
            {
                var taken = sign * Math.Abs(ErpNextSite.Number(reference, "allocated_amount"));
                Enter(made, field, party, Invoice, ErpNextSite.Text(reference, "reference_name"), taken);
            }

            if (left > 0)
            {
                Enter(made, field, party, Payment, ErpNextSite.Text(made, "name"), sign * left);
            }
        }

        return made;
    }

    /// <summary>Makes a Journal Entry, submitted at once where it says so.</summary>
    public JObject InsertJournal(JObject body)
    {
        var rows = ErpNextSite.RowsOf(body, "accounts");
        if (ErpNextSite.Text(body, "voucher_type") == "Bank Entry" && ErpNextSite.Text(body, "cheque_no").Length == 0)
        {
            throw ErpNextError.Invalid("Reference No & Reference Date is required for Bank Entry");
        }

        var debit = rows.Sum(r => ErpNextSite.Number(r, "debit_in_account_currency"));
        if (rows.Count == 0 || debit != rows.Sum(r => ErpNextSite.Number(r, "credit_in_account_currency")))
        {
            throw ErpNextError.Invalid("Total Debit must be equal to Total Credit");
        }

        rows.ForEach(row => ValidateRow(body, row));
        body["total_debit"] = debit;
        body["total_credit"] = debit;
        var made = site.Add(Journal, site.Next("ACC-JV-.YYYY.-"), body);
        if (ErpNextSite.Number(made, "docstatus") == 1)
        {
            RequireOpen(ErpNextSite.Text(made, "posting_date"));
            foreach (var row in rows.Where(r => ErpNextSite.Text(r, "party").Length > 0))
            {
                made["account"] = row["account"];
                var amount =
                    ErpNextSite.Number(row, "debit_in_account_currency")
                    - ErpNextSite.Number(row, "credit_in_account_currency");
                var reference = ErpNextSite.Text(row, "reference_name");
                Enter(
                    made,
                    "account",
                    ErpNextSite.Text(row, "party"),
                    reference.Length > 0 ? ErpNextSite.Text(row, "reference_type") : Journal,
                    reference.Length > 0 ? reference : ErpNextSite.Text(made, "name"),
                    amount
                );
            }

            made.Remove("account");
        }

        return made;
    }

    /// <summary>Cancels an entry.</summary>
    public void Cancel(JObject entry)
    {
        site.Change(entry, e => e["docstatus"] = 2);
        Delink(ErpNextSite.Text(entry, "doctype"), ErpNextSite.Text(entry, "name"));
    }

    private void ValidateReference(JObject payment, JObject reference)
    {
        var name = ErpNextSite.Text(reference, "reference_name");
        site.RequireLink(Invoice, name);
        var invoice = site.Get(Invoice, name);
        if (ErpNextSite.Text(invoice, "customer") != ErpNextSite.Text(payment, "party"))
        {
            throw ErpNextError.Invalid($"Sales Invoice {name} is not associated with the Customer");
        }

        if (ErpNextSite.Number(invoice, "docstatus") != 1)
        {
            throw ErpNextError.Invalid($"Sales Invoice {name} must be submitted");
        }

        if (
            Math.Abs(ErpNextSite.Number(reference, "allocated_amount"))
            > Math.Abs(ErpNextSite.Number(invoice, "outstanding_amount"))
        )
        {
            throw ErpNextError.Invalid("Allocated Amount cannot be greater than outstanding amount");
        }
    }

    private void ValidateRow(JObject journal, JObject row)
    {
        site.RequireLink("Account", ErpNextSite.Text(row, "account"));
        var account = site.Get("Account", ErpNextSite.Text(row, "account"));
        if (ErpNextSite.Text(account, "account_type") == "Receivable" && ErpNextSite.Text(row, "party").Length == 0)
        {
            throw ErpNextError.Invalid("Party Type and Party is required for Receivable account");
        }

        if (ErpNextSite.Text(row, "reference_name") is not { Length: > 0 } name)
        {
            return;
        }

        site.RequireLink(Invoice, name);
        var invoice = site.Get(Invoice, name);
        if (ErpNextSite.Text(invoice, "customer") != ErpNextSite.Text(row, "party"))
        {
            throw ErpNextError.Invalid("Party does not match the reference");
        }

        var credit = ErpNextSite.Number(row, "credit_in_account_currency");
        if (
            credit > 0
            && credit > ErpNextSite.Number(invoice, "outstanding_amount")
            && ErpNextSite.Text(journal, "voucher_type") is not ("Credit Note" or "Debit Note")
        )
        {
            throw ErpNextError.Invalid(
                $"Payment against Sales Invoice {name} cannot be greater than Outstanding Amount"
            );
        }
    }

    /// <summary>What is open of an invoice is the sum of the ledger against it; setting it stamps the invoice.</summary>
    private void Refresh(string docType, string name)
    {
        if (docType != Invoice || site.Find(Invoice, name) is not { } invoice)
        {
            return;
        }

        var open = site.All(Ledger)
            .Where(r =>
                ErpNextSite.Text(r, "against_voucher_type") == Invoice
                && ErpNextSite.Text(r, "against_voucher_no") == name
                && !ErpNextSite.Flag(r, "delinked")
            )
            .Sum(r => ErpNextSite.Number(r, "amount_in_account_currency"));
        site.Change(invoice, i => i["outstanding_amount"] = open);
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
