using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Collections.Connector.Flow.Ledger;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Flow.Receivables;
using Collections.Connector.Ports;
using Microsoft.EntityFrameworkCore;

namespace Collections.Connector.Flow.Payments;

/// <summary>A payer's own stable, signed link. It names no amount: what is owed is looked up when it is opened.</summary>
internal sealed class PayLinkSigner(byte[] key)
{
    private const int SignatureLength = 24;

    /// <summary>Makes the token of a payer.</summary>
    public string Sign(string school, string payerKey) => $"{school}.{payerKey}.{Signature(school, payerKey)}";

    /// <summary>Reads a token.</summary>
    /// <returns>Null when it is not one of ours.</returns>
    public (string School, string PayerKey)? Read(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        var right = Encoding.ASCII.GetBytes(Signature(parts[0], parts[1]));
        return CryptographicOperations.FixedTimeEquals(right, Encoding.UTF8.GetBytes(parts[2]))
            ? (parts[0], parts[1])
            : null;
    }

    private string Signature(string school, string payerKey) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"pay\n{school}\n{payerKey}")))[
            ..SignatureLength
        ];
}

/// <summary>What a payer finds behind the link.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Url">The gateway's page; null for the others.</param>
/// <param name="Language">The payer's language.</param>
internal sealed record PayLinkAnswer(PayLinkKind Kind, Uri? Url, string Language);

/// <summary>Kinds of <see cref="PayLinkAnswer"/>.</summary>
internal enum PayLinkKind
{
    /// <summary>A page to pay on.</summary>
    Pay,

    /// <summary>Nothing is owed.</summary>
    NothingOwed,

    /// <summary>A payment has begun and is not settled: paying again would pay twice.</summary>
    Pending,

    /// <summary>The gateway does not answer now.</summary>
    Later,
}

/// <summary>Opens a payer's link: one page of the gateway for what is owed at this instant.</summary>
internal sealed class PayDesk(
    IDbContextFactory<LedgerContext> ledgers,
    SchoolProfile school,
    IPaymentGateway gateway,
    TimeProvider clock,
    Uri returnUrl
)
{
    // Two clicks at once must not open two pages.
    private readonly SemaphoreSlim oneAtATime = new(1, 1);

    /// <summary>A page is offered again only while this much of its life is left.</summary>
    private static readonly TimeSpan LifeLeftMin = TimeSpan.FromMinutes(5);

    /// <summary>Opens.</summary>
    /// <returns>Null when there is no such payer.</returns>
    public async Task<PayLinkAnswer?> OpenAsync(string payerKey, CancellationToken ct)
    {
        await oneAtATime.WaitAsync(ct);
        try
        {
            return await OpenAloneAsync(payerKey, ct);
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private async Task<PayLinkAnswer?> OpenAloneAsync(string payerKey, CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var payer = await ledger
            .Payers.AsNoTracking()
            .SingleOrDefaultAsync(x => x.School == school.Key && x.Key == payerKey, ct);
        if (payer is null)
        {
            return null;
        }

        var language = payer.Language ?? school.Language;
        var pending = await ledger.Payments.AnyAsync(
            x => x.School == school.Key && x.PayerKey == payerKey && x.State == PaymentState.Pending,
            ct
        );
        if (pending)
        {
            return new PayLinkAnswer(PayLinkKind.Pending, null, language);
        }

        var owed = await OwedAsync(ledger, payerKey, ct);
        if (owed.Count == 0)
        {
            return new PayLinkAnswer(PayLinkKind.NothingOwed, null, language);
        }

        try
        {
            return new PayLinkAnswer(PayLinkKind.Pay, await PageAsync(ledger, payerKey, language, owed, ct), language);
        }
        catch (RemoteUnavailableException)
        {
            return new PayLinkAnswer(PayLinkKind.Later, null, language);
        }
    }

    // One currency at a time, that of the oldest debt: a page has one amount.
    private async Task<List<(string Reference, Money Owed)>> OwedAsync(
        LedgerContext ledger,
        string payerKey,
        CancellationToken ct
    )
    {
        var handedOff = ledger
            .Standings.Where(x => x.School == school.Key && x.Kind == StandingKind.HandOff && x.EndedAt == null)
            .Select(x => x.SubjectKey);
        var references = await ledger
            .Receivables.Where(x => x.School == school.Key && x.PayerKey == payerKey && x.State == ReceivableState.Live)
            .Where(x => school.Contacts.PayableAfterHandOff || !handedOff.Contains(x.Reference))
            .OrderBy(x => x.DueOn)
            .ThenBy(x => x.Id)
            .Select(x => x.Reference)
            .ToListAsync(ct);
        var amounts = await OpenItems.OwedAsync(ledger, school.Key, references, ct);
        var owed = references
            .Where(x => amounts.TryGetValue(x, out var amount) && amount.IsPositive)
            .Select(x => (x, amounts[x]))
            .ToList();
        return [.. owed.Where(x => x.Item2.Currency == owed[0].Item2.Currency)];
    }

    private async Task<Uri> PageAsync(
        LedgerContext ledger,
        string payerKey,
        string language,
        List<(string Reference, Money Owed)> owed,
        CancellationToken ct
    )
    {
        var amount = owed.Select(x => x.Owed).Aggregate((a, b) => a + b);
        var reference = $"{school.Key}_pr_{payerKey}_{amount.Currency.Code.ToLowerInvariant()}";
        var page = await ledger.PayPages.SingleOrDefaultAsync(
            x => x.School == school.Key && x.Reference == reference,
            ct
        );
        if (page is null)
        {
            page = new PayPage
            {
                School = school.Key,
                Reference = reference,
                PayerKey = payerKey,
            };
            ledger.PayPages.Add(page);
        }
        else if (
            page.AmountMinor == amount.MinorUnits
            && page.ExpiresAt > clock.GetUtcNow() + LifeLeftMin
            && page.Url.Length > 0
        )
        {
            return new Uri(page.Url);
        }
        else if (page.Url.Length > 0 && page.ExpiresAt <= clock.GetUtcNow() + LifeLeftMin)
        {
            // Without an address the attempt was never answered: under the same key the gateway gives the page it may have made.
            page.Attempt++;
        }

        page.AmountMinor = amount.MinorUnits;
        page.Currency = amount.Currency.Code;
        page.Url = "";
        await ledger.SaveChangesAsync(ct); // The attempt is stored before it is sent, so that its idempotency key is.
        var request = new PaymentRequest(
            reference,
            amount,
            school.Name,
            [.. owed.Select(x => x.Reference)],
            payerKey,
            language,
            page.Attempt,
            returnUrl
        );
        var opened = await gateway.OpenPageAsync(request, ct);
        page.PageKey = opened.Key;
        page.Url = opened.Url.ToString();
        page.ExpiresAt = opened.ExpiresAt;
        await ledger.SaveChangesAsync(ct);
        return opened.Url;
    }
}
