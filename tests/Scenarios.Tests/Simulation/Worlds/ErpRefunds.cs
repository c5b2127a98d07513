using Collections.Connector.Ports;

namespace Collections.Scenarios.Tests.Simulation.Worlds;

/// <summary>Money that goes back, as the ERP has it.</summary>
internal sealed partial class ErpWorld
{
    /// <summary>Whether it enters refunds at all, and divides a document over several due days.</summary>
    public bool GivesBack { get; init; }

    /// <summary>Everything that went back.</summary>
    public List<ErpRefund> Refunds { get; } = [];

    public DueParts DueParts => GivesBack ? DueParts.Explicit : DueParts.One;

    /// <summary>What a customer owes in all, by its documents, its payments and what went back; below zero for credit.</summary>
    public long BalanceOf(string customerKey) =>
        Posted
            .Where(x => x.CustomerKey == customerKey)
            .Sum(x => x.Kind == DocumentKind.Invoice ? x.TotalMinor : -x.TotalMinor)
        - Payments.Where(x => x.CustomerKey == customerKey).Sum(x => x.AmountMinor)
        + Refunds.Where(x => x.CustomerKey == customerKey).Sum(x => x.AmountMinor);

    public Task<IReadOnlyList<ItemOutcome<ErpPayment>>> GiveBackAsync(
        IReadOnlyCollection<RefundEntry> refunds,
        CancellationToken ct
    ) =>
        GivesBack
            ? wire.WriteAsync(System, "erp.refund", refunds, x => x.Reference, GiveBack)
            : Task.FromResult<IReadOnlyList<ItemOutcome<ErpPayment>>>([
                .. refunds.Select(x =>
                    ItemOutcome<ErpPayment>.Not(OutcomeKind.NotCapable, x.Reference, "It enters no refunds.")
                ),
            ]);

    /// <summary>A person enters what went back.</summary>
    public void EnterRefund(string reference, ErpMoney money, long amountMinor)
    {
        if (!Refunds.Exists(x => x.Reference == reference))
        {
            Return(reference, money, amountMinor, []);
        }
    }

    /// <summary>A person takes outgoing payments back, the last one first, and allocates the incoming one again.</summary>
    public void UndoRefunds(ErpMoney money, long amountMinor)
    {
        foreach (var refund in Refunds.Where(x => x.PaymentKey == money.Key).Reverse().ToList())
        {
            if (amountMinor <= 0)
            {
                break;
            }

            Refunds.Remove(refund);
            money.ReturnedMinor -= refund.FromPaymentMinor;
            foreach (var note in Papers.Where(x => x.Settlements.RemoveAll(s => s.SourceKey == refund.Key) > 0))
            {
                Touch(note);
            }

            if (refund.AmountMinor > amountMinor)
            {
                Return(refund.Reference, money, refund.AmountMinor - amountMinor, []);
            }

            amountMinor -= refund.AmountMinor;
        }

        Allocate(
            money,
            Posted.Where(x => x.CustomerKey == money.CustomerKey && x.OpenMinor > 0).ToList(),
            SettlementKind.Payment
        );
    }

    private ItemOutcome<ErpPayment> GiveBack(RefundEntry entry)
    {
        var refund = Refunds.Find(x => x.Reference == entry.Reference);
        if (refund is null)
        {
            if (Payments.Find(x => x.Key == entry.PaymentKey) is not { } money)
            {
                return ItemOutcome<ErpPayment>.Not(OutcomeKind.Rejected, entry.Reference, "There is no such payment.");
            }

            refund = Return(entry.Reference, money, entry.Amount.MinorUnits, entry.CreditNoteKeys);
        }

        return ItemOutcome<ErpPayment>.Done(
            entry.Reference,
            new ErpPayment(refund.Key, new Money(refund.UnallocatedMinor, Euro))
        );
    }

    // Credit notes first; then what the payment left unallocated; then what it had settled, the last document first.
    private ErpRefund Return(string reference, ErpMoney money, long amountMinor, IReadOnlyCollection<string> noteKeys)
    {
        var key = $"r{++next}";
        var rest = amountMinor;
        foreach (var note in noteKeys.Select(x => Papers.Find(p => p.Key == x)).OfType<ErpPaper>())
        {
            var take = Math.Min(rest, note.OpenMinor);
            Settle(note, take, SettlementKind.Payment, key, reference);
            rest -= take;
        }

        var before = rest;
        rest -= Math.Min(rest, RestOf(money));
        foreach (var paper in Papers.AsEnumerable().Reverse().Where(x => rest > 0))
        {
            foreach (var settled in paper.Settlements.Where(x => x.SourceKey == money.Key).ToList())
            {
                var take = Math.Min(rest, settled.AmountMinor);
                paper.Settlements.Remove(settled);
                if (settled.AmountMinor > take)
                {
                    paper.Settlements.Add(
                        settled with
                        {
                            Key = $"s{++next}",
                            AmountMinor = settled.AmountMinor - take,
                        }
                    );
                }

                rest -= take;
                Touch(paper);
            }
        }

        money.ReturnedMinor += before - rest;
        var refund = new ErpRefund(key, reference, money.Key, money.CustomerKey, amountMinor, before - rest, rest);
        Refunds.Add(refund);
        return refund;
    }
}
