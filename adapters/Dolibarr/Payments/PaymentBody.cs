using Collections.Adapters.Dolibarr.Wire;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Payments;

/// <summary>Writes a payment over several invoices as Dolibarr takes it.</summary>
internal sealed class PaymentBody(DolibarrSettings settings, DolibarrCatalog catalog, DolibarrDays days)
{
    /// <summary>How long a payment's number may be (<c>llx_paiement.num_paiement</c>).</summary>
    private const int NumberLength = 50;

    /// <summary>The bank account of a journal.</summary>
    /// <exception cref="RemoteMisconfiguredException">There is none of that key.</exception>
    public int AccountOf(string journal) =>
        settings.BankAccounts.TryGetValue(journal, out var account)
            ? account
            : throw new RemoteMisconfiguredException(
                $"Journal '{journal}' is not in bankAccounts. Give it the id of one of Dolibarr's bank accounts."
            );

    /// <summary>The id of the payment mode.</summary>
    /// <exception cref="RemoteMisconfiguredException">There is none of that code.</exception>
    public async Task<long> ModeAsync(CancellationToken ct) =>
        await catalog.PaymentModeAsync(settings.PaymentMode, ct)
        ?? throw new RemoteMisconfiguredException(
            $"Dolibarr has no active payment mode '{settings.PaymentMode}'. Correct paymentMode, or activate it there."
        );

    /// <summary>The body of the request.</summary>
    /// <param name="entry">The payment.</param>
    /// <param name="mode">The payment mode's id.</param>
    /// <param name="shares">What each invoice takes.</param>
    public JObject Write(PaymentEntry entry, long mode, IEnumerable<PaymentShare> shares) =>
        new()
        {
            ["arrayofamounts"] = new JObject(
                shares.Select(share => new JProperty(
                    DolibarrJson.Key(share.Invoice),
                    new JObject { ["amount"] = share.Amount.ToPlainString(), ["multicurrency_amount"] = "" }
                ))
            ),
            ["datepaye"] = days.Noon(entry.PaidOn),
            ["paymentid"] = mode,
            ["closepaidinvoices"] = "yes",
            ["accountid"] = AccountOf(entry.JournalKey),
            ["num_payment"] = entry.Memo.Length <= NumberLength ? entry.Memo : entry.Memo[..NumberLength],
            ["comment"] = entry.Reference,
            ["ref_ext"] = entry.Reference,
        };
}

/// <summary>What one invoice takes of a payment.</summary>
/// <param name="Invoice">Its id.</param>
/// <param name="Amount">Above zero.</param>
internal readonly record struct PaymentShare(long Invoice, Money Amount);
