using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Collections.Scenarios.Tests.Simulation.Worlds;

namespace Collections.Scenarios.Tests.Simulation.Invariants;

/// <summary>No invoice is credited for more than it asked for.</summary>
internal sealed class CreditNotesStayBelowTheirInvoice : IInvariant
{
    public string Promise => "the credit notes over an invoice never sum to more than it asked for";

    public IEnumerable<string> Breaches(Look look)
    {
        var credited = look
            .Town.Erp.Papers.Where(x => x.Kind == DocumentKind.CreditNote && x.State != DocumentState.Cancelled)
            .ToLookup(x => x.ReversesKey);
        foreach (var invoice in look.Town.Erp.Papers.Where(x => x.Kind == DocumentKind.Invoice))
        {
            var notes = credited[invoice.Key].ToList();
            foreach (var receivable in notes.SelectMany(x => x.ReceivableRefs).Distinct())
            {
                var back = notes.Sum(x => x.AskedNetOf(receivable));
                if (back > invoice.AskedNetOf(receivable))
                {
                    yield return $"{invoice.Reference} asks {invoice.AskedNetOf(receivable)} for {receivable}, and "
                        + $"{string.Join(", ", notes.Select(x => x.Reference))} take back {back}";
                }
            }
        }
    }
}

/// <summary>No cent of a price is lost when it is divided.</summary>
internal sealed class PartsSumToThePrice : IInvariant
{
    public string Promise => "the parts of an agreement sum to its price, and what its payers owe sums to each part";

    public IEnumerable<string> Breaches(Look look)
    {
        if (look.Run is null)
        {
            yield break;
        }

        var receivables = look.Receivables.ToLookup(x => x.AgreementId);
        foreach (var agreement in look.Agreements)
        {
            var terms = AgreementSnapshot.Parse(agreement.Terms).Terms;
            var sum = terms.Instalments.Sum(x => x.Amount.MinorUnits);
            if (sum != terms.Price.MinorUnits)
            {
                yield return $"{agreement.OriginKey} {agreement.Episode} costs {terms.Price.MinorUnits}, and its parts {sum}";
            }

            foreach (var part in terms.Instalments)
            {
                var owed = receivables[agreement.Id].Where(x => x.Instalment == part.Number).ToList();
                if (
                    owed.TrueForAll(x => x.State == ReceivableState.Live)
                    && owed.Sum(x => x.AmountMinor) != part.Amount.MinorUnits
                )
                {
                    yield return $"part {part.Number} of {agreement.OriginKey} {agreement.Episode} is {part.Amount.MinorUnits}, "
                        + $"and its payers owe {string.Join(" + ", owed.Select(x => x.AmountMinor))}";
                }
            }
        }
    }
}

/// <summary>What is kept, dropped and credited is what stood.</summary>
internal sealed class ChangesLoseNothing : IInvariant
{
    public string Promise =>
        "what a change keeps, drops and credits is what stood before it; what is divided anew stays the same sum";

    public IEnumerable<string> Breaches(Look look) =>
        look
            .Town.Witness.Changes.Where(x => x.After != x.Before - x.Gone)
            .Select(x => $"{x.What} {x.Agreement}: {x.Before} stood, {x.Gone} was to go, {x.After} stands");
}

/// <summary>What is cancelled stays cancelled.</summary>
internal sealed class CancelledIsNeverInvoiced : IInvariant
{
    public string Promise => "no invoice is made for what was cancelled before";

    public IEnumerable<string> Breaches(Look look)
    {
        var seen = look.Town.Witness.CancelledSeen;
        foreach (var receivable in look.Receivables)
        {
            if (receivable.State != ReceivableState.Cancelled)
            {
                // A person who dismisses a credit note takes the change with it.
                seen.Remove(receivable.Reference);
                continue;
            }

            var late = seen.TryGetValue(receivable.Reference, out var since)
                ? look.Town.Erp.Papers.Find(x =>
                    x.Kind == DocumentKind.Invoice
                    && x.MadeAt > since
                    && x.ReceivableRefs.Contains(receivable.Reference)
                )
                : null;
            if (late is not null)
            {
                yield return $"{receivable.Reference} was cancelled before {since:MM-dd HH:mm}, and {late.Reference} was made at {late.MadeAt:MM-dd HH:mm}";
            }

            seen.TryAdd(receivable.Reference, look.Town.Now);
        }
    }
}

/// <summary>A month is owed once.</summary>
internal sealed class MonthsAreOwedOnce : IInvariant
{
    public string Promise => "each month of a subscription is owed once by each payer";

    public IEnumerable<string> Breaches(Look look)
    {
        var monthly = look
            .Agreements.Where(x => AgreementSnapshot.Parse(x.Terms).Terms.Subscription is not null)
            .Select(x => x.Id)
            .ToHashSet();
        return look
            .Receivables.Where(x => monthly.Contains(x.AgreementId))
            .GroupBy(x => (x.AgreementId, x.Share, x.DueOn.Year, x.DueOn.Month))
            .Where(x => x.Count() > 1)
            .Select(x =>
                $"{x.Key.Year}-{x.Key.Month:00} is owed by {string.Join(" and ", x.Select(r => r.Reference))}"
            );
    }
}

/// <summary>Who pays late is charged once for it.</summary>
internal sealed class ChargesAreBilledOnce : IInvariant
{
    public string Promise => "a debt bears each charge once, one that was warned of, and a charge bears none";

    public IEnumerable<string> Breaches(Look look)
    {
        var rungs = look.Town.School.Policy.Rungs.Where(x => x.Fee?.Billing is not null).ToList();
        var once = rungs.Exists(x => x.Fee!.Billing!.Once);
        var charges = look.Agreements.Where(x => x.ChargeFor is not null).ToList();
        var ofCharges = look
            .Receivables.Where(x => x.Agreement.ChargeFor is not null)
            .Select(x => x.Reference)
            .ToHashSet();
        foreach (var debt in charges.GroupBy(x => x.ChargeFor!))
        {
            var warned = look
                .Town.Letters.Where(x => rungs.Exists(r => r.Name == x.Rungs.GetValueOrDefault(debt.Key)))
                .Select(x => x.Rungs[debt.Key])
                .Distinct()
                .Count();
            if (debt.Count() > (once ? Math.Min(1, warned) : warned))
            {
                yield return $"{debt.Key} bears {debt.Count()} charges, and was warned of {warned}: {string.Join(", ", debt.Select(x => x.OriginKey))}";
            }

            if (ofCharges.Contains(debt.Key))
            {
                yield return $"the charge {debt.Key} bears a charge";
            }
        }
    }
}

/// <summary>Whoever pays early has the discount, whenever the connector looks; who does not has none.</summary>
internal sealed class DiscountsGoByTheDayOfPayment : IInvariant
{
    public string Promise =>
        "the discount for paying early goes to who paid in time by the day of the payment, and to nobody else";

    public IEnumerable<string> Breaches(Look look)
    {
        if (look.Town.School.Life?.EarlyPayment is not { } terms || look.Run is null)
        {
            yield break;
        }

        var granted = look.Journal.Where(x => x.Kind == "discount.early-payment").Select(x => x.Subject).ToHashSet();
        foreach (var invoice in look.Town.Erp.Posted.Where(x => x.Kind == DocumentKind.Invoice))
        {
            var until = invoice.IssueOn.AddDays(terms.Days);
            var least =
                invoice.TotalMinor
                - (long)decimal.Round(invoice.TotalMinor * terms.Percent / 100m, MidpointRounding.AwayFromZero);
            var isGranted = granted.Contains(invoice.Reference);
            var before = look.Town.Witness.PaidEarly.GetValueOrDefault(invoice.Key);
            var paid = look.Town.Witness.PaidEarly[invoice.Key] = Math.Max(before, PaidUntil(look, invoice, until));
            if (isGranted && paid < least)
            {
                yield return $"{invoice.Reference} of {invoice.TotalMinor} has the discount, and {paid} was paid until {until:MM-dd}";
            }

            var inTime = ByGatewayUntil(look, invoice, until);
            if (look.IsClean && !isGranted && inTime >= least && Stands(look, invoice))
            {
                yield return $"{invoice.Reference} of {invoice.TotalMinor} has no discount, though {inTime} was paid until {until:MM-dd}";
            }
        }
    }

    // Something is open, and nobody changed anything of it.
    private static bool Stands(Look look, ErpPaper invoice) =>
        invoice.OpenMinor > 0
        && invoice.NetMinor == invoice.AskedNetMinor
        && !look.Town.Erp.Papers.Exists(x => x.ReversesKey == invoice.Key)
        && invoice.ReceivableRefs.All(x =>
            look.Receivables.Any(r =>
                r.Reference == x && r is { State: ReceivableState.Live, Agreement.ChargeFor: null }
            )
        );

    // Gateways tell when; of what the bank booked the connector knows when it first saw it.
    private static long ByGatewayUntil(Look look, ErpPaper invoice, DateOnly until) =>
        look
            .Town.Gateway.Payments.Where(x => look.Town.Gateway.Events.Count(e => e.Payment == x) == 1)
            .Where(x => look.Town.Clock.DayOf(x.ChangedAt) <= until)
            .Select(look.Town.Witness.MoneyOf)
            .OfType<ErpMoney>()
            .Sum(x => invoice.Settlements.Where(s => s.SourceKey == x.Key).Sum(s => s.AmountMinor));

    // By the day on which the payer paid; what was paid and went back counted on the day on which it was seen.
    private static long PaidUntil(Look look, ErpPaper invoice, DateOnly until) =>
        invoice
            .Settlements.Where(x => x.Kind != SettlementKind.CreditNote)
            .Where(x => look.Town.Clock.DayOf(PaidAt(look, x)) <= until)
            .Sum(x => x.AmountMinor);

    private static DateTimeOffset PaidAt(Look look, ErpSettlement settlement)
    {
        var money = look.Town.Erp.Payments.Find(x => x.Key == settlement.SourceKey);
        var told = look.Town.Gateway.Events.Where(x =>
            money?.Reference is not null
            && x.Event.State == PaymentState.Succeeded
            && money.Memo.EndsWith(" " + x.Payment.Key, StringComparison.Ordinal)
        );
        return told.Select(x => (DateTimeOffset?)x.Event.At).Min() ?? settlement.At;
    }
}

/// <summary>Nobody is locked out for a charge, for what is over, or because money went back today.</summary>
internal sealed class SuspensionsHaveALivingCause : IInvariant
{
    public string Promise =>
        "nobody is suspended for a charge, for what was cancelled, or on the day of a refund, nor before the ERP has it";

    public IEnumerable<string> Breaches(Look look)
    {
        var receivables = look.Receivables.ToDictionary(x => x.Reference);
        foreach (var one in look.Suspensions.Where(x => !x.JustChanged))
        {
            foreach (var cause in look.CausesOf(one).Where(receivables.ContainsKey).Select(x => receivables[x]))
            {
                if (cause.Agreement.ChargeFor is not null || cause.State != ReceivableState.Live)
                {
                    yield return $"{one.Target} was to be suspended for {cause.Reference}, {(cause.State != ReceivableState.Live ? $"which is {cause.State}" : "a charge")}";
                }
            }

            if (one.WentBack.Count > 0)
            {
                yield return $"{one.Target} was to be suspended for what {string.Join(", ", one.WentBack)} had paid, which went back just now";
            }
        }
    }
}
