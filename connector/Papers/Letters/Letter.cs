namespace Collections.Connector.Papers.Letters;

/// <summary>A letter on A4 for an envelope with a window. Personal data: never logged.</summary>
/// <param name="Reference">Our key of it; stands small at the foot, so that who puts it into the envelope finds the record.</param>
/// <param name="Language">Language code of its text, such as <c>es</c>.</param>
/// <param name="Date">Its date, in the school's zone.</param>
/// <param name="Recipient">Name and address, a line each.</param>
/// <param name="Subject">One line, written bold; wrapped when it is long.</param>
/// <param name="Text">Paragraphs, with an empty line between them; a single line feed breaks the line.</param>
public sealed record Letter(
    string Reference,
    string Language,
    DateOnly Date,
    IReadOnlyList<string> Recipient,
    string Subject,
    string Text
);

/// <summary>What all letters of a school have in common.</summary>
/// <param name="Sender">The sender's lines: name, address, telephone.</param>
/// <param name="Place">Where letters are written, before the date; empty for none.</param>
/// <param name="Signature">The lines below the text; empty for none.</param>
/// <param name="Window">Where the envelope's window is.</param>
public sealed record Letterhead(
    IReadOnlyList<string> Sender,
    string Place,
    IReadOnlyList<string> Signature,
    WindowSide Window
)
{
    /// <summary>Gets a PNG file's bytes: 8 bits per channel, not interlaced; null for no logo.</summary>
    public byte[]? Logo { get; init; }
}

/// <summary>The side of an envelope's window, seen from the front.</summary>
public enum WindowSide
{
    /// <summary>Left, as DIN 5008 has it.</summary>
    Left,

    /// <summary>Right: the same field on the other side.</summary>
    Right,
}
