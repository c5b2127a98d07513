using Collections.Connector.Ports;

namespace Collections.Connector.Host.Serving;

/// <summary>Opens the pay links that payers get.</summary>
internal interface IPayLinks
{
    /// <summary>Finds the page on which what is owed now can be paid.</summary>
    /// <param name="token">The signed token, as it stood in the link.</param>
    /// <param name="ct">Stops the call.</param>
    /// <returns>The gateway's page; null when the link is not genuine or nothing is owed any more.</returns>
    /// <exception cref="RemoteUnavailableException">The gateway does not answer now.</exception>
    /// <exception cref="RemoteRejectedException">The gateway refuses; a person must look.</exception>
    /// <exception cref="RemoteMisconfiguredException">The gateway's key is wrong.</exception>
    Task<Uri?> OpenAsync(string token, CancellationToken ct);
}
