using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Odoo;

/// <summary>The insert-only <c>load</c>: all rows or none, and a record that exists under its external id is returned untouched.</summary>
internal sealed class OdooLoads(OdooSchema schema, OdooLedger ledger, Func<string, bool> isLanguageInstalled)
{
    private static readonly Dictionary<string, string[]> Columns = new(StringComparer.Ordinal)
    {
        ["res.partner"] =
        [
            "id",
            "name",
            "ref",
            "company_type",
            "email",
            "vat",
            "country_id/.id",
            "lang",
            "street",
            "city",
            "zip",
            "phone",
        ],
        ["account.move"] =
        [
            "id",
            "move_type",
            "partner_id/.id",
            "ref",
            "invoice_date",
            "invoice_date_due",
            "currency_id/.id",
            "invoice_payment_term_id/.id",
            "journal_id/.id",
            "reversed_entry_id/.id",
            "narration",
            "invoice_origin",
            "invoice_line_ids/name",
            "invoice_line_ids/quantity",
            "invoice_line_ids/price_unit",
            "invoice_line_ids/tax_ids/.id",
            "invoice_line_ids/product_id/.id",
            "invoice_line_ids/account_id/.id",
            "invoice_line_ids/analytic_distribution",
            "invoice_line_ids/discount",
        ],
        ["account.payment"] =
        [
            "id",
            "payment_type",
            "partner_type",
            "partner_id/.id",
            "amount",
            "date",
            "journal_id/.id",
            "currency_id/.id",
            "ref",
        ],
    };

    private readonly HashSet<string> custom = new(StringComparer.Ordinal);

    /// <summary>Adds a custom field.</summary>
    public void AddColumn(string model, string column) => custom.Add($"{model}|{column}");

    /// <summary>Loads rows.</summary>
    public JObject Load(string model, JArray columns, JArray rows, bool mayCreate)
    {
        var names = columns.Select(c => c.Value<string>()!).ToArray();
        foreach (var name in names)
        {
            if (!Columns[model].Contains(name) && !custom.Contains($"{model}|{name}"))
            {
                throw new OdooError("builtins.KeyError", name);
            }
        }

        var entries = Group(model, names, rows);
        var messages = new JArray();
        foreach (var entry in entries.Where(entry => ledger.ByExternalId(entry.ExternalId) is null))
        {
            if (!mayCreate)
            {
                messages.Add(entry.Message(null, $"You are not allowed to create '{model}' records."));
                break;
            }

            Check(model, entry, messages);
        }

        return messages.Count > 0
            ? Result(false, messages)
            : Result(new JArray(entries.Select(entry => Make(model, entry).Id)), []);
    }

    /// <summary>The answer to the loser of a race.</summary>
    public static JObject LostRace() =>
        Result(
            false,
            [
                new JObject
                {
                    ["rows"] = new JObject { ["from"] = 0, ["to"] = 0 },
                    ["record"] = 0,
                    ["type"] = "error",
                    ["message"] = "could not serialize access due to concurrent update\n",
                },
            ]
        );

    private static JObject Result(JToken ids, JArray messages) =>
        new()
        {
            ["ids"] = ids,
            ["messages"] = messages,
            ["nextrow"] = 0,
        };

    private static List<LoadEntry> Group(string model, string[] names, JArray rows)
    {
        var entries = new List<LoadEntry>();
        for (var at = 0; at < rows.Count; at++)
        {
            var cells = names
                .Zip(rows[at].Select(c => c.Type == JTokenType.Boolean ? "" : c.Value<string>() ?? ""))
                .ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
            var isLine = model == "account.move" && cells.All(c => c.Key.Contains("line_ids/") || c.Value.Length == 0);
            if (isLine && entries.Count > 0)
            {
                entries[^1].Rows.Add(cells);
            }
            else
            {
                entries.Add(new LoadEntry(at, entries.Count, [cells]));
            }
        }

        return entries;
    }

    private void Check(string model, LoadEntry entry, JArray messages)
    {
        foreach (var cells in entry.Rows)
        {
            foreach (var (column, text) in cells.Where(c => c.Key.EndsWith("/.id", StringComparison.Ordinal)))
            {
                foreach (var id in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
                {
                    if (Link(column, id) is null)
                    {
                        var field = column.Split('/')[0];
                        messages.Add(
                            entry.Message(field, $"No matching record found for database id '{id}' in field '{field}'")
                        );
                    }
                }

                if (text.Length == 0 && cells == entry.Rows[0] && column is ("journal_id/.id" or "currency_id/.id"))
                {
                    messages.Add(entry.Message(column.Split('/')[0], "Missing required value for the field"));
                }

                if (text.Length == 0 && column == "invoice_line_ids/account_id/.id")
                {
                    messages.Add(entry.Message(null, "account_move_line_check_accountable_required_fields"));
                }
            }
        }

        CheckHeader(model, entry, messages);
    }

    private void CheckHeader(string model, LoadEntry entry, JArray messages)
    {
        foreach (var column in new[] { "invoice_date", "invoice_date_due", "date" })
        {
            if (entry[column] is { Length: > 0 } text && Date(text) is null)
            {
                messages.Add(entry.Message(column, $"'{text}' does not seem to be a valid date for field '{column}'"));
            }
        }

        if (model == "res.partner")
        {
            CheckPartner(entry, messages);
        }
        else if (model == "account.payment")
        {
            CheckPayment(entry, messages);
        }
    }

    private void CheckPartner(LoadEntry entry, JArray messages)
    {
        if (entry["lang"] is { Length: > 0 } lang && !isLanguageInstalled(lang))
        {
            messages.Add(entry.Message("lang", $"Value '{lang}' not found in selection field 'Language'"));
        }

        // Odoo checks a tax id only when it knows the country; the twin knows one bad sign for all.
        if (entry["vat"] is { Length: > 0 } vat && vat.Contains("INVALID", StringComparison.Ordinal))
        {
            messages.Add(entry.Message(null, "The VAT number does not seem to be valid."));
        }

        if (entry["name"] is not { Length: > 0 })
        {
            messages.Add(entry.Message("name", "Missing required value for the field 'Name' (name)"));
        }
    }

    private void CheckPayment(LoadEntry entry, JArray messages)
    {
        if (Number(entry["amount"]) < 0)
        {
            messages.Add(entry.Message(null, "'The payment amount cannot be negative.'"));
        }

        if (Link("journal_id/.id", entry["journal_id/.id"] ?? "") is Named { Kind: "sale" })
        {
            messages.Add(entry.Message(null, "Please define a payment method line on your payment."));
        }
    }

    private Record Make(string model, LoadEntry entry) =>
        ledger.ByExternalId(entry.ExternalId)
        ?? model switch
        {
            "res.partner" => MakePartner(entry),
            "account.payment" => MakePayment(entry),
            _ => MakeMove(entry),
        };

    private Partner MakePartner(LoadEntry entry)
    {
        var partner = new Partner
        {
            Id = ledger.NextId(),
            ExternalId = entry.ExternalId,
            Name = entry["name"]!,
            Ref = entry.Filled("ref"),
            Email = entry.Filled("email"),
            Vat = entry.Filled("vat"),
            Lang = entry.Filled("lang") ?? "en_US",
            IsCompany = entry["company_type"] == "company",
            Country = Link("country_id/.id", entry["country_id/.id"] ?? "") as Named,
        };
        KeepCustom(partner, entry, Columns["res.partner"].Take(8));
        ledger.Add(partner);
        return partner;
    }

    private Payment MakePayment(LoadEntry entry)
    {
        var amount = Number(entry["amount"]);
        var outgoing = entry["payment_type"] == "outbound";
        var move = ledger.MoneyEntry(
            (Named)Link("journal_id/.id", entry["journal_id/.id"]!)!,
            (Partner)Link("partner_id/.id", entry["partner_id/.id"]!)!,
            (CurrencyRecord)Link("currency_id/.id", entry["currency_id/.id"]!)!,
            outgoing ? -amount : amount,
            Date(entry["date"])!.Value,
            entry.Filled("ref")
        );
        var payment = new Payment
        {
            Id = ledger.NextId(),
            ExternalId = entry.ExternalId,
            Move = move,
            Amount = amount,
            Outgoing = outgoing,
        };
        move.Payment = payment;
        ledger.NumberFirstDraft(move);
        ledger.Add(payment);
        return payment;
    }

    private Move MakeMove(LoadEntry entry)
    {
        var company = (Company)schema["res.company"].All.First();
        var issued = Date(entry["invoice_date"]);
        var partner = Link("partner_id/.id", entry["partner_id/.id"] ?? "") as Partner;
        var move = new Move
        {
            Id = ledger.NextId(),
            ExternalId = entry.ExternalId,
            Company = company,
            Type = entry["move_type"]!,
            Journal = Link("journal_id/.id", entry["journal_id/.id"] ?? "") as Named ?? SalesJournal(),
            Partner = partner,
            Ref = entry.Filled("ref"),
            Origin = entry.Filled("invoice_origin"),
            InvoiceDate = issued,
            DueDate = Date(entry["invoice_date_due"]),
            Date = issued ?? ledger.Today,
            Term = entry["invoice_payment_term_id/.id"] is { } term
                ? Link("invoice_payment_term_id/.id", term) as Term
                : partner?.Term, // A missing column takes the customer's own term, an empty cell takes none.
            Currency = Link("currency_id/.id", entry["currency_id/.id"] ?? "") as CurrencyRecord ?? company.Currency,
            Reverses = Link("reversed_entry_id/.id", entry["reversed_entry_id/.id"] ?? "") as Move,
        };
        KeepCustom(move, entry, Columns["account.move"].Take(10));
        ledger.Add(move);
        foreach (var cells in entry.Rows.Where(cells => cells.ContainsKey("invoice_line_ids/name")))
        {
            AddLine(move, cells);
        }

        ledger.NumberFirstDraft(move);
        ledger.Complete(move);
        return move;
    }

    private void AddLine(Move move, Dictionary<string, string> cells)
    {
        string? Cell(string name) => cells.GetValueOrDefault("invoice_line_ids/" + name);

        var account = Link("account_id/.id", Cell("account_id/.id") ?? "") as Named ?? ledger.IncomeAccount;
        if (account.Kind == "asset_receivable")
        {
            return; // Odoo 17 takes it silently and makes no product line of it.
        }

        var line = new MoveLine
        {
            Id = ledger.NextId(),
            Move = move,
            Name = Cell("name"),
            Account = account,
            Partner = move.Partner?.Commercial,
            Product = Link("product_id/.id", Cell("product_id/.id") ?? "") as Named,
            Quantity = Cell("quantity") is { } quantity ? Number(quantity) : 1m, // An empty cell is 0, a missing column 1.
            PriceUnit = decimal.Round(Number(Cell("price_unit")), 2, MidpointRounding.AwayFromZero),
            Discount = Number(Cell("discount")),
            Analytic = Cell("analytic_distribution"),
        };
        foreach (var id in (Cell("tax_ids/.id") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            line.Taxes.Add((Tax)Link("tax_ids/.id", id)!);
        }

        move.Lines.Add(line);
        ledger.Add(line);
    }

    private void KeepCustom(Record record, LoadEntry entry, IEnumerable<string> known)
    {
        foreach (var (column, text) in entry.Rows[0].Where(c => !known.Contains(c.Key) && !c.Key.Contains('/')))
        {
            record.Custom[column] = text;
        }
    }

    private Named SalesJournal() => schema["account.journal"].All.OfType<Named>().First(j => j.Kind == "sale");

    private Record? Link(string column, string id)
    {
        var model = column.Split('/')[^2] switch
        {
            "partner_id" => "res.partner",
            "country_id" => "res.country",
            "currency_id" => "res.currency",
            "journal_id" => "account.journal",
            "invoice_payment_term_id" => "account.payment.term",
            "reversed_entry_id" => "account.move",
            "product_id" => "product.product",
            "account_id" => "account.account",
            _ => "account.tax",
        };
        return int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? schema[model].Find(number)
            : null;
    }

    private static DateOnly? Date(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", out var date) ? date : null;

    private static decimal Number(string? text) =>
        string.IsNullOrEmpty(text) ? 0m : decimal.Parse(text, CultureInfo.InvariantCulture);
}
