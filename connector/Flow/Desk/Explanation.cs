using Collections.Connector.Flow.Access;
using Collections.Connector.Flow.Changes;
using Collections.Connector.Flow.Escalation;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Desk;

/// <summary>Everything the ledger knows of one receivable, in an order that a person reads.</summary>
/// <param name="Reference">The receivable.</param>
/// <param name="Description">What was bought.</param>
/// <param name="Amount">What was asked, on its own basis.</param>
/// <param name="Basis">Net or gross.</param>
/// <param name="DueOn">When it was due.</param>
/// <param name="Payer">The payer's key.</param>
/// <param name="Documents">Its documents: reference, standing, number, total, open, and where electronic invoicing stands.</param>
/// <param name="Owed">What is owed now; null before an invoice.</param>
/// <param name="Payments">What came in for it.</param>
/// <param name="Decision">The decision in force, as a sentence; null before the first.</param>
/// <param name="DecisionCode">Its code; null before the first.</param>
/// <param name="Contacts">What was said to the payer about it.</param>
/// <param name="Access">What became of access because of it.</param>
/// <param name="Guards">What every guard last answered when its suspension was due; empty when it never was.</param>
/// <param name="Parked">What needs a person.</param>
/// <param name="Journal">The journal's entries about it, oldest first.</param>
internal sealed record Explanation(
    string Reference,
    string Description,
    Money Amount,
    AmountBasis Basis,
    DateOnly DueOn,
    string Payer,
    IReadOnlyList<string> Documents,
    Money? Owed,
    IReadOnlyList<string> Payments,
    string? Decision,
    string? DecisionCode,
    IReadOnlyList<string> Contacts,
    IReadOnlyList<string> Access,
    IReadOnlyList<GuardLine> Guards,
    IReadOnlyList<string> Parked,
    IReadOnlyList<string> Journal
)
{
    /// <summary>Gets what the policy says right now; null when it is not asked for any more.</summary>
    public PolicyProof? Policy { get; init; }

    /// <summary>Gets whether it is still asked for: Live, Cancelled or WrittenOff.</summary>
    public required string State { get; init; }

    /// <summary>Explains a receivable.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="school">The school's key.</param>
    /// <param name="reference">A receivable's or a document's reference, or a document's number.</param>
    /// <param name="language">es, en or pt.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>Null when the ledger has no such reference.</returns>
    public static async Task<Explanation?> OfAsync(
        LedgerContext ledger,
        string school,
        string reference,
        string language,
        CancellationToken ct
    )
    {
        var byDocument = await ledger
            .Documents.Where(x => x.School == school && (x.Reference == reference || x.Number == reference))
            .SelectMany(x => x.Lines)
            .Select(x => x.ReceivableRef)
            .FirstOrDefaultAsync(ct);
        var wanted = byDocument ?? reference;
        var receivable = await ledger
            .Receivables.AsNoTracking()
            .Include(x => x.Decision)
            .Include(x => x.Agreement)
            .SingleOrDefaultAsync(x => x.School == school && x.Reference == wanted, ct);
        if (receivable is null)
        {
            return null;
        }

        var documents = await ledger
            .Documents.AsNoTracking()
            .Where(x => x.School == school && x.Lines.Any(line => line.ReceivableRef == wanted))
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        var owed = await OpenItems.OwedAsync(ledger, school, [wanted], ct);
        List<string> subjects =
        [
            .. documents.Select(x => x.Reference),
            wanted,
            AgreementState.NameOf(receivable.Agreement),
        ];
        return new Explanation(
            wanted,
            receivable.Description,
            receivable.Amount,
            receivable.Basis,
            receivable.DueOn,
            receivable.PayerKey,
            [
                .. documents.Select(x =>
                    $"{x.Kind} {x.Number ?? x.Reference}: {x.Standing}{(x.Adopted ? " (adopted)" : "")}, {x.Total}, open {x.Open}{Legal(x)}"
                ),
            ],
            owed.TryGetValue(wanted, out var amount) ? amount : null,
            await PaymentsAsync(ledger, school, wanted, ct),
            receivable.Decision is { } decision ? Sentence(decision, language) : null,
            receivable.Decision?.Code,
            await ContactsAsync(ledger, school, wanted, ct),
            await AccessAsync(ledger, school, receivable, ct),
            await GuardsAsync(ledger, school, receivable, language, ct),
            await ledger
                .Intents.Where(x =>
                    x.School == school && x.State == IntentState.Parked && subjects.Contains(x.Reference)
                )
                .Select(x => x.LastAnswer!)
                .ToListAsync(ct),
            await JournalAsync(ledger, school, subjects, ct)
        )
        {
            State = receivable.State.ToString(),
        };
    }

    // Where electronic invoicing stands, as the ERP says it.
    private static string Legal(Document document) =>
        (document.LegalState, document.LegalNumber) switch
        {
            (null, null) => "",
            (var state, null) => $", e-invoice: {state}",
            (null, var number) => $", e-invoice {number}",
            var (state, number) => $", e-invoice {number}: {state}",
        };

    private static string Sentence(Decision decision, string language) =>
        Sentences.Render(
            Enum.Parse<ReasonCode>(decision.Code),
            JsonConvert.DeserializeObject<Dictionary<string, string>>(decision.Arguments)!,
            language
        );

    private static async Task<List<string>> PaymentsAsync(
        LedgerContext ledger,
        string school,
        string reference,
        CancellationToken ct
    )
    {
        var rows = await ledger
            .Allocations.Where(x => x.School == school && x.ReceivableRef == reference)
            .Join(
                ledger.Payments,
                allocation => allocation.PaymentId,
                payment => payment.Id,
                (allocation, payment) =>
                    new
                    {
                        payment.Source,
                        payment.SourceKey,
                        payment.State,
                        payment.Currency,
                        allocation.AmountMinor,
                        payment.SeenAt,
                    }
            )
            .ToListAsync(ct);
        return
        [
            .. rows.OrderBy(x => x.SeenAt)
                .Select(x =>
                    $"{x.SeenAt:yyyy-MM-dd HH:mm} {x.Source} {x.SourceKey}: {new Money(x.AmountMinor, Currency.Of(x.Currency))}, {x.State}"
                ),
        ];
    }

    private static async Task<List<string>> ContactsAsync(
        LedgerContext ledger,
        string school,
        string reference,
        CancellationToken ct
    )
    {
        var rows = await ledger
            .Contacts.AsNoTracking()
            .Where(x => x.School == school && x.Items.Any(i => i.ReceivableRef == reference))
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        return
        [
            .. rows.Select(x =>
                $"{x.SentAt ?? x.PlannedAt:yyyy-MM-dd HH:mm} {x.Rung} by {(x.Channel.Length == 0 ? "-" : x.Channel)}: {x.State}{Waits(x)}"
            ),
        ];
    }

    private static string Waits(Contact contact) =>
        contact.NotBefore is { } moment ? $", waits until {moment:yyyy-MM-dd HH:mm} UTC ({contact.Waits})" : "";

    private static async Task<List<string>> AccessAsync(
        LedgerContext ledger,
        string school,
        Receivable receivable,
        CancellationToken ct
    )
    {
        var rows = await ledger
            .AccessRecords.AsNoTracking()
            .Where(x =>
                x.School == school
                && x.LearnerKey == receivable.LearnerKey
                && (x.CourseKey == receivable.CourseKey || x.CourseKey == WholeSiteAccess.WholeSite)
            )
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        return
        [
            .. rows.Where(x => x.CausedBy.Split(' ').Contains(receivable.Reference))
                .Select(x =>
                    $"{x.SuspendedAt ?? x.PlannedAt:yyyy-MM-dd HH:mm} {x.Stage}{(x.RestoredAt is { } at ? $" {at:yyyy-MM-dd HH:mm}" : "")}{(x.Problem is { } problem ? $": {problem}" : "")}"
                ),
        ];
    }

    private static async Task<List<GuardLine>> GuardsAsync(
        LedgerContext ledger,
        string school,
        Receivable receivable,
        string language,
        CancellationToken ct
    )
    {
        var reviews = await ledger
            .SuspensionReviews.AsNoTracking()
            .Where(x =>
                x.School == school
                && x.LearnerKey == receivable.LearnerKey
                && (x.CourseKey == receivable.CourseKey || x.CourseKey == WholeSiteAccess.WholeSite)
            )
            .OrderByDescending(x => x.SeenAt)
            .ToListAsync(ct);
        return
            reviews.Find(x => x.State != ReviewState.Over && x.CausedBy.Split(' ').Contains(receivable.Reference))
                is { } review
            ?
            [
                .. ReviewBook
                    .AnswersOf(review)
                    .Select(x => new GuardLine(x.Code, x.Holds, GuardSentences.Render(x, language), review.SeenAt)),
            ]
            : [];
    }

    private static async Task<List<string>> JournalAsync(
        LedgerContext ledger,
        string school,
        List<string> subjects,
        CancellationToken ct
    )
    {
        var rows = await ledger
            .Journal.AsNoTracking()
            .Where(x => x.School == school && subjects.Contains(x.Subject))
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        return [.. rows.Select(x => $"{x.At:yyyy-MM-dd HH:mm} {x.Kind} {x.Payload} ({x.Actor})")];
    }
}

/// <summary>What one guard answered.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Holds">Whether it let the suspension happen.</param>
/// <param name="Sentence">What it says, with its facts.</param>
/// <param name="LookedAt">When it was last asked, UTC.</param>
internal sealed record GuardLine(string Code, bool Holds, string Sentence, DateTimeOffset LookedAt);
