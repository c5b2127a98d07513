using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.ErpNext;

/// <summary>What stands in the twin from the beginning, and what a test does there by hand.</summary>
public sealed partial class ErpNextTwin
{
    private const string Field = "collections_reference";
    private const string Invoice = "Sales Invoice";

    /// <summary>Gets or sets the day up to which accounts are frozen; null for none.</summary>
    public DateOnly? FrozenUpTo
    {
        get => books.FrozenUpTo;
        set => books.FrozenUpTo = value;
    }

    /// <summary>Adds a document of any doctype as it is.</summary>
    /// <returns>Its name.</returns>
    public string Add(string docType, string name, JObject document)
    {
        lock (gate)
        {
            var made = site.Add(docType, name, document);
            site.Commit();
            return ErpNextSite.Text(made, "name");
        }
    }

    /// <summary>A copy of a document; null when there is none.</summary>
    public JObject? Document(string docType, string name)
    {
        lock (gate)
        {
            return (JObject?)site.Find(docType, name)?.DeepClone();
        }
    }

    /// <summary>How many documents of a doctype there are.</summary>
    public int Count(string docType)
    {
        lock (gate)
        {
            return site.All(docType).Count;
        }
    }

    /// <summary>Changes a document as a person would.</summary>
    public void Change(string docType, string name, Action<JObject> change)
    {
        lock (gate)
        {
            site.Change(site.Get(docType, name), change);
            site.Commit();
        }
    }

    /// <summary>Sets when a document was changed last, in the site's own time.</summary>
    public void Pin(string docType, string name, string modified)
    {
        lock (gate)
        {
            site.Get(docType, name)["modified"] = modified;
        }
    }

    /// <summary>Cancels a submitted document.</summary>
    public void Cancel(string docType, string name)
    {
        lock (gate)
        {
            var document = site.Get(docType, name);
            if (docType == Invoice)
            {
                sales.Update(document, new JObject { ["docstatus"] = 2 });
            }
            else
            {
                books.Cancel(document);
            }

            site.Commit();
        }
    }

    /// <summary>Enters a payment from the bank by hand, without a reference of ours.</summary>
    /// <returns>Its name.</returns>
    public string PayByHand(string invoice, decimal amount, DateOnly on)
    {
        lock (gate)
        {
            var document = site.Get(Invoice, invoice);
            var day = on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var made = books.InsertPayment(
                new JObject
                {
                    ["docstatus"] = 1,
                    ["payment_type"] = "Receive",
                    ["company"] = Company,
                    ["posting_date"] = day,
                    ["party_type"] = "Customer",
                    ["party"] = document["customer"],
                    ["paid_from"] = document["debit_to"],
                    ["paid_to"] = "Bank - S",
                    ["paid_amount"] = amount,
                    ["received_amount"] = amount,
                    ["reference_no"] = "TRANSFER",
                    ["reference_date"] = day,
                    ["references"] = new JArray(
                        new JObject
                        {
                            ["reference_doctype"] = Invoice,
                            ["reference_name"] = invoice,
                            ["allocated_amount"] = amount,
                        }
                    ),
                }
            );
            site.Commit();
            return ErpNextSite.Text(made, "name");
        }
    }

    /// <summary>Adds a contact of a customer, with an address.</summary>
    public void AddContact(string customer, string email)
    {
        lock (gate)
        {
            var link = new JObject { ["link_doctype"] = "Customer", ["link_name"] = customer };
            site.Add("Contact", site.Hash(), new JObject { ["email_id"] = email, ["links"] = new JArray(link) });
        }
    }

    /// <summary>Sets a field of a doctype that has one document only.</summary>
    public void Set(string docType, string field, string value) => singles[(docType, field)] = value;

    /// <summary>Adds, changes or takes away the custom field of our reference.</summary>
    public void Customize(string docType, bool isThere, bool unique = true, bool noCopy = true)
    {
        lock (gate)
        {
            site.CustomFields.RemoveAll(f => f.DocType == docType && f.Name == Field);
            if (isThere)
            {
                site.CustomFields.Add((docType, Field, unique, noCopy));
            }
        }
    }

    /// <summary>Adds a custom field that is not ours.</summary>
    public void AddField(string docType, string name) => site.CustomFields.Add((docType, name, false, false));

    /// <summary>Adds a template of one tax.</summary>
    public void AddTax(string title, decimal percent, bool included = false, bool isDefault = false) =>
        Add(
            "Sales Taxes and Charges Template",
            $"{title} - S",
            new JObject
            {
                ["title"] = title,
                ["company"] = Company,
                ["is_default"] = isDefault ? 1 : 0,
                ["disabled"] = 0,
                ["taxes"] = new JArray(
                    new JObject
                    {
                        ["charge_type"] = "On Net Total",
                        ["account_head"] = "VAT - S",
                        ["description"] = title,
                        ["rate"] = percent,
                        ["included_in_print_rate"] = included ? 1 : 0,
                    }
                ),
            }
        );

    private void Found()
    {
        foreach (var docType in new[] { "Customer", Invoice, "Payment Entry", "Journal Entry" })
        {
            site.CustomFields.Add((docType, Field, true, true));
        }

        Add("Country", "Spain", new JObject { ["code"] = "es" });
        Add("Country", "Colombia", new JObject { ["code"] = "co" });
        Add("Language", "es", new JObject { ["language_name"] = "Español", ["enabled"] = 1 });
        AddAccount("Debtors", "Receivable", "4300");
        AddAccount("Debtors old", "Receivable", "4301");
        AddAccount("Sales", "Income Account", "7000");
        AddAccount("VAT", "Tax", "4770");
        AddAccount("Bank", "Bank", "5720");
        AddAccount("Stripe", "Bank", "5721");
        Add(
            "Company",
            Company,
            new JObject
            {
                ["default_currency"] = "EUR",
                ["country"] = "Spain",
                ["default_receivable_account"] = "Debtors - S",
                ["abbr"] = "S",
            }
        );
        Add("Cost Center", "Main - S", new JObject { ["cost_center_name"] = "Main", ["company"] = Company });
        Add(
            "Item",
            "COURSE",
            new JObject
            {
                ["item_code"] = "COURSE",
                ["item_name"] = "Course",
                ["stock_uom"] = "Nos",
            }
        );
        AddTax("VAT 21", 21m);
        AddTax("VAT 21 included", 21m, included: true);
        AddTax("Exempt", 0m);
        AddBank("Main account", "Bank - S");
        AddBank("Stripe payouts", "Stripe - S");
        Set("Selling Settings", "cust_master_name", "Naming Series");
    }

    private void AddAccount(string name, string type, string number) =>
        Add(
            "Account",
            $"{name} - S",
            new JObject
            {
                ["account_name"] = name,
                ["account_number"] = number,
                ["account_type"] = type,
                ["company"] = Company,
                ["account_currency"] = "EUR",
                ["disabled"] = 0,
            }
        );

    private void AddBank(string name, string account) =>
        Add(
            "Bank Account",
            name,
            new JObject
            {
                ["account"] = account,
                ["company"] = Company,
                ["is_company_account"] = 1,
                ["disabled"] = 0,
            }
        );
}
