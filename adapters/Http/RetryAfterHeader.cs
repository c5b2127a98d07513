using System.Globalization;

namespace Collections.Adapters.Http;

/// <summary>Reads how long a remote asks to wait, in either of the header's two forms (RFC 9110, 10.2.3).</summary>
internal static class RetryAfterHeader
{
    /// <summary>Reads the pause; null when none was asked for, or it cannot be told.</summary>
    public static TimeSpan? Read(RemoteAnswer answer)
    {
        if (!answer.Headers.TryGetValue("retry-after", out var text))
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue));
        }

        // A date counts from the server's own clock: ours may differ.
        return
            answer.ServerTime is { } now
            && DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var until
            )
            ? TimeSpan.FromTicks(Math.Max(0, (until - now).Ticks))
            : null;
    }
}
