using System.Runtime.CompilerServices;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Odoo;

/// <summary>Odoo's customer payments: entered once, posted, and allocated to their documents; every step may be repeated.</summary>
internal sealed class OdooPaymentLedger(OdooRpc rpc, OdooCatalog catalog, OdooCredit credit, string prefix)
    : IPaymentLedger
{
    private const int PerPage = 2_000;
    private readonly OdooLoader loader = new(rpc);
    private readonly OdooPosting posting = new(rpc, "account.payment");
    private readonly OdooAllocation allocation = new(rpc);
    private readonly OdooRefunds givingBack = new(rpc, catalog, prefix);

    /// <inheritdoc/>
    public Task<IReadOnlyList<UnallocatedCredit>> ReadCreditAsync(
        IReadOnlyCollection<string> customerKeys,
        CancellationToken ct
    ) => credit.ReadAsync(customerKeys, ct);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BankBook>> ReadBankBooksAsync(CancellationToken ct)
    {
        var journals = await rpc.SearchAsync(
            "account.journal",
            [new JArray("company_id", "=", rpc.Settings.CompanyId), new JArray("type", "=", "bank")],
            ["id", "code"],
            ct
        );
        var books = new List<BankBook>();
        foreach (var journal in journals.Result!)
        {
            // A bank line is an entry of its own; reading entries needs no right on statements.
            var newest = await rpc.SearchAsync(
                "account.move",
                [
                    new JArray("journal_id", "=", journal.Id("id")),
                    new JArray("statement_line_id", "!=", false),
                    new JArray("state", "=", "posted"),
                ],
                ["id", "date"],
                ct,
                order: "date desc",
                limit: 1
            );
            books.Add(new BankBook(journal.Text("code")!, newest.Result!.FirstOrDefault()?.Date("date")));
        }

        return books;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ItemOutcome<ErpPayment>>> RecordAsync(
        IReadOnlyCollection<PaymentEntry> payments,
        CancellationToken ct
    )
    {
        if (payments.Count == 0)
        {
            return [];
        }

        var outcomes = new Dictionary<string, ItemOutcome<ErpPayment>>(StringComparer.Ordinal);
        var records = await ToRecordsAsync(payments, outcomes, ct);
        if (records.Count > 0)
        {
            var loaded = await loader.LoadAsync("account.payment", records, rpc.Settings.BatchSize, ct);
            await FinishAsync(payments, loaded, outcomes, ct);
        }

        return [.. payments.Select(p => outcomes[p.Reference])];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemOutcome<ErpPayment>>> GiveBackAsync(
        IReadOnlyCollection<RefundEntry> refunds,
        CancellationToken ct
    ) => givingBack.GiveBackAsync(refunds, ct);

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<EnteredPayment>> ListAsync(
        string prefix,
        DateOnly? paidFrom,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        JArray domain =
        [
            new JArray("company_id", "=", rpc.Settings.CompanyId),
            new JArray("partner_type", "=", "customer"),
            new JArray("state", "in", new JArray("posted", "in_process", "paid")),
            new JArray("ref", "ilike", $"({OdooPattern.Escape(prefix)}"),
        ];
        if (paidFrom is { } from)
        {
            domain.Add(new JArray("date", ">=", OdooJson.Date(from)));
        }

        string[] fields = ["id", "ref", "payment_type", "amount", "currency_id"];
        long last = 0;
        JArray rows;
        do
        {
            JArray page = [.. domain, new JArray("id", ">", last)];
            var answer = await rpc.SearchAsync("account.payment", page, fields, ct, order: "id asc", limit: PerPage);
            rows = (JArray)answer.Result!;
            yield return [.. rows.Select(row => Entered(row, prefix)).OfType<EnteredPayment>()];
            last = rows.Count == 0 ? last : rows.Last!.Id("id");
        } while (rows.Count == PerPage);
    }

    private static EnteredPayment? Entered(JToken row, string prefix)
    {
        if (
            OdooReference.Ours(row.Text("ref"), prefix) is not { } reference
            || !Currency.TryOf(row.Label("currency_id"), out var currency)
        )
        {
            return null;
        }

        var amount = Money.Rounded(row.Amount("amount"), currency);
        return new EnteredPayment(row.Key("id")!, reference, row.Text("payment_type") == "outbound" ? -amount : amount);
    }

    /// <summary>Posts, allocates and reads back. From here on something was sent, so a failure is an outcome, not an exception.</summary>
    private async Task FinishAsync(
        IReadOnlyCollection<PaymentEntry> payments,
        IReadOnlyDictionary<string, LoadOutcome> loaded,
        Dictionary<string, ItemOutcome<ErpPayment>> outcomes,
        CancellationToken ct
    )
    {
        foreach (var (reference, outcome) in loaded.Where(pair => pair.Value.Kind != OutcomeKind.Done))
        {
            outcomes[reference] = Not(outcome.Kind, reference, outcome.Reason!);
        }

        try
        {
            var standing = await StandingAsync(payments, loaded, outcomes, ct);
            var drafts = standing.Where(s => s.Row.Text("state") == "draft").Select(s => s.Id).ToList();
            var failed = await posting.PostAsync(drafts, ct);
            foreach (var one in standing.Where(s => failed.ContainsKey(s.Id)))
            {
                outcomes[one.Entry.Reference] = Not(failed[one.Id].Kind, one.Entry.Reference, failed[one.Id].Reason);
            }

            var posted = standing.Where(s => !failed.ContainsKey(s.Id)).Select(s => (s.Entry, s.Id)).ToList();
            var rests = await allocation.AllocateAsync([.. posted.Select(s => (s.Entry.DocumentKeys, s.Id))], ct);
            foreach (var (entry, id) in posted)
            {
                outcomes[entry.Reference] = ItemOutcome<ErpPayment>.Done(
                    entry.Reference,
                    new ErpPayment(OdooJson.Key(id), rests.GetValueOrDefault(id, Money.Zero(entry.Amount.Currency)))
                );
            }
        }
        catch (RemoteException error)
        {
            foreach (var entry in payments)
            {
                outcomes.TryAdd(
                    entry.Reference,
                    Not(
                        OutcomeKind.Unknown,
                        entry.Reference,
                        $"{error.Message} The payment stands in Odoo; repeating the entry is safe."
                    )
                );
            }
        }
    }

    private async Task<List<LoadRecord>> ToRecordsAsync(
        IReadOnlyCollection<PaymentEntry> payments,
        Dictionary<string, ItemOutcome<ErpPayment>> outcomes,
        CancellationToken ct
    )
    {
        var journals = await catalog.ResolveAsync(CatalogKind.Journal, payments.Select(p => p.JournalKey), ct);
        if (journals.Faults.Count > 0)
        {
            throw new RemoteMisconfiguredException(string.Join(" ", journals.Faults.Values));
        }

        var currencies = await catalog.ResolveAsync(
            CatalogKind.Currency,
            payments.Select(p => p.Amount.Currency.Code),
            ct
        );
        var owners = await allocation.OwnersAsync(payments.SelectMany(p => p.DocumentKeys), ct);
        var records = new List<LoadRecord>();
        foreach (var entry in payments)
        {
            var faults = new List<string>();
            var currency = currencies.Take(entry.Amount.Currency.Code, faults);
            Check(entry, journals.Entries[entry.JournalKey].Detail, owners, faults);
            if (faults.Count > 0)
            {
                outcomes[entry.Reference] = Not(OutcomeKind.Rejected, entry.Reference, string.Join(" ", faults));
                continue;
            }

            records.Add(
                new LoadRecord(entry.Reference, [Cells(entry, journals.Entries[entry.JournalKey].Id, currency!.Id)])
            );
        }

        return records;
    }

    private Dictionary<string, string> Cells(PaymentEntry entry, long journal, long currency) =>
        new(StringComparer.Ordinal)
        {
            ["id"] = $"{prefix}.{entry.Reference}",
            ["payment_type"] = "inbound",
            ["partner_type"] = "customer",
            ["partner_id/.id"] = entry.CustomerKey,
            ["amount"] = entry.Amount.ToPlainString(),
            ["date"] = OdooJson.Date(entry.PaidOn),
            ["journal_id/.id"] = OdooJson.Key(journal),
            ["currency_id/.id"] = OdooJson.Key(currency),
            ["ref"] = OdooReference.PaymentText(entry.Memo, entry.Reference),
        };

    private static void Check(
        PaymentEntry entry,
        string journalType,
        ILookup<string, string> owners,
        List<string> faults
    )
    {
        if (!entry.Amount.IsPositive)
        {
            faults.Add("A payment must be above zero.");
        }

        if (!OdooReference.IsSafe(entry.Reference))
        {
            faults.Add("The reference holds characters that an external id of Odoo may not hold.");
        }

        if (journalType is not ("bank" or "cash" or "credit"))
        {
            faults.Add($"Journal '{entry.JournalKey}' is no bank or cash journal. Give the gateway one of its own.");
        }

        foreach (var document in entry.DocumentKeys)
        {
            if (!owners[document].Contains(entry.CustomerKey))
            {
                // Odoo 17 would allocate it without a word, and settle another customer's invoice.
                faults.Add($"Document {document} is not there, or belongs to another customer than the payment.");
            }
        }
    }

    /// <summary>Reads the payments that stand under the references; one that is not what we would enter is named.</summary>
    private async Task<List<(PaymentEntry Entry, long Id, JToken Row)>> StandingAsync(
        IReadOnlyCollection<PaymentEntry> payments,
        IReadOnlyDictionary<string, LoadOutcome> loaded,
        Dictionary<string, ItemOutcome<ErpPayment>> outcomes,
        CancellationToken ct
    )
    {
        var ids = loaded.Values.Where(o => o.Kind == OutcomeKind.Done).Select(o => o.Id).ToList();
        if (ids.Count == 0)
        {
            return [];
        }

        var rows = await rpc.SearchAsync(
            "account.payment",
            [new JArray("id", "in", new JArray(ids))],
            ["id", "state", "amount", "currency_id", "partner_id"],
            ct
        );
        var byId = rows.Result!.ToDictionary(row => row.Id("id"));
        var standing = new List<(PaymentEntry, long, JToken)>();
        foreach (var entry in payments.Where(p => !outcomes.ContainsKey(p.Reference)))
        {
            var id = loaded[entry.Reference].Id;
            var row = byId.GetValueOrDefault(id);
            var same =
                row?.Label("currency_id") == entry.Amount.Currency.Code
                && Money.Rounded(row!.Amount("amount"), entry.Amount.Currency) == entry.Amount;
            if (!same || row!.Text("state") is not ("draft" or "posted" or "in_process" or "paid"))
            {
                outcomes[entry.Reference] = Not(
                    OutcomeKind.Rejected,
                    entry.Reference,
                    $"Payment {id} stands in Odoo under this reference with another amount, or cancelled. Compare it with the gateway."
                );
                continue;
            }

            standing.Add((entry, id, row!));
        }

        return standing;
    }

    private static ItemOutcome<ErpPayment> Not(OutcomeKind kind, string reference, string reason) =>
        ItemOutcome<ErpPayment>.Not(kind, reference, reason);
}
