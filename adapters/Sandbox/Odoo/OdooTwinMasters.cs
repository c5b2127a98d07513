namespace Collections.Adapters.Sandbox.Odoo;

/// <content>What an Odoo has when it is set up.</content>
public sealed partial class OdooTwin
{
    /// <summary>Initializes a new instance of the <see cref="OdooTwin"/> class: a Spanish company in euro, with journals, accounts, taxes and terms.</summary>
    /// <param name="clock">The server's clock.</param>
    public OdooTwin(TimeProvider clock)
    {
        var first = 1;
        var country = Add(
            "res.country",
            new Named
            {
                Id = first++,
                Name = "Spain",
                Code = "ES",
            }
        );
        Add(
            "res.country",
            new Named
            {
                Id = first++,
                Name = "Portugal",
                Code = "PT",
            }
        );
        Add(
            "res.country",
            new Named
            {
                Id = first++,
                Name = "Germany",
                Code = "DE",
            }
        );
        var euro = Add("res.currency", new CurrencyRecord { Id = first++, Name = "EUR" });
        Add(
            "res.currency",
            new CurrencyRecord
            {
                Id = first++,
                Name = "USD",
                Rate = 1.10m,
            }
        );
        Add(
            "res.currency",
            new CurrencyRecord
            {
                Id = first++,
                Name = "CHF",
                Active = false,
            }
        );
        Company = Add(
            "res.company",
            new Company
            {
                Id = 1,
                Name = "School",
                Currency = euro,
                Country = country,
            }
        );
        ledger = new OdooLedger(schema, clock)
        {
            ReceivableAccount = Account(101, "430000", "asset_receivable"),
            TaxAccount = Account(102, "477000", "liability_current"),
            IncomeAccount = Account(103, "705000", "income"),
            BankAccount = Account(104, "572001", "asset_cash"),
        };
        loads = new OdooLoads(schema, ledger, languages.Contains);
        for (var i = 0; i < 200; i++)
        {
            ledger.NextId(); // Ids of master records given here by hand stay below.
        }

        AddJournal("INV", "sale");
        Bank = AddJournal("BNK1", "bank");
        AddJournal("STRP", "bank");
        AddTax("21% S", 21m);
        AddTax("21% S included", 21m, priceInclude: true);
        AddTax("0% Exempt", 0m);
        AddTerm("Immediate Payment", (100m, 0));
        AddTerm("30% now, balance 60 days", (30m, 0), (70m, 60));
        AddTerm("50% now, balance 30 days", (50m, 0), (50m, 30));
        Add(
            "product.product",
            new Named
            {
                Id = ledger.NextId(),
                Name = "Course",
                Code = "COURSE",
            }
        );
        Add(
            "account.analytic.account",
            new Named
            {
                Id = ledger.NextId(),
                Name = "Courses",
                Code = "COURSES",
            }
        );
    }

    private Company Company { get; }

    private Named Bank { get; }

    private Named AddJournal(string code, string kind) =>
        Add(
            "account.journal",
            new Named
            {
                Id = ledger.NextId(),
                Name = code,
                Code = code,
                Kind = kind,
                Company = Company,
            }
        );

    private Named Account(int id, string code, string kind) =>
        Add(
            "account.account",
            new Named
            {
                Id = id,
                Name = kind,
                Code = code,
                Kind = kind,
            }
        );

    private T Add<T>(string model, T record)
        where T : Record
    {
        schema[model].Add(record);
        return record;
    }
}
