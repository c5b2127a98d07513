namespace Collections.Connector.Ports;

/// <summary>What went wrong on the other side; each kind says what to do next.</summary>
/// <remarks>Messages name the remote, the operation and the record's key. They never hold personal data, secrets or bodies.</remarks>
public abstract class RemoteException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="RemoteException"/> class.</summary>
    private protected RemoteException(string message, Exception? inner)
        : base(message, inner) { }
}

/// <summary>No answer, or "later": nothing was changed by this call; repeat it in the next cycle.</summary>
public sealed class RemoteUnavailableException(string message, Exception? inner = null)
    : RemoteException(message, inner);

/// <summary>A write got no trustworthy answer: it may or may not have happened. Look it up, never repeat it blindly.</summary>
public sealed class RemoteOutcomeUnknownException(string message, Exception? inner = null)
    : RemoteException(message, inner);

/// <summary>The remote refuses this record, or answers what cannot be used: park it and go on with the next.</summary>
public sealed class RemoteRejectedException(string message, Exception? inner = null) : RemoteException(message, inner);

/// <summary>The address, key or right is wrong: stop this adapter and tell the administrator.</summary>
public sealed class RemoteMisconfiguredException(string message, Exception? inner = null)
    : RemoteException(message, inner);
