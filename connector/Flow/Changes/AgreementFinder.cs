using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Changes;

/// <summary>Finds the agreement that a person means.</summary>
internal static class AgreementFinder
{
    /// <summary>Finds it.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="school">The school's key.</param>
    /// <param name="subject">The reference of a receivable or document, an invoice's number, course and learner as <c>17/42</c>, or the agreement's own key, with or without its episode.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>The agreement's row; of several the one that runs, and of those the newest. Null when nothing is known by it.</returns>
    public static async Task<long?> FindAsync(LedgerContext ledger, string school, string subject, CancellationToken ct)
    {
        var wanted =
            await ledger
                .Documents.Where(x => x.School == school && (x.Reference == subject || x.Number == subject))
                .SelectMany(x => x.Lines)
                .OrderBy(x => x.Id)
                .Select(x => x.ReceivableRef)
                .FirstOrDefaultAsync(ct)
            ?? subject;
        var byReceivable = await ledger
            .Receivables.Where(x => x.School == school && x.Reference == wanted)
            .Select(x => (long?)x.AgreementId)
            .SingleOrDefaultAsync(ct);
        if (byReceivable is not null)
        {
            return byReceivable;
        }

        var pair = subject.Split('/');
        var (course, learner) = pair.Length == 2 ? (pair[0], pair[1]) : ("", "");
        var (key, episode) = WithEpisode(subject);
        return await ledger
            .Agreements.Where(x => x.School == school && x.ChargeFor == null)
            .Where(x =>
                x.OriginKey == subject
                || (x.OriginKey == key && x.Episode == episode)
                || (x.CourseKey == course && x.LearnerKey == learner && course != "")
            )
            .OrderBy(x => x.EndedOn == null ? 0 : 1)
            .ThenByDescending(x => x.Id)
            .Select(x => (long?)x.Id)
            .FirstOrDefaultAsync(ct);
    }

    private static (string Key, int Episode) WithEpisode(string subject)
    {
        var at = subject.LastIndexOf('_');
        return at > 0 && int.TryParse(subject.AsSpan(at + 1), out var episode) ? (subject[..at], episode) : ("", 0);
    }
}
