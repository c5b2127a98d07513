// From documentation, not recorded; see TwilioTwin.cs.
namespace Collections.Adapters.Sandbox.Twilio;

/// <summary>A message that the twin took.</summary>
/// <param name="Key">Its sid, <c>SM...</c>.</param>
/// <param name="To">Whom it goes to, with the channel's prefix.</param>
/// <param name="From">Who writes, with the channel's prefix; empty where a messaging service chooses.</param>
/// <param name="Service">The messaging service; empty for none.</param>
/// <param name="Text">The free text; empty for a template.</param>
/// <param name="Template">The template's sid, <c>HX...</c>; empty for free text.</param>
/// <param name="Variables">The template's variables as JSON; empty for none.</param>
/// <param name="Callback">Where its fate is told; null for nowhere.</param>
/// <param name="Status">Where it stands: queued, sent, delivered, read, undelivered, failed.</param>
/// <param name="ErrorCode">Why it failed; null when it did not.</param>
public sealed record TwilioTwinMessage(
    string Key,
    string To,
    string From,
    string Service,
    string Text,
    string Template,
    string Variables,
    Uri? Callback,
    string Status,
    int? ErrorCode
);
