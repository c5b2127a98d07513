using System.Globalization;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Figures;

/// <summary>What is expected to fall due in one period.</summary>
/// <param name="Period"><see cref="ExpectedCash.PastDue"/>, a month such as <c>2026-09</c>, or <see cref="ExpectedCash.Later"/>.</param>
/// <param name="Open">What is owed already, by its due day.</param>
/// <param name="ToIssue">Instalments whose invoice is still to come, by their due day, with the tax that is expected.</param>
/// <param name="Total">Both.</param>
/// <param name="Promised">What payers promised for a day of this period. It is a part of what is open, not more of it.</param>
internal sealed record ExpectedRow(string Period, Money Open, Money ToIssue, Money Total, Money Promised);

/// <summary>What is expected to come in, in one currency, if everybody pays on the due day.</summary>
/// <param name="Currency">ISO code.</param>
/// <param name="Rows">What is past due, the months from this one on, and what falls due later.</param>
/// <param name="Sum">All of it; its period is <c>all</c>.</param>
internal sealed record ExpectedCash(string Currency, IReadOnlyList<ExpectedRow> Rows, ExpectedRow Sum)
{
    /// <summary>The period of what was due before today.</summary>
    public const string PastDue = "past due";

    /// <summary>The period of what falls due after the last month.</summary>
    public const string Later = "later";

    /// <summary>Adds it up, for each currency in which there is anything. Pure.</summary>
    /// <param name="open">What is owed.</param>
    /// <param name="toIssue">What will be.</param>
    /// <param name="promised">What was promised.</param>
    /// <param name="today">What is due today is not past due.</param>
    /// <param name="months">How many months, this one with them.</param>
    public static IReadOnlyList<ExpectedCash> Of(
        IReadOnlyCollection<DueAmount> open,
        IReadOnlyCollection<DueAmount> toIssue,
        IReadOnlyCollection<DueAmount> promised,
        DateOnly today,
        int months
    )
    {
        var first = new DateOnly(today.Year, today.Month, 1);
        string[] periods = [PastDue, .. Enumerable.Range(0, months).Select(x => NameOf(first.AddMonths(x))), Later];
        return
        [
            .. open.Concat(toIssue)
                .Concat(promised)
                .Select(x => x.Amount.Currency)
                .Distinct()
                .OrderBy(x => x.Code, StringComparer.Ordinal)
                .Select(x => new ExpectedCash(
                    x.Code,
                    [.. periods.Select(p => Row(p, x, due => PeriodOf(due.On) == p))],
                    Row("all", x, _ => true)
                )),
        ];

        string PeriodOf(DateOnly day) =>
            day < today ? PastDue
            : day >= first.AddMonths(months) ? Later
            : NameOf(day);

        ExpectedRow Row(string period, Currency currency, Func<DueAmount, bool> isIn)
        {
            var (owed, coming) = (Sum(open), Sum(toIssue));
            return new ExpectedRow(period, owed, coming, owed + coming, Sum(promised));

            Money Sum(IEnumerable<DueAmount> some) =>
                some.Where(x => x.Amount.Currency == currency && isIn(x))
                    .Aggregate(Money.Zero(currency), (sum, x) => sum + x.Amount);
        }
    }

    /// <summary>The parts of promises that run, each with its day.</summary>
    public static async Task<List<DueAmount>> PromisedAsync(
        LedgerContext ledger,
        string school,
        DateOnly today,
        CancellationToken ct
    )
    {
        var promises = await ledger
            .Standings.AsNoTracking()
            .Where(x => x.School == school && x.Kind == StandingKind.Promise && x.EndedAt == null)
            .Where(x => x.Until >= today && x.Currency != null)
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        return [.. promises.SelectMany(Parts)];
    }

    private static IEnumerable<DueAmount> Parts(Standing promise)
    {
        var parts = promise.Parts is { } json
            ? JsonConvert.DeserializeObject<List<PromisePart>>(json)!
            : [new PromisePart(promise.Until!.Value, promise.AmountMinor ?? promise.OwedMinor ?? 0)];
        var currency = Ports.Currency.Of(promise.Currency!);
        return parts.Select(x => new DueAmount(promise.SubjectKey, "", x.On, new Money(x.AmountMinor, currency)));
    }

    private static string NameOf(DateOnly day) => day.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
