using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Invoicing;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Payments;

/// <summary>What a person wants given back, or has given back by hand.</summary>
/// <param name="Payment">Our reference of the payment, or the gateway's key of it.</param>
/// <param name="Amount">In the payment's currency, in major units.</param>
/// <param name="ByHand">Whether it was given back otherwise already, in cash or from the bank.</param>
/// <param name="JournalKey">The ERP's journal that it left from; null for the gateway's own.</param>
/// <param name="Why">Why, for the journal.</param>
internal sealed record RefundQuestion(string Payment, decimal Amount, bool ByHand, string? JournalKey, string Why);

/// <summary>How a wish for a refund was taken.</summary>
internal enum RefundAnswerKind
{
    /// <summary>It is stored, and the step <c>refunds</c> does it.</summary>
    Planned,

    /// <summary>It could be stored; a dry run stores nothing.</summary>
    Possible,

    /// <summary>It cannot be.</summary>
    Refused,
}

/// <summary>The answer to a wish for a refund.</summary>
/// <param name="Kind">How it was taken.</param>
/// <param name="Payment">Our reference of the payment.</param>
/// <param name="Reference">What it goes by; null when refused.</param>
/// <param name="Left">What is left of the payment before it.</param>
/// <param name="Message">One sentence for a person.</param>
internal sealed record RefundAnswer(
    RefundAnswerKind Kind,
    string Payment,
    string? Reference,
    Money Left,
    string Message
);

/// <summary>Takes a person's wish to give money back, never more than is left of the payment.</summary>
internal sealed class RefundDesk(CycleRun run)
{
    /// <summary>Looks whether it can be, and stores the wish.</summary>
    /// <returns>The answer; null when there is no such payment.</returns>
    public async Task<RefundAnswer?> PlanAsync(RefundQuestion question, CancellationToken ct)
    {
        await using var ledger = run.OpenLedger();
        if (await FindAsync(ledger, run.School.Key, question.Payment, ct) is not { } payment)
        {
            return null;
        }

        var currency = Currency.Of(payment.Currency);
        var wishes = await RefundWish.OfPaymentAsync(ledger, run.School.Key, payment.Reference, ct);
        var left = new Money(Left(payment, wishes), currency);
        var amount = Money.Rounded(question.Amount, currency);
        if (Objection(payment, question, amount, left) is { } objection)
        {
            return new RefundAnswer(RefundAnswerKind.Refused, payment.Reference, null, left, objection);
        }

        var (wish, reference) = Wish(payment, wishes, question, amount);
        var what = question.ByHand
            ? $"{amount} given back by hand is entered in the ERP as {reference}."
            : $"{payment.Source} is asked to give back {amount} ({reference}). When it tells that it went, it is entered in the ERP.";
        if (run.Options.DryRun)
        {
            var possible = $"{what} A dry run: nothing was stored, and nobody was asked.";
            return new RefundAnswer(RefundAnswerKind.Possible, payment.Reference, reference, left, possible);
        }

        Intents.Plan(run, ledger, IntentKind.Refund, reference, wish.ToPayload());
        run.Journal(
            ledger,
            "refund.wished",
            reference,
            new
            {
                amount = amount.ToString(),
                byHand = question.ByHand,
                why = question.Why,
            }
        );
        await ledger.SaveChangesAsync(ct);
        return new RefundAnswer(RefundAnswerKind.Planned, payment.Reference, reference, left, what);
    }

    /// <summary>Finds a gateway payment by our reference or the gateway's key.</summary>
    public static Task<Payment?> FindAsync(LedgerContext ledger, string school, string key, CancellationToken ct) =>
        ledger
            .Payments.AsNoTracking()
            .Where(x => x.School == school && x.Source != DocumentStore.ErpSource)
            .Where(x => x.Reference == key || x.SourceKey == key)
            .OrderByDescending(x => x.Reference == key)
            .FirstOrDefaultAsync(ct);

    private string? Objection(Payment payment, RefundQuestion question, Money amount, Money left) =>
        run.School.Switches.Invoices != SwitchLevel.Act
            ? "This school's switch `invoices` is not on `act`: nothing is written to other systems."
        : payment.State != PaymentState.Succeeded
            ? $"The payment is {payment.State.ToString().ToLowerInvariant()}: there is nothing of it to give back."
        : amount.Amount != question.Amount || !amount.IsPositive
            ? $"The amount must be above zero, with no more decimals than {amount.Currency} has."
        : amount > left ? $"{amount} is more than the {left} that is left of the payment."
        : !question.ByHand && !run.Ports.Gateways.ContainsKey(payment.Source)
            ? $"There is no gateway {payment.Source} in the configuration: give it back in its own console, or by hand with --by-hand."
        : null;

    // What was asked for and is not told yet is as good as gone; the gateway itself has the last word.
    private static long Left(Payment payment, List<(Intent Intent, RefundWish Wish)> wishes)
    {
        // A request that waits for a person may still be tried again: only a dismissed one holds nothing.
        var holding = wishes.Where(x => x.Intent.State != IntentState.Dismissed).ToList();
        var asked = holding
            .Where(x => x.Wish.Way == RefundWay.Request)
            .Where(x => payment.RefundedMinor < x.Wish.SeenBeforeMinor + x.Wish.AmountMinor)
            .Sum(x => x.Wish.AmountMinor);
        var byHand = wishes.Where(x => x.Wish.Way == RefundWay.ByHand).Sum(x => x.Wish.AmountMinor);
        return Math.Max(0, payment.AmountMinor - payment.RefundedMinor - asked - byHand);
    }

    private (RefundWish Wish, string Reference) Wish(
        Payment payment,
        List<(Intent Intent, RefundWish Wish)> wishes,
        RefundQuestion question,
        Money amount
    )
    {
        var way = question.ByHand ? RefundWay.ByHand : RefundWay.Request;
        var before = wishes.Count(x => (x.Wish.Way == RefundWay.Request) == !question.ByHand);
        var wish = new RefundWish(
            payment.Reference,
            way,
            amount.MinorUnits,
            run.Today,
            question.ByHand ? 0 : payment.RefundedMinor,
            question.JournalKey,
            run.Options.Actor
        );
        return (
            wish,
            question.ByHand
                ? RefundWish.EntryReference(payment.Reference, before + 1)
                : RefundWish.RequestReference(payment.Reference, before + 1)
        );
    }
}
