using Collections.Connector.Flow.Figures.Movements;
using Collections.Connector.Flow.Figures.Statements;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Host.Figures;

/// <summary>A statement with whose it is. Personal data where <paramref name="Payers"/> are named.</summary>
/// <param name="School">The school.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Payers">Who owes.</param>
/// <param name="From">The first day; null for the beginning.</param>
/// <param name="To">The last day; null for all there is.</param>
/// <param name="Today">The day in the school's zone.</param>
/// <param name="Accounts">One for each currency.</param>
internal sealed record StatementView(
    SchoolProfile School,
    StatementSubject Subject,
    IReadOnlyList<StatementPayer> Payers,
    DateOnly? From,
    DateOnly? To,
    DateOnly Today,
    IReadOnlyList<StatementAccount> Accounts
)
{
    /// <summary>Reads it.</summary>
    public static async Task<StatementView> ReadAsync(
        LedgerContext ledger,
        SchoolProfile school,
        StatementSubject subject,
        (DateOnly? From, DateOnly? To) window,
        DateOnly today,
        CancellationToken ct
    )
    {
        var book = await MovementBook.ReadAsync(ledger, school, subject.Scope, ct);
        var payers = await ledger
            .Payers.AsNoTracking()
            .Where(x => x.School == school.Key && subject.PayerKeys.Contains(x.Key))
            .OrderBy(x => x.Key)
            .Select(x => new StatementPayer(x.Key, x.Name, x.TaxId, x.Language))
            .ToListAsync(ct);
        return new StatementView(
            school,
            subject,
            payers,
            window.From,
            window.To,
            today,
            Statement.Of(book, window.From, window.To)
        );
    }

    /// <summary>The language of the payer when there is one only; null otherwise, or when it is unknown.</summary>
    public string? PayersLanguage => Payers is [var only] ? only.Language : null;
}

/// <summary>Who owes. Personal data.</summary>
/// <param name="Key">The payer's key.</param>
/// <param name="Name">The name on the invoice.</param>
/// <param name="TaxId">The tax id; null when none.</param>
/// <param name="Language">The language code; null when unknown.</param>
internal sealed record StatementPayer(string Key, string Name, string? TaxId, string? Language);
