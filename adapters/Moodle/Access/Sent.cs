using Collections.Connector.Ports;

namespace Collections.Adapters.Moodle;

/// <summary>How the sending of one item ended.</summary>
/// <param name="Kind">Done means taken by Moodle, not yet read back.</param>
/// <param name="Reason">Why it is not done.</param>
/// <param name="Lacking">The right that is missing for it.</param>
/// <param name="Undone">Whether Moodle said that it undid this write, because of another one at the same moment: if nothing changed, nothing will.</param>
internal sealed record Sent(
    OutcomeKind Kind,
    string? Reason,
    RemoteMisconfiguredException? Lacking = null,
    bool Undone = false
)
{
    /// <summary>Gets an item that Moodle took.</summary>
    public static Sent Taken { get; } = new(OutcomeKind.Done, null);

    /// <summary>Gives what it comes to where a whole call was refused, and others of the same change were written before.</summary>
    public static Sent NotSent(string what, RemoteException stop) =>
        new(
            MoodleVerdict.CodeOf(stop) == "nopermissions" ? OutcomeKind.NotCapable : OutcomeKind.Later,
            $"{what}: {stop.Message}"
        );

    /// <summary>Gives what it comes to, if reading back shows nothing of it.</summary>
    public Sent Unchanged() =>
        new(Undone ? OutcomeKind.Later : OutcomeKind.Unknown, $"{Reason} Access is unchanged so far.");

    /// <summary>Gets whether it was written, or may have been: it is read back.</summary>
    public bool MayBeWritten => Kind is OutcomeKind.Done or OutcomeKind.Unknown;
}
