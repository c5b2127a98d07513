namespace Collections.Connector.Host.Terminal;

/// <summary>How a verb ended, for the shell.</summary>
internal enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>Done, and something needs a person.</summary>
    NeedsPerson = 1,

    /// <summary>Usage or configuration is wrong; every fault was shown.</summary>
    Configuration = 2,

    /// <summary>A remote system is not available.</summary>
    Unavailable = 3,

    /// <summary>Something that must never be, was: nothing was written.</summary>
    Invariant = 4,
}
