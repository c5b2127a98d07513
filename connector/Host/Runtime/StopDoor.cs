using Collections.Connector.Flow.Contacts;
using Collections.Connector.Host.Serving;

namespace Collections.Connector.Host.Runtime;

/// <summary>The desk at which payers end a channel, behind its signed links.</summary>
/// <param name="desk">The desk.</param>
/// <param name="signer">Reads links.</param>
internal sealed class StopDoor(StopDesk desk, StopLinkSigner signer) : IStopLinks
{
    /// <inheritdoc/>
    public bool IsGenuine(string token) => signer.Read(token) is not null;

    /// <inheritdoc/>
    public async Task<(bool Known, string? Language)> SetAsync(string token, bool stop, CancellationToken ct) =>
        signer.Read(token) is { } link ? await desk.SetAsync(link, stop, ct) : (false, null);
}
