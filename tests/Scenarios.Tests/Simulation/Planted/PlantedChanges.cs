namespace Collections.Scenarios.Tests.Simulation.Planted;

/// <summary>The planted bugs of plans, changes of mind, refunds and charges.</summary>
internal static partial class PlantedBugs
{
    private const string CreditedTwice = "money is credited, or given back, that was not owed to anybody";
    private const string AskedTwice = "the same is asked for twice";
    private const string CentsAreLost = "sums that do not add up when an accountant adds them";

    private static IReadOnlyList<PlantedBug> OfChanges() =>
        [
            new(
                "a credit note over a part takes back its whole invoice",
                CreditedTwice,
                "Invoicing/DocumentRevisions.cs",
                "x.Kind == DocumentKind.CreditNote && !x.Part",
                "x.Kind == DocumentKind.CreditNote"
            ),
            new(
                "a refund that was entered is not noted, and entered at each run",
                CreditedTwice,
                "Payments/Refunds.cs",
                "payment.GivenBackMinor += refund.Amount.MinorUnits;",
                ""
            ),
            new(
                "a refund that was asked for and not told yet is not counted",
                CreditedTwice,
                "Payments/RefundDesk.cs",
                "payment.RefundedMinor < x.Wish.SeenBeforeMinor + x.Wish.AmountMinor",
                "payment.RefundedMinor < x.Wish.SeenBeforeMinor"
            ),
            new(
                "a cancelled instalment is invoiced",
                AskedTwice,
                "Invoicing/InvoicePlanner.cs",
                "x.State == ReceivableState.Live && x.IssueOn <= run.Today",
                "x.State != ReceivableState.WrittenOff && x.IssueOn <= run.Today"
            ),
            new(
                "a charge is billed at each run",
                AskedTwice,
                "Charges/LateCharges.cs",
                "OriginKey = $\"{warning.Receivable}-{warning.Rung}\",",
                "OriginKey = $\"{warning.Receivable}-{warning.Rung}-{run.Now.ToUnixTimeSeconds()}\","
            ),
            new(
                "the first month of a subscription is owed twice",
                AskedTwice,
                "Receivables/SubscriptionBook.cs",
                "? SubscriptionMonths.Part(subscription, terms.Instalments.Count - subscription.PartsBefore)",
                "? SubscriptionMonths.Part(subscription, terms.Instalments.Count - subscription.PartsBefore - 1) is { } part"
                    + " ? part with { Number = terms.Instalments.Count + 1 } : null"
            ),
            new(
                "the remainder of a split is lost",
                CentsAreLost,
                "Receivables/MoneySplit.cs",
                "parts[^1] += whole - parts.Aggregate((a, b) => a + b);",
                ""
            ),
            new(
                "the discount goes by the day on which the connector looks",
                CentsAreLost,
                "Charges/EarlyPayments.cs",
                "run.School.DayOf(x.StateAt) <= until",
                "run.Today <= until"
            ),
        ];
}
