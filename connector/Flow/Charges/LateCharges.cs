using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Charges;

/// <summary>
/// Bills the charges for paying late that the policy says are more than a threat: once the message that warned of one was really sent, it
/// becomes a receivable with an invoice of its own. A charge bears no charge, and never suspends access.
/// </summary>
internal sealed class LateCharges(CycleRun run)
{
    /// <summary>Where such agreements come from.</summary>
    public const string Origin = "fee";

    /// <summary>Makes the receivables that are due; the next run's invoices step, or this one's, issues them.</summary>
    public async Task BillAsync(CancellationToken ct)
    {
        var rungs = run.Mapping.Policy.Rungs.Where(x => x.Fee?.Billing is not null).Select(x => x.Name).ToList();
        if (rungs.Count == 0 || run.Switches.Invoices != SwitchLevel.Act)
        {
            return;
        }

        var last = 0L;
        while (true)
        {
            await using var ledger = run.OpenLedger();
            var warned = await WarnedAsync(ledger, rungs, last, ct);
            if (warned.Count == 0)
            {
                return;
            }

            last = warned[^1].Id;
            await BillAsync(ledger, warned, ct);
            await ledger.SaveChangesAsync(ct);
        }
    }

    private Task<List<Warning>> WarnedAsync(LedgerContext ledger, List<string> rungs, long after, CancellationToken ct)
    {
        var sent = ledger.Contacts.Where(x =>
            x.SentAt != null && (x.State == ContactState.Sent || x.State == ContactState.Delivered)
        );
        return ledger
            .ContactItems.Where(x => x.School == run.School.Key && x.Id > after && rungs.Contains(x.Rung))
            .Where(x =>
                !ledger.Agreements.Any(a =>
                    a.School == x.School
                    && a.ChargeFor == x.ReceivableRef
                    && a.OriginKey == x.ReceivableRef + "-" + x.Rung
                )
            )
            .Join(sent, item => item.ContactId, contact => contact.Id, (item, contact) => new { item, contact.SentAt })
            .OrderBy(x => x.item.Id)
            .Take(CycleRun.ChunkSize)
            .Select(x => new Warning(x.item.Id, x.item.ReceivableRef, x.item.Rung, x.SentAt!.Value))
            .ToListAsync(ct);
    }

    private async Task BillAsync(LedgerContext ledger, List<Warning> warned, CancellationToken ct)
    {
        var references = warned.Select(x => x.Receivable).Distinct().ToList();
        var rows = await ledger
            .Receivables.Include(x => x.Decision)
            .Include(x => x.Agreement)
            .Where(x => x.School == run.School.Key && references.Contains(x.Reference))
            .Where(x => x.State == ReceivableState.Live && x.Agreement.ChargeFor == null)
            .ToListAsync(ct);
        var debts = (await DebtBook.OfAsync(run, ledger, rows, ct)).ToDictionary(x => x.Receivable.Reference);
        var charged = await ChargedAsync(ledger, references, ct);
        var payers = rows.Select(x => x.PayerKey).ToHashSet();
        var known = await ledger
            .Payers.Where(x => x.School == run.School.Key && payers.Contains(x.Key))
            .ToDictionaryAsync(x => x.Key, ct);
        foreach (var warning in warned.Where(x => debts.ContainsKey(x.Receivable)))
        {
            var debt = debts[warning.Receivable];
            var before = charged.GetValueOrDefault(warning.Receivable);
            if (Amount(debt, warning, before) is { IsPositive: true } amount)
            {
                Add(ledger, debt, warning, amount, known[debt.Receivable.PayerKey]);
                charged[warning.Receivable] = before + amount.MinorUnits;
            }
        }
    }

    // What a hold, a promise or a dispute freezes is not charged while it does.
    private Money? Amount(Debt debt, Warning warning, long before)
    {
        var rung = PolicyInheritance
            .For(run.Mapping.Policy, debt.Facts)
            .Rungs.FirstOrDefault(x => x.Name == warning.Rung);
        if (
            rung?.Fee is not { Billing: { } billing } fee
            || !debt.Facts.Asked.IsPositive
            || debt.Facts.Standing is not null
            || (billing.Once && before > 0)
        )
        {
            return null;
        }

        var late = run.School.DayOf(warning.SentAt).DayNumber - debt.Facts.DueOn.DayNumber;
        var amount = fee.Of(debt.Facts.Asked, late);
        if (fee.CapPercent is not { } cap)
        {
            return amount;
        }

        var room = MoneySplit.Percent(debt.Facts.Asked, cap) - amount with { MinorUnits = before };
        return room < amount ? room : amount;
    }

    private void Add(LedgerContext ledger, Debt debt, Warning warning, Money amount, Payer payer)
    {
        var parent = debt.Receivable.Agreement;
        var billing = run.Mapping.Policy.Rungs.First(x => x.Name == warning.Rung).Fee!.Billing!;
        var snapshot = AgreementSnapshot.Parse(parent.Terms);
        var dueOn = run.Today.AddDays(billing.DueDays);
        var terms = new BillingTerms(
            $"{Words(payer.Language ?? run.School.Language)}: {debt.Receivable.Description}",
            amount,
            debt.Receivable.Basis,
            billing.TaxCode,
            [new InstalmentTerms(1, amount, run.Today, dueOn, run.Today)],
            AgreementShares.Of(snapshot.Terms, debt.Receivable.Share).Payer
        );
        var json = JsonConvert.SerializeObject(snapshot with { Terms = terms }, AgreementSnapshot.Json);
        var agreement = new Agreement
        {
            School = run.School.Key,
            Origin = Origin,
            OriginKey = $"{warning.Receivable}-{warning.Rung}",
            Episode = 1,
            Revision = 1,
            CourseKey = parent.CourseKey,
            LearnerKey = parent.LearnerKey,
            Terms = json,
            TermsDigest = CycleRun.Digest(json),
            CreatedAt = run.Now,
            ChargeFor = warning.Receivable,
        };
        AgreementShares.Add(agreement, terms, [payer]);
        ledger.Agreements.Add(agreement);
        ledger.Receivables.AddRange(AgreementShares.Receivables(run.School.Key, agreement, terms, terms.Instalments));
        run.Journal(
            ledger,
            "charge.billed",
            warning.Receivable,
            new
            {
                warning.Rung,
                amount = amount.ToString(),
                owed = debt.Facts.Asked.ToString(),
            }
        );
        run.Report.Count("charges.billed");
    }

    private async Task<Dictionary<string, long>> ChargedAsync(
        LedgerContext ledger,
        List<string> references,
        CancellationToken ct
    ) =>
        await ledger
            .Receivables.Where(x => x.School == run.School.Key && references.Contains(x.Agreement.ChargeFor!))
            .GroupBy(x => x.Agreement.ChargeFor!)
            .Select(x => new { x.Key, Sum = x.Sum(r => r.AmountMinor) })
            .ToDictionaryAsync(x => x.Key, x => x.Sum, ct);

    private static string Words(string language) =>
        language switch
        {
            "es" => "Recargo por pago tardío",
            "pt" => "Encargo por atraso",
            _ => "Charge for late payment",
        };

    /// <summary>A message that warned of a charge and was sent.</summary>
    private sealed record Warning(long Id, string Receivable, string Rung, DateTimeOffset SentAt);
}
