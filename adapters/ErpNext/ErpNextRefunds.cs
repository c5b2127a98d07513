using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>Enters money that went back, as one Journal Entry: the bank is credited, the customer debited against what it goes back from.</summary>
/// <remarks>
/// A Payment Entry of type Pay takes only documents with credit, and Unreconcile Payment undoes an allocation whole and leaves the payment's
/// money with the customer. A bank entry against the document says what happened: the money is gone, and that much is open again.
/// </remarks>
internal sealed class ErpNextRefunds(
    ErpNextApi api,
    ErpNextCatalog catalog,
    ErpNextCompany company,
    ErpNextDocuments documents,
    ErpNextCredit credit,
    ErpNextWriter writer,
    ErpNextSettings settings
)
{
    /// <summary>ERPNext's type of entry.</summary>
    public const string Kind = "Bank Entry";

    private const string Invoice = ErpNextDocuments.DocType;

    /// <summary>Enters refunds and charged-back payments.</summary>
    /// <returns>One outcome per entry, in order.</returns>
    public async Task<IReadOnlyList<ItemOutcome<ErpPayment>>> GiveBackAsync(
        IReadOnlyCollection<RefundEntry> entries,
        CancellationToken ct
    )
    {
        if (entries.Count == 0)
        {
            return [];
        }

        var accounts = await ErpNextPayments.AccountsAsync(entries.Select(e => e.JournalKey), catalog, settings, ct);
        var currency = (await company.ReadAsync(ct)).Currency;
        var references = entries.Select(e => e.Reference).ToList();
        var journals = await writer.FindAsync(
            ErpNextJournal.DocType,
            references,
            ["docstatus", "total_debit", "voucher_type"],
            ct
        );
        var byHand = await writer.FindAsync(ErpNextPayments.DocType, references, ["docstatus", "paid_amount"], ct);
        return await ErpNextBatch.EachAsync(
            entries,
            entry => entry.Reference,
            entry =>
            {
                List<JToken> rows =
                [
                    .. journals.GetValueOrDefault(entry.Reference, []),
                    .. byHand.GetValueOrDefault(entry.Reference, []),
                ];
                return rows.Count > 0
                    ? Task.FromResult(Stands(entry, rows))
                    : EnterAsync(entry, accounts[entry.JournalKey], currency, ct);
            }
        );
    }

    private async Task<ItemOutcome<ErpPayment>> EnterAsync(
        RefundEntry entry,
        string bank,
        Currency currency,
        CancellationToken ct
    )
    {
        if (!entry.Amount.IsPositive)
        {
            return Not(OutcomeKind.Rejected, entry, "What goes back must be above zero.");
        }

        if (entry.Amount.Currency != currency)
        {
            return Not(
                OutcomeKind.NotCapable,
                entry,
                $"What goes back in another currency than the company's {currency} needs an exchange rate: enter it in ERPNext as a Journal Entry with this reference."
            );
        }

        var payment = await PaymentAsync(entry.PaymentKey, ct);
        if (payment is null || payment.Text("party") != entry.CustomerKey || payment.Amount("docstatus") != 1)
        {
            return Not(
                OutcomeKind.Rejected,
                entry,
                $"Payment Entry {entry.PaymentKey} is not there, not submitted, or of another customer."
            );
        }

        var left = entry.Amount;
        var rows = new List<JObject>();
        foreach (var (account, document, most) in await SourcesAsync(entry, payment, ct))
        {
            var part = most.CompareTo(left) < 0 ? most : left;
            if (part.IsPositive)
            {
                left -= part;
                rows.Add(ErpNextJournal.Party(account, entry.CustomerKey, document, part, null));
            }
        }

        if (left.IsPositive)
        {
            return Not(
                OutcomeKind.Rejected,
                entry,
                $"{left} more goes back than credit notes and Payment Entry {entry.PaymentKey} hold in ERPNext. Compare it with the gateway and enter it there."
            );
        }

        rows.Add(ErpNextJournal.Row(bank, null, entry.Amount));
        var remark = entry.Memo.Length > 0 ? $"{entry.Memo} ({entry.Reference})" : entry.Reference;
        var body = ErpNextJournal.Entry(settings.Company, Kind, entry.PaidOn, entry.PaymentKey, remark, [.. rows]);
        var written = await writer.InsertAsync(ErpNextJournal.DocType, entry.Reference, body, ct);
        return written.Kind == OutcomeKind.Done
            ? Done(entry, written.Name!)
            : Not(written.Kind, entry, written.Reason!);
    }

    /// <summary>What it may go back from, in order: the credit notes, what the payment left on account, the documents that it settled, the last first.</summary>
    private async Task<List<(string Account, string? Document, Money Most)>> SourcesAsync(
        RefundEntry entry,
        JToken payment,
        CancellationToken ct
    )
    {
        var query = new ErpNextQuery(
            ErpNextSettlements.Ledger,
            ["name", "creation", "against_voucher_type", "against_voucher_no", "amount_in_account_currency"],
            ErpNextJson.Is("voucher_type", "=", ErpNextPayments.DocType),
            ErpNextJson.Is("voucher_no", "=", entry.PaymentKey),
            ErpNextJson.Is("delinked", "=", 0)
        );
        var ledger = await api.ListAsync(query, ct);
        var settled = ledger
            .Where(row => row.Text("against_voucher_type") == Invoice)
            .GroupBy(row => row.Text("against_voucher_no"), StringComparer.Ordinal)
            .OrderByDescending(group => group.Max(row => row.Text("creation")), StringComparer.Ordinal)
            .Select(g => (Name: g.Key, Taken: ToMoney(-g.Sum(row => row.Amount("amount_in_account_currency")), entry)))
            .ToList();
        var read = (await documents.ByAsync("name", [.. entry.CreditNoteKeys, .. settled.Select(s => s.Name)], ct))
            .Where(i => i.Document.CustomerKey == entry.CustomerKey && i.Document.State == DocumentState.Posted)
            .ToDictionary(i => i.Document.Key, StringComparer.Ordinal);
        var sources = new List<(string, string?, Money)>();
        foreach (var note in entry.CreditNoteKeys.Distinct().Select(read.GetValueOrDefault).OfType<ErpNextInvoice>())
        {
            sources.Add((note.Account, note.Document.Key, -note.Outstanding));
        }

        sources.Add((payment.Text("paid_from"), null, await OnAccountAsync(entry, ledger, ct)));
        foreach (var (name, taken) in settled)
        {
            if (read.GetValueOrDefault(name) is { Document.Kind: DocumentKind.Invoice } invoice)
            {
                // No more than is settled of it now: an earlier refund may have opened it already.
                var paid = invoice.Document.Total - invoice.Document.Open;
                sources.Add((invoice.Account, name, paid.CompareTo(taken) < 0 ? paid : taken));
            }
        }

        return sources;
    }

    /// <summary>What the payment left on account, no more than the customer still has there.</summary>
    private async Task<Money> OnAccountAsync(RefundEntry entry, List<JToken> ledger, CancellationToken ct)
    {
        var own = ToMoney(
            -ledger
                .Where(row => row.Text("against_voucher_no") == entry.PaymentKey)
                .Sum(row => row.Amount("amount_in_account_currency")),
            entry
        );
        if (!own.IsPositive)
        {
            return own;
        }

        var all = await credit.OnAccountAsync([entry.CustomerKey], ct);
        var has = ToMoney(all.Where(a => a.Currency == entry.Amount.Currency.Code).Sum(a => a.Amount), entry);
        return has.CompareTo(own) < 0 ? has : own;
    }

    private async Task<JToken?> PaymentAsync(string key, CancellationToken ct)
    {
        var query = new ErpNextQuery(
            ErpNextPayments.DocType,
            ["name", "docstatus", "party", "paid_from"],
            ErpNextJson.Is("name", "=", key),
            ErpNextJson.Is("company", "=", settings.Company)
        );
        return (await api.PageAsync(query, 1, ct)).FirstOrDefault();
    }

    private static ItemOutcome<ErpPayment> Stands(RefundEntry entry, List<JToken> rows)
    {
        var standing = ErpNextWriter.Standing("Journal Entry or Payment Entry", rows)!;
        if (standing.Kind != OutcomeKind.Done)
        {
            return Not(standing.Kind, entry, standing.Reason!);
        }

        var amount = rows[0]["total_debit"] is null ? rows[0].Amount("paid_amount") : rows[0].Amount("total_debit");
        return rows[0].Amount("docstatus") == 1 && ToMoney(amount, entry) == entry.Amount
            ? Done(entry, standing.Name!)
            : Not(
                OutcomeKind.Rejected,
                entry,
                $"{standing.Name} stands in ERPNext under this reference with another amount, or is not submitted. Compare it with the gateway."
            );
    }

    private static Money ToMoney(decimal amount, RefundEntry entry) => Money.Rounded(amount, entry.Amount.Currency);

    private static ItemOutcome<ErpPayment> Done(RefundEntry entry, string name) =>
        ItemOutcome<ErpPayment>.Done(entry.Reference, new ErpPayment(name, Money.Zero(entry.Amount.Currency)));

    private static ItemOutcome<ErpPayment> Not(OutcomeKind kind, RefundEntry entry, string reason) =>
        ItemOutcome<ErpPayment>.Not(kind, entry.Reference, reason);
}
