using System.Globalization;
using Collections.Connector.Flow.Desk;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Payments;
using Collections.Connector.Ports;
using Collections.Scenarios.Tests.Simulation.Worlds;
using Microsoft.EntityFrameworkCore;

namespace Collections.Scenarios.Tests.Simulation.Steps;

/// <summary>Money that a person gives back, and money that comes for what is over.</summary>
internal static class RefundEvents
{
    /// <summary>The gateway is asked to give all of a payment back, or a part.</summary>
    public static Task<string?> ByGatewayAsync(Town town, Dice dice) => RefundAsync(town, dice, byHand: false);

    /// <summary>A person gave money back in cash, and says so.</summary>
    public static Task<string?> ByHandAsync(Town town, Dice dice) => RefundAsync(town, dice, byHand: true);

    /// <summary>Money comes for what was cancelled or ended.</summary>
    public static async Task<string?> PayAfterEndAsync(Town town, Dice dice)
    {
        await using var ledger = town.OpenLedger();
        var over = await ledger
            .Receivables.Where(x => x.State == ReceivableState.Cancelled || x.Agreement.EndedOn != null)
            .OrderBy(x => x.Id)
            .ToListAsync();
        if (dice.PickOrNone(over) is not { } receivable)
        {
            return null;
        }

        var payment = town.Gateway.Begin(
            receivable.PayerKey,
            "elsewhere",
            [receivable.Reference],
            dice.Pick([100L, 4000L])
        );
        await town.TellAsync(payment, PaymentState.Succeeded, dice);
        return $"{payment.Key} {receivable.Reference} {payment.AmountMinor}";
    }

    /// <summary>What a person dismisses of refunds is entered, or undone, in the ERP by that person.</summary>
    public static async Task EnterDismissedAsync(Town town, ParkedItem item)
    {
        if (town.School.Life is null || item.Kind != nameof(IntentKind.Refund))
        {
            return;
        }

        await using var ledger = town.OpenLedger();
        var intent = await ledger.Intents.SingleAsync(x => x.Reference == item.Reference);
        var wish = RefundWish.Of(intent);
        if (intent.State != IntentState.Parked)
        {
            return;
        }

        if (town.Erp.Payments.Find(x => x.Reference == wish.Payment) is not { } money)
        {
            return;
        }

        if (wish.Way == RefundWay.CameBack)
        {
            town.Erp.UndoRefunds(money, -wish.AmountMinor);
        }
        else if (wish.Way != RefundWay.Request)
        {
            town.Erp.EnterRefund(item.Reference, money, wish.AmountMinor);
        }
    }

    /// <summary>What came back to the school, and is entered as given back, is undone in the ERP and dismissed.</summary>
    public static async Task<bool> UndoneAsync(Town town, ParkedItem item)
    {
        if (town.School.Life is null || item.Kind != nameof(IntentKind.Refund))
        {
            return false;
        }

        await using var ledger = town.OpenLedger();
        return RefundWish.CameBack(await ledger.Intents.SingleAsync(x => x.Reference == item.Reference));
    }

    private static async Task<string?> RefundAsync(Town town, Dice dice, bool byHand)
    {
        Payment? row;
        GatewayMoney payment;
        long asked;
        await using (var ledger = town.OpenLedger())
        {
            var rows = await ledger
                .Payments.AsNoTracking()
                .Where(x => x.Source == GatewayWorld.Name && x.State == PaymentState.Succeeded)
                .OrderBy(x => x.Id)
                .ToListAsync();
            row = dice.PickOrNone(rows);
            if (row is null)
            {
                return null;
            }

            payment = town.Gateway.Payments.Single(x => x.Key == row.SourceKey);

            // What went back elsewhere meanwhile a person at the desk looks up first.
            if (payment.State != row.State || payment.RefundedMinor != row.RefundedMinor)
            {
                return null;
            }

            asked = await AskedAsync(ledger, town, row);
        }

        var byHandBefore = town.Witness.ByHand.GetValueOrDefault(payment.Key);
        var left = payment.AmountMinor - payment.RefundedMinor - asked - byHandBefore;
        var amount = dice.Chance(500) ? left : Math.Max(1, row.AmountMinor * dice.Between(10, 70) / 100);
        var answer = await new RefundDesk(ChangeEvents.Desk(town)).PlanAsync(
            new RefundQuestion(row.Reference, amount / 100m, byHand, byHand ? "CASH" : null, "why"),
            CancellationToken.None
        );
        if (answer is { Kind: RefundAnswerKind.Planned })
        {
            if (amount > left)
            {
                town.Witness.TooMuchGivenBack.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{payment.Key}: {amount} of {left} ({answer.Reference})"
                    )
                );
            }

            if (byHand)
            {
                town.Witness.ByHand[payment.Key] = byHandBefore + amount;
            }
        }

        return $"{payment.Key} {amount} of {left} left: {answer?.Kind} {answer?.Message}";
    }

    // What the gateway was asked for and has not done; what it refused, or a person ended, is not under way.
    private static async Task<long> AskedAsync(LedgerContext ledger, Town town, Payment payment)
    {
        var wishes = await RefundWish.OfPaymentAsync(
            ledger,
            SimulatedSchool.Key,
            payment.Reference,
            CancellationToken.None
        );
        return wishes
            .Where(x => x.Wish.Way == RefundWay.Request)
            .Where(x => x.Intent.State is not (IntentState.Parked or IntentState.Dismissed))
            .Where(x => !town.Gateway.GivenBack.ContainsKey(x.Intent.Reference))
            .Sum(x => x.Wish.AmountMinor);
    }
}
