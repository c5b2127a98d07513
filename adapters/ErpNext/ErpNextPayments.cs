using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>Enters gateway payments: one Payment Entry each, made, allocated and submitted in one transaction.</summary>
internal sealed class ErpNextPayments(
    ErpNextCompany company,
    ErpNextCatalog catalog,
    ErpNextDocuments documents,
    ErpNextWriter writer,
    ErpNextSettings settings
)
{
    /// <summary>The doctype.</summary>
    public const string DocType = "Payment Entry";

    private static readonly string[] Standing =
    [
        "docstatus",
        "payment_type",
        "party",
        "paid_amount",
        "paid_from_account_currency",
        "unallocated_amount",
    ];

    /// <summary>Enters payments.</summary>
    /// <returns>One outcome per payment, in order.</returns>
    public async Task<IReadOnlyList<ItemOutcome<ErpPayment>>> RecordAsync(
        IReadOnlyCollection<PaymentEntry> entries,
        CancellationToken ct
    )
    {
        if (entries.Count == 0)
        {
            return [];
        }

        var accounts = await AccountsAsync(entries.Select(e => e.JournalKey), catalog, settings, ct);
        var standing = await writer.FindAsync(DocType, entries.Select(e => e.Reference), Standing, ct);
        var open = await OpenAsync(entries.SelectMany(e => e.DocumentKeys), ct);
        return await ErpNextBatch.EachAsync(
            entries,
            entry => entry.Reference,
            async entry =>
            {
                if (standing.GetValueOrDefault(entry.Reference) is { } rows)
                {
                    return Stands(entry, rows);
                }

                var outcome = await EnterAsync(entry, accounts, open, ct);
                if (outcome.Kind == OutcomeKind.Rejected && await HasMovedAsync(entry, open, ct))
                {
                    outcome = await EnterAsync(entry, accounts, open, ct); // Somebody paid one of them in between.
                }

                return outcome;
            }
        );
    }

    /// <summary>Resolves the accounts of payment journals.</summary>
    /// <exception cref="RemoteMisconfiguredException">A journal is not in the settings, or its account is no bank or cash account of the company.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> AccountsAsync(
        IEnumerable<string> journals,
        ErpNextCatalog catalog,
        ErpNextSettings settings,
        CancellationToken ct
    )
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var journal in journals.Distinct(StringComparer.Ordinal))
        {
            named[journal] = settings.PaymentAccounts.TryGetValue(journal, out var account)
                ? account
                : throw new RemoteMisconfiguredException(
                    $"There is no account for the payment journal '{journal}'. Name a bank or cash account of the company in the setting paymentAccounts."
                );
        }

        var resolved = await catalog.ResolveAsync(ErpNextKind.Account, named.Values, ct);
        resolved.RequireAll();
        foreach (var (journal, account) in named)
        {
            if (resolved.Entries[account].Detail is not ("Bank" or "Cash"))
            {
                throw new RemoteMisconfiguredException(
                    $"Account '{account}' of the payment journal '{journal}' is no bank or cash account. Give the gateway one of its own."
                );
            }
        }

        return named.ToDictionary(p => p.Key, p => resolved.Entries[p.Value].Name, StringComparer.Ordinal);
    }

    private async Task<ItemOutcome<ErpPayment>> EnterAsync(
        PaymentEntry entry,
        IReadOnlyDictionary<string, string> accounts,
        Dictionary<string, ErpNextInvoice> open,
        CancellationToken ct
    )
    {
        var faults = Faults(entry, open);
        var receivable = await company.ReceivableAccountAsync(entry.Amount.Currency, ct);
        var paidFrom = entry
            .DocumentKeys.Select(open.GetValueOrDefault)
            .OfType<ErpNextInvoice>()
            .FirstOrDefault()
            ?.Account;
        if ((paidFrom ?? receivable) is not { } account)
        {
            faults.Add(
                $"There is no receivable account in {entry.Amount.Currency}: name one in the setting receivableAccounts."
            );
            account = "";
        }

        if (faults.Count > 0)
        {
            return Not(OutcomeKind.Rejected, entry, string.Join(" ", faults));
        }

        var shares = Allocate(entry, open, account);
        var body = await BodyAsync(entry, account, accounts[entry.JournalKey], shares, ct);
        var written = await writer.InsertAsync(DocType, entry.Reference, body, ct);
        if (written.Kind != OutcomeKind.Done)
        {
            return Not(written.Kind, entry, written.Reason!);
        }

        var left = entry.Amount;
        foreach (var (key, share) in shares)
        {
            left -= share;
            open[key] = Less(open[key], share);
        }

        return ItemOutcome<ErpPayment>.Done(
            entry.Reference,
            new ErpPayment(
                written.Name!,
                written.Document?["unallocated_amount"] is null
                    ? left
                    : Money.Rounded(written.Document.Amount("unallocated_amount"), entry.Amount.Currency)
            )
        );
    }

    private static List<string> Faults(PaymentEntry entry, Dictionary<string, ErpNextInvoice> open)
    {
        var faults = new List<string>();
        if (!entry.Amount.IsPositive)
        {
            faults.Add("A payment must be above zero.");
        }

        foreach (var key in entry.DocumentKeys)
        {
            var invoice = open.GetValueOrDefault(key);
            if (invoice?.Document.CustomerKey != entry.CustomerKey)
            {
                faults.Add($"Document {key} is not there, or belongs to another customer than the payment.");
            }
            else if (invoice.Document.Total.Currency != entry.Amount.Currency || invoice.Rate != 1m)
            {
                faults.Add(
                    $"Document {key} or its receivable account is in another currency than the payment. Enter it by hand."
                );
            }
        }

        return faults;
    }

    /// <summary>Divides the payment over its documents, in order, as far as they are open and in the same account.</summary>
    private static List<(string Key, Money Share)> Allocate(
        PaymentEntry entry,
        Dictionary<string, ErpNextInvoice> open,
        string account
    )
    {
        var shares = new List<(string, Money)>();
        var left = entry.Amount;
        foreach (var key in entry.DocumentKeys.Distinct(StringComparer.Ordinal))
        {
            var (document, debtor) = (open[key].Document, open[key].Account);
            if (document is not { State: DocumentState.Posted, Kind: DocumentKind.Invoice } || debtor != account)
            {
                continue;
            }

            var share = document.Open.CompareTo(left) < 0 ? document.Open : left;
            if (share.IsPositive)
            {
                left -= share;
                shares.Add((key, share));
            }
        }

        return shares;
    }

    private async Task<JObject> BodyAsync(
        PaymentEntry entry,
        string receivable,
        string bank,
        List<(string Key, Money Share)> shares,
        CancellationToken ct
    )
    {
        var on = ErpNextJson.Date(entry.PaidOn);
        var body = new JObject
        {
            ["docstatus"] = 1,
            ["payment_type"] = "Receive",
            ["company"] = settings.Company,
            ["posting_date"] = on,
            ["party_type"] = "Customer",
            ["party"] = entry.CustomerKey,
            ["paid_from"] = receivable,
            ["paid_to"] = bank,
            ["paid_amount"] = ErpNextJson.Value(entry.Amount),
            ["received_amount"] = ErpNextJson.Value(entry.Amount),
            ["reference_no"] = entry.Memo.Length > 0 ? entry.Memo : entry.Reference,
            ["reference_date"] = on,
            ["references"] = new JArray(
                shares.Select(share => new JObject
                {
                    ["reference_doctype"] = ErpNextDocuments.DocType,
                    ["reference_name"] = share.Key,
                    ["allocated_amount"] = ErpNextJson.Value(share.Share),
                })
            ),
        };
        if ((await company.ReadAsync(ct)).Currency == entry.Amount.Currency)
        {
            body["source_exchange_rate"] = 1;
            body["target_exchange_rate"] = 1;
        }

        return body;
    }

    private async Task<bool> HasMovedAsync(
        PaymentEntry entry,
        Dictionary<string, ErpNextInvoice> open,
        CancellationToken ct
    )
    {
        var moved = false;
        foreach (var (key, invoice) in await OpenAsync(entry.DocumentKeys, ct))
        {
            moved |= open.GetValueOrDefault(key)?.Outstanding != invoice.Outstanding;
            open[key] = invoice;
        }

        return moved;
    }

    private static ItemOutcome<ErpPayment> Stands(PaymentEntry entry, List<JToken> rows)
    {
        var standing = ErpNextWriter.Standing(DocType, rows)!;
        if (standing.Kind != OutcomeKind.Done)
        {
            return Not(standing.Kind, entry, standing.Reason!);
        }

        var (row, currency) = (rows[0], entry.Amount.Currency);
        var same =
            row.Amount("docstatus") == 1
            && row.Text("payment_type") == "Receive"
            && row.Text("party") == entry.CustomerKey
            && row.Text("paid_from_account_currency") == currency.Code
            && Money.Rounded(row.Amount("paid_amount"), currency) == entry.Amount;
        return same
            ? ItemOutcome<ErpPayment>.Done(
                entry.Reference,
                new ErpPayment(standing.Name!, Money.Rounded(row.Amount("unallocated_amount"), currency))
            )
            : Not(
                OutcomeKind.Rejected,
                entry,
                $"Payment Entry {standing.Name} stands under this reference with another amount or customer, or is not submitted. Compare it with the gateway."
            );
    }

    private async Task<Dictionary<string, ErpNextInvoice>> OpenAsync(IEnumerable<string> keys, CancellationToken ct) =>
        (await documents.ByAsync("name", keys, ct)).ToDictionary(i => i.Document.Key, StringComparer.Ordinal);

    private static ErpNextInvoice Less(ErpNextInvoice invoice, Money share) =>
        invoice with
        {
            Outstanding = invoice.Outstanding - share,
            Document = invoice.Document with { Open = invoice.Document.Open - share },
        };

    private static ItemOutcome<ErpPayment> Not(OutcomeKind kind, PaymentEntry entry, string reason) =>
        ItemOutcome<ErpPayment>.Not(kind, entry.Reference, reason);
}
