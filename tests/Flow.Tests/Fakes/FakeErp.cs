using System.Runtime.CompilerServices;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Fakes;

/// <summary>An ERP in memory that knows each reference once. Tax is 21 % on top of net prices.</summary>
internal sealed partial class FakeErp : ICustomerBook, IInvoiceBook, IPaymentLedger
{
    private readonly Dictionary<string, ErpDocument> documents = [];
    private readonly Dictionary<string, string> customersByReference = [];
    private int next;

    public List<(string Key, string? TaxId, string? Email)> Customers { get; } = [];
    public IReadOnlyCollection<ErpDocument> Documents => documents.Values;
    public PeriodLocks Locks { get; set; } = new(null, null, null);
    public bool Down { get; set; }

    /// <summary>Adds to each draft's total, as a wrong tax would.</summary>
    public long DraftErrorMinor { get; set; }

    /// <summary>The next drafts are made, and their answer is lost.</summary>
    public int LoseDraftAnswers { get; set; }
    public List<UnallocatedCredit> Credit { get; } = [];
    public List<PaymentEntry> Recorded { get; } = [];

    /// <summary>Something that happens elsewhere while a run lists what changed here.</summary>
    public Action? OnListChanged { get; set; }
    public int BatchLimit => 100;

    /// <summary>Gets or sets the accounting day of what is settled now; null for a day that nobody knows.</summary>
    public Func<DateOnly>? PaidOn { get; set; }

    /// <summary>Gets or sets how several due days of one document are taken.</summary>
    public DueParts DueParts { get; set; } = DueParts.Explicit;

    public void Pay(string reference, decimal amount)
    {
        var document = documents.Values.Single(x => x.Reference == reference);
        var money = Money.Exactly(amount, document.Total.Currency);
        Settle(document, money, SettlementKind.BankLine, $"bank{++next}", null);
    }

    /// <summary>Takes the last settlement back, as unreconciling does.</summary>
    public void Unpay(string reference)
    {
        var document = documents.Values.Single(x => x.Reference == reference);
        documents[document.Key] = document with
        {
            Open = document.Open + document.Settlements[^1].Amount,
            Version = $"v{++next}",
            Settlements = [.. document.Settlements.SkipLast(1)],
        };
    }

    /// <summary>Electronic invoicing went on.</summary>
    public void SetLegal(string reference, string state, string number)
    {
        var document = documents.Values.Single(x => x.Reference == reference);
        documents[document.Key] = document with { LegalState = state, LegalNumber = number, Version = $"v{++next}" };
    }

    /// <summary>Thrown once, after the next drafts were made.</summary>
    public Exception? DieAfterDrafting { get; set; }

    /// <summary>The next payments are entered, and their answer is lost.</summary>
    public bool LosePaymentAnswers { get; set; }

    public void Delete(string reference) =>
        documents.Remove(documents.Values.Single(x => x.Reference == reference).Key);

    public void Cancel(string reference)
    {
        var document = documents.Values.Single(x => x.Reference == reference);
        documents[document.Key] = document with
        {
            State = DocumentState.Cancelled,
            Open = Money.Zero(document.Total.Currency),
            Version = $"v{++next}",
        };
    }

    public ErpDocument AddInvoice(string customerKey, decimal total, string reference, DateOnly issuedOn)
    {
        var key = $"d{++next}";
        var money = Money.Exactly(total, Currency.Of("EUR"));
        return documents[key] = new ErpDocument(
            key,
            reference,
            DocumentKind.Invoice,
            DocumentState.Posted,
            $"OLD/{next}",
            customerKey,
            issuedOn,
            money,
            money,
            money,
            [],
            [],
            null,
            $"v{next}"
        );
    }

    public Task<IReadOnlyList<CustomerMatch>> FindAsync(
        IReadOnlyCollection<CustomerQuery> queries,
        CancellationToken ct
    )
    {
        Answer();
        var matches = new List<CustomerMatch>();
        foreach (var query in queries)
        {
            if (customersByReference.TryGetValue(query.Reference, out var own))
            {
                matches.Add(
                    new CustomerMatch(query.Reference, CustomerMatchKind.Reference, new ErpCustomer(own, false))
                );
            }

            matches.AddRange(
                Customers
                    .Where(x => x.TaxId is not null && x.TaxId == query.TaxId)
                    .Select(x => new CustomerMatch(
                        query.Reference,
                        CustomerMatchKind.TaxId,
                        new ErpCustomer(x.Key, false)
                    ))
            );
            matches.AddRange(
                Customers
                    .Where(x => x.Email is not null && x.Email == query.Email)
                    .Select(x => new CustomerMatch(
                        query.Reference,
                        CustomerMatchKind.Email,
                        new ErpCustomer(x.Key, false)
                    ))
            );
        }

        return Task.FromResult<IReadOnlyList<CustomerMatch>>(matches);
    }

    /// <summary>Every new customer is put off.</summary>
    public bool PutsCustomersOff { get; set; }

    public Task<IReadOnlyList<ItemOutcome<ErpCustomer>>> CreateAsync(
        IReadOnlyCollection<CustomerDraft> drafts,
        CancellationToken ct
    )
    {
        Answer();
        var outcomes = new List<ItemOutcome<ErpCustomer>>();
        foreach (var draft in drafts)
        {
            if (PutsCustomersOff)
            {
                outcomes.Add(ItemOutcome<ErpCustomer>.Not(OutcomeKind.Later, draft.Reference, "It is put off."));
                continue;
            }

            if (!customersByReference.TryGetValue(draft.Reference, out var key))
            {
                customersByReference[draft.Reference] = key = $"c{++next}";
                Customers.Add((key, draft.TaxId, draft.Email));
            }

            outcomes.Add(ItemOutcome<ErpCustomer>.Done(draft.Reference, new ErpCustomer(key, false)));
        }

        return Task.FromResult<IReadOnlyList<ItemOutcome<ErpCustomer>>>(outcomes);
    }

    public Task<PeriodLocks> ReadLocksAsync(CancellationToken ct) => Task.FromResult(Locks);

    Task<IReadOnlyList<ErpDocument>> IInvoiceBook.FindAsync(
        IReadOnlyCollection<string> references,
        CancellationToken ct
    ) =>
        Task.FromResult<IReadOnlyList<ErpDocument>>([.. documents.Values.Where(x => references.Contains(x.Reference))]);

    public Task<IReadOnlyList<ErpDocument>> FindAdoptableAsync(AdoptionQuery rule, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<ErpDocument>>([
            .. documents.Values.Where(x =>
                rule.CustomerKeys.Contains(x.CustomerKey)
                && x.IssuedOn >= rule.IssuedFrom
                && x.IssuedOn <= rule.IssuedTo
                && (
                    rule.ReferenceContains is null
                    || x.Reference.Contains(rule.ReferenceContains, StringComparison.Ordinal)
                )
            ),
        ]);

    public Task<IReadOnlyList<ItemOutcome<ErpDocument>>> DraftAsync(
        IReadOnlyCollection<DocumentDraft> drafts,
        CancellationToken ct
    )
    {
        Answer();
        var outcomes = new List<ItemOutcome<ErpDocument>>();
        foreach (var draft in drafts)
        {
            var document = documents.Values.SingleOrDefault(x => x.Reference == draft.Reference) ?? Make(draft);
            outcomes.Add(
                LoseDraftAnswers-- > 0
                    ? ItemOutcome<ErpDocument>.Not(OutcomeKind.Unknown, draft.Reference, "The answer was lost.")
                    : ItemOutcome<ErpDocument>.Done(draft.Reference, document)
            );
        }

        if (DieAfterDrafting is { } death)
        {
            DieAfterDrafting = null;
            throw death;
        }

        return Task.FromResult<IReadOnlyList<ItemOutcome<ErpDocument>>>(outcomes);
    }

    public Task<IReadOnlyList<ItemOutcome<ErpDocument>>> PostAsync(
        IReadOnlyCollection<ErpDocument> drafts,
        CancellationToken ct
    )
    {
        Answer();
        var outcomes = new List<ItemOutcome<ErpDocument>>();
        foreach (var draft in drafts)
        {
            var held = documents[draft.Key];
            documents[draft.Key] =
                held.State == DocumentState.Posted
                    ? held
                    : held with
                    {
                        State = DocumentState.Posted,
                        Number = $"INV/{++next}",
                        Version = $"v{next}",
                    };
            if (held.State == DocumentState.Draft)
            {
                SettleByNote(documents[draft.Key]);
            }

            outcomes.Add(ItemOutcome<ErpDocument>.Done(draft.Reference, documents[draft.Key]));
        }

        return Task.FromResult<IReadOnlyList<ItemOutcome<ErpDocument>>>(outcomes);
    }

    public Task<DocumentChanges> ListChangedAsync(string? cursor, CancellationToken ct)
    {
        Answer();
        OnListChanged?.Invoke();
        return Task.FromResult(
            new DocumentChanges([.. documents.Values.Select(x => new DocumentVersion(x.Key, x.Version))], "now")
        );
    }

    public Task<IReadOnlyList<ErpDocument>> ReadAsync(IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        Answer();
        return Task.FromResult<IReadOnlyList<ErpDocument>>([
            .. keys.Where(documents.ContainsKey).Select(x => documents[x]),
        ]);
    }

    async IAsyncEnumerable<IReadOnlyList<ErpDocument>> IInvoiceBook.ListAsync(
        string prefix,
        DateOnly? issuedFrom,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        await Task.Yield();
        Answer();
        var found = documents.Values.Where(x => x.Reference.StartsWith(prefix, StringComparison.Ordinal));
        foreach (var page in found.Where(x => issuedFrom is null || x.IssuedOn >= issuedFrom).ToList().Chunk(2))
        {
            yield return page;
        }
    }

    private void Settle(ErpDocument document, Money amount, SettlementKind kind, string source, string? reference) =>
        documents[document.Key] = document with
        {
            Open = document.Open - amount,
            DueLines = Paid(document.DueLines, amount),
            Version = $"v{++next}",
            Settlements =
            [
                .. document.Settlements,
                new Settlement($"s{++next}", kind, source, reference, amount, PaidOn?.Invoke() ?? default),
            ],
        };

    // A credit note settles what its invoice has open; the rest of it is the customer's credit.
    private void SettleByNote(ErpDocument note)
    {
        if (note.ReversesKey is not { } key || !documents.TryGetValue(key, out var invoice) || invoice.Open.IsZero)
        {
            return;
        }

        var take = note.Open < invoice.Open ? note.Open : invoice.Open;
        Settle(invoice, take, SettlementKind.CreditNote, note.Key, note.Reference);
        documents[note.Key] = note with { Open = note.Open - take, Version = $"v{++next}" };
    }

    private ErpDocument Make(DocumentDraft draft)
    {
        var key = $"d{++next}";
        var untaxed = draft.Lines.Aggregate(Money.Zero(draft.Currency), (sum, line) => sum + line.UnitPrice) with { };
        untaxed += new Money(DraftErrorMinor, draft.Currency);
        var total = Money.Rounded(untaxed.Amount * 1.21m, draft.Currency);
        return documents[key] = new ErpDocument(
            key,
            draft.Reference,
            draft.Kind,
            DocumentState.Draft,
            null,
            draft.CustomerKey,
            draft.IssueOn,
            untaxed,
            total,
            total,
            DueLines(draft, total),
            [],
            draft.ReversesKey,
            $"v{next}"
        );
    }

    private static IReadOnlyList<DueLine> DueLines(DocumentDraft draft, Money total)
    {
        var rest = total;
        var asked = draft.DueParts.Sum(x => x.Amount.MinorUnits);
        var lines = new List<DueLine>();
        foreach (var part in draft.DueParts)
        {
            var amount =
                lines.Count == draft.DueParts.Count - 1
                    ? rest
                    : total with
                    {
                        MinorUnits = total.MinorUnits * part.Amount.MinorUnits / asked,
                    };
            lines.Add(new DueLine($"{draft.Reference}-{lines.Count}", part.DueOn, amount, amount));
            rest -= amount;
        }

        return lines;
    }

    // The oldest part is paid first.
    private static IReadOnlyList<DueLine> Paid(IReadOnlyList<DueLine> lines, Money amount)
    {
        var rest = amount;
        return
        [
            .. lines.Select(line =>
            {
                var take = line.Open < rest ? line.Open : rest;
                rest -= take;
                return line with { Open = line.Open - take };
            }),
        ];
    }

    private void Answer()
    {
        if (Down)
        {
            throw new RemoteUnavailableException("erp: no answer.");
        }
    }
}
