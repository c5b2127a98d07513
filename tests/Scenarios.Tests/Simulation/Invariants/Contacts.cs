using System.Globalization;
using Collections.Connector.Flow.Contacts;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Scenarios.Tests.Simulation.Worlds;

namespace Collections.Scenarios.Tests.Simulation.Invariants;

/// <summary>Nobody gets one rung for one debt twice.</summary>
internal sealed class RungsAreSentOnce : IInvariant
{
    public string Promise =>
        "each rung is sent at most once for each receivable, unless it failed to arrive or a person sends it again";

    public IEnumerable<string> Breaches(Look look)
    {
        var receivables = look
            .Town.Erp.Papers.Where(x => x.Number is not null)
            .ToDictionary(x => x.Number!, x => x.ReceivableRefs);
        return look
            .Town.Letters.Where(x => x.FailureKnownAt is null)
            .SelectMany(x =>
                x.Numbers.SelectMany(n => Asked(x, receivables.GetValueOrDefault(n, [n])))
                    .Distinct()
                    .Select(r => (Rung: x.Rungs.GetValueOrDefault(r, x.Rung), Receivable: r, Letter: x))
            )
            .GroupBy(x => (x.Rung, x.Receivable))
            .Where(x =>
                x.Count()
                > 1
                    + x.Select(l => l.Letter.Contact)
                        .Distinct()
                        .Sum(c => look.Town.Witness.Retries.GetValueOrDefault(c))
            )
            .Select(x => $"{x.Key.Rung} arrived {x.Count()} times for {x.Key.Receivable}");
    }

    // Of a plan on one invoice only some parts may be due.
    private static IEnumerable<string> Asked(Letter letter, IReadOnlyList<string> receivables) =>
        receivables.Count == 1 ? receivables : receivables.Where(letter.Rungs.ContainsKey);
}

/// <summary>Who has paid hears nothing any more.</summary>
internal sealed class NothingAfterPayment : IInvariant
{
    public string Promise => "no message asks for what the run could know to be paid";

    public IEnumerable<string> Breaches(Look look) =>
        look
            .Asked.Where(x => x.Letter.Rung != Occasions.Paid)
            .SelectMany(x => x.Lines, (one, line) => (one.Letter, Line: line))
            .Where(x => x.Line.OwedMinor <= 0 || x.Line.AskedMinor > x.Line.OwedMinor)
            .Select(x => $"{x.Letter}, of which {x.Line.OwedMinor} is owed of {x.Line.Number}");
}

/// <summary>A promise, a hold, a dispute or an exemption stops what it is about.</summary>
internal sealed class StandingsAreRespected : IInvariant
{
    public string Promise => "nobody is written to or suspended against a promise, hold, dispute or exemption";

    public IEnumerable<string> Breaches(Look look)
    {
        if (look.Run is not { } run)
        {
            yield break;
        }

        var town = look.Town;
        var today = town.School.Profile.DayOf(run.Began);
        var receivables = look.Receivables.ToDictionary(x => x.Reference);
        foreach (var (letter, lines) in look.Asked)
        {
            foreach (var reference in lines.Select(x => x.Receivable).Where(receivables.ContainsKey))
            {
                if (Of(look, receivables[reference], today).FirstOrDefault(x => Silences(x, letter.Rung)) is { } stands)
                {
                    yield return $"{letter.Rung} for {reference} against a {stands.Kind} {stands.Category} on the {stands.SubjectKind}";
                }
            }
        }

        foreach (var one in look.Suspensions)
        {
            var against = look.CausesOf(one)
                .Where(receivables.ContainsKey)
                .SelectMany(x => Said(look, receivables[x], today))
                .FirstOrDefault(x => x.Kind is not (StandingKind.Approval or StandingKind.Assignment));
            if (against is not null)
            {
                yield return $"{one.Target} was to be suspended against a {against.Kind} {against.Category}";
            }
        }
    }

    /// <summary>What people said of all of a receivable, and of more than its suspension, that holds on a day.</summary>
    public static IEnumerable<Standing> Of(Look look, Receivable receivable, DateOnly today) =>
        Said(look, receivable, today)
            .Where(x => x.Kind is not (StandingKind.Approval or StandingKind.Assignment))
            .Where(x => x is not { Kind: StandingKind.Dispute, AmountMinor: not null });

    /// <summary>Everything that people said of a receivable and that holds on a day.</summary>
    public static IEnumerable<Standing> Said(Look look, Receivable receivable, DateOnly today) =>
        look.Standings.Where(x =>
            x.EndedAt is null
            && (x.Until is null || x.Until >= today)
            && (x.SubjectKind, x.SubjectKey) is var subject
            && (
                subject == (StandingBook.Payer, receivable.PayerKey)
                || subject == (StandingBook.Receivable, receivable.Reference)
                || subject == (StandingBook.Agreement, receivable.AgreementId.ToString(CultureInfo.InvariantCulture))
            )
        );

    // The invoice itself and the thanks ask for nothing: only who wishes no contact at all gets none.
    private static bool Silences(Standing said, string rung) =>
        said is not { Kind: StandingKind.Exemption, Category: StandingBook.FromSuspension }
        && (rung is not (Occasions.Issue or Occasions.Paid) || said.Kind == StandingKind.Exemption);
}

/// <summary>What is contested is not asked for.</summary>
internal sealed class DisputedPartsAreNotAskedFor : IInvariant
{
    public string Promise => "of a debt that is disputed in part only the rest is asked for";

    public IEnumerable<string> Breaches(Look look)
    {
        foreach (var (letter, lines) in look.Asked.Where(x => x.Letter.IsReminder))
        {
            foreach (var line in lines)
            {
                var disputed = look
                    .Standings.Where(x => x is { Kind: StandingKind.Dispute, EndedAt: null, AmountMinor: not null })
                    .Where(x => x.SubjectKey == line.Receivable)
                    .Sum(x => x.AmountMinor!.Value);
                if (disputed > 0 && line.AskedMinor > line.OwedMinor - disputed)
                {
                    yield return $"{letter}: {line.OwedMinor} is owed of {line.Number} and {disputed} disputed";
                }
            }
        }
    }
}

/// <summary>What the school gave up is not asked for.</summary>
internal sealed class WrittenOffIsLeftAlone : IInvariant
{
    public string Promise => "nobody is written to or suspended for what was written off";

    public IEnumerable<string> Breaches(Look look)
    {
        var given = look
            .Receivables.Where(x => x.State == ReceivableState.WrittenOff)
            .Select(x => x.Reference)
            .ToHashSet();
        return look
            .Asked.Where(x => x.Lines.Any(l => given.Contains(l.Receivable)))
            .Select(x => $"{x.Letter} was sent after the write-off")
            .Concat(
                look.Suspensions.Where(x => look.CausesOf(x).Any(given.Contains))
                    .Select(x => $"{x.Target} was to be suspended after the write-off")
            );
    }
}
