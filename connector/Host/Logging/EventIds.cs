namespace Collections.Connector.Host.Logging;

/// <summary>Every log message's number. A number is never used again for another message.</summary>
internal static class EventIds
{
    /// <summary>A remote call ended.</summary>
    public const int RemoteCallEnded = 1000;

    /// <summary>A remote call ended in an error.</summary>
    public const int RemoteCallFailed = 1001;

    /// <summary>The service listens.</summary>
    public const int ServiceStarted = 2000;

    /// <summary>The service stops.</summary>
    public const int ServiceStopping = 2001;

    /// <summary>A cycle began.</summary>
    public const int CycleBegan = 2100;

    /// <summary>A cycle ended.</summary>
    public const int CycleEnded = 2101;

    /// <summary>A cycle ended in an error; the next one continues.</summary>
    public const int CycleFailed = 2102;

    /// <summary>A step of a cycle did not come to its end.</summary>
    public const int StepFailed = 2103;

    /// <summary>Something in a cycle needs a person.</summary>
    public const int PersonNeeded = 2104;

    /// <summary>A run for money that came in failed; the next cycle takes it in.</summary>
    public const int MoneyRunFailed = 2105;

    /// <summary>A webhook was stored.</summary>
    public const int WebhookStored = 2200;

    /// <summary>A webhook was refused.</summary>
    public const int WebhookRefused = 2201;

    /// <summary>A pay link was opened.</summary>
    public const int PayLinkOpened = 2300;

    /// <summary>A pay link could not be opened.</summary>
    public const int PayLinkRefused = 2301;

    /// <summary>A self-service page was shown.</summary>
    public const int SelfPageShown = 2310;

    /// <summary>A self-service link opened nothing.</summary>
    public const int SelfPageRefused = 2311;

    /// <summary>A learner acted on the self-service page.</summary>
    public const int SelfActed = 2312;
}
