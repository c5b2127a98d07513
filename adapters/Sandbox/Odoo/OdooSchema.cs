using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Sandbox.Odoo;

/// <summary>A field of a model: how it is typed, and how it is read.</summary>
internal sealed record Field(string Type, Func<Record, object?> Get);

/// <summary>A model: its records by id, and its fields.</summary>
internal sealed class Model(string name)
{
    private readonly SortedDictionary<int, Record> records = [];

    public string Name => name;

    public Dictionary<string, Field> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Ways to fewer candidates, by field: the records for one id.</summary>
    public Dictionary<string, Func<int, IEnumerable<Record>>> Narrow { get; } = new(StringComparer.Ordinal);

    public IEnumerable<Record> All => records.Values;

    public int Count => records.Count;

    public Record? Find(int id) => records.GetValueOrDefault(id);

    public void Add(Record record) => records.Add(record.Id, record);

    public void Remove(Record record) => records.Remove(record.Id);

    public Model With<T>(string field, string type, Func<T, object?> get)
        where T : Record
    {
        Fields[field] = new Field(type, record => get((T)record));
        return this;
    }
}

/// <summary>The models that the connector uses, with the fields of Odoo 17 that it uses.</summary>
internal sealed class OdooSchema
{
    private readonly Dictionary<string, Model> models = new(StringComparer.Ordinal);

    public OdooSchema()
    {
        Masters();
        Partners();
        Moves();
        Lines();
        Money();
        foreach (var model in models.Values)
        {
            model.With<Record>("id", "integer", r => r.Id);
            model.With<Record>("display_name", "char", r => r.Label);
            model.With<Record>("write_date", "datetime", r => r.WriteDate);
        }
    }

    public Model this[string name] => models[name];

    public Model? Find(string name) => models.GetValueOrDefault(name);

    /// <summary>The model that a record belongs to, for dotted paths.</summary>
    public Model Of(Record record) =>
        record switch
        {
            Partner => this["res.partner"],
            Move => this["account.move"],
            MoveLine => this["account.move.line"],
            Payment => this["account.payment"],
            Partial => this["account.partial.reconcile"],
            _ => throw new InvalidOperationException($"No dotted path leads through {record.GetType().Name}."),
        };

    /// <summary>A value as JSON: an empty one is false, a link is id and label, a time has whole seconds.</summary>
    public static JToken ToJson(object? value) =>
        value switch
        {
            null => false,
            bool flag => flag,
            int number => number,
            decimal amount => new JValue(amount),
            string text => text,
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime at => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            Record link => new JArray(link.Id, link.Label),
            IEnumerable<Record> links => new JArray(links.Select(link => link.Id)),
            _ => throw new InvalidOperationException($"No JSON for {value.GetType().Name}."),
        };

    private Model Model(string name) => models[name] = new Model(name);

    private void Masters()
    {
        foreach (
            var name in new[]
            {
                "res.country",
                "account.account",
                "account.journal",
                "product.product",
                "account.analytic.account",
            }
        )
        {
            Model(name)
                .With<Named>("name", "char", r => r.Name)
                .With<Named>("active", "boolean", r => r.Active)
                .With<Named>("company_id", "many2one", r => r.Company)
                .With<Named>(name == "product.product" ? "default_code" : "code", "char", r => r.Code);
        }

        this["account.account"].With<Named>("account_type", "selection", r => r.Kind);
        this["account.journal"].With<Named>("type", "selection", r => r.Kind);
        Model("res.currency")
            .With<CurrencyRecord>("name", "char", r => r.Name)
            .With<CurrencyRecord>("active", "boolean", r => r.Active)
            .With<CurrencyRecord>("decimal_places", "integer", r => r.Decimals)
            .With<CurrencyRecord>("rate", "float", r => r.Rate);
        Model("res.company")
            .With<Company>("name", "char", r => r.Name)
            .With<Company>("currency_id", "many2one", r => r.Currency)
            .With<Company>("country_id", "many2one", r => r.Country)
            .With<Company>("fiscalyear_lock_date", "date", r => r.FiscalLock)
            .With<Company>("period_lock_date", "date", r => r.PeriodLock)
            .With<Company>("tax_lock_date", "date", r => r.TaxLock)
            .With<Company>(
                "tax_calculation_rounding_method",
                "selection",
                r => r.RoundGlobally ? "round_globally" : "round_per_line"
            );
        Model("account.tax")
            .With<Tax>("name", "char", r => r.Name)
            .With<Tax>("amount", "float", r => r.Percent)
            .With<Tax>("price_include", "boolean", r => r.PriceInclude)
            .With<Tax>("type_tax_use", "selection", r => r.Use)
            .With<Tax>("company_id", "many2one", r => r.Company);
        Model("account.payment.term").With<Term>("name", "char", r => r.Name);
    }

    private void Partners() =>
        Model("res.partner")
            .With<Partner>("name", "char", r => r.Name)
            .With<Partner>("ref", "char", r => r.Ref)
            .With<Partner>("vat", "char", r => r.Vat)
            .With<Partner>("email", "char", r => r.Email)
            .With<Partner>("email_normalized", "char", r => r.Email?.Trim().ToLowerInvariant())
            .With<Partner>("active", "boolean", r => r.Active)
            .With<Partner>("is_company", "boolean", r => r.IsCompany)
            .With<Partner>("company_type", "selection", r => r.IsCompany ? "company" : "person")
            .With<Partner>("company_id", "many2one", r => r.Company)
            .With<Partner>("country_id", "many2one", r => r.Country)
            .With<Partner>("lang", "selection", r => r.Lang)
            .With<Partner>("parent_id", "many2one", r => r.Parent)
            .With<Partner>("commercial_partner_id", "many2one", r => r.Commercial)
            .With<Partner>("street", "char", r => r.Custom.GetValueOrDefault("street"))
            .With<Partner>("city", "char", r => r.Custom.GetValueOrDefault("city"))
            .With<Partner>("zip", "char", r => r.Custom.GetValueOrDefault("zip"))
            .With<Partner>("phone", "char", r => r.Custom.GetValueOrDefault("phone"));

    private void Moves() =>
        Model("account.move")
            .With<Move>("name", "char", r => r.Name)
            .With<Move>("ref", "char", r => r.Ref)
            .With<Move>("invoice_origin", "char", r => r.Origin)
            .With<Move>("move_type", "selection", r => r.Type)
            .With<Move>("state", "selection", r => r.State)
            .With<Move>("payment_state", "selection", r => r.PaymentState)
            .With<Move>("company_id", "many2one", r => r.Company)
            .With<Move>("journal_id", "many2one", r => r.Journal)
            .With<Move>("partner_id", "many2one", r => r.Partner)
            .With<Move>("commercial_partner_id", "many2one", r => r.Partner?.Commercial)
            .With<Move>("invoice_date", "date", r => r.InvoiceDate)
            .With<Move>("invoice_date_due", "date", r => r.DueDate)
            .With<Move>("date", "date", r => r.Date)
            .With<Move>("invoice_payment_term_id", "many2one", r => r.Term)
            .With<Move>("currency_id", "many2one", r => r.Currency)
            .With<Move>("amount_untaxed", "monetary", r => r.Untaxed)
            .With<Move>("amount_tax", "monetary", r => r.Tax)
            .With<Move>("amount_total", "monetary", r => r.Total)
            .With<Move>("amount_residual", "monetary", r => r.Residual)
            .With<Move>("reversed_entry_id", "many2one", r => r.Reverses)
            .With<Move>("invoice_line_ids", "one2many", r => r.Lines.Where(l => l.DisplayType == "product"))
            .With<Move>("access_token", "char", _ => null)
            .With<Move>("statement_line_id", "many2one", r => r.StatementLine)
            .With<Move>("narration", "html", r => r.Custom.GetValueOrDefault("narration"));

    private void Lines()
    {
        Model("account.move.line")
            .With<MoveLine>("move_id", "many2one", r => r.Move)
            .With<MoveLine>("move_type", "selection", r => r.Move.Type)
            .With<MoveLine>("parent_state", "selection", r => r.Move.State)
            .With<MoveLine>("company_id", "many2one", r => r.Move.Company)
            .With<MoveLine>("name", "char", r => r.Name)
            .With<MoveLine>("display_type", "selection", r => r.DisplayType)
            .With<MoveLine>("ref", "char", r => r.Move.Ref)
            .With<MoveLine>("date", "date", r => r.Move.Date)
            .With<MoveLine>("partner_id", "many2one", r => r.Partner)
            .With<MoveLine>("product_id", "many2one", r => r.Product)
            .With<MoveLine>("account_id", "many2one", r => r.Account)
            .With<MoveLine>("account_type", "selection", r => r.AccountType)
            .With<MoveLine>("quantity", "float", r => r.Quantity)
            .With<MoveLine>("price_unit", "float", r => r.PriceUnit)
            .With<MoveLine>("price_subtotal", "monetary", r => r.Subtotal)
            .With<MoveLine>("tax_ids", "many2many", r => r.Taxes)
            .With<MoveLine>("balance", "monetary", r => r.Balance)
            .With<MoveLine>("amount_currency", "monetary", r => r.AmountCurrency)
            .With<MoveLine>("amount_residual", "monetary", r => r.ResidualCompany)
            .With<MoveLine>("amount_residual_currency", "monetary", r => r.ResidualCurrency)
            .With<MoveLine>("currency_id", "many2one", r => r.Move.Currency)
            .With<MoveLine>("date_maturity", "date", r => r.Maturity)
            .With<MoveLine>("reconciled", "boolean", r => r.Reconciled)
            .With<MoveLine>("payment_id", "many2one", r => r.Move.Payment)
            .With<MoveLine>("statement_line_id", "many2one", r => r.Move.StatementLine);
        this["account.move.line"].Narrow["move_id"] = id => (this["account.move"].Find(id) as Move)?.Lines ?? [];
        this["account.move.line"].Narrow["payment_id"] = id =>
            (this["account.payment"].Find(id) as Payment)?.Move.Lines ?? [];
    }

    private void Money()
    {
        Model("account.payment")
            .With<Payment>("name", "char", r => r.Move.Name)
            .With<Payment>("state", "selection", r => r.Move.State)
            .With<Payment>("amount", "monetary", r => r.Amount)
            .With<Payment>("payment_type", "selection", r => r.Outgoing ? "outbound" : "inbound")
            .With<Payment>("partner_type", "selection", _ => "customer")
            .With<Payment>("company_id", "many2one", r => r.Move.Company)
            .With<Payment>("date", "date", r => r.Move.Date)
            .With<Payment>("ref", "char", r => r.Move.Ref)
            .With<Payment>("move_id", "many2one", r => r.Move)
            .With<Payment>("partner_id", "many2one", r => r.Move.Partner)
            .With<Payment>("journal_id", "many2one", r => r.Move.Journal)
            .With<Payment>("currency_id", "many2one", r => r.Move.Currency)
            .With<Payment>("is_reconciled", "boolean", r => r.Move.Receivable.All(line => line.Reconciled));
        Model("account.partial.reconcile")
            .With<Partial>("amount", "monetary", r => r.Amount)
            .With<Partial>("debit_amount_currency", "monetary", r => r.DebitCurrency)
            .With<Partial>("credit_amount_currency", "monetary", r => r.CreditCurrency)
            .With<Partial>("debit_move_id", "many2one", r => r.Debit)
            .With<Partial>("credit_move_id", "many2one", r => r.Credit)
            .With<Partial>(
                "max_date",
                "date",
                r => r.Debit.Move.Date > r.Credit.Move.Date ? r.Debit.Move.Date : r.Credit.Move.Date
            );
        Model("account.bank.statement.line").With<Named>("name", "char", r => r.Name);
    }
}
