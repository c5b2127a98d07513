namespace Collections.Connector.Ports;

/// <summary>Makes an adapter from its settings. The one public type of an adapter's assembly that the manifest names.</summary>
public interface IAdapterFactory
{
    /// <summary>Makes the adapter. Nothing is called yet.</summary>
    /// <exception cref="AdapterSettingsException">Settings are wrong: every fault is listed.</exception>
    IAdapter Create(AdapterContext context);
}

/// <summary>A system that the connector talks to, by the ports it has. A port that it lacks is null.</summary>
public interface IAdapter : IAsyncDisposable
{
    /// <summary>
    /// Gets what names the company that an ERP's adapter writes to, the same for all who write to it: one node at a time does.
    /// Null where the school stands for it.
    /// </summary>
    string? Company => null;

    /// <summary>Gets the LMS's enrolments.</summary>
    IEnrolmentSource? Enrolments => null;

    /// <summary>Gets the control of course access.</summary>
    IAccessControl? Access => null;

    /// <summary>Gets the control of access to the whole LMS; null also where the school did not ask for it.</summary>
    ISiteAccess? SiteAccess => null;

    /// <summary>Gets the ERP's customers.</summary>
    ICustomerBook? Customers => null;

    /// <summary>Gets the ERP's documents.</summary>
    IInvoiceBook? Documents => null;

    /// <summary>Gets the ERP's payments.</summary>
    IPaymentLedger? Payments => null;

    /// <summary>Gets the payment gateway.</summary>
    IPaymentGateway? Gateway => null;

    /// <summary>Gets the message channel.</summary>
    IMessageChannel? Messages => null;

    /// <summary>Gets what comes back from the message channel.</summary>
    IMessageReplies? Replies => null;

    /// <summary>Looks whether everything that the adapter needs is there, without writing.</summary>
    /// <returns>Findings, good ones too; never throws a <see cref="RemoteException"/>: a failure is a finding.</returns>
    Task<IReadOnlyList<CheckFinding>> CheckAsync(CancellationToken ct);
}

/// <summary>What an adapter is given.</summary>
/// <param name="Name">The adapter's name in the configuration, such as <c>lms</c>; it stands in messages and counts.</param>
/// <param name="SettingsJson">Its settings as JSON, with secrets already in place of their references.</param>
/// <param name="AllowedHosts">Host names that it may call, from manifest and configuration; the only ones.</param>
/// <param name="ZoneId">The school's zone, an IANA name.</param>
/// <param name="ReferencePrefix">The school's key, the prefix of every reference.</param>
/// <param name="Clock">The clock.</param>
/// <param name="Observer">Is told of every remote call.</param>
/// <param name="Gate">Asked before every write; null where writes need nobody's leave.</param>
public sealed record AdapterContext(
    string Name,
    string SettingsJson,
    IReadOnlyCollection<string> AllowedHosts,
    string ZoneId,
    string ReferencePrefix,
    TimeProvider Clock,
    IRemoteCallObserver Observer,
    IWriteGate? Gate = null
);

/// <summary>An adapter's settings are wrong.</summary>
/// <param name="faults">Every fault: the setting, what is wrong, what to do.</param>
public sealed class AdapterSettingsException(IReadOnlyList<string> faults) : Exception(string.Join(" ", faults))
{
    /// <summary>Gets every fault.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}

/// <summary>Lets writes through while this node may write. Asked from any thread.</summary>
public interface IWriteGate
{
    /// <summary>Asks to start a write now.</summary>
    /// <returns>How long it may take: whoever starts it gives it up then. Infinite where nobody else writes.</returns>
    /// <exception cref="RemoteUnavailableException">Not now: another node may write from here on. Nothing was sent.</exception>
    TimeSpan Pass();

    /// <summary>Tells that a write that was let through was answered, or never left: the remote works on it no longer.</summary>
    void Answered();
}

/// <summary>Is told of every remote call: for counts, logs and progress.</summary>
public interface IRemoteCallObserver
{
    /// <summary>A call ended. Called from any thread; must not throw.</summary>
    void Completed(RemoteCall call);
}

/// <summary>A remote call that ended. Holds no personal data: no parameters, no bodies, no addresses.</summary>
/// <param name="Adapter">The adapter's name.</param>
/// <param name="Operation">The remote function or route, such as <c>account.move.load</c>.</param>
/// <param name="IsWrite">Whether it was meant to change something.</param>
/// <param name="Attempt">1 for the first try.</param>
/// <param name="Status">HTTP status, or 0 when no answer came.</param>
/// <param name="Error">Name of the error in the remote's own terms, or null.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Bytes">Size of the answer in characters.</param>
public sealed record RemoteCall(
    string Adapter,
    string Operation,
    bool IsWrite,
    int Attempt,
    int Status,
    string? Error,
    TimeSpan Elapsed,
    int Bytes
);

/// <summary>How a check ended.</summary>
public enum CheckResult
{
    /// <summary>It is there.</summary>
    Ok,

    /// <summary>It is missing: something will not work.</summary>
    Missing,

    /// <summary>It could not be proved without writing, or without data.</summary>
    NotProven,

    /// <summary>For the administrator to know; nothing is wrong.</summary>
    Note,
}

/// <summary>One thing that was checked.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Code">A stable code, such as <c>moodle.function.enrol_manual_enrol_users</c>.</param>
/// <param name="What">What was checked, by its name on the remote side.</param>
/// <param name="Consequence">What stops working without it; empty when nothing does.</param>
/// <param name="Remedy">What to do, where; empty when nothing.</param>
public sealed record CheckFinding(CheckResult Result, string Code, string What, string Consequence, string Remedy);
