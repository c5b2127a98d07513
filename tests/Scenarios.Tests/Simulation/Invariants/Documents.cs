using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;

namespace Collections.Scenarios.Tests.Simulation.Invariants;

/// <summary>No reference stands on two documents of the ERP.</summary>
internal sealed class OneDocumentPerReference : IInvariant
{
    public string Promise => "at most one document of the ERP has each of our references";

    public IEnumerable<string> Breaches(Look look) =>
        look
            .Town.Erp.Papers.GroupBy(x => x.Reference)
            .Where(x => x.Count() > 1)
            .Select(x => $"{x.Key} stands on {x.Count()} documents");
}

/// <summary>No receivable is asked for by two invoices.</summary>
internal sealed class OneLiveInvoicePerReceivable : IInvariant
{
    public string Promise => "each receivable is covered by at most one live invoice in the ERP";

    public IEnumerable<string> Breaches(Look look)
    {
        // A credit note over a part leaves its invoice standing for the rest.
        var credited = look
            .Town.Erp.Posted.Where(x => x.Kind == DocumentKind.CreditNote)
            .ToLookup(x => x.ReversesKey, x => x.AskedNetMinor);
        return look
            .Town.Erp.Papers.Where(x => x.Kind == DocumentKind.Invoice && x.State != DocumentState.Cancelled)
            .Where(x => credited[x.Key].Sum() < x.AskedNetMinor)
            .SelectMany(x => x.ReceivableRefs, (paper, receivable) => (Paper: paper, Receivable: receivable))
            .GroupBy(x => x.Receivable, x => x.Paper)
            .Where(x => x.Count() > 1)
            .Select(x => $"{x.Key} is on {string.Join(" and ", x.Select(p => p.Reference))}");
    }
}

/// <summary>Whoever is enrolled is billed, once for each time he came.</summary>
internal sealed class EnrolmentsAreBilled : IInvariant
{
    public string Promise => "who is enrolled in a course with a price is billed, once for each coming";

    public IEnumerable<string> Breaches(Look look)
    {
        var town = look.Town;
        var agreed = look
            .Receivables.Where(x => x.Agreement.ChargeFor is null)
            .GroupBy(x => (x.CourseKey, x.LearnerKey))
            .ToDictionary(
                x => x.Key,
                x =>
                    x.Where(r => r.Agreement.Origin == AgreementBook.EnrolmentOrigin)
                        .Select(r => r.AgreementId)
                        .Distinct()
                        .Count()
            );
        foreach (var (pair, count) in agreed)
        {
            if (count > town.Lms.Comings.GetValueOrDefault(pair))
            {
                yield return $"{pair} has {count} agreements and came {town.Lms.Comings.GetValueOrDefault(pair)} times";
            }
        }

        if (!look.IsClean)
        {
            yield break;
        }

        foreach (var enrolment in town.Lms.Enrolments.Where(x => town.Lms.Courses[x.Course].Price > 0))
        {
            // What the clock, set back, has not reached when the run looks is still to come.
            var active = enrolment.ToFact(look.Run!.Began).Status == EnrolmentStatus.Active;
            if (
                active
                && enrolment.ToFact(town.Now).Status == EnrolmentStatus.Active
                && !agreed.ContainsKey(enrolment.Pair)
            )
            {
                yield return $"{enrolment.Pair} is enrolled and has no agreement";
            }
        }
    }
}

/// <summary>Nobody has left unless he did.</summary>
internal sealed class NobodyLeavesUnseen : IInvariant
{
    public string Promise => "an episode ends only when the learner left, or got a new window";

    public IEnumerable<string> Breaches(Look look) =>
        look
            .Episodes.Where(x => x.EndedOn is not null)
            .GroupBy(x => (x.CourseKey, x.LearnerKey))
            .Where(x => x.Count() > look.Town.Lms.Leavings.GetValueOrDefault(x.Key))
            .Select(x =>
                $"{x.Key} has {x.Count()} ended episodes and left {look.Town.Lms.Leavings.GetValueOrDefault(x.Key)} times"
            );
}

/// <summary>After a clean run each receivable that is due for invoicing is on one invoice, or with a person.</summary>
internal sealed class ReceivablesAreCovered : IInvariant
{
    public string Promise => "every live receivable has exactly one invoice that stands, or waits with a person";

    public IEnumerable<string> Breaches(Look look)
    {
        if (!look.IsClean || look.Run!.Report!.Remarks.Exists(x => x.Code == "limit.invoices"))
        {
            yield break;
        }

        var reversed = look
            .Documents.Where(x => x.Kind == DocumentKind.CreditNote && x.Standing == DocumentStanding.Posted && !x.Part)
            .Select(x => x.ReversesReference)
            .ToHashSet();
        var episodes = look.Episodes.ToDictionary(x => x.Id);
        foreach (
            var receivable in look.Receivables.Where(x =>
                x.State == ReceivableState.Live && x.IssueOn <= look.Town.Today && !IsNewCharge(look, x)
            )
        )
        {
            var invoices = look
                .Documents.Where(x => x.Kind == DocumentKind.Invoice && !reversed.Contains(x.Reference))
                .Where(x => x.Lines.Exists(l => l.ReceivableRef == receivable.Reference))
                .ToList();
            // One that a person cancelled in the ERP is not made again by itself, and may be billed anew by a person's word.
            var standing = invoices.Count(x => x.Standing != DocumentStanding.Cancelled);
            var gone =
                receivable.Agreement.EpisodeRowId is { } episode
                && episodes[episode] is { Billed: false, EndedOn: not null };
            if (standing > 1)
            {
                yield return $"{receivable.Reference} has {standing} invoices in the ledger";
            }
            else if (
                invoices.Count == 0
                && !gone
                && !look.IsWithAPerson(receivable.PayerKey)
                && !look.Intents.Any(x =>
                    x.Kind == IntentKind.Document
                    && x.Reference.StartsWith(receivable.Reference, StringComparison.Ordinal)
                    && x.State is IntentState.Parked or IntentState.Dismissed
                )
            )
            {
                yield return $"{receivable.Reference} was to be invoiced on {receivable.IssueOn:MM-dd} and has no invoice";
            }
        }
    }

    // Charges are made at the end of a run, and invoiced by the next one.
    private static bool IsNewCharge(Look look, Receivable receivable) =>
        receivable.Agreement.ChargeFor is not null && receivable.Agreement.CreatedAt >= look.Run!.Began;
}

/// <summary>After a clean run the ledger has every document as the ERP has it.</summary>
internal sealed class LedgerEqualsErp : IInvariant
{
    public string Promise => "the ledger's documents and sums equal the ERP's";

    public IEnumerable<string> Breaches(Look look)
    {
        if (!look.IsClean)
        {
            yield break;
        }

        var known = look.Documents.Where(x => x.ErpKey is not null).ToDictionary(x => x.ErpKey!);
        foreach (var paper in look.Town.Erp.Papers.Where(x => x.State != DocumentState.Draft))
        {
            if (!known.TryGetValue(paper.Key, out var row))
            {
                if (!look.IsWithAPerson(paper.Reference))
                {
                    yield return $"{paper.Reference} ({paper.Number}) is in the ERP and not in the ledger";
                }
            }
            else if (
                row.TotalMinor != paper.TotalMinor
                || row.OpenMinor != paper.OpenMinor
                || row.Standing.ToString() != paper.State.ToString()
            )
            {
                yield return $"{paper.Reference} is {row.Standing} {row.TotalMinor} open {row.OpenMinor} in the ledger, "
                    + $"{paper.State} {paper.TotalMinor} open {paper.OpenMinor} in the ERP";
            }
        }

        var sums = look.Town.Erp.Posted.Where(x => known.ContainsKey(x.Key)).ToList();
        var open = sums.Sum(x => x.Kind == DocumentKind.Invoice ? x.OpenMinor : -x.OpenMinor);
        var told = look.Run!.Report!.Totals?.Amounts.Sum(x => x.Open.MinorUnits) ?? 0;
        if (open != told)
        {
            yield return $"the run reports {told} open, and the ERP has {open}";
        }
    }
}
