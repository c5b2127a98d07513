using Collections.Connector.Ports;

namespace Collections.Connector.Host.Serving;

/// <summary>Opens the pay links that payers get.</summary>
internal interface IPayLinks
{
    /// <summary>Finds the page on which what is owed now can be paid.</summary>
    /// <param name="token">The signed token, as it stood in the link.</param>
    /// <param name="ct">Stops the call.</param>
    /// <returns>The gateway's page, or what the payer is told in its place, in the payer's language.</returns>
    /// <exception cref="RemoteUnavailableException">The gateway does not answer now.</exception>
    /// <exception cref="RemoteRejectedException">The gateway refuses; a person must look.</exception>
    /// <exception cref="RemoteMisconfiguredException">The gateway's key is wrong.</exception>
    Task<OpenedPayLink> OpenAsync(string token, CancellationToken ct);
}

/// <summary>What is behind a pay link.</summary>
/// <param name="Page">The gateway's page; null when the payer is told something in its place.</param>
/// <param name="Notice">What the payer is told when there is no page.</param>
/// <param name="Language">The payer's language; null when it is not known.</param>
internal sealed record OpenedPayLink(Uri? Page, PayNotice Notice, string? Language)
{
    /// <summary>The link is not genuine.</summary>
    public static readonly OpenedPayLink Unknown = new(null, PayNotice.NothingToPay, null);
}
