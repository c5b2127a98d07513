using System.Runtime.CompilerServices;
using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Fakes;

/// <content>Payments, credit and bank journals.</content>
internal sealed partial class FakeErp
{
    async IAsyncEnumerable<IReadOnlyList<EnteredPayment>> IPaymentLedger.ListAsync(
        string prefix,
        DateOnly? paidFrom,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        await Task.Yield();
        Answer();
        yield return
        [
            .. Recorded
                .Where(x => x.Reference.StartsWith(prefix, StringComparison.Ordinal))
                .Where(x => paidFrom is null || x.PaidOn >= paidFrom)
                .Select(x => new EnteredPayment($"pay-{x.Reference}", x.Reference, x.Amount))
                .Concat(
                    GivenBack
                        .Where(x => x.Reference.StartsWith(prefix, StringComparison.Ordinal))
                        .Where(x => paidFrom is null || x.PaidOn >= paidFrom)
                        .Select(x => new EnteredPayment($"out-{x.Reference}", x.Reference, -x.Amount))
                ),
        ];
    }

    public Task<IReadOnlyList<BankBook>> ReadBankBooksAsync(CancellationToken ct)
    {
        Answer();
        return Task.FromResult<IReadOnlyList<BankBook>>([.. BankBooks]);
    }

    /// <summary>The bank journals, with the day of their newest line.</summary>
    public List<BankBook> BankBooks { get; } = [];

    public Task<IReadOnlyList<UnallocatedCredit>> ReadCreditAsync(
        IReadOnlyCollection<string> customerKeys,
        CancellationToken ct
    ) =>
        Task.FromResult<IReadOnlyList<UnallocatedCredit>>([.. Credit.Where(x => customerKeys.Contains(x.CustomerKey))]);

    public Task<IReadOnlyList<ItemOutcome<ErpPayment>>> RecordAsync(
        IReadOnlyCollection<PaymentEntry> payments,
        CancellationToken ct
    )
    {
        Answer();
        var outcomes = new List<ItemOutcome<ErpPayment>>();
        foreach (var payment in payments)
        {
            var rest = payment.Amount;
            if (!Recorded.Exists(x => x.Reference == payment.Reference))
            {
                Recorded.Add(payment);
                foreach (var key in payment.DocumentKeys)
                {
                    var take = documents[key].Open < rest ? documents[key].Open : rest;
                    Settle(documents[key], take, SettlementKind.Payment, $"pay-{payment.Reference}", payment.Reference);
                    rest -= take;
                }
            }

            outcomes.Add(
                LosePaymentAnswers
                    ? ItemOutcome<ErpPayment>.Not(OutcomeKind.Unknown, payment.Reference, "The answer was lost.")
                    : ItemOutcome<ErpPayment>.Done(payment.Reference, new ErpPayment($"pay-{payment.Reference}", rest))
            );
        }

        return Task.FromResult<IReadOnlyList<ItemOutcome<ErpPayment>>>(outcomes);
    }
}
