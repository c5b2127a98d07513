namespace Collections.Connector.Ports;

/// <summary>The ERP's money side: credit that is not allocated, and gateway payments entered once.</summary>
public interface IPaymentLedger
{
    /// <summary>Reads the customers who have paid more than is allocated to documents.</summary>
    /// <param name="customerKeys">The customers that matter; an empty collection answers at once without a call.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <returns>Positive amounts, one per customer and currency; a customer without credit is absent.</returns>
    /// <exception cref="RemoteUnavailableException">No answer; safe to repeat.</exception>
    /// <exception cref="RemoteMisconfiguredException">The key is wrong or lacks a right.</exception>
    Task<IReadOnlyList<UnallocatedCredit>> ReadCreditAsync(
        IReadOnlyCollection<string> customerKeys,
        CancellationToken ct
    );

    /// <summary>Enters gateway payments into their journal and allocates them to their documents, replay-safe.</summary>
    /// <returns>One outcome per payment. Done means entered, posted and allocated as far as the documents were open; the value says how much stayed unallocated.</returns>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">The key is wrong, lacks a right, or the journal does not exist.</exception>
    Task<IReadOnlyList<ItemOutcome<ErpPayment>>> RecordAsync(
        IReadOnlyCollection<PaymentEntry> payments,
        CancellationToken ct
    );

    /// <summary>
    /// Enters money that went back to its payer, replay-safe: refunds and charged-back payments. What it pays out is first the credit of the
    /// credit notes named, then what the payment itself left unallocated; the rest makes the documents that the payment had settled open again,
    /// the last one first.
    /// </summary>
    /// <returns>One outcome per entry; the value is the ERP's payment. An ERP whose adapter enters none rejects each, and says what to enter by hand.</returns>
    /// <exception cref="RemoteUnavailableException">Nothing was sent.</exception>
    /// <exception cref="RemoteMisconfiguredException">The key is wrong, lacks a right, or the journal does not exist.</exception>
    Task<IReadOnlyList<ItemOutcome<ErpPayment>>> GiveBackAsync(
        IReadOnlyCollection<RefundEntry> refunds,
        CancellationToken ct
    ) =>
        Task.FromResult<IReadOnlyList<ItemOutcome<ErpPayment>>>([
            .. refunds.Select(x =>
                ItemOutcome<ErpPayment>.Not(
                    OutcomeKind.NotCapable,
                    x.Reference,
                    $"This ERP's adapter enters no refunds: enter {x.Amount} given back on {x.PaidOn:yyyy-MM-dd} there, with reference {x.Reference}."
                )
            ),
        ]);

    /// <summary>Streams what is entered under our references and not cancelled, by whomever.</summary>
    /// <param name="prefix">What references begin with, such as <c>demo_pay_</c>.</param>
    /// <param name="paidFrom">Only entries dated on this day or later; null for all.</param>
    /// <param name="ct">Stops the call; the caller sees <see cref="OperationCanceledException"/>.</param>
    /// <returns>Pages of entries, each once; several may carry one reference.</returns>
    /// <exception cref="RemoteUnavailableException">No answer; safe to repeat.</exception>
    /// <exception cref="RemoteMisconfiguredException">The key is wrong or lacks a right.</exception>
    IAsyncEnumerable<IReadOnlyList<EnteredPayment>> ListAsync(string prefix, DateOnly? paidFrom, CancellationToken ct);

    /// <summary>Reads up to which day each bank journal is booked: whoever paid later may not show yet.</summary>
    /// <returns>Every active bank journal of the company, those of gateways too.</returns>
    /// <exception cref="RemoteUnavailableException">No answer; safe to repeat.</exception>
    /// <exception cref="RemoteMisconfiguredException">The key is wrong or lacks a right.</exception>
    Task<IReadOnlyList<BankBook>> ReadBankBooksAsync(CancellationToken ct);
}

/// <summary>A bank journal of the ERP.</summary>
/// <param name="Journal">Its code.</param>
/// <param name="BookedTo">The day of its newest bank line; null when it has none.</param>
public sealed record BankBook(string Journal, DateOnly? BookedTo);

/// <summary>Money of a customer that no document has taken.</summary>
/// <param name="CustomerKey">The ERP's key of the customer.</param>
/// <param name="Amount">Above zero.</param>
public sealed record UnallocatedCredit(string CustomerKey, Money Amount);

/// <summary>A gateway payment to enter into the ERP.</summary>
/// <param name="Reference">Our reference, derived from the gateway's payment id.</param>
/// <param name="CustomerKey">The ERP's key of the customer.</param>
/// <param name="Amount">Above zero.</param>
/// <param name="PaidOn">Payment date in the school's zone.</param>
/// <param name="JournalKey">The ERP's key or code of the gateway's own journal.</param>
/// <param name="Memo">Text that an accountant reads, such as the gateway's payment id.</param>
/// <param name="DocumentKeys">The ERP's keys of the documents it pays, in order.</param>
public sealed record PaymentEntry(
    string Reference,
    string CustomerKey,
    Money Amount,
    DateOnly PaidOn,
    string JournalKey,
    string Memo,
    IReadOnlyList<string> DocumentKeys
);

/// <summary>Money that went back to its payer, to enter into the ERP.</summary>
/// <param name="Reference">Our reference, derived from the payment's and the count of what was given back.</param>
/// <param name="PaymentKey">The ERP's key of the payment that it was.</param>
/// <param name="CustomerKey">The ERP's key of the customer.</param>
/// <param name="Amount">Above zero.</param>
/// <param name="PaidOn">The day on which it went back, in the school's zone.</param>
/// <param name="JournalKey">The ERP's key or code of the journal that it leaves from.</param>
/// <param name="Memo">Text that an accountant reads.</param>
/// <param name="CreditNoteKeys">The ERP's keys of the credit notes whose open credit it pays out, in order.</param>
public sealed record RefundEntry(
    string Reference,
    string PaymentKey,
    string CustomerKey,
    Money Amount,
    DateOnly PaidOn,
    string JournalKey,
    string Memo,
    IReadOnlyList<string> CreditNoteKeys
);

/// <summary>A payment as the ERP has it.</summary>
/// <param name="Key">The ERP's key.</param>
/// <param name="Unallocated">What no document took.</param>
public sealed record ErpPayment(string Key, Money Unallocated);

/// <summary>A payment entry that carries a reference of ours.</summary>
/// <param name="Key">The ERP's key.</param>
/// <param name="Reference">Our reference, that of the gateway's payment.</param>
/// <param name="Amount">Above zero for money that came in, below for money given back.</param>
public sealed record EnteredPayment(string Key, string Reference, Money Amount);
