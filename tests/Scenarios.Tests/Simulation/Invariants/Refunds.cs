using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Scenarios.Tests.Simulation.Worlds;

namespace Collections.Scenarios.Tests.Simulation.Invariants;

/// <summary>What went back is in the ERP, once.</summary>
internal sealed class RefundsReachTheErpOnce : IInvariant
{
    public string Promise => "what went back of a payment that is in the ERP is entered there once, to the cent";

    public IEnumerable<string> Breaches(Look look)
    {
        var town = look.Town;
        if (town.School.Life is null || look.Run is not { } run)
        {
            yield break;
        }

        foreach (var payment in town.Gateway.Payments.Where(town.Witness.InErp))
        {
            var entered = town.Witness.EnteredAsGivenBack(payment);
            var most = MostTakenBack(town, payment) + town.Witness.ByHand.GetValueOrDefault(payment.Key);
            if (entered > most)
            {
                yield return $"{entered} is entered as given back of {payment.Key}, and {most} went back: {Entries(town, payment)}";
            }

            var reference = References.Payment(SimulatedSchool.Key, GatewayWorld.Name, payment.Key);
            var withAPerson = look.Intents.Any(x =>
                x.Reference.StartsWith(reference, StringComparison.Ordinal)
                && x.State is IntentState.Parked or IntentState.Dismissed
            );
            var due = payment.TakenBackMinor + town.Witness.ByHand.GetValueOrDefault(payment.Key);
            if (
                run.IsClean
                && !withAPerson
                && entered != due
                && !town.Wire.HasLate
                && town.Witness.Heard(payment, run.Began)
            )
            {
                yield return $"{due} went back of {payment.Key}, and {entered} is entered: {Entries(town, payment)}";
            }
        }
    }

    // A dispute that was won afterwards had taken all of it for a while.
    private static long MostTakenBack(Town town, GatewayMoney payment) =>
        town.Gateway.Events.Any(x => x.Payment == payment && x.Event.State == PaymentState.Disputed)
            ? payment.AmountMinor
            : payment.RefundedMinor;

    private static string Entries(Town town, GatewayMoney payment) =>
        string.Join(
            ", ",
            town.Erp.Refunds.Where(x => x.PaymentKey == town.Witness.MoneyOf(payment)!.Key)
                .Select(x => $"{x.Reference} {x.AmountMinor}")
        );
}

/// <summary>Nobody gets more back than came.</summary>
internal sealed class NoMoreGoesBackThanCame : IInvariant
{
    public string Promise => "no more of a payment goes back, by the gateway or by hand, than came";

    public IEnumerable<string> Breaches(Look look)
    {
        foreach (var wish in look.Town.Witness.TooMuchGivenBack)
        {
            yield return wish;
        }

        foreach (var payment in look.Town.Gateway.Payments)
        {
            var back = payment.RefundedMinor + look.Town.Witness.ByHand.GetValueOrDefault(payment.Key);
            if (back > payment.AmountMinor)
            {
                yield return $"{back} went back of {payment.Key}, which was {payment.AmountMinor}";
            }
        }
    }
}

/// <summary>Connector and ERP agree on what each customer owes.</summary>
internal sealed class BalancesAgree : IInvariant
{
    public string Promise =>
        "invoices less credit notes and payments, with what went back, are what the connector says is owed, less known credit";

    public IEnumerable<string> Breaches(Look look)
    {
        if (!look.IsClean || look.Town.Wire.HasLate)
        {
            yield break;
        }

        var town = look.Town;
        var known = look.Documents.Where(x => x.Standing == DocumentStanding.Posted).Select(x => x.ErpKey).ToHashSet();
        foreach (var customer in town.Erp.Customers)
        {
            var payer = customer.Reference[(SimulatedSchool.Key.Length + 1)..];
            var papers = town.Erp.Posted.Where(x => x.CustomerKey == customer.Key).ToList();
            var isMoving = town.Gateway.Payments.Any(x =>
                x.PayerKey == payer && x.State == PaymentState.Succeeded && !town.Witness.InErp(x)
            );
            var references = look.Receivables.Where(x => x.PayerKey == payer).Select(x => x.Reference).ToList();
            if (isMoving || papers.Exists(x => !known.Contains(x.Key)) || Moved(papers, references))
            {
                continue;
            }

            using var ledger = town.OpenLedger();
            var owed = OpenItems
                .OwedAsync(ledger, SimulatedSchool.Key, references, CancellationToken.None)
                .GetAwaiter()
                .GetResult()
                .Values.Sum(x => x.MinorUnits);
            var credit = town.Erp.CreditOf(customer.Key);
            var lost = town.Erp.Refunds.Where(x => x.CustomerKey == customer.Key).Sum(x => x.UnallocatedMinor);
            if (owed - credit + lost != town.Erp.BalanceOf(customer.Key))
            {
                yield return $"{customer.Reference} owes {owed} in the ledger with {credit} of credit and {lost} paid out for nothing; "
                    + $"the ERP's balance is {town.Erp.BalanceOf(customer.Key)}";
            }
        }
    }

    // A receivable that was billed anew to somebody else left its old invoice with the first.
    private static bool Moved(List<ErpPaper> papers, List<string> references) =>
        papers.Exists(x => !x.ReceivableRefs.Any(references.Contains));
}

/// <summary>Who was sold a course to be paid first is enrolled when it is paid.</summary>
internal sealed class SalesEnrolWhenPaid : IInvariant
{
    public string Promise => "a sale that enrols when it is paid enrols nobody before";

    public IEnumerable<string> Breaches(Look look) =>
        look
            .Town.Witness.Enrolments.Where(x => x.Unpaid.Count > 0)
            .Select(x => $"{x.Target} was to be enrolled, and {string.Join(", ", x.Unpaid)} is not paid");
}
