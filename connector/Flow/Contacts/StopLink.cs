using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Collections.Connector.Flow.Ledger;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Connector.Flow.Contacts;

/// <summary>By which a payer ends, or takes back, the messages of one channel.</summary>
/// <param name="School">The school's key.</param>
/// <param name="PayerKey">The payer.</param>
/// <param name="Channel">The channel.</param>
internal sealed record StopLink(string School, string PayerKey, string Channel);

/// <summary>Signs such links. Their purpose is part of what is signed: no other link opens this door.</summary>
internal sealed class StopLinkSigner(byte[] key)
{
    /// <summary>Makes the token of a link.</summary>
    public string Sign(StopLink link)
    {
        var text = JsonConvert.SerializeObject(new[] { link.School, link.PayerKey, link.Channel });
        var said = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
        return $"{said}.{Signature(said)}";
    }

    /// <summary>Reads a token.</summary>
    /// <returns>Null when it is not one of ours.</returns>
    public StopLink? Read(string token)
    {
        var parts = token.Split('.');
        if (
            parts.Length != 2
            || !CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(Signature(parts[0])),
                Encoding.UTF8.GetBytes(parts[1])
            )
        )
        {
            return null;
        }

        // Signed by us, so it is what we wrote.
        var said = JsonConvert.DeserializeObject<string[]>(
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0]))
        )!;
        return new StopLink(said[0], said[1], said[2]);
    }

    private string Signature(string said) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"stop\n{said}")));
}

/// <summary>What a payer says behind such a link, in force from the next message on.</summary>
internal sealed class StopDesk(IDbContextFactory<LedgerContext> ledgers, TimeProvider clock)
{
    /// <summary>Ends the channel, or takes that back.</summary>
    /// <returns>The payer's language, or null when it is unknown; false first when there is no such payer.</returns>
    public async Task<(bool Known, string? Language)> SetAsync(StopLink link, bool stop, CancellationToken ct)
    {
        await using var ledger = await ledgers.CreateDbContextAsync(ct);
        var payer = await ledger
            .Payers.AsNoTracking()
            .SingleOrDefaultAsync(x => x.School == link.School && x.Key == link.PayerKey, ct);
        if (payer is null)
        {
            return (false, null);
        }

        await ChannelDesk.SetAsync(
            ledger,
            link.School,
            link.PayerKey,
            link.Channel,
            stop ? ChannelStanding.OptedOut : ChannelStanding.Consented,
            "link",
            clock.GetUtcNow(),
            ct
        );
        await ledger.SaveChangesAsync(ct);
        return (true, payer.Language);
    }
}
