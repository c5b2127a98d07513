using System.Globalization;
using Collections.Connector.Flow.Ledger;

namespace Collections.Scenarios.Tests.Simulation.Invariants;

/// <summary>Nobody gets one rung for one debt twice.</summary>
internal sealed class RungsAreSentOnce : IInvariant
{
    public string Promise => "each rung is sent at most once for each receivable, unless a person sends it again";

    public IEnumerable<string> Breaches(Look look)
    {
        var receivables = look
            .Town.Erp.Papers.Where(x => x.Number is not null)
            .ToDictionary(x => x.Number!, x => x.ReceivableRef);
        return look
            .Town.Letters.SelectMany(x =>
                x.Numbers.Select(n => (x.Rung, Receivable: receivables.GetValueOrDefault(n, n), Letter: x))
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
}

/// <summary>Who has paid hears nothing any more.</summary>
internal sealed class NothingAfterPayment : IInvariant
{
    public string Promise => "no message is sent for what the run could know to be paid";

    public IEnumerable<string> Breaches(Look look) =>
        look.Run is null
            ? []
            : look
                .Town.Witness.Letters.Skip(look.Town.Witness.Before.Letters)
                .Where(x => x.OwedMinor <= 0)
                .Select(x => $"{x.Letter.Rung} for {x.Letter.Text}, of which {x.OwedMinor} is owed");
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
        var numbers = town
            .Erp.Papers.Where(x => x.Number is not null)
            .ToDictionary(x => x.Number!, x => x.ReceivableRef);
        var receivables = look.Receivables.ToDictionary(x => x.Reference);
        foreach (var one in town.Witness.Letters.Skip(town.Witness.Before.Letters))
        {
            foreach (var reference in one.Letter.Numbers.Where(numbers.ContainsKey).Select(x => numbers[x]))
            {
                if (
                    receivables.TryGetValue(reference, out var row)
                    && Of(look, row, today).FirstOrDefault() is { } stands
                )
                {
                    yield return $"{one.Letter.Rung} for {reference} against a {stands.Kind} on the {stands.SubjectKind}";
                }
            }
        }

        foreach (var one in town.Witness.Suspensions.Skip(town.Witness.Before.Suspensions))
        {
            var causes =
                look.Access.LastOrDefault(x => SuspensionsAreDecidedAndStored.IsOf(x, one.Target))?.CausedBy ?? "";
            if (causes.Split(' ').Where(receivables.ContainsKey).SelectMany(x => Of(look, receivables[x], today)).Any())
            {
                yield return $"{one.Target} was to be suspended against a person's word";
            }
        }
    }

    /// <summary>What people said of a receivable that holds on a day.</summary>
    public static IEnumerable<Standing> Of(Look look, Receivable receivable, DateOnly today) =>
        look.Standings.Where(x =>
            x.EndedAt is null
            && (x.Until is null || x.Until >= today)
            && (x.SubjectKind, x.SubjectKey) is var subject
            && (
                subject == ("payer", receivable.PayerKey)
                || subject == ("receivable", receivable.Reference)
                || subject == ("agreement", receivable.AgreementId.ToString(CultureInfo.InvariantCulture))
            )
        );
}
