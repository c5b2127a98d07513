using Collections.Connector.Flow.Cycle;
using Collections.Connector.Flow.Ledger;

namespace Collections.Connector.Flow.Contacts;

/// <summary>When a payer may lawfully be contacted.</summary>
internal sealed class ContactMoments(CycleRun run)
{
    /// <summary>The past contacts that caps count.</summary>
    public async Task<IReadOnlyList<object>> PastAsync(LedgerContext ledger, Contact contact, CancellationToken ct)
    {
        await Task.CompletedTask;
        return [];
    }

    /// <summary>The next lawful moment.</summary>
    public ContactMoment Next(
        string channel,
        Payer payer,
        Contact contact,
        ChannelStanding standing,
        IReadOnlyList<object> past
    ) => standing == ChannelStanding.OptedOut ? new(run.Now, "", "opted-out") : new(run.Now, "", null);
}

/// <summary>When a channel may be used for a payer.</summary>
/// <param name="At">The moment; now when it is lawful now.</param>
/// <param name="Reasons">Why it is later, as codes separated by a space; empty when it is now.</param>
/// <param name="Never">Why it may not be used at all; null when it may.</param>
internal sealed record ContactMoment(DateTimeOffset At, string Reasons, string? Never);
