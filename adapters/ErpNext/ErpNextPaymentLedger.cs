using System.Runtime.CompilerServices;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.ErpNext;

/// <summary>ERPNext's money side: Payment Entries for what comes in, Journal Entries for what goes back, Bank Transactions for how far a bank is booked.</summary>
internal sealed class ErpNextPaymentLedger(
    ErpNextApi api,
    ErpNextSettings settings,
    ErpNextCompany company,
    ErpNextPayments payments,
    ErpNextRefunds refunds,
    ErpNextCredit credit
) : IPaymentLedger
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<UnallocatedCredit>> ReadCreditAsync(
        IReadOnlyCollection<string> customerKeys,
        CancellationToken ct
    ) => credit.ReadAsync(customerKeys, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemOutcome<ErpPayment>>> RecordAsync(
        IReadOnlyCollection<PaymentEntry> entries,
        CancellationToken ct
    ) => payments.RecordAsync(entries, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ItemOutcome<ErpPayment>>> GiveBackAsync(
        IReadOnlyCollection<RefundEntry> entries,
        CancellationToken ct
    ) => refunds.GiveBackAsync(entries, ct);

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<EnteredPayment>> ListAsync(
        string prefix,
        DateOnly? paidFrom,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        List<JArray> conditions =
        [
            ErpNextJson.Is("company", "=", settings.Company),
            ErpNextJson.Is("docstatus", "=", 1),
            ErpNextJson.Is(settings.ReferenceField, "like", ErpNextJson.Like(prefix) + "%"),
        ];
        if (paidFrom is { } from)
        {
            conditions.Add(ErpNextJson.Is("posting_date", ">=", ErpNextJson.Date(from)));
        }

        string[] fields = ["name", settings.ReferenceField];
        var entries = new ErpNextQuery(
            ErpNextPayments.DocType,
            [.. fields, "payment_type", "paid_amount", "paid_from_account_currency"],
            [.. conditions]
        );
        await foreach (var page in api.PagesAsync(entries, ct))
        {
            yield return Entered(page, prefix, "paid_amount", row => row.Text("paid_from_account_currency"));
        }

        var journals = new ErpNextQuery(
            ErpNextJournal.DocType,
            [.. fields, "total_debit"],
            [.. conditions, ErpNextJson.Is("voucher_type", "=", ErpNextRefunds.Kind)]
        );
        var own = (await company.ReadAsync(ct)).Currency.Code; // A journal entry's totals are in the company's currency.
        await foreach (var page in api.PagesAsync(journals, ct))
        {
            yield return Entered(page, prefix, "total_debit", _ => own);
        }
    }

    /// <inheritdoc/>
    /// <remarks>A bank is booked up to its newest Bank Transaction. It is named by the journal key of its account, or by its own name.</remarks>
    public async Task<IReadOnlyList<BankBook>> ReadBankBooksAsync(CancellationToken ct)
    {
        var accounts = await api.ListAsync(
            new ErpNextQuery(
                "Bank Account",
                ["name", "account"],
                ErpNextJson.Is("company", "=", settings.Company),
                ErpNextJson.Is("is_company_account", "=", 1),
                ErpNextJson.Is("disabled", "=", 0)
            ),
            ct
        );
        var keys = settings.PaymentAccounts.ToLookup(
            pair => pair.Value,
            pair => pair.Key,
            StringComparer.OrdinalIgnoreCase
        );
        var books = new List<BankBook>();
        foreach (var account in accounts)
        {
            var query = new ErpNextQuery(
                "Bank Transaction",
                ["name", "date"],
                ErpNextJson.Is("bank_account", "=", account.Text("name")),
                ErpNextJson.Is("docstatus", "=", 1)
            )
            {
                Order = "date desc",
            };
            var newest = (await api.PageAsync(query, 1, ct)).FirstOrDefault()?.Date("date");
            var journals = keys[account.Text("account")].DefaultIfEmpty(account.Text("name"));
            books.AddRange(journals.Select(journal => new BankBook(journal, newest)));
        }

        return books;
    }

    private List<EnteredPayment> Entered(
        JArray rows,
        string prefix,
        string amountField,
        Func<JToken, string> currencyOf
    )
    {
        var entered = new List<EnteredPayment>();
        foreach (var row in rows)
        {
            var reference = row.Text(settings.ReferenceField);
            if (
                reference.StartsWith(prefix, StringComparison.Ordinal)
                && Currency.TryOf(currencyOf(row), out var currency)
            )
            {
                var amount = Money.Rounded(row.Amount(amountField), currency);
                entered.Add(
                    new EnteredPayment(
                        row.Text("name"),
                        reference,
                        row.Text("payment_type") == "Receive" ? amount : -amount
                    )
                );
            }
        }

        return entered;
    }
}
