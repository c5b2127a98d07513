namespace Collections.Adapters.Http;

/// <summary>An answer, read whole.</summary>
/// <param name="Operation">The operation that was called, for messages.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Media type without parameters, lower case; empty when none.</param>
/// <param name="Body">The body as text; may hold personal data: never log it.</param>
/// <param name="Headers">Headers by lower-case name; a repeated one is joined by a comma.</param>
public sealed record RemoteAnswer(
    string Operation,
    int Status,
    string ContentType,
    string Body,
    IReadOnlyDictionary<string, string> Headers
)
{
    /// <summary>Gets a value indicating whether the status is 2xx.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>Gets a value indicating whether the answer says that it is JSON.</summary>
    public bool IsJson => ContentType is "application/json" || ContentType.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>Gets the server's own clock at the answer, UTC; null when it did not say.</summary>
    public DateTimeOffset? ServerTime =>
        Headers.TryGetValue("date", out var text)
        && DateTimeOffset.TryParse(
            text,
            System.Globalization.CultureInfo.InvariantCulture,
            System.Globalization.DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? at
            : null;
}
