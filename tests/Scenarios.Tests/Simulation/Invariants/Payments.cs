using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Scenarios.Tests.Simulation.Worlds;

namespace Collections.Scenarios.Tests.Simulation.Invariants;

/// <summary>What settled an invoice in the ERP is in the ledger once, with its amount.</summary>
internal sealed class SettlementsAreCountedOnce : IInvariant
{
    public string Promise => "each settlement of the ERP is counted once";

    public IEnumerable<string> Breaches(Look look)
    {
        if (!look.IsClean)
        {
            yield break;
        }

        var known = look.Documents.Select(x => x.ErpKey).ToHashSet();
        var ours = look.Payments.Where(x => x.Source != "erp").Select(x => x.Reference).ToHashSet();
        var counted = look
            .Payments.Where(x => x.Source == "erp")
            .SelectMany(x => x.Allocations)
            .ToLookup(x => x.SettlementKey);
        var settled = look
            .Town.Erp.Posted.Where(x => x.Kind == DocumentKind.Invoice && known.Contains(x.Key))
            .SelectMany(x => x.Settlements)
            .Where(x => x.Kind != SettlementKind.CreditNote)
            .ToList();
        foreach (var settlement in settled)
        {
            var rows = counted[settlement.Key].ToList();
            var expected = ours.Contains(settlement.SourceReference ?? "") ? 0 : 1;
            if (rows.Count != expected || rows.Exists(x => x.AmountMinor != settlement.AmountMinor))
            {
                yield return $"settlement {settlement.Key} of {settlement.AmountMinor} is counted "
                    + $"{rows.Count} times ({string.Join(", ", rows.Select(x => x.AmountMinor))}), expected {expected}";
            }
        }
    }
}

/// <summary>Gateway money is entered in the ERP once, and only while it is there.</summary>
internal sealed class PaymentsReachTheErpOnce : IInvariant
{
    public string Promise => "each gateway payment is entered in the ERP once, and none that was taken back before";

    public IEnumerable<string> Breaches(Look look)
    {
        var breaches = Found(look).ToList();
        look.Town.Witness.MayHaveBeenSent.UnionWith(
            look.Intents.Where(x => x.State is IntentState.Sent or IntentState.Unknown).Select(x => x.Reference)
        );
        return breaches;
    }

    private static IEnumerable<string> Found(Look look)
    {
        var town = look.Town;
        foreach (var payment in town.Gateway.Payments)
        {
            var entered = town
                .Erp.Payments.Where(x => x.Memo.EndsWith(" " + payment.Key, StringComparison.Ordinal))
                .ToList();
            if (entered.Count > 1 || entered.Exists(x => x.AmountMinor != payment.AmountMinor))
            {
                yield return $"{payment.Key} of {payment.AmountMinor} was entered "
                    + $"{entered.Count} times: {string.Join(", ", entered.Select(x => x.AmountMinor))}";
            }

            if (look.Run is { } run && Wrong(look, payment, entered.SingleOrDefault(), run) is { } wrong)
            {
                yield return wrong;
            }
        }
    }

    private static string? Wrong(Look look, GatewayMoney payment, ErpMoney? entered, RunFacts run)
    {
        if (!look.Town.Witness.Heard(payment, run.Began))
        {
            return null;
        }

        var row = look.Payments.FirstOrDefault(x => x.Source == GatewayWorld.Name && x.SourceKey == payment.Key);
        if (run.IsClean && row?.State != payment.State)
        {
            return $"{payment.Key} is {row?.State.ToString() ?? "unknown"} in the ledger, {payment.State} at the gateway";
        }

        if (run.IsClean && payment.State == PaymentState.Succeeded && entered is null)
        {
            return look.IsWithAPerson(row!.Reference) ? null : $"{payment.Key} succeeded and is not in the ERP";
        }

        // What may have been sent before it was taken back is looked up by repeating it, and a person was told.
        var sentBefore = row is not null && look.Town.Witness.MayHaveBeenSent.Contains(row.Reference);
        return run.Healthy && payment.State != PaymentState.Succeeded && entered?.At >= run.Began && !sentBefore
            ? $"{payment.Key} was entered in the ERP though it was {payment.State}"
            : null;
    }
}

/// <summary>What is owed is what is open, less what is on its way.</summary>
internal sealed class OwedIsWhatIsOpen : IInvariant
{
    public string Promise => "owed is what the ERP has open, less gateway money that it does not have yet";

    public IEnumerable<string> Breaches(Look look)
    {
        if (!look.IsClean)
        {
            yield break;
        }

        foreach (var payer in look.Receivables.GroupBy(x => x.PayerKey))
        {
            var references = payer.Select(x => x.Reference).ToList();
            using var ledger = look.Town.OpenLedger();
            var owed = OpenItems
                .OwedAsync(ledger, SimulatedSchool.Key, references, CancellationToken.None)
                .GetAwaiter()
                .GetResult();
            var known = look
                .Documents.Where(x => x.Standing == DocumentStanding.Posted)
                .Select(x => x.ErpKey)
                .ToHashSet();
            var open = look
                .Town.Erp.Posted.Where(x => x.Kind == DocumentKind.Invoice && known.Contains(x.Key))
                .Where(x => x.ReceivableRefs.Any(references.Contains))
                .Sum(x => x.OpenMinor);
            // A lower bound: the connector may have heard of money earlier than it had to.
            var onTheWay = look.Town.Witness.OnTheWay(payer.Key, DateTimeOffset.MaxValue);
            // What an ERP refused after an answer was lost may be there all the same: a person looks.
            var withAPerson = look
                .Payments.Where(x => x.PayerKey == payer.Key && x.ErpKey is null && look.IsWithAPerson(x.Reference))
                .Sum(x => x.AmountMinor);
            var sum = owed.Values.Sum(x => x.MinorUnits);
            if (sum > open || sum < open - onTheWay - withAPerson)
            {
                yield return $"payer {payer.Key} owes {sum} in the ledger; the ERP has {open} open and {onTheWay} is on its way";
            }
        }
    }
}

/// <summary>A pay link leads to a page on which one can pay.</summary>
internal sealed class PagesCanBePaid : IInvariant
{
    public string Promise => "the pay desk offers no page of which it heard that it is over";

    public IEnumerable<string> Breaches(Look look) => look.Town.Witness.DeadPages;
}
