using Collections.Adapters.Dolibarr.Invoices;
using Collections.Adapters.Dolibarr.Wire;
using Collections.Connector.Ports;
using Newtonsoft.Json.Linq;

namespace Collections.Adapters.Dolibarr.Payments;

/// <summary>Dolibarr's payments of customers: entered once, and given to their invoices in the same call.</summary>
internal sealed class DolibarrPaymentLedger(
    PaymentReader reader,
    PaymentBody bodies,
    CreditReader credit,
    BankBookReader bankBooks,
    WriteTurns writes
) : IPaymentLedger
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<UnallocatedCredit>> ReadCreditAsync(
        IReadOnlyCollection<string> customerKeys,
        CancellationToken ct
    ) => credit.ReadAsync(customerKeys, ct);

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<EnteredPayment>> ListAsync(
        string prefix,
        DateOnly? paidFrom,
        CancellationToken ct
    ) => reader.ListAsync(prefix, paidFrom, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BankBook>> ReadBankBooksAsync(CancellationToken ct) => bankBooks.ReadAsync(ct);

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

        foreach (var entry in payments)
        {
            bodies.AccountOf(entry.JournalKey); // Before anything is sent: a journal that is not there stops all of them.
        }

        var mode = await bodies.ModeAsync(ct);
        using var turn = await writes.TakeAsync(ct);
        var outcomes = new List<ItemOutcome<ErpPayment>>();
        foreach (var entry in payments)
        {
            outcomes.Add(await RecordAsync(turn, entry, mode, ct));
        }

        return outcomes;
    }

    private async Task<ItemOutcome<ErpPayment>> RecordAsync(
        WriteTurn turn,
        PaymentEntry entry,
        long mode,
        CancellationToken ct
    )
    {
        if (Fault(entry) is { } fault)
        {
            return Not(OutcomeKind.Rejected, entry, fault);
        }

        ItemOutcome<ErpPayment>? outcome = null;
        var failure = await turn.DoAsync(
            entry.Reference,
            async () => outcome = await EnterAsync(turn, entry, mode, ct)
        );
        if (failure is { Kind: OutcomeKind.Unknown })
        {
            outcome = await LookAgainAsync(turn, entry, ct);
        }

        if (failure is { Refusal: Refusal.PaidMeanwhile })
        {
            return Not(OutcomeKind.Later, entry, $"{failure.Reason} The next run looks at what is open now.");
        }

        return outcome ?? failure!.ToOutcome<ErpPayment>(entry.Reference);
    }

    private async Task<ItemOutcome<ErpPayment>> EnterAsync(
        WriteTurn turn,
        PaymentEntry entry,
        long mode,
        CancellationToken ct
    )
    {
        var rows = await RowsAsync(entry, ct);
        if (Standing(entry, await reader.OnAsync(rows, ct)) is { } standing)
        {
            return standing;
        }

        if (Strangers(entry, rows) is { } stranger)
        {
            return Not(OutcomeKind.Rejected, entry, stranger);
        }

        var shares = Shares(entry, rows);
        if (shares.Count == 0)
        {
            return Not(
                OutcomeKind.Rejected,
                entry,
                $"Nothing is open on its invoices, and Dolibarr keeps no money without an invoice: enter {entry.Amount} there by hand, with reference {entry.Reference}."
            );
        }

        await turn.WriteAsync(
            "invoices.paymentsdistributed",
            "invoices/paymentsdistributed",
            bodies.Write(entry, mode, shares),
            ct
        );
        return Standing(entry, await reader.OnAsync(await RowsAsync(entry, ct), ct))
            ?? Not(
                OutcomeKind.Unknown,
                entry,
                "Dolibarr took the payment, and it could not be read back. Looking again is safe."
            );
    }

    /// <summary>After silence: the payment, if it stands there; null leaves it unknown.</summary>
    private async Task<ItemOutcome<ErpPayment>?> LookAgainAsync(
        WriteTurn turn,
        PaymentEntry entry,
        CancellationToken ct
    )
    {
        try
        {
            var found = Standing(entry, await reader.OnAsync(await RowsAsync(entry, ct), ct));
            if (found is { Kind: OutcomeKind.Done })
            {
                turn.Found(entry.Reference);
            }

            return found;
        }
        catch (RemoteException error) when (error is RemoteUnavailableException or RemoteMisconfiguredException)
        {
            return null; // It was sent; thrown, the exception would say that nothing was.
        }
    }

    /// <summary>All invoices of the customer: which ones the payment goes to may have changed since it was entered.</summary>
    private Task<List<JObject>> RowsAsync(PaymentEntry entry, CancellationToken ct) =>
        reader.InvoicesAsync([DolibarrJson.Id(entry.CustomerKey)], ct);

    private ItemOutcome<ErpPayment>? Standing(PaymentEntry entry, List<FoundPayment> payments)
    {
        var ours = payments.FindAll(p => p.Reference == entry.Reference);
        return ours.Count switch
        {
            0 => null,
            > 1 => Not(
                OutcomeKind.Rejected,
                entry,
                $"It stands in Dolibarr {ours.Count} times, as {string.Join(" and ", ours.Select(p => p.Number))}. Delete all but one there."
            ),
            _ when ours[0].Amount > entry.Amount => Not(
                OutcomeKind.Rejected,
                entry,
                $"Payment {ours[0].Number} stands in Dolibarr under this reference with {ours[0].Amount}. Compare it with the gateway."
            ),
            _ => ItemOutcome<ErpPayment>.Done(
                entry.Reference,
                new ErpPayment(ours[0].Number, entry.Amount - ours[0].Amount)
            ),
        };
    }

    private List<PaymentShare> Shares(PaymentEntry entry, List<JObject> rows)
    {
        var rest = entry.Amount;
        var shares = new List<PaymentShare>();
        foreach (var id in DolibarrJson.Ids(entry.DocumentKeys))
        {
            var row = rows.Find(r => r.Number("id") == id)!;
            var open = reader.Row.Open(row);
            if (InvoiceRow.Status(row) != InvoiceRow.Validated || InvoiceRow.IsCreditNote(row) || !open.IsPositive)
            {
                continue; // Above all a draft: Dolibarr would close it, and it would never get a number.
            }

            if (rest.IsPositive)
            {
                var taken = open < rest ? open : rest;
                shares.Add(new PaymentShare(id, taken));
                rest -= taken;
            }
        }

        return shares;
    }

    private static string? Fault(PaymentEntry entry) =>
        entry switch
        {
            { Amount.IsPositive: false } => "A payment must be above zero.",
            _ when !DolibarrFilter.IsReference(entry.Reference) =>
                "The reference holds other signs than small letters, digits, _ and -: it would not be found again.",
            _ => null,
        };

    private string? Strangers(PaymentEntry entry, List<JObject> rows)
    {
        if (entry.Amount.Currency != reader.Row.Money(0m).Currency)
        {
            return $"The payment is in {entry.Amount.Currency}, and this Dolibarr keeps {reader.Row.Money(0m).Currency}.";
        }

        // Dolibarr would take the money for another customer's invoice without a word.
        var known = rows.Select(r => r.Text("id")).ToHashSet(StringComparer.Ordinal);
        var missing = entry.DocumentKeys.FirstOrDefault(key => !known.Contains(key));
        return missing is null
            ? null
            : $"Document {missing} is not there, or belongs to another customer than the payment.";
    }

    private static ItemOutcome<ErpPayment> Not(OutcomeKind kind, PaymentEntry entry, string reason) =>
        ItemOutcome<ErpPayment>.Not(kind, entry.Reference, reason);
}
