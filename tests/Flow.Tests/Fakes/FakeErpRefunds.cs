using Collections.Connector.Ports;

namespace Collections.Flow.Tests.Fakes;

/// <content>Money that goes back.</content>
internal sealed partial class FakeErp
{
    public List<RefundEntry> GivenBack { get; } = [];

    /// <summary>How the next refunds end; done when null. What is lost is entered all the same.</summary>
    public OutcomeKind? GiveBackEnds { get; set; }

    public Task<IReadOnlyList<ItemOutcome<ErpPayment>>> GiveBackAsync(
        IReadOnlyCollection<RefundEntry> refunds,
        CancellationToken ct
    )
    {
        Answer();
        return Task.FromResult<IReadOnlyList<ItemOutcome<ErpPayment>>>([.. refunds.Select(GiveBack)]);
    }

    private ItemOutcome<ErpPayment> GiveBack(RefundEntry refund)
    {
        if (GiveBackEnds is OutcomeKind.Rejected or OutcomeKind.NotCapable or OutcomeKind.Later)
        {
            return ItemOutcome<ErpPayment>.Not(GiveBackEnds.Value, refund.Reference, "The ERP does not enter it.");
        }

        if (!GivenBack.Exists(x => x.Reference == refund.Reference))
        {
            GivenBack.Add(refund);
            Reopen(refund);
        }

        return GiveBackEnds is OutcomeKind.Unknown
            ? ItemOutcome<ErpPayment>.Not(OutcomeKind.Unknown, refund.Reference, "The answer was lost.")
            : ItemOutcome<ErpPayment>.Done(
                refund.Reference,
                new ErpPayment($"out-{refund.Reference}", Money.Zero(refund.Amount.Currency))
            );
    }

    // Credit notes first; then what the payment had settled, the last document first.
    private void Reopen(RefundEntry refund)
    {
        var rest = refund.Amount;
        foreach (var key in refund.CreditNoteKeys)
        {
            var take = documents[key].Open < rest ? documents[key].Open : rest;
            Settle(documents[key], take, SettlementKind.Payment, $"out-{refund.Reference}", refund.Reference);
            rest -= take;
        }

        var paid = documents.Values.Where(x => x.Settlements.Any(s => s.SourceKey == refund.PaymentKey)).ToList();
        foreach (var document in paid.OrderByDescending(x => x.Key.Length).ThenByDescending(x => x.Key))
        {
            var settled = document.Settlements.First(x => x.SourceKey == refund.PaymentKey);
            var take = settled.Amount < rest ? settled.Amount : rest;
            documents[document.Key] = document with
            {
                Open = document.Open + take,
                Version = $"v{++next}",
                Settlements =
                [
                    .. document.Settlements.Where(x => x != settled),
                    .. take == settled.Amount
                        ? []
                        : new[] { settled with { Key = $"s{++next}", Amount = settled.Amount - take } },
                ],
            };
            rest -= take;
        }
    }
}
