using System.Globalization;

namespace Collections.Adapters.Sandbox.Odoo;

/// <summary>An invoice or credit note of the twin, as it stands.</summary>
/// <param name="Key">Id.</param>
/// <param name="Reference">Our reference, or what stands there; empty when none.</param>
/// <param name="Number">Number; <c>/</c> for a draft without one.</param>
/// <param name="Type"><c>out_invoice</c> or <c>out_refund</c>.</param>
/// <param name="State">draft, posted or cancel.</param>
/// <param name="PaymentState">not_paid, partial, paid or reversed.</param>
/// <param name="CustomerKey">Id of the customer.</param>
/// <param name="Currency">Currency code.</param>
/// <param name="Total">Total with tax.</param>
/// <param name="Open">Open amount.</param>
/// <param name="InvoiceDate">Date on the document.</param>
/// <param name="AccountingDate">Date in the books.</param>
/// <param name="DueDate">Last due date.</param>
public sealed record OdooInvoice(
    string Key,
    string Reference,
    string Number,
    string Type,
    string State,
    string PaymentState,
    string CustomerKey,
    string Currency,
    decimal Total,
    decimal Open,
    DateOnly? InvoiceDate,
    DateOnly AccountingDate,
    DateOnly? DueDate
);

/// <content>What people do in Odoo beside the connector, and what tests look at.</content>
public sealed partial class OdooTwin
{
    /// <summary>Gets every invoice and credit note as it stands now.</summary>
    public IReadOnlyList<OdooInvoice> Invoices
    {
        get
        {
            lock (gate)
            {
                return [.. schema["account.move"].All.OfType<Move>().Where(m => m.Type != "entry").Select(ToInvoice)];
            }
        }
    }

    /// <summary>Gets how many customers there are.</summary>
    public int PartnerCount => Locked(() => schema["res.partner"].Count);

    /// <summary>Gets how many payment records there are.</summary>
    public int PaymentCount => Locked(() => schema["account.payment"].Count);

    /// <summary>What is open in a currency: posted invoices less posted credit notes.</summary>
    public decimal OpenTotal(string currency = "EUR") =>
        Locked(() =>
            schema["account.move"]
                .All.OfType<Move>()
                .Where(m => m.Type != "entry" && m.State == "posted" && m.Currency.Name == currency)
                .Sum(m => m.Sign * m.Residual)
        );

    /// <summary>An invoice as it stands now.</summary>
    public OdooInvoice Invoice(string key) => Locked(() => ToInvoice(Document(key)));

    /// <summary>Enters a customer by hand; the key.</summary>
    public string AddPartner(
        string name,
        string? reference = null,
        string? vat = null,
        string? email = null,
        bool archived = false,
        string? parentKey = null,
        bool isCompany = false
    ) =>
        Locked(() =>
        {
            var partner = new Partner
            {
                Id = ledger.NextId(),
                Name = name,
                Ref = reference,
                Vat = vat,
                Email = email,
                Active = !archived,
                IsCompany = isCompany,
                Parent = parentKey is null ? null : schema["res.partner"].Find(Id(parentKey)) as Partner,
            };
            ledger.Add(partner);
            return Key(partner);
        });

    /// <summary>Adds a tax; the key.</summary>
    public string AddTax(string name, decimal percent, bool priceInclude = false) =>
        Locked(() =>
        {
            var tax = new Tax
            {
                Id = ledger.NextId(),
                Name = name,
                Percent = percent,
                PriceInclude = priceInclude,
                Company = Company,
            };
            return Key(Add("account.tax", tax));
        });

    /// <summary>Adds a payment term: shares in percent, and days after the invoice date; the key.</summary>
    public string AddTerm(string name, params (decimal Percent, int Days)[] parts) =>
        Locked(() =>
            Key(
                Add(
                    "account.payment.term",
                    new Term
                    {
                        Id = ledger.NextId(),
                        Name = name,
                        Parts = parts,
                    }
                )
            )
        );

    /// <summary>Adds a product by its internal reference; the key.</summary>
    public string AddProduct(string code) =>
        Locked(() =>
            Key(
                Add(
                    "product.product",
                    new Named
                    {
                        Id = ledger.NextId(),
                        Name = code,
                        Code = code,
                    }
                )
            )
        );

    /// <summary>Closes periods up to and including a day.</summary>
    public void Lock(DateOnly? fiscalYear, DateOnly? period = null, DateOnly? tax = null) =>
        Locked(() => (Company.FiscalLock, Company.PeriodLock, Company.TaxLock) = (fiscalYear, period, tax));

    /// <summary>Rounds tax over the document instead of per line.</summary>
    public void RoundGlobally() => Locked(() => Company.RoundGlobally = true);

    /// <summary>Takes a right from the API user: a group such as <c>base.group_partner_manager</c>, or model and right such as <c>account.move:create</c>.</summary>
    public void Deny(string right) => Locked(() => denied.Add(right));

    /// <summary>Lets the next loads lose a race of transactions: nothing is written, and a message says so.</summary>
    public void LoseRaces(int loadsToLose) => Locked(() => lostRaces = loadsToLose);

    /// <summary>From now on what is written bears an older time, as rows of a transaction that took so long; dispose to end it.</summary>
    public IDisposable SlowCommits(TimeSpan age)
    {
        Locked(() => ledger.TransactionAge = age);
        return new Ending(() => Locked(() => ledger.TransactionAge = TimeSpan.Zero));
    }

    /// <summary>An accountant issues an invoice by hand, with 21 percent tax; the invoice's key.</summary>
    public string IssueByHand(string customerKey, decimal net, DateOnly on, string origin, string? reference = null) =>
        Locked(() =>
        {
            var partner = (Partner)schema["res.partner"].Find(Id(customerKey))!;
            var move = new Move
            {
                Id = ledger.NextId(),
                Company = Company,
                Type = "out_invoice",
                Journal = schema["account.journal"].All.OfType<Named>().First(journal => journal.Code == "INV"),
                Partner = partner,
                Origin = origin,
                Ref = reference,
                InvoiceDate = on,
                DueDate = on,
                Date = on,
                Currency = Company.Currency,
            };
            var line = new MoveLine
            {
                Id = ledger.NextId(),
                Move = move,
                Name = origin,
                Account = ledger.IncomeAccount,
                Partner = partner,
                Quantity = 1m,
                PriceUnit = net,
            };
            line.Taxes.Add(schema["account.tax"].All.OfType<Tax>().First(tax => tax.Percent == 21m));
            move.Lines.Add(line);
            ledger.Add(move);
            ledger.Add(line);
            ledger.NumberFirstDraft(move);
            ledger.Complete(move);
            return Key(Posted(move));
        });

    /// <summary>Posts a draft by hand.</summary>
    public void Post(string key) => Locked(() => ledger.Post([Document(key)]));

    /// <summary>An accountant registers a payment on an invoice; the payment's key.</summary>
    public string RegisterPayment(string invoiceKey, decimal amount, DateOnly on, string memo = "") =>
        Locked(() =>
        {
            var invoice = Document(invoiceKey);
            var payment = Pay(invoice.Partner!, amount, on, memo);
            ledger.Reconcile(invoice.Receivable, payment.Move.Receivable);
            return Key(payment);
        });

    /// <summary>An accountant registers money of a customer that pays no document yet; the payment's key.</summary>
    public string RegisterCredit(string customerKey, decimal amount, DateOnly on) =>
        Locked(() => Key(Pay((Partner)schema["res.partner"].Find(Id(customerKey))!, amount, on, "")));

    /// <summary>An accountant gives a customer money back, out of what no document has taken; the payment's key.</summary>
    public string GiveBack(string customerKey, decimal amount, DateOnly on, string memo = "") =>
        Locked(() =>
        {
            var partner = (Partner)schema["res.partner"].Find(Id(customerKey))!;
            var payment = Pay(partner, amount, on, memo, outgoing: true);
            var credit = schema["account.move.line"]
                .All.OfType<MoveLine>()
                .Where(x => x is { IsReconcilable: true, ResidualCurrency: < 0, Move.State: "posted" })
                .Where(x => x.Partner == partner.Commercial);
            ledger.Reconcile(payment.Move.Receivable, [.. credit]);
            return Key(payment);
        });

    /// <summary>An accountant cancels the payments that bear a text: what they settled is open again.</summary>
    public void CancelPayments(string text) =>
        Locked(() =>
            schema["account.payment"]
                .All.OfType<Payment>()
                .Where(x => x.Move.Ref?.Contains(text, StringComparison.Ordinal) == true)
                .ToList()
                .ForEach(x => Cancel(x.Move))
        );

    /// <summary>An accountant takes a posted document back to draft; it keeps its number.</summary>
    public void ToDraft(string key) =>
        Locked(() =>
        {
            var move = Document(key);
            ledger.Unreconcile(move);
            move.State = "draft";
            ledger.Touch(move);
        });

    /// <summary>An accountant edits the tax of a document by hand, as the totals of a form allow.</summary>
    public void EditTax(string key, decimal by) =>
        Locked(() =>
        {
            var move = Document(key);
            move.Tax += by;
            foreach (var line in new[] { move.Lines.First(x => x.DisplayType == "tax"), move.Receivable.First() })
            {
                var change = line.DisplayType == "tax" ? -move.Sign * by : move.Sign * by;
                line.AmountCurrency += change;
                line.Balance += change;
            }

            ledger.Touch(move);
        });

    /// <summary>Undoes whatever settled a document.</summary>
    public void Unreconcile(string key) => Locked(() => ledger.Unreconcile(Document(key)));

    /// <summary>Cancels a document, a paid one too: its payments are undone and stay.</summary>
    public void Cancel(string key) => Locked(() => Cancel(Document(key)));

    /// <summary>Deletes a draft.</summary>
    public void Delete(string key) => Locked(() => ledger.Delete(Document(key)));

    /// <summary>Adds a line without tax to a document, a posted one too: Odoo 17 lets it happen and keeps the number.</summary>
    public void EditPosted(string key, decimal addNet) =>
        Locked(() =>
        {
            var move = Document(key);
            var line = new MoveLine
            {
                Id = ledger.NextId(),
                Move = move,
                Name = "Added",
                Account = ledger.IncomeAccount,
                Quantity = 1m,
                PriceUnit = addNet,
            };
            move.Lines.Add(line);
            ledger.Add(line);
            ledger.Complete(move);
            ledger.Touch(move);
        });

    /// <summary>Writes a customer's e-mail, even the same: every invoice of the customer is touched.</summary>
    public void EditPartner(string key, string email) =>
        Locked(() =>
        {
            var partner = (Partner)schema["res.partner"].Find(Id(key))!;
            partner.Email = email;
            ledger.Touch(partner);
            ledger.Touch(schema["account.move"].All.OfType<Move>().Where(move => move.Partner == partner));
        });

    /// <summary>Gives a customer a payment term of its own.</summary>
    public void SetTerm(string partnerKey, string termKey) =>
        Locked(() =>
            ((Partner)schema["res.partner"].Find(Id(partnerKey))!).Term =
                schema["account.payment.term"].Find(Id(termKey)) as Term
        );

    /// <summary>Archives a customer.</summary>
    public void Archive(string key) => Locked(() => ((Partner)schema["res.partner"].Find(Id(key))!).Active = false);

    /// <summary>The key of the customer that carries a reference.</summary>
    public string CustomerKey(string reference) =>
        Locked(() => Key(schema["res.partner"].All.OfType<Partner>().Single(x => x.Ref == reference)));

    /// <summary>Deletes a customer who has no documents.</summary>
    public void DeletePartner(string key) =>
        Locked(() => schema["res.partner"].Remove(schema["res.partner"].Find(Id(key))!));

    /// <summary>Archives a tax: no search finds it any more.</summary>
    public void ArchiveTax(string name) =>
        Locked(() => schema["account.tax"].Remove(schema["account.tax"].All.OfType<Tax>().Single(x => x.Name == name)));

    private Payment Pay(Partner partner, decimal amount, DateOnly on, string memo, bool outgoing = false)
    {
        var text = memo.Length == 0 ? null : memo;
        var signed = outgoing ? -amount : amount;
        var move = ledger.MoneyEntry(Bank, partner, Company.Currency, signed, on, text);
        var payment = new Payment
        {
            Id = ledger.NextId(),
            Move = move,
            Amount = amount,
            Outgoing = outgoing,
        };
        move.Payment = payment;
        ledger.Add(payment);
        Posted(move);
        return payment;
    }

    private Move Posted(Move move)
    {
        ledger.Post([move]);
        return move;
    }

    private Move Document(string key) =>
        schema["account.move"].Find(Id(key)) as Move
        ?? throw new ArgumentException($"The twin has no document {key}.", nameof(key));

    private static OdooInvoice ToInvoice(Move move) =>
        new(
            Key(move),
            move.Ref ?? "",
            move.Name,
            move.Type,
            move.State,
            move.PaymentState,
            move.Partner is null ? "" : Key(move.Partner),
            move.Currency.Name,
            move.Total,
            move.Residual,
            move.InvoiceDate,
            move.Date,
            move.DueDate
        );

    private static string Key(Record record) => record.Id.ToString(CultureInfo.InvariantCulture);

    private static int Id(string key) => int.Parse(key, CultureInfo.InvariantCulture);

    private T Locked<T>(Func<T> work)
    {
        lock (gate)
        {
            return work();
        }
    }

    private void Locked(Action work)
    {
        lock (gate)
        {
            work();
        }
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
