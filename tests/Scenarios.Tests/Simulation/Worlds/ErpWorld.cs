using System.Runtime.CompilerServices;
using Collections.Connector.Ports;

namespace Collections.Scenarios.Tests.Simulation.Worlds;

/// <summary>An ERP: customers, documents with 21 % tax on net prices, payments and their allocation. It knows each of our references once.</summary>
internal sealed partial class ErpWorld(SimulatedClock clock, Wire wire) : ICustomerBook, IInvoiceBook, IPaymentLedger
{
    private const string System = "erp";
    private static readonly Currency Euro = Currency.Of("EUR");
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(30);

    private int next;

    public List<ErpParty> Customers { get; } = [];
    public List<ErpPaper> Papers { get; } = [];
    public List<ErpMoney> Payments { get; } = [];

    /// <summary>Customers whose record is wrong: nothing is made for them until somebody mends it.</summary>
    public HashSet<string> Blocked { get; } = new(StringComparer.Ordinal);

    public int BatchLimit => 5;

    /// <summary>The invoices and credit notes that count.</summary>
    public IEnumerable<ErpPaper> Posted => Papers.Where(x => x.State == DocumentState.Posted);

    /// <summary>What a customer has paid and no document has taken.</summary>
    public long CreditOf(string customerKey) =>
        Payments.Where(x => x.CustomerKey == customerKey).Sum(RestOf)
        + Posted.Where(x => x.CustomerKey == customerKey && x.Kind == DocumentKind.CreditNote).Sum(x => x.OpenMinor);

    public long RestOf(ErpMoney money) =>
        money.AmountMinor
        - money.ReturnedMinor
        - Papers.SelectMany(x => x.Settlements).Where(x => x.SourceKey == money.Key).Sum(x => x.AmountMinor);

    /// <summary>A bank line, reconciled with a document as far as it is open; the rest stays the customer's credit.</summary>
    public void PayAtBank(ErpPaper paper, long amountMinor)
    {
        var money = AddMoney(null, paper.CustomerKey, amountMinor, "bank");
        Allocate(money, [paper], SettlementKind.BankLine);
    }

    /// <summary>Transfers that payers have sent and nobody has booked.</summary>
    public List<Transfer> Transfers { get; } = [];

    /// <summary>The day at which the bank's booking stands still; null when each day is booked by the next morning.</summary>
    public DateOnly? BankStandsAt { get; set; }

    private DateOnly Today => clock.Today;

    /// <summary>Books the transfers of the days before, unless nobody does at present.</summary>
    public void BookTransfers()
    {
        if (BankStandsAt is null)
        {
            Transfers.Where(x => x.SentOn < Today).ToList().ForEach(Book);
        }
    }

    private void Book(Transfer transfer)
    {
        Transfers.Remove(transfer);
        PayAtBank(transfer.Paper, transfer.AmountMinor);
    }

    /// <summary>Money of a customer that nobody has allocated yet.</summary>
    public ErpMoney AddCredit(string customerKey, long amountMinor) => AddMoney(null, customerKey, amountMinor, "bank");

    public void Allocate(ErpMoney money, IEnumerable<ErpPaper> papers, SettlementKind kind)
    {
        foreach (var paper in papers.Where(x => x is { State: DocumentState.Posted, Kind: DocumentKind.Invoice }))
        {
            Settle(paper, Math.Min(RestOf(money), paper.OpenMinor), kind, money.Key, money.Reference);
        }
    }

    public void Unsettle(ErpPaper paper, ErpSettlement settlement)
    {
        paper.Settlements.Remove(settlement);
        Touch(paper);
    }

    /// <summary>A person cancels a document: what settled it is free again.</summary>
    public void Cancel(ErpPaper paper)
    {
        paper.Settlements.Clear();
        paper.State = DocumentState.Cancelled;
        Touch(paper);
        foreach (var note in Papers.Where(x => x.Settlements.RemoveAll(s => s.SourceKey == paper.Key) > 0))
        {
            Touch(note);
        }
    }

    /// <summary>A person changes the price of a document.</summary>
    public void Edit(ErpPaper paper, long netMinor)
    {
        paper.NetMinor = netMinor;
        Touch(paper);
    }

    public void Post(ErpPaper paper)
    {
        paper.State = DocumentState.Posted;
        paper.Number ??= $"INV/{++next:0000}";
        Touch(paper);
        if (paper.ReversesKey is { } reversed && Papers.Find(x => x.Key == reversed) is { } invoice)
        {
            var amount = Math.Min(paper.OpenMinor, invoice.OpenMinor);
            Settle(invoice, amount, SettlementKind.CreditNote, paper.Key, paper.Reference);
            Settle(paper, amount, SettlementKind.Other, invoice.Key, invoice.Reference);
        }
    }

    Task<IReadOnlyList<CustomerMatch>> ICustomerBook.FindAsync(
        IReadOnlyCollection<CustomerQuery> queries,
        CancellationToken ct
    ) =>
        wire.ReadAsync<IReadOnlyList<CustomerMatch>>(
            System,
            "erp.find-customers",
            () => [.. queries.SelectMany(q => Customers.SelectMany(x => Matches(q, x)))]
        );

    public Task<IReadOnlyList<ItemOutcome<ErpCustomer>>> CreateAsync(
        IReadOnlyCollection<CustomerDraft> drafts,
        CancellationToken ct
    ) =>
        wire.WriteAsync(
            System,
            "erp.customer",
            drafts,
            x => x.Reference,
            draft =>
            {
                var customer = Customers.Find(x => x.Reference == draft.Reference);
                if (customer is null)
                {
                    customer = new ErpParty($"c{++next}", draft.Reference, draft.TaxId, draft.Email);
                    Customers.Add(customer);
                }

                return ItemOutcome<ErpCustomer>.Done(draft.Reference, new ErpCustomer(customer.Key, false));
            }
        );

    public Task<PeriodLocks> ReadLocksAsync(CancellationToken ct) =>
        wire.ReadAsync(System, "erp.locks", () => new PeriodLocks(null, null, null));

    Task<IReadOnlyList<ErpDocument>> IInvoiceBook.FindAsync(
        IReadOnlyCollection<string> references,
        CancellationToken ct
    ) =>
        wire.ReadAsync<IReadOnlyList<ErpDocument>>(
            System,
            "erp.find",
            () => [.. Papers.Where(x => references.Contains(x.Reference)).Select(x => x.ToDocument())]
        );

    public Task<IReadOnlyList<ErpDocument>> FindAdoptableAsync(AdoptionQuery rule, CancellationToken ct) =>
        wire.ReadAsync<IReadOnlyList<ErpDocument>>(System, "erp.find-adoptable", () => []);

    public Task<IReadOnlyList<ItemOutcome<ErpDocument>>> DraftAsync(
        IReadOnlyCollection<DocumentDraft> drafts,
        CancellationToken ct
    ) => wire.WriteAsync(System, "erp.draft", drafts, x => x.Reference, Draft);

    public Task<IReadOnlyList<ItemOutcome<ErpDocument>>> PostAsync(
        IReadOnlyCollection<ErpDocument> drafts,
        CancellationToken ct
    ) =>
        wire.WriteAsync(
            System,
            "erp.post",
            drafts,
            x => x.Reference,
            draft =>
            {
                var paper = Papers.Find(x => x.Key == draft.Key);
                if (paper is null or { State: DocumentState.Cancelled })
                {
                    return ItemOutcome<ErpDocument>.Not(
                        OutcomeKind.Rejected,
                        draft.Reference,
                        "There is no such draft."
                    );
                }

                if (paper.State == DocumentState.Draft)
                {
                    Post(paper);
                }

                return ItemOutcome<ErpDocument>.Done(draft.Reference, paper.ToDocument());
            }
        );

    public Task<DocumentChanges> ListChangedAsync(string? cursor, CancellationToken ct) =>
        wire.ReadAsync(
            System,
            "erp.changes",
            () =>
            {
                var since = cursor is null
                    ? DateTimeOffset.MinValue
                    : DateTimeOffset.Parse(cursor, global::System.Globalization.CultureInfo.InvariantCulture) - Overlap;
                return new DocumentChanges(
                    [.. Papers.Where(x => x.ChangedAt >= since).Select(x => new DocumentVersion(x.Key, x.Version))],
                    clock.GetUtcNow().ToString("O")
                );
            }
        );

    public Task<IReadOnlyList<ErpDocument>> ReadAsync(IReadOnlyCollection<string> keys, CancellationToken ct) =>
        wire.ReadAsync<IReadOnlyList<ErpDocument>>(
            System,
            "erp.read",
            () => [.. Papers.Where(x => keys.Contains(x.Key)).Select(x => x.ToDocument())]
        );

    async IAsyncEnumerable<IReadOnlyList<ErpDocument>> IInvoiceBook.ListAsync(
        string prefix,
        DateOnly? issuedFrom,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        yield return await wire.ReadAsync<IReadOnlyList<ErpDocument>>(
            System,
            "erp.list-documents",
            () =>
                [
                    .. Papers
                        .Where(x => x.Reference.StartsWith(prefix, StringComparison.Ordinal))
                        .Select(x => x.ToDocument())
                        .Where(x => issuedFrom is null || x.IssuedOn >= issuedFrom),
                ]
        );
    }

    async IAsyncEnumerable<IReadOnlyList<EnteredPayment>> IPaymentLedger.ListAsync(
        string prefix,
        DateOnly? paidFrom,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        yield return await wire.ReadAsync<IReadOnlyList<EnteredPayment>>(
            System,
            "erp.list-payments",
            () =>
                [
                    .. Payments
                        .Where(x => x.Reference?.StartsWith(prefix, StringComparison.Ordinal) == true)
                        .Where(x => paidFrom is null || clock.DayOf(x.At) >= paidFrom)
                        .Select(x => new EnteredPayment(x.Key, x.Reference!, new Money(x.AmountMinor, Euro))),
                ]
        );
    }

    public Task<IReadOnlyList<BankBook>> ReadBankBooksAsync(CancellationToken ct) =>
        wire.ReadAsync<IReadOnlyList<BankBook>>(System, "erp.bank", () => [new BankBook("BNK", BankStandsAt ?? Today)]);

    public Task<IReadOnlyList<UnallocatedCredit>> ReadCreditAsync(
        IReadOnlyCollection<string> customerKeys,
        CancellationToken ct
    ) =>
        wire.ReadAsync<IReadOnlyList<UnallocatedCredit>>(
            System,
            "erp.credit",
            () =>
                [
                    .. customerKeys
                        .Select(x => (Key: x, Credit: CreditOf(x)))
                        .Where(x => x.Credit > 0)
                        .Select(x => new UnallocatedCredit(x.Key, new Money(x.Credit, Euro))),
                ]
        );

    public Task<IReadOnlyList<ItemOutcome<ErpPayment>>> RecordAsync(
        IReadOnlyCollection<PaymentEntry> payments,
        CancellationToken ct
    ) => wire.WriteAsync(System, "erp.payment", payments, x => x.Reference, Record);

    private ItemOutcome<ErpDocument> Draft(DocumentDraft draft)
    {
        var paper = Papers.Find(x => x.Reference == draft.Reference);
        if (paper is null)
        {
            if (Blocked.Contains(draft.CustomerKey) || !Customers.Exists(x => x.Key == draft.CustomerKey))
            {
                return ItemOutcome<ErpDocument>.Not(
                    OutcomeKind.Rejected,
                    draft.Reference,
                    "There is no such customer."
                );
            }

            paper = new ErpPaper($"d{++next}", draft)
            {
                MadeAt = clock.GetUtcNow(),
                ChangedAt = clock.GetUtcNow(),
                Version = $"v{++next}",
            };
            Papers.Add(paper);
        }

        return ItemOutcome<ErpDocument>.Done(draft.Reference, paper.ToDocument());
    }

    private ItemOutcome<ErpPayment> Record(PaymentEntry entry)
    {
        var money = Payments.Find(x => x.Reference == entry.Reference);
        if (money is null)
        {
            if (!Customers.Exists(x => x.Key == entry.CustomerKey))
            {
                return ItemOutcome<ErpPayment>.Not(OutcomeKind.Rejected, entry.Reference, "There is no such customer.");
            }

            money = AddMoney(entry.Reference, entry.CustomerKey, entry.Amount.MinorUnits, entry.Memo);
            Allocate(money, entry.DocumentKeys.Select(k => Papers.Find(x => x.Key == k)!), SettlementKind.Payment);
        }

        return ItemOutcome<ErpPayment>.Done(entry.Reference, new ErpPayment(money.Key, new Money(RestOf(money), Euro)));
    }

    private ErpMoney AddMoney(string? reference, string customerKey, long amountMinor, string memo)
    {
        var money = new ErpMoney($"p{++next}", reference, customerKey, amountMinor, memo, clock.GetUtcNow());
        Payments.Add(money);
        return money;
    }

    private void Settle(ErpPaper paper, long amountMinor, SettlementKind kind, string sourceKey, string? reference)
    {
        if (amountMinor > 0)
        {
            paper.Settlements.Add(
                new ErpSettlement($"s{++next}", kind, sourceKey, reference, amountMinor, clock.GetUtcNow())
            );
            Touch(paper);
        }
    }

    private void Touch(ErpPaper paper)
    {
        paper.Version = $"v{++next}";
        paper.ChangedAt = clock.GetUtcNow();
    }

    private static IEnumerable<CustomerMatch> Matches(CustomerQuery query, ErpParty customer)
    {
        if (customer.Reference == query.Reference)
        {
            yield return Match(CustomerMatchKind.Reference);
        }

        if (query.TaxId is not null && customer.TaxId == query.TaxId)
        {
            yield return Match(CustomerMatchKind.TaxId);
        }

        if (query.Email is not null && string.Equals(customer.Email, query.Email, StringComparison.OrdinalIgnoreCase))
        {
            yield return Match(CustomerMatchKind.Email);
        }

        CustomerMatch Match(CustomerMatchKind kind) => new(query.Reference, kind, new ErpCustomer(customer.Key, false));
    }
}
