namespace Collections.Adapters.Sandbox.ErpNext;

/// <summary>The doctypes of the twin, with those of their fields that it plays.</summary>
internal static class ErpNextFields
{
    /// <summary>Fields that every document has.</summary>
    public static readonly string[] Every = ["name", "owner", "creation", "modified", "docstatus", "idx"];

    /// <summary>Fields that a row of a table has besides.</summary>
    public static readonly string[] OfRow = ["parent", "parenttype", "parentfield"];

    /// <summary>Fields by doctype; a custom field is added by the twin.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Own = new Dictionary<string, string[]>
    {
        ["Company"] = ["default_currency", "country", "default_receivable_account", "abbr"],
        ["Country"] = ["code"],
        ["Language"] = ["language_name", "enabled"],
        ["Account"] = ["account_name", "account_number", "account_type", "company", "account_currency", "disabled"],
        ["Cost Center"] = ["cost_center_name", "company", "disabled"],
        ["Item"] = ["item_code", "item_name", "stock_uom", "disabled"],
        ["Payment Terms Template"] = ["template_name", "credit_days"],
        ["Customer"] =
        [
            "customer_name",
            "customer_type",
            "customer_group",
            "territory",
            "tax_id",
            "email_id",
            "language",
            "payment_terms",
            "disabled",
        ],
        ["Contact"] = ["first_name", "email_id"],
        ["Dynamic Link"] = ["link_doctype", "link_name"],
        ["Sales Taxes and Charges Template"] = ["title", "company", "is_default", "disabled"],
        ["Sales Taxes and Charges"] =
        [
            "charge_type",
            "account_head",
            "description",
            "rate",
            "tax_amount",
            "row_id",
            "included_in_print_rate",
            "cost_center",
        ],
        ["Sales Invoice"] =
        [
            "naming_series",
            "customer",
            "customer_name",
            "company",
            "currency",
            "conversion_rate",
            "party_account_currency",
            "debit_to",
            "posting_date",
            "set_posting_time",
            "due_date",
            "total",
            "net_total",
            "total_taxes_and_charges",
            "grand_total",
            "rounded_total",
            "disable_rounded_total",
            "outstanding_amount",
            "is_return",
            "return_against",
            "update_outstanding_for_self",
            "payment_terms_template",
            "ignore_default_payment_terms_template",
            "taxes_and_charges",
            "po_no",
            "remarks",
            "status",
        ],
        ["Sales Invoice Item"] =
        [
            "item_code",
            "item_name",
            "description",
            "qty",
            "rate",
            "amount",
            "net_amount",
            "uom",
            "income_account",
            "cost_center",
        ],
        ["Payment Schedule"] = ["due_date", "invoice_portion", "payment_amount", "outstanding"],
        ["Payment Entry"] =
        [
            "naming_series",
            "payment_type",
            "company",
            "posting_date",
            "party_type",
            "party",
            "paid_from",
            "paid_to",
            "paid_amount",
            "received_amount",
            "unallocated_amount",
            "paid_from_account_currency",
            "reference_no",
            "reference_date",
        ],
        ["Payment Entry Reference"] = ["reference_doctype", "reference_name", "allocated_amount"],
        ["Journal Entry"] =
        [
            "naming_series",
            "voucher_type",
            "company",
            "posting_date",
            "cheque_no",
            "cheque_date",
            "user_remark",
            "total_debit",
            "total_credit",
        ],
        ["Journal Entry Account"] =
        [
            "account",
            "party_type",
            "party",
            "debit_in_account_currency",
            "credit_in_account_currency",
            "reference_type",
            "reference_name",
        ],
        ["Payment Ledger Entry"] =
        [
            "posting_date",
            "company",
            "account",
            "account_currency",
            "party_type",
            "party",
            "voucher_type",
            "voucher_no",
            "against_voucher_type",
            "against_voucher_no",
            "amount_in_account_currency",
            "delinked",
        ],
        ["Period Closing Voucher"] = ["posting_date", "company"],
        ["Bank Account"] = ["account", "company", "is_company_account", "disabled"],
        ["Bank Transaction"] = ["date", "bank_account"],
    };

    /// <summary>The tables of a doctype: field and the doctype of its rows.</summary>
    public static readonly IReadOnlyDictionary<string, (string Field, string Rows)[]> Tables = new Dictionary<
        string,
        (string, string)[]
    >
    {
        ["Sales Invoice"] =
        [
            ("items", "Sales Invoice Item"),
            ("taxes", "Sales Taxes and Charges"),
            ("payment_schedule", "Payment Schedule"),
        ],
        ["Sales Taxes and Charges Template"] = [("taxes", "Sales Taxes and Charges")],
        ["Payment Entry"] = [("references", "Payment Entry Reference")],
        ["Journal Entry"] = [("accounts", "Journal Entry Account")],
        ["Contact"] = [("links", "Dynamic Link")],
    };

    /// <summary>Doctypes whose documents live in a table of another.</summary>
    public static bool IsRow(string docType) => Tables.Values.SelectMany(t => t).Any(t => t.Rows == docType);
}
