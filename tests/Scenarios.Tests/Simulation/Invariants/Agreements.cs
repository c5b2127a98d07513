using System.Globalization;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Newtonsoft.Json;

namespace Collections.Scenarios.Tests.Simulation.Invariants;

/// <summary>A promise ends one way, at the right time.</summary>
internal sealed class PromisesEndOnce : IInvariant
{
    public string Promise => "a promise is kept or broken exactly once, and broken only after its grace";

    public IEnumerable<string> Breaches(Look look)
    {
        if (look.Run is not { } run)
        {
            yield break;
        }

        var promises = look.Standings.Where(x => x is { Kind: StandingKind.Promise, Until: not null }).ToList();
        var said = look.Journal.Where(x => x.Kind is "promise.kept" or "promise.broken").ToLookup(x => x.Subject);
        foreach (var subject in promises.GroupBy(x => x.SubjectKey))
        {
            var ended = subject.Count(x => x.Outcome is "kept" or StandingBook.Broken);
            if (said[subject.Key].Count() != ended)
            {
                yield return $"{subject.Key} has {ended} promises that were kept or broken, and the journal {said[subject.Key].Count()}";
            }
        }

        var grace = look.Town.School.Policy.Promises.GraceDays;
        var school = look.Town.School.Profile;
        foreach (var promise in promises)
        {
            var days = DaysOf(promise);
            if (
                promise.Outcome == StandingBook.Broken
                && school.DayOf(promise.EndedAt!.Value) <= days[0].AddDays(grace)
            )
            {
                yield return $"the promise of {days[0]:MM-dd} on {promise.SubjectKey} was broken on {promise.EndedAt:MM-dd}";
            }

            if (look.IsClean && promise.EndedAt is null && school.DayOf(run.Began) > days[^1].AddDays(grace))
            {
                yield return $"the promise of {days[^1]:MM-dd} on {promise.SubjectKey} is neither kept nor broken";
            }
        }
    }

    private static List<DateOnly> DaysOf(Standing promise) =>
        promise.Parts is { } parts
            ? [.. JsonConvert.DeserializeObject<List<PromisePart>>(parts)!.Select(x => x.On).Order()]
            : [promise.Until!.Value];
}

/// <summary>What a person is to approve waits for that person.</summary>
internal sealed class StepsWaitForApproval : IInvariant
{
    public string Promise => "a step that asks for a person's approval is never taken without one";

    public IEnumerable<string> Breaches(Look look)
    {
        var contacts = look.Contacts.ToDictionary(x => x.Reference);
        foreach (var (letter, lines) in look.Asked.Where(x => x.Letter.IsReminder))
        {
            foreach (var reference in lines.Select(x => x.Receivable).Where(x => x.Length > 0).Distinct())
            {
                var rung = letter.Rungs.GetValueOrDefault(reference, letter.Rung);
                if (Asks(look, contacts[letter.Contact], reference, rung) && !IsApproved(look, reference, rung))
                {
                    yield return $"{letter}: nobody approved {rung} for {reference}";
                }
            }
        }
    }

    // What was planned before a person assigned the variant had been decided on under the rules before.
    private static bool Asks(Look look, Contact contact, string reference, string rung)
    {
        var policy = look.Town.School.Policy;
        var assigned = look
            .Standings.Where(x => x is { Kind: StandingKind.Assignment, EndedAt: null })
            .Where(x => x.SubjectKey == reference || x.SubjectKey == contact.PayerKey)
            .Where(x => x.CreatedAt < contact.PlannedAt)
            .Select(x => x.Category)
            .ToHashSet();
        return policy.Rungs.Single(x => x.Name == rung).Approval
            || policy.Variants.Any(x =>
                assigned.Contains(x.Name) && x.Rungs.TryGetValue(rung, out var change) && change.Approval == true
            );
    }

    private static bool IsApproved(Look look, string reference, string rung) =>
        look.Standings.Any(x =>
            x.Kind == StandingKind.Approval
            && (x.SubjectKind, x.SubjectKey, x.Category) == (StandingBook.Step, reference, rung)
        );
}

/// <summary>A call that nobody has made is no notice.</summary>
internal sealed class TasksAreNoNotices : IInvariant
{
    public string Promise => "a message that waits for a person is never the notice before a suspension";

    public IEnumerable<string> Breaches(Look look)
    {
        var notice = look.Town.School.Policy.Rungs[^2].Name;
        foreach (var one in look.Suspensions)
        {
            var waiting = look.CausesOf(one)
                .FirstOrDefault(cause =>
                    look.Contacts.Any(x =>
                        x.State == ContactState.WithPerson
                        && x.Items.Exists(i => i.ReceivableRef == cause && i.Rung == notice)
                    )
                );
            if (waiting is not null)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{one.Target} was to be suspended for {waiting}, whose {notice} waits for a person"
                );
            }
        }
    }
}
