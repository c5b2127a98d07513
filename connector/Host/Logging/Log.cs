using Collections.Connector.Ports;

namespace Collections.Connector.Host.Logging;

/// <summary>Every log message of the host. Messages carry ids, counts, codes and times: there is no parameter for anything else.</summary>
internal static partial class Log
{
    /// <summary>A remote call ended.</summary>
    public static void RemoteCall(ILogger logger, RemoteCall call)
    {
        var elapsedMs = (long)call.Elapsed.TotalMilliseconds;
        if (call.Error is null)
        {
            RemoteCallEnded(
                logger,
                call.Adapter,
                call.Operation,
                call.IsWrite,
                call.Attempt,
                call.Status,
                elapsedMs,
                call.Bytes
            );
        }
        else
        {
            RemoteCallFailed(
                logger,
                call.Adapter,
                call.Operation,
                call.IsWrite,
                call.Attempt,
                call.Status,
                elapsedMs,
                call.Error
            );
        }
    }

    /// <summary>The service listens.</summary>
    [LoggerMessage(EventIds.ServiceStarted, LogLevel.Information, "Serving on port {Port}, a cycle every {Every}")]
    public static partial void ServiceStarted(ILogger logger, int port, TimeSpan every);

    /// <summary>The service stops.</summary>
    [LoggerMessage(EventIds.ServiceStopping, LogLevel.Information, "Stopping: the running cycle ends first")]
    public static partial void ServiceStopping(ILogger logger);

    /// <summary>A step of a cycle did not come to its end. The problem names systems and records, never people.</summary>
    [LoggerMessage(EventIds.StepFailed, LogLevel.Error, "School {School}, step {Step}: {Problem}")]
    public static partial void StepFailed(ILogger logger, string school, string step, string problem);

    /// <summary>Something in a cycle needs a person.</summary>
    [LoggerMessage(EventIds.PersonNeeded, LogLevel.Warning, "School {School} needs a person: {Code}, {Reference}")]
    public static partial void PersonNeeded(ILogger logger, string school, string code, string reference);

    /// <summary>A run for money that came in failed.</summary>
    [LoggerMessage(
        EventIds.MoneyRunFailed,
        LogLevel.Error,
        "School {School}: a payment could not be taken in ({Code}), the next cycle does"
    )]
    public static partial void MoneyRunFailed(ILogger logger, string school, string code);

    /// <summary>A cycle began.</summary>
    [LoggerMessage(EventIds.CycleBegan, LogLevel.Information, "Cycle began")]
    public static partial void CycleBegan(ILogger logger);

    /// <summary>A cycle ended.</summary>
    [LoggerMessage(EventIds.CycleEnded, LogLevel.Information, "Cycle ended after {ElapsedMs} ms")]
    public static partial void CycleEnded(ILogger logger, long elapsedMs);

    /// <summary>A cycle ended in an error; the next one continues.</summary>
    [LoggerMessage(
        EventIds.CycleFailed,
        LogLevel.Error,
        "Cycle failed after {ElapsedMs} ms: {Code}, the next one continues"
    )]
    public static partial void CycleFailed(ILogger logger, long elapsedMs, string code);

    /// <summary>A webhook was stored.</summary>
    [LoggerMessage(EventIds.WebhookStored, LogLevel.Information, "Webhook stored, {Bytes} bytes")]
    public static partial void WebhookStored(ILogger logger, int bytes);

    /// <summary>A webhook was refused.</summary>
    [LoggerMessage(EventIds.WebhookRefused, LogLevel.Warning, "Webhook refused with {Status}: {Code}")]
    public static partial void WebhookRefused(ILogger logger, int status, string code);

    /// <summary>A pay link was opened.</summary>
    [LoggerMessage(EventIds.PayLinkOpened, LogLevel.Information, "Pay link opened")]
    public static partial void PayLinkOpened(ILogger logger);

    /// <summary>A pay link could not be opened.</summary>
    [LoggerMessage(EventIds.PayLinkRefused, LogLevel.Information, "Pay link answered with {Status}: {Code}")]
    public static partial void PayLinkRefused(ILogger logger, int status, string code);

    /// <summary>A self-service page was shown.</summary>
    [LoggerMessage(EventIds.SelfPageShown, LogLevel.Information, "Self-service page shown: {Code}")]
    public static partial void SelfPageShown(ILogger logger, string code);

    /// <summary>A self-service link opened nothing.</summary>
    [LoggerMessage(EventIds.SelfPageRefused, LogLevel.Information, "Self-service link answered with {Status}: {Code}")]
    public static partial void SelfPageRefused(ILogger logger, int status, string code);

    /// <summary>A learner acted on the self-service page.</summary>
    [LoggerMessage(EventIds.SelfActed, LogLevel.Information, "Self-service {Operation}: {Code}")]
    public static partial void SelfActed(ILogger logger, string operation, string code);

    [LoggerMessage(
        EventIds.RemoteCallEnded,
        LogLevel.Debug,
        "{Adapter} {Operation} write={IsWrite} attempt {Attempt}: {Status} in {ElapsedMs} ms, {Bytes} bytes"
    )]
    private static partial void RemoteCallEnded(
        ILogger logger,
        string adapter,
        string operation,
        bool isWrite,
        int attempt,
        int status,
        long elapsedMs,
        int bytes
    );

    [LoggerMessage(
        EventIds.RemoteCallFailed,
        LogLevel.Debug,
        "{Adapter} {Operation} write={IsWrite} attempt {Attempt}: {Status} in {ElapsedMs} ms, {Code}"
    )]
    private static partial void RemoteCallFailed(
        ILogger logger,
        string adapter,
        string operation,
        bool isWrite,
        int attempt,
        int status,
        long elapsedMs,
        string code
    );
}
