using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Dolibarr;

/// <content>Payments, discounts and bank accounts.</content>
public sealed partial class DolibarrTwin
{
    private readonly List<TwinPayment> payments = [];
    private readonly List<TwinDiscount> discounts = [];
    private readonly List<TwinBankAccount> accounts = [];
    private readonly List<TwinBankLine> bankLines = [];

    private TwinAnswer ListPayments(int id)
    {
        Demand("invoices.read", 401, "api_invoices.class.php:1345");
        Invoice(id, "api_invoices.class.php:1352");
        return DolibarrTwinAnswer.Of(
            new JArray(
                payments
                    .Where(p => p.Parts.ContainsKey(id))
                    .Select(p => new JObject
                    {
                        ["amount"] = Amount(p.Parts[id]),
                        ["type"] = "VIR",
                        ["date"] = p.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + " 12:00:00",
                        ["num"] = p.Text,
                        ["ref"] = p.Number,
                        ["ref_ext"] = p.Reference,
                    })
            )
        );
    }

    /// <summary>Pays what remains. A draft is paid too, and closed without a number.</summary>
    private TwinAnswer PayWhatRemains(int id, JObject body)
    {
        CheckPayment(body);
        Demand("payments.create", 403, "api_invoices.class.php:1401");
        var invoice = Invoice(id, "api_invoices.class.php:1410");
        if (Remaining(invoice) == 0m)
        {
            throw DolibarrTwinRefusal.Of(
                400,
                "Bad Request: Payment error : TotalAmountEmpty",
                "api_invoices.class.php:1466"
            );
        }

        return Pay(body, [(invoice, Remaining(invoice))], "api_invoices.class.php:1481");
    }

    private TwinAnswer PayDistributed(JObject body)
    {
        CheckPayment(body);
        Demand("payments.create", 403, "api_invoices.class.php:1538");
        var parts = new List<(TwinInvoice, decimal)>();
        foreach (var (key, value) in body["arrayofamounts"] as JObject ?? [])
        {
            var id = Id(key);
            var invoice =
                invoices.Find(i => i.Id == id)
                ?? throw DolibarrTwinRefusal.Of(
                    404,
                    $"Not Found: Invoice ID {id} not found",
                    "api_invoices.class.php:1552"
                );
            var remaining = Remaining(invoice);
            var amount = value!.Value<string>("amount") == "remain" ? remaining : value!.Value<decimal>("amount");
            if (amount > remaining)
            {
                throw DolibarrTwinRefusal.Of(
                    400,
                    $"Bad Request: Payment amount on invoice ID {id} ({Short(amount)}) is higher than remain to pay ({Short(remaining)})",
                    "api_invoices.class.php:1588"
                );
            }

            parts.Add((invoice, amount));
        }

        if (parts.Sum(p => p.Item2) == 0m)
        {
            throw DolibarrTwinRefusal.Of(
                400,
                "Bad Request: Payment error : TotalAmountEmpty",
                "api_invoices.class.php:1625"
            );
        }

        return Pay(body, parts, "api_invoices.class.php:1640");
    }

    private TwinAnswer Pay(JObject body, List<(TwinInvoice Invoice, decimal Amount)> parts, string source)
    {
        var account = body.Value<int>("accountid");
        if (!accounts.Exists(a => a.Id == account))
        {
            throw DolibarrTwinRefusal.Of(400, "Bad Request: Add payment to bank error : this->id not defined", source);
        }

        var on = DayOf(body["datepaye"]!);
        return DolibarrTwinAnswer.Of(
            Enter(
                parts,
                on,
                account,
                body.Value<string>("ref_ext"),
                body.Value<string>("num_payment"),
                body.Value<string>("closepaidinvoices") == "yes"
            )
        );
    }

    /// <summary>A reference of a payment is not unique: sent twice, it pays twice.</summary>
    private int Enter(
        List<(TwinInvoice Invoice, decimal Amount)> parts,
        DateOnly on,
        int account,
        string? reference,
        string? text,
        bool close
    )
    {
        var id = payments.Count + 1;
        var payment = new TwinPayment
        {
            Id = id,
            Number = $"PAY{on:yyMM}-{id:0000}",
            On = on,
            Reference = reference ?? "",
            Text = text ?? "",
        };
        foreach (var (invoice, amount) in parts)
        {
            payment.Parts[invoice.Id] = amount;
            if (!invoice.HasDocument)
            {
                invoice.HasDocument = true; // Only this writes the invoice's row; a second payment does not.
                Touch(invoice);
            }
        }

        payments.Add(payment);
        foreach (var (invoice, _) in parts.Where(p => close && Remaining(p.Invoice) == 0m))
        {
            Close(invoice, null);
        }

        AddBankLine(account, on, parts.Sum(p => p.Amount), "(CustomerInvoicePayment)", "VIR", text);
        return id;
    }

    private TwinAnswer MarkAsCreditAvailable(int id)
    {
        Demand("invoices.create", 401, "api_invoices.class.php:1090");
        var note = Invoice(id, "api_invoices.class.php:1094");
        if (note.Paid)
        {
            throw DolibarrTwinRefusal.Of(500, "Internal Server Error: Alreay payed", "api_invoices.class.php:1103");
        }

        var reply = ToRow(note, RowKind.Replied); // The reply is of before.
        if (!discounts.Exists(d => d.Source == id))
        {
            foreach (var rate in note.Lines.Where(l => l.Net != 0m).GroupBy(l => l.Rate))
            {
                discounts.Add(
                    new TwinDiscount
                    {
                        Id = discounts.Count + 1,
                        ThirdParty = note.ThirdParty,
                        Source = id,
                        Net = Math.Abs(rate.Sum(l => l.Net)),
                        Tax = Math.Abs(rate.Sum(l => l.Tax)),
                    }
                );
            }

            Close(note, null);
        }

        return DolibarrTwinAnswer.Of(reply);
    }

    /// <summary>It looks neither whose invoice it is nor what remains; neither row's date of change moves.</summary>
    private TwinAnswer UseCreditNote(int id, int discountId)
    {
        Demand("invoices.create", 401, "api_invoices.class.php:1276");
        Invoice(id, "api_invoices.class.php:1290");
        var discount =
            discounts.Find(d => d.Id == discountId)
            ?? throw DolibarrTwinRefusal.Of(404, "Not Found: Credit not found", "api_invoices.class.php:1297");
        discount.UsedOn = id;
        return DolibarrTwinAnswer.Of(1);
    }

    private TwinAnswer ListDiscounts(int thirdParty)
    {
        Demand("thirdparties.read", 401, "api_thirdparties.class.php:880");
        ThirdParty(thirdParty);
        return DolibarrTwinAnswer.Of(
            new JArray(
                discounts
                    .Where(d => d.ThirdParty == thirdParty)
                    .Select(d => new JObject
                    {
                        ["ref"] = invoices.Find(i => i.Id == d.Source)?.Number,
                        ["factype"] = "2",
                        ["fk_facture_source"] = Plain(d.Source),
                        ["rowid"] = Plain(d.Id),
                        ["amount_ht"] = Amount(d.Net),
                        ["amount_tva"] = Amount(d.Tax),
                        ["amount_ttc"] = Amount(d.Net + d.Tax),
                        ["description"] = "(CREDIT_NOTE)",
                        ["fk_facture"] = d.UsedOn is { } used ? Plain(used) : null,
                        ["fk_facture_line"] = null,
                    })
            )
        );
    }

    private TwinAnswer ListBankAccounts()
    {
        Demand("bankaccounts.read", 401, "api_bankaccounts.class.php:77");
        return DolibarrTwinAnswer.Of(new JArray(accounts.Select(ToRow)));
    }

    private TwinAnswer ListBankLines(int account)
    {
        Demand("bankaccounts.read", 401, "api_bankaccounts.class.php:400");
        return DolibarrTwinAnswer.Of(new JArray(bankLines.Where(l => l.Account == account).Select(ToRow)));
    }

    private void AddBankLine(int account, DateOnly on, decimal amount, string label, string kind, string? text) =>
        bankLines.Add(
            new TwinBankLine(
                bankLines.Count + 1,
                account,
                on,
                amount,
                label,
                kind,
                string.IsNullOrEmpty(text) ? null : text
            )
        );

    private static void CheckPayment(JObject body)
    {
        if (body["datepaye"] is not { Type: JTokenType.Integer })
        {
            throw DolibarrTwinRefusal.Of(
                400,
                "Bad Request: Invalid value specified for `datepaye`. Expecting unix timestamp, such as 1795294770",
                "Validator.php:507"
            );
        }

        if (body.Value<string>("closepaidinvoices") is not ("yes" or "no"))
        {
            throw DolibarrTwinRefusal.Of(
                400,
                "Bad Request: Invalid value specified for `closepaidinvoices`. Expected one of (yes,no).",
                "Validator.php:495"
            );
        }

        if (body["accountid"] is null)
        {
            throw DolibarrTwinRefusal.Of(400, "Bad Request: `accountid` is required.", "Validator.php:436");
        }
    }
}
