using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Desk;

/// <summary>What something is said of.</summary>
/// <param name="Kind">The kind of subject, as <see cref="StandingBook"/> names it.</param>
/// <param name="Key">Its key.</param>
/// <param name="PayerKey">Whose it is.</param>
/// <param name="Owed">What is owed of it now.</param>
/// <param name="IsAsked">Whether it is still asked for: false when it was settled or given up.</param>
internal sealed record DeskSubject(string Kind, string Key, string PayerKey, Money Owed, bool IsAsked)
{
    /// <summary>Finds what a text means.</summary>
    /// <returns>Null when nothing is known by it.</returns>
    public static async Task<DeskSubject?> OfAsync(
        LedgerContext ledger,
        string school,
        string text,
        CancellationToken ct
    )
    {
        var receivable =
            await ledger.Receivables.SingleOrDefaultAsync(x => x.School == school && x.Reference == text, ct)
            ?? await ledger
                .Documents.Where(x => x.School == school && (x.Reference == text || x.Number == text))
                .SelectMany(x => x.Lines)
                .Join(
                    ledger.Receivables.Where(x => x.School == school),
                    line => line.ReceivableRef,
                    one => one.Reference,
                    (line, one) => one
                )
                .OrderBy(x => x.Id)
                .FirstOrDefaultAsync(ct);
        if (receivable is not null)
        {
            var owed = await OpenItems.OwedAsync(ledger, school, [receivable.Reference], ct);
            return new DeskSubject(
                StandingBook.Receivable,
                receivable.Reference,
                receivable.PayerKey,
                receivable.State == ReceivableState.Live
                    ? owed.GetValueOrDefault(receivable.Reference, Money.Zero(receivable.Amount.Currency))
                    : Money.Zero(receivable.Amount.Currency),
                receivable is { State: ReceivableState.Live, SettledOn: null }
            );
        }

        if (!await ledger.Payers.AnyAsync(x => x.School == school && x.Key == text, ct))
        {
            return null;
        }

        var live = await SubjectDebts
            .Of(ledger, school, StandingBook.Payer, text)
            .OrderBy(x => x.DueOn)
            .Select(x => new { x.Reference, x.Currency })
            .ToListAsync(ct);
        var all = await OpenItems.OwedAsync(ledger, school, [.. live.Select(x => x.Reference)], ct);
        var currency = Currency.Of(live.FirstOrDefault()?.Currency ?? "EUR");
        return new DeskSubject(
            StandingBook.Payer,
            text,
            text,
            all.Values.Where(x => x.Currency == currency).Aggregate(Money.Zero(currency), (a, b) => a + b),
            true
        );
    }
}

/// <summary>Why a person's word is not taken.</summary>
/// <param name="Message">Why.</param>
/// <param name="Hint">What to do.</param>
internal sealed record DeskRefusal(string Message, string Hint);

/// <summary>What holds now.</summary>
/// <param name="Id">Its number, for <c>release</c>.</param>
/// <param name="School">The school's key.</param>
/// <param name="Kind">Promise, Hold, Dispute and so on.</param>
/// <param name="SubjectKind">Of what kind it is said.</param>
/// <param name="Subject">Of what it is said.</param>
/// <param name="Category">What it is more closely; null when nothing.</param>
/// <param name="Amount">The amount that it is about; null for all.</param>
/// <param name="Until">Its last day; null for no end.</param>
/// <param name="By">Who said so.</param>
/// <param name="Why">Why.</param>
/// <param name="Since">When, UTC.</param>
internal sealed record StandingLine(
    long Id,
    string School,
    string Kind,
    string SubjectKind,
    string Subject,
    string? Category,
    Money? Amount,
    DateOnly? Until,
    string By,
    string Why,
    DateTimeOffset Since
);
