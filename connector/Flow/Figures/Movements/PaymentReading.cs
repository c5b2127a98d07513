using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Figures.Movements;

/// <summary>Reads what payments settled, and what of them settles nothing.</summary>
internal static class PaymentReading
{
    private static readonly PaymentState[] Came =
    [
        PaymentState.Succeeded,
        PaymentState.Refunded,
        PaymentState.Disputed,
    ];

    /// <summary>What was settled of receivables.</summary>
    public static async Task<List<PaidPart>> PaidAsync(
        LedgerContext ledger,
        SchoolProfile school,
        IReadOnlyCollection<string> references,
        CancellationToken ct
    )
    {
        var rows = await Counted(ledger, school.Key)
            .Where(x => references.Contains(x.Part.ReceivableRef))
            .Select(x => new
            {
                x.Part.ReceivableRef,
                x.Part.AmountMinor,
                x.Payment,
            })
            .AsNoTracking()
            .ToListAsync(ct);
        var noted = await NotedAsync(ledger, school, rows.Select(x => x.Payment), ct);
        return
        [
            .. rows.Where(x => x.AmountMinor != 0)
                .Select(x => new PaidPart(
                    x.ReceivableRef,
                    ToFacts(school, x.Payment, 0, noted),
                    new Money(x.AmountMinor, Currency.Of(x.Payment.Currency))
                )),
        ];
    }

    /// <summary>The gateway payments of a payer, or of all, of which something settles nothing or went back.</summary>
    public static async Task<List<PaymentFacts>> UnusedAsync(
        LedgerContext ledger,
        SchoolProfile school,
        string? payer,
        CancellationToken ct
    )
    {
        var used = Counted(ledger, school.Key);
        var rows = await ledger
            .Payments.AsNoTracking()
            .Where(x => x.School == school.Key && x.Source != DocumentStore.ErpSource && Came.Contains(x.State))
            .Where(x => payer == null || x.PayerKey == payer)
            .Select(x => new { Payment = x, Used = used.Where(u => u.Payment.Id == x.Id).Sum(u => u.Part.AmountMinor) })
            .Where(x =>
                x.Payment.AmountMinor != x.Used
                || x.Payment.RefundedMinor > 0
                || x.Payment.State != PaymentState.Succeeded
            )
            .OrderBy(x => x.Payment.Id)
            .ToListAsync(ct);
        // Money that was taken back before the ERP had it has come and gone.
        var left = rows.Where(x =>
                x.Used > 0 || x.Payment.State == PaymentState.Succeeded || x.Payment.ErpKey is not null
            )
            .ToList();
        var noted = await NotedAsync(ledger, school, left.Select(x => x.Payment), ct);
        return [.. left.Select(x => ToFacts(school, x.Payment, Math.Max(0, x.Payment.AmountMinor - x.Used), noted))];
    }

    // What counts as paid, as "owed" counts it: what the ERP has settled, and what is on the way there. What went back settles nothing
    // there any more; it had, and the day on which it came stays a day on which money came.
    private static IQueryable<PaidRow> Counted(LedgerContext ledger, string school) =>
        ledger
            .Payments.Where(x => x.School == school && Came.Contains(x.State))
            .SelectMany(x => x.Allocations, (payment, part) => new PaidRow { Payment = payment, Part = part })
            .Where(x =>
                x.Part.SettlementKey != null
                || (x.Payment.ErpKey == null && x.Payment.State == PaymentState.Succeeded)
                || (
                    x.Payment.ErpKey != null
                    && (x.Payment.RefundedMinor > 0 || x.Payment.State != PaymentState.Succeeded)
                )
            );

    private static PaymentFacts ToFacts(
        SchoolProfile school,
        Payment payment,
        long restMinor,
        Dictionary<string, DateOnly> noted
    )
    {
        var currency = Currency.Of(payment.Currency);
        var fromErp = payment.Source == DocumentStore.ErpSource;
        var back =
            fromErp ? 0
            : payment.State == PaymentState.Succeeded ? Math.Min(payment.RefundedMinor, payment.AmountMinor)
            : payment.AmountMinor;
        var stateOn = school.DayOf(payment.StateAt);
        return new PaymentFacts(
            fromErp ? payment.SourceKey : payment.Reference,
            payment.PayerKey,
            // What was given back whole has the day of that as its own; the day on which it was first seen is left.
            payment.State == PaymentState.Succeeded
                ? stateOn
                : school.DayOf(payment.SeenAt),
            fromErp ? KindOf(payment.SourceKey) : MovementKind.Payment,
            new Money(restMinor, currency),
            new Money(back, currency),
            noted.GetValueOrDefault(payment.Reference, stateOn)
        );
    }

    private static MovementKind KindOf(string sourceKey) =>
        sourceKey.Split(':')[0] switch
        {
            "creditnote" => MovementKind.CreditNote,
            "other" => MovementKind.Other,
            _ => MovementKind.Payment,
        };

    // A refund of a part leaves no day of its own in the payment; the journal has the day on which it was heard of.
    private static async Task<Dictionary<string, DateOnly>> NotedAsync(
        LedgerContext ledger,
        SchoolProfile school,
        IEnumerable<Payment> payments,
        CancellationToken ct
    )
    {
        var partly = payments
            .Where(x => x is { State: PaymentState.Succeeded, RefundedMinor: > 0 })
            .Select(x => x.Reference)
            .ToHashSet(StringComparer.Ordinal);
        if (partly.Count == 0)
        {
            return [];
        }

        var rows = await ledger
            .Journal.Where(x => x.School == school.Key && x.Kind == "payment.succeeded" && partly.Contains(x.Subject))
            .Select(x => new { x.Subject, x.At })
            .ToListAsync(ct);
        return rows.GroupBy(x => x.Subject).ToDictionary(x => x.Key, x => school.DayOf(x.Max(n => n.At)));
    }

    private sealed class PaidRow
    {
        public required Payment Payment { get; init; }
        public required Allocation Part { get; init; }
    }
}
