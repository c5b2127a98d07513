using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Serialization;

namespace Collections.Connector.Flow.HandOff;

/// <summary>What a collector gets about one receivable: who owes what, by which documents, and what was said so far. Personal data.</summary>
/// <param name="Reference">The receivable.</param>
/// <param name="Description">What was bought.</param>
/// <param name="DueOn">When it was due.</param>
/// <param name="Owed">What is owed now, as text with its currency.</param>
/// <param name="Debtor">Who owes.</param>
/// <param name="Documents">Its documents.</param>
/// <param name="Payments">What was paid of it.</param>
/// <param name="Contacts">What was sent to the debtor about it.</param>
/// <param name="Said">What the debtor or the school said of it.</param>
internal sealed record Evidence(
    string Reference,
    string Description,
    DateOnly DueOn,
    string Owed,
    Debtor Debtor,
    IReadOnlyList<EvidenceDocument> Documents,
    IReadOnlyList<EvidencePayment> Payments,
    IReadOnlyList<EvidenceContact> Contacts,
    IReadOnlyList<EvidenceWord> Said
)
{
    /// <summary>How it is written: names in camel case, days as yyyy-MM-dd.</summary>
    public static readonly JsonSerializerSettings Json = new()
    {
        ContractResolver = new CamelCasePropertyNamesContractResolver(),
        NullValueHandling = NullValueHandling.Ignore,
        Converters = { new StringEnumConverter() },
    };

    /// <summary>Gathers it.</summary>
    public static async Task<Evidence> OfAsync(
        LedgerContext ledger,
        string school,
        string reference,
        CancellationToken ct
    )
    {
        var receivable = await ledger
            .Receivables.AsNoTracking()
            .SingleAsync(x => x.School == school && x.Reference == reference, ct);
        var payer = await ledger
            .Payers.AsNoTracking()
            .SingleAsync(x => x.School == school && x.Key == receivable.PayerKey, ct);
        var owed = await OpenItems.OwedAsync(ledger, school, [reference], ct);
        var documents = await ledger
            .Documents.AsNoTracking()
            .Where(x => x.School == school && x.Lines.Any(line => line.ReceivableRef == reference))
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        var payments = await ledger
            .Payments.AsNoTracking()
            .Where(x => x.School == school && x.State == PaymentState.Succeeded)
            .SelectMany(x => x.Allocations, (payment, part) => new { payment, part })
            .Where(x => x.part.ReceivableRef == reference)
            .Select(x => new
            {
                x.payment.StateAt,
                x.part.AmountMinor,
                x.payment.Currency,
            })
            .ToListAsync(ct);
        var contacts = await ledger
            .Contacts.AsNoTracking()
            .Where(x => x.School == school && x.Items.Any(i => i.ReceivableRef == reference))
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        var said = await ledger
            .Standings.AsNoTracking()
            .Where(x => x.School == school && x.Kind != StandingKind.HandOff)
            .Where(x => x.SubjectKey == reference || x.SubjectKey == receivable.PayerKey)
            .OrderBy(x => x.Id)
            .ToListAsync(ct);
        return new Evidence(
            reference,
            receivable.Description,
            receivable.DueOn,
            owed.GetValueOrDefault(reference, Money.Zero(receivable.Amount.Currency)).ToString(),
            new Debtor(payer.Name, payer.TaxId, payer.Email, payer.Phone, payer.PostalAddress, payer.Country),
            [
                .. documents.Select(x => new EvidenceDocument(
                    x.Kind.ToString(),
                    x.Number,
                    x.IssueOn,
                    x.Total.ToString(),
                    x.Open.ToString()
                )),
            ],
            [
                .. payments
                    .OrderBy(x => x.StateAt)
                    .Select(x => new EvidencePayment(
                        x.StateAt,
                        new Money(x.AmountMinor, Currency.Of(x.Currency)).ToString()
                    )),
            ],
            [
                .. contacts.Select(x => new EvidenceContact(
                    x.SentAt ?? x.TriedAt,
                    x.Rung,
                    x.Channel,
                    x.State.ToString(),
                    x.Outcome
                )),
            ],
            [.. said.Select(x => new EvidenceWord(x.Kind.ToString(), x.CreatedAt, x.Until, x.Outcome))]
        );
    }
}

/// <summary>Who owes.</summary>
/// <param name="Name">Name on the invoice.</param>
/// <param name="TaxId">Tax id; null when none.</param>
/// <param name="Email">E-mail address; null when none.</param>
/// <param name="Phone">Telephone number; null when none.</param>
/// <param name="PostalAddress">Postal address; null when none.</param>
/// <param name="Country">ISO 3166-1 alpha-2; null when unknown.</param>
internal sealed record Debtor(
    string Name,
    string? TaxId,
    string? Email,
    string? Phone,
    string? PostalAddress,
    string? Country
);

/// <summary>A document.</summary>
/// <param name="Kind">Invoice or CreditNote.</param>
/// <param name="Number">Its number; null before it has one.</param>
/// <param name="IssuedOn">Its date.</param>
/// <param name="Total">Its total.</param>
/// <param name="Open">What is open of it.</param>
internal sealed record EvidenceDocument(string Kind, string? Number, DateOnly IssuedOn, string Total, string Open);

/// <summary>A payment.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Amount">How much of it went to this receivable.</param>
internal sealed record EvidencePayment(DateTimeOffset At, string Amount);

/// <summary>A contact.</summary>
/// <param name="At">When it was sent or tried, UTC; null when it never was.</param>
/// <param name="Step">The policy's step.</param>
/// <param name="Channel">The channel.</param>
/// <param name="State">How it ended.</param>
/// <param name="Outcome">What came of it; null when nothing is known.</param>
internal sealed record EvidenceContact(DateTimeOffset? At, string Step, string Channel, string State, string? Outcome);

/// <summary>What was said.</summary>
/// <param name="Kind">Promise, Hold, Dispute and so on.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Until">Its last day; null for no end.</param>
/// <param name="Outcome">How it ended; null while it holds.</param>
internal sealed record EvidenceWord(string Kind, DateTimeOffset At, DateOnly? Until, string? Outcome);
