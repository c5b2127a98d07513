using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Collections.Scenarios.Tests.Simulation.Worlds;
using Microsoft.EntityFrameworkCore;

namespace Collections.Scenarios.Tests.Simulation.Steps;

/// <summary>What people, and the bank, do in the ERP.</summary>
internal static class ErpEvents
{
    private static readonly Currency Euro = Currency.Of("EUR");

    public static string? PayFull(Town town, Dice dice) => Pay(town, dice, open => open);

    /// <summary>A payer takes off the discount for paying early, in time or not.</summary>
    public static string? PayEarly(Town town, Dice dice) =>
        town.School.Life?.EarlyPayment is { } terms
        && dice.PickOrNone([.. Open(town).Where(x => x.Settlements.Count == 0)]) is { } paper
            ? Pay(
                town,
                paper,
                paper.OpenMinor - Money.Rounded(paper.TotalMinor / 100m * terms.Percent / 100m, Euro).MinorUnits
            )
            : null;

    public static string? PayPart(Town town, Dice dice) =>
        Pay(town, dice, open => Math.Max(1, open * dice.Between(20, 90) / 100));

    public static string? PayOver(Town town, Dice dice) => Pay(town, dice, open => open + dice.Pick([1, 500, 9900]));

    /// <summary>Of several invoices that closed one access, one is paid.</summary>
    public static string? PayOneCause(Town town, Dice dice)
    {
        var closed = town.Lms.Enrolments.Where(x => x.ClosedByUs).Select(x => x.Pair).ToHashSet();
        var several = Open(town).Where(x => closed.Contains(x.Pair)).GroupBy(x => x.Pair).Where(x => x.Count() > 1);
        return dice.PickOrNone([.. several.SelectMany(x => x)]) is { } paper ? Pay(town, paper, paper.OpenMinor) : null;
    }

    /// <summary>The bank books a part of an invoice of which the connector does not know yet that it is posted.</summary>
    public static async Task<string?> PayBeforeAnswerAsync(Town town, Dice dice)
    {
        await using var ledger = town.OpenLedger();
        var known = await ledger
            .Documents.Where(x => x.Standing == DocumentStanding.Posted)
            .Select(x => x.Reference)
            .ToListAsync();
        return dice.PickOrNone([.. Open(town).Where(x => !known.Contains(x.Reference))]) is { } paper
            ? Pay(town, paper, Math.Max(1, paper.OpenMinor * dice.Between(20, 90) / 100))
            : null;
    }

    /// <summary>A payer sends a transfer for one invoice, which is booked the next morning, or when somebody books again.</summary>
    public static string? SendTransfer(Town town, Dice dice)
    {
        var open = Open(town).Where(x => !town.Erp.Transfers.Exists(t => t.Paper == x)).ToList();
        if (dice.PickOrNone(open) is not { } paper)
        {
            return null;
        }

        town.Erp.Transfers.Add(new Transfer(paper, paper.OpenMinor, town.Today));
        return $"{paper.Number} {paper.OpenMinor} is on its way";
    }

    /// <summary>Nobody books the bank any more, or somebody does again.</summary>
    public static string? BookingStops(Town town, Dice dice)
    {
        var today = town.Today;
        town.Erp.BankStandsAt = town.Erp.BankStandsAt is null ? today : null;
        return town.Erp.BankStandsAt is null ? "somebody books again" : $"the bank is booked up to {today:MM-dd}";
    }

    /// <summary>A person undoes the reconciliation of a bank line.</summary>
    public static string? Unsettle(Town town, Dice dice)
    {
        var settled = town
            .Erp.Posted.SelectMany(x => x.Settlements.Select(s => (Paper: x, Settlement: s)))
            .Where(x => x.Settlement.Kind == SettlementKind.BankLine)
            .ToList();
        if (settled.Count == 0)
        {
            return null;
        }

        var (paper, settlement) = dice.Pick(settled);
        town.Erp.Unsettle(paper, settlement);
        return $"{paper.Number} {settlement.AmountMinor}";
    }

    public static string? AddCredit(Town town, Dice dice)
    {
        if (dice.PickOrNone(town.Erp.Customers) is not { } customer)
        {
            return null;
        }

        var money = town.Erp.AddCredit(customer.Key, dice.Pick([500, 2000, 30000]));
        return $"{customer.Reference} {money.AmountMinor}";
    }

    /// <summary>A person allocates a customer's free money to its open invoices.</summary>
    public static string? AllocateCredit(Town town, Dice dice)
    {
        if (dice.PickOrNone([.. town.Erp.Payments.Where(x => town.Erp.RestOf(x) > 0)]) is not { } money)
        {
            return null;
        }

        var open = Open(town).Where(x => x.CustomerKey == money.CustomerKey).ToList();
        town.Erp.Allocate(money, open, money.Reference is null ? SettlementKind.BankLine : SettlementKind.Payment);
        return open.Count == 0 ? null : $"{money.Key} to {string.Join(' ', open.Select(x => x.Number))}";
    }

    /// <summary>A person corrects the price of an invoice that nobody has paid yet.</summary>
    public static string? Edit(Town town, Dice dice)
    {
        if (dice.PickOrNone([.. Open(town).Where(x => x.Settlements.Count == 0)]) is not { } paper)
        {
            return null;
        }

        town.Erp.Edit(paper, paper.NetMinor + dice.Pick([-1000, 250]));
        return $"{paper.Number} is {paper.TotalMinor} now";
    }

    public static string? Cancel(Town town, Dice dice)
    {
        if (dice.PickOrNone([.. town.Erp.Posted.Where(x => x.Kind == DocumentKind.Invoice)]) is not { } paper)
        {
            return null;
        }

        town.Erp.Cancel(paper);
        return paper.Number;
    }

    public static string? DeleteDraft(Town town, Dice dice)
    {
        if (dice.PickOrNone([.. town.Erp.Papers.Where(x => x.State == DocumentState.Draft)]) is not { } paper)
        {
            return null;
        }

        town.Erp.Papers.Remove(paper);
        return paper.Reference;
    }

    public static string? PostDraft(Town town, Dice dice)
    {
        if (dice.PickOrNone([.. town.Erp.Papers.Where(x => x.State == DocumentState.Draft)]) is not { } paper)
        {
            return null;
        }

        town.Erp.Post(paper);
        return paper.Reference;
    }

    /// <summary>A customer's record is at fault, as with a tax number that the country refuses.</summary>
    public static string? Block(Town town, Dice dice)
    {
        if (dice.PickOrNone(town.Erp.Customers) is not { } customer)
        {
            return null;
        }

        town.Erp.Blocked.Add(customer.Key);
        return customer.Reference;
    }

    public static string? Unblock(Town town, Dice dice)
    {
        if (town.Erp.Blocked.Count == 0)
        {
            return null;
        }

        town.Erp.Blocked.Clear();
        return "every customer";
    }

    private static string? Pay(Town town, Dice dice, Func<long, long> amount) =>
        dice.PickOrNone([.. Open(town)]) is { } paper ? Pay(town, paper, amount(paper.OpenMinor)) : null;

    private static string Pay(Town town, ErpPaper paper, long paid)
    {
        town.Erp.PayAtBank(paper, paid);
        return $"{paper.Number} {paid}, open {paper.OpenMinor}";
    }

    private static IEnumerable<ErpPaper> Open(Town town) =>
        town.Erp.Posted.Where(x => x.Kind == DocumentKind.Invoice && x.OpenMinor > 0);
}
