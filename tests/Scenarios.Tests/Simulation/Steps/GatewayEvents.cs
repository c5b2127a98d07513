using Collections.Connector.Flow.Payments;
using Collections.Connector.Ports;
using Collections.Scenarios.Tests.Simulation.Worlds;

namespace Collections.Scenarios.Tests.Simulation.Steps;

/// <summary>What payers do at the gateway, and what the gateway does.</summary>
internal static class GatewayEvents
{
    /// <summary>A payer opens the pay link and pays what the page asks.</summary>
    public static async Task<string?> PayByLinkAsync(Town town, Dice dice) =>
        await OpenAsync(town, dice) is { } page ? await PayAsync(town, dice, page) : null;

    /// <summary>A payer whose card was declined comes back and tries again.</summary>
    public static async Task<string?> PayAfterDeclineAsync(Town town, Dice dice)
    {
        var declined = town.Gateway.Pages.Where(x => x.EndedBy?.Event.State == PaymentState.Failed).ToList();
        return dice.PickOrNone(declined) is { } before && await OpenAsync(town, before.Request.PayerKey) is { } page
            ? await PayAsync(town, dice, page)
            : null;
    }

    /// <summary>The card is declined, and the page ends with it.</summary>
    public static async Task<string?> DeclineAsync(Town town, Dice dice)
    {
        if (await OpenAsync(town, dice) is not { } page)
        {
            return null;
        }

        page.Ended = true;
        var payment = Begin(town, page);
        page.EndedBy = await town.TellAsync(payment, PaymentState.Failed, dice);
        return $"{payment.Key} {page.Request.PayerKey} {payment.AmountMinor}";
    }

    /// <summary>A card is declined, the connector hears of it, and the payer opens the link again while the page would still be good.</summary>
    public static async Task<string?> TryTwiceAsync(Town town, Dice dice)
    {
        if (await OpenAsync(town, dice) is not { } page)
        {
            return null;
        }

        page.Ended = true;
        page.EndedBy = await town.TellAsync(Begin(town, page), PaymentState.Failed, dice);
        await town.PassAsync(TimeSpan.FromMinutes(dice.Between(3, 90)));
        await town.RunAsync(dice, null, again: false);
        await OpenAsync(town, page.Request.PayerKey);
        return page.Request.PayerKey;
    }

    /// <summary>A debit that takes days begins.</summary>
    public static async Task<string?> BeginPendingAsync(Town town, Dice dice)
    {
        if (await OpenAsync(town, dice) is not { } page)
        {
            return null;
        }

        page.Ended = true;
        var payment = Begin(town, page);
        await town.TellAsync(payment, PaymentState.Pending, dice);
        return $"{payment.Key} {page.Request.PayerKey} {payment.AmountMinor}";
    }

    public static async Task<string?> EndPendingAsync(Town town, Dice dice)
    {
        if (One(town, dice, x => x.State == PaymentState.Pending) is not { } payment)
        {
            return null;
        }

        await town.TellAsync(payment, dice.Chance(600) ? PaymentState.Succeeded : PaymentState.Failed, dice);
        return $"{payment.Key} {payment.State}";
    }

    public static Task<string?> PayFullAsync(Town town, Dice dice) => PayDirectAsync(town, dice, open => open);

    public static Task<string?> PayPartAsync(Town town, Dice dice) =>
        PayDirectAsync(town, dice, open => Math.Max(1, open * dice.Between(20, 90) / 100));

    public static Task<string?> PayOverAsync(Town town, Dice dice) =>
        PayDirectAsync(town, dice, open => open + dice.Pick([1, 700, 9900]));

    /// <summary>A payer takes off the discount for paying early, in time or not.</summary>
    public static async Task<string?> PayEarlyAsync(Town town, Dice dice) =>
        town.School.Life?.EarlyPayment is { } terms
            ? await PayDirectAsync(town, dice, open => open - (open * (long)terms.Percent / 100))
            : null;

    /// <summary>Two payments of the same amount for the same invoices.</summary>
    public static async Task<string?> PayTwiceAsync(Town town, Dice dice)
    {
        if (One(town, dice, x => x.State == PaymentState.Succeeded) is not { } first)
        {
            return null;
        }

        var second = town.Gateway.Begin(first.PayerKey, first.Request, first.Receivables, first.AmountMinor);
        await town.TellAsync(second, PaymentState.Succeeded, dice);
        return $"{second.Key} like {first.Key}, {second.AmountMinor}";
    }

    public static Task<string?> RefundAsync(Town town, Dice dice) => RefundAsync(town, dice, whole: true);

    public static Task<string?> RefundPartAsync(Town town, Dice dice) => RefundAsync(town, dice, whole: false);

    /// <summary>A payment goes back that the connector wanted to enter in the ERP and has not entered yet.</summary>
    public static Task<string?> RefundUnenteredAsync(Town town, Dice dice) =>
        RefundAsync(town, dice, whole: true, x => !town.Witness.InErp(x));

    public static async Task<string?> DisputeAsync(Town town, Dice dice)
    {
        if (One(town, dice, x => x.State == PaymentState.Succeeded) is not { } payment)
        {
            return null;
        }

        await town.TellAsync(payment, PaymentState.Disputed, dice);
        return payment.Key;
    }

    /// <summary>A disputed payment of which the dispute is heard before the payment.</summary>
    public static async Task<string?> DisputeOvertakesAsync(Town town, Dice dice)
    {
        if (await OpenAsync(town, dice) is not { } page)
        {
            return null;
        }

        page.Ended = true;
        var payment = Begin(town, page);
        page.EndedBy = town.Gateway.Tell(payment, PaymentState.Succeeded, TimeSpan.Zero); // Its webhook never comes.
        await town.TellAsync(payment, PaymentState.Disputed, dice);
        return $"{payment.Key} {page.Request.PayerKey} {payment.AmountMinor}";
    }

    public static async Task<string?> WinDisputeAsync(Town town, Dice dice)
    {
        if (One(town, dice, x => x.State == PaymentState.Disputed && x.ChangedAt < town.Now) is not { } payment)
        {
            return null;
        }

        await town.TellAsync(payment, PaymentState.Succeeded, dice);
        return payment.Key;
    }

    // The page that the connector's own pay desk opens for a payer; null when it offers none.
    private static Task<GatewayPage?> OpenAsync(Town town, Dice dice) =>
        dice.PickOrNone(town.Erp.Customers) is { } customer
            ? OpenAsync(town, customer.Reference[(SimulatedSchool.Key.Length + 1)..])
            : Task.FromResult<GatewayPage?>(null);

    private static async Task<GatewayPage?> OpenAsync(Town town, string payer)
    {
        var desk = new PayDesk(
            town.Ledger,
            town.School.Profile,
            town.Gateway,
            town.Clock,
            new Uri("https://school.example.org/paid")
        );
        var answer = await desk.OpenAsync(payer, CancellationToken.None);
        var page = answer?.Url is { } url ? town.Gateway.PageAt(url) : null;
        town.Witness.PageOffered(payer, page);
        return page is { Ended: false } ? page : null;
    }

    private static async Task<string> PayAsync(Town town, Dice dice, GatewayPage page)
    {
        page.Ended = true;
        var payment = Begin(town, page);
        page.EndedBy = await town.TellAsync(payment, PaymentState.Succeeded, dice);
        return $"{payment.Key} {page.Request.PayerKey} {payment.AmountMinor}";
    }

    private static GatewayMoney Begin(Town town, GatewayPage page) =>
        town.Gateway.Begin(
            page.Request.PayerKey,
            page.Request.Reference,
            page.Request.ReceivableRefs,
            page.Request.Amount.MinorUnits
        );

    // A payment that names an invoice and comes from elsewhere than the pay desk's page.
    private static async Task<string?> PayDirectAsync(Town town, Dice dice, Func<long, long> amount)
    {
        var open = town.Erp.Posted.Where(x => x.Kind == DocumentKind.Invoice && x.OpenMinor > 0).ToList();
        if (dice.PickOrNone(open) is not { } paper)
        {
            return null;
        }

        var customer = town.Erp.Customers.Single(x => x.Key == paper.CustomerKey);
        var payer = customer.Reference[(SimulatedSchool.Key.Length + 1)..];
        var payment = town.Gateway.Begin(payer, "elsewhere", [paper.ReceivableRef], amount(paper.OpenMinor));
        await town.TellAsync(payment, PaymentState.Succeeded, dice);
        return $"{payment.Key} {payer} {paper.Number} {payment.AmountMinor}";
    }

    private static async Task<string?> RefundAsync(
        Town town,
        Dice dice,
        bool whole,
        Func<GatewayMoney, bool>? which = null
    )
    {
        if (One(town, dice, x => x.State == PaymentState.Succeeded && which?.Invoke(x) != false) is not { } payment)
        {
            return null;
        }

        payment.RefundedMinor = whole
            ? payment.AmountMinor
            : Math.Max(payment.RefundedMinor, payment.AmountMinor * dice.Between(10, 60) / 100);
        await town.TellAsync(payment, PaymentState.Refunded, dice);
        return $"{payment.Key} {payment.RefundedMinor} of {payment.AmountMinor}";
    }

    // What was given back in cash nobody gives back at the gateway too.
    private static GatewayMoney? One(Town town, Dice dice, Func<GatewayMoney, bool> which) =>
        dice.PickOrNone([.. town.Gateway.Payments.Where(x => which(x) && !town.Witness.ByHand.ContainsKey(x.Key))]);
}
