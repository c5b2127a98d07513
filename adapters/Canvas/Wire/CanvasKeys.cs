namespace Collections.Adapters.Canvas;

/// <summary>Keys on the ports are Canvas's ids as text: digits, however long (an id of another shard has more than 13).</summary>
internal static class CanvasKeys
{
    /// <summary>The only method there is: Canvas puts people into sections of a course, and tells nothing else of how.</summary>
    public const string Method = "section";

    /// <summary>Whether a text is an id.</summary>
    public static bool IsKey(string text) =>
        text.Length is > 0 and < 20 && text[0] != '0' && text.All(char.IsAsciiDigit);

    /// <summary>Gives a key back, checked.</summary>
    /// <exception cref="ArgumentException">It is no key of ours: a fault of the caller.</exception>
    public static string Checked(string key, string what) =>
        IsKey(key) ? key : throw new ArgumentException($"The {what} key '{key}' is no key of Canvas.", nameof(key));
}
