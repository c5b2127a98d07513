using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.SelfService;

/// <summary>A learner's objection that waits for a person.</summary>
/// <param name="School">The school's key.</param>
/// <param name="Reference">The first debt that it is about: what `objection answer` takes.</param>
/// <param name="About">Every debt that it is about.</param>
/// <param name="Text">The learner's own words. Personal data.</param>
/// <param name="At">When, UTC.</param>
internal sealed record OpenObjection(
    string School,
    string Reference,
    IReadOnlyList<string> About,
    string Text,
    DateTimeOffset At
);

/// <summary>What the school's staff does about objections: reads them, and answers.</summary>
internal sealed class ObjectionDesk(IDbContextFactory<LedgerContext> ledgers, string school, TimeProvider clock)
{
    /// <summary>Those that nobody has answered, oldest first.</summary>
    public async Task<IReadOnlyList<OpenObjection>> ListAsync(CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        return
        [
            .. (await OpenAsync(ledger, school, ct))
                .GroupBy(x => (x.CreatedAt, x.Why))
                .Select(x => new OpenObjection(
                    school,
                    x.First().SubjectKey,
                    [.. x.Select(s => s.SubjectKey)],
                    x.Key.Why,
                    x.Key.CreatedAt
                )),
        ];
    }

    /// <summary>Ends an objection: the steps go on from where they stood, through all the guards.</summary>
    /// <param name="reference">One of the debts that it is about.</param>
    /// <param name="by">Who answered.</param>
    /// <param name="why">What was answered.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>How many debts it was about; 0 when none waits for this one.</returns>
    public async Task<int> AnswerAsync(string reference, string by, string why, CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var open = await OpenAsync(ledger, school, ct);
        var one = open.Find(x => x.SubjectKey == reference);
        var answered = open.Where(x => one is not null && (x.CreatedAt, x.Why) == (one.CreatedAt, one.Why)).ToList();
        var now = clock.GetUtcNow();
        foreach (var row in answered)
        {
            row.EndedAt = now;
            ledger.Journal.Add(JournalEntry.Of(school, now, by, "objection.answered", row.SubjectKey, new { why }));
        }

        await ledger.SaveChangesAsync(ct);
        return answered.Count;
    }

    /// <summary>Tells a run's report of those that wait. The learner's words stay in the database.</summary>
    public static async Task SayAsync(CycleRun run, LedgerContext ledger, CancellationToken ct)
    {
        foreach (var one in (await OpenAsync(ledger, run.School.Key, ct)).Where(x => x.Key is not null))
        {
            run.Report.Say(
                "objection.waits",
                one.SubjectKey,
                "The learner objected on the self-service page: nothing further is done about it until a person answers.",
                $"`objection list` shows what was written; `objection answer {one.SubjectKey}` ends it.",
                needsPerson: true
            );
        }
    }

    private static Task<List<Standing>> OpenAsync(LedgerContext ledger, string school, CancellationToken ct) =>
        ledger
            .Standings.Where(x => x.School == school && x.Kind == StandingKind.Objection && x.EndedAt == null)
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
}
