using System.Runtime.CompilerServices;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Figures;

/// <summary>One payer's history.</summary>
/// <param name="Key">The payer's key.</param>
/// <param name="IsCompany">Whether it is a company.</param>
/// <param name="Debts">The payer's receivables that were ever owed and are still asked for, or were settled.</param>
internal sealed record ReplayPayer(string Key, bool IsCompany, IReadOnlyList<ReplayDebt> Debts)
{
    /// <summary>Gets when each was settled.</summary>
    public IEnumerable<PaidThen> Past =>
        Debts.Select(x => new PaidThen(
            x.Receivable.Reference,
            x.Receivable.IssueOn,
            x.Receivable.DueOn,
            x.Receivable.SettledOn,
            x.Receivable.Amount
        ));
}

/// <summary>Reads a school's history out of the ledger, payer by payer: six queries whatever the size, nothing tracked.</summary>
internal static class ReplayBook
{
    /// <summary>Reads what was open on a day or since, and the two years of every payer before it.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="school">The school.</param>
    /// <param name="from">What was settled more than two years before this day is left out.</param>
    /// <param name="courseTypes">Whether the categories of the courses are wanted.</param>
    /// <param name="only">Only the payer with this key; null for all.</param>
    /// <param name="ct">Stops it.</param>
    public static async IAsyncEnumerable<ReplayPayer> ReadAsync(
        LedgerContext ledger,
        SchoolProfile school,
        DateOnly from,
        bool courseTypes,
        string? only,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var (rows, said) = await StandingsAsync(ledger, school, ct);
        var types = courseTypes ? await TypesAsync(ledger, school.Key, ct) : [];
        var companies = (
            await ledger.Payers.Where(x => x.School == school.Key && x.IsCompany).Select(x => x.Key).ToListAsync(ct)
        ).ToHashSet(StringComparer.Ordinal);
        var invoiced = await OpenItems.InvoicedAsync(ledger, school.Key, null, ct);
        var mine = new List<ReplayDebt>();
        await foreach (var one in Receivables(ledger, school.Key, from, only).AsAsyncEnumerable().WithCancellation(ct))
        {
            if (mine.Count > 0 && mine[0].Receivable.PayerKey != one.PayerKey)
            {
                yield return Payer(mine, companies);
                mine = [];
            }

            // What is owed is what was invoiced, with its tax; the row is read only.
            one.AmountMinor = invoiced.GetValueOrDefault(one.Reference, one.AmountMinor);
            mine.Add(new ReplayDebt(one, types.GetValueOrDefault(one.CourseKey, ""), Of(one)));
        }

        if (mine.Count > 0)
        {
            yield return Payer(mine, companies);
        }

        IReadOnlyList<SaidThen> Of(Receivable receivable) =>
            rows.Count == 0
                ? []
                :
                [
                    .. StandingBook
                        .Of(rows, receivable)
                        .Concat(rows[(StandingBook.Step, receivable.Reference)])
                        .SelectMany(x => said[x.Id]),
                ];
    }

    private static ReplayPayer Payer(List<ReplayDebt> debts, HashSet<string> companies) =>
        new(debts[0].Receivable.PayerKey, companies.Contains(debts[0].Receivable.PayerKey), debts);

    // Without a posted invoice nothing is owed; what was settled had one.
    private static IQueryable<Receivable> Receivables(LedgerContext ledger, string school, DateOnly from, string? only)
    {
        var since = DateOnly.FromDayNumber(Math.Max(0, from.DayNumber - PaymentHistory.DaysBack - 1));
        return ledger
            .Receivables.AsNoTracking()
            .Where(x => x.School == school && x.State == ReceivableState.Live)
            .Where(x => only == null || x.PayerKey == only)
            .Where(x =>
                x.SettledOn != null
                    ? x.SettledOn >= since
                    : ledger.DocumentLines.Any(l =>
                        l.School == school && l.ReceivableRef == x.Reference && l.OpenMinor > 0
                    )
            )
            .OrderBy(x => x.PayerKey)
            .ThenBy(x => x.Id);
    }

    private static async Task<(ILookup<(string, string), Standing> Rows, ILookup<long, SaidThen> Said)> StandingsAsync(
        LedgerContext ledger,
        SchoolProfile school,
        CancellationToken ct
    )
    {
        var rows = await ledger.Standings.AsNoTracking().Where(x => x.School == school.Key).ToListAsync(ct);
        return (
            rows.ToLookup(x => (x.SubjectKind, x.SubjectKey)),
            rows.SelectMany(x => SaidThen.Of(x, school.DayOf), (row, then) => (row.Id, Then: then))
                .ToLookup(x => x.Id, x => x.Then)
        );
    }

    private static async Task<Dictionary<string, string>> TypesAsync(
        LedgerContext ledger,
        string school,
        CancellationToken ct
    )
    {
        var facts = await ledger.Courses.Where(x => x.School == school).ToDictionaryAsync(x => x.Key, x => x.Fact, ct);
        return facts.ToDictionary(x => x.Key, x => JsonConvert.DeserializeObject<CourseFact>(x.Value)!.Category);
    }
}
