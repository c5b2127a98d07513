using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Payments;

/// <summary>Which receivables a gateway payment pays, until the ERP has it and tells itself.</summary>
internal static class PaymentAllocation
{
    /// <summary>
    /// The receivables named in the request take what they owe, in order, then the payer's others, the oldest first; the rest stays
    /// unallocated. Done again it places only what has found no receivable yet: money may come before its invoice is known.
    /// </summary>
    public static async Task AllocateAsync(
        CycleRun run,
        LedgerContext ledger,
        Payment payment,
        IReadOnlyCollection<string> named,
        CancellationToken ct
    )
    {
        // A page may outlive what it names: the bank was quicker, and another debt is open by now.
        var chargesLast = run.School.PaymentOrder switch
        {
            PaymentOrder.PrincipalFirst => 1,
            PaymentOrder.ChargesFirst => -1,
            _ => 0,
        };
        var others = await ledger
            .Receivables.Where(x =>
                x.School == run.School.Key && x.PayerKey == payment.PayerKey && x.State == ReceivableState.Live
            )
            .OrderBy(x => chargesLast * (x.Agreement.ChargeFor == null ? 0 : 1))
            .ThenBy(x => x.DueOn)
            .ThenBy(x => x.Id)
            .Select(x => x.Reference)
            .ToListAsync(ct);
        var references = named.Concat(others).Distinct().ToList();
        var owed = await OpenItems.OwedAsync(ledger, run.School.Key, references, ct);
        var open = references.ConvertAll(x =>
            owed.TryGetValue(x, out var amount) && amount.Currency.Code == payment.Currency ? amount.MinorUnits : 0
        );
        var kept = payment.AmountMinor - payment.RefundedMinor;
        var takes = Divide(kept - payment.Allocations.Sum(x => x.AmountMinor), open);
        foreach (var (reference, take) in references.Zip(takes).Where(x => x.Second > 0))
        {
            Take(payment, run.School.Key, reference, take);
        }

        payment.UnallocatedMinor = Math.Max(0, kept - payment.Allocations.Sum(x => x.AmountMinor));
    }

    /// <summary>Divides money over what is owed, in order: each takes at most its own, and what is left stays over. Pure.</summary>
    /// <param name="amount">Minor units.</param>
    /// <param name="owed">Minor units; what is below zero takes nothing.</param>
    /// <returns>What each takes.</returns>
    public static IReadOnlyList<long> Divide(long amount, IReadOnlyList<long> owed)
    {
        var takes = new long[owed.Count];
        for (var (i, rest) = (0, Math.Max(0, amount)); i < takes.Length; i++)
        {
            takes[i] = Math.Min(rest, Math.Max(0, owed[i]));
            rest -= takes[i];
        }

        return takes;
    }

    /// <summary>What the gateway gave back before the ERP has the payment pays nothing: first of what is unallocated, then of the last receivable.</summary>
    public static void TakeBack(Payment payment)
    {
        var placed = payment.UnallocatedMinor + payment.Allocations.Sum(x => x.AmountMinor);
        var less = placed - (payment.AmountMinor - payment.RefundedMinor);
        var unallocated = Math.Clamp(less, 0, payment.UnallocatedMinor);
        payment.UnallocatedMinor -= unallocated;
        less -= unallocated;
        foreach (var allocation in payment.Allocations.Where(x => x.SettlementKey is null).Reverse().ToList())
        {
            var part = Math.Clamp(less, 0, allocation.AmountMinor);
            allocation.AmountMinor -= part;
            less -= part;
        }
    }

    private static void Take(Payment payment, string school, string reference, long take)
    {
        if (payment.Allocations.Find(x => x.ReceivableRef == reference) is { } there)
        {
            there.AmountMinor += take;
            return;
        }

        payment.Allocations.Add(
            new Allocation
            {
                School = school,
                ReceivableRef = reference,
                AmountMinor = take,
            }
        );
    }
}
