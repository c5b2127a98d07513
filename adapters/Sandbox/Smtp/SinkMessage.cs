using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Collections.Adapters.Sandbox.Smtp;

/// <summary>A message that the sink took.</summary>
/// <param name="Sender">The envelope's sender: where bounces go.</param>
/// <param name="Recipients">The envelope's recipients.</param>
/// <param name="Headers">Headers by lower-case name, encoded words decoded.</param>
/// <param name="Text">The body, decoded, with line feeds only.</param>
/// <param name="Encrypted">Whether it came after STARTTLS.</param>
public sealed partial record SinkMessage(
    string Sender,
    IReadOnlyList<string> Recipients,
    IReadOnlyDictionary<string, string> Headers,
    string Text,
    bool Encrypted
)
{
    /// <summary>Gets the subject.</summary>
    public string Subject => Headers.GetValueOrDefault("subject", "");

    /// <summary>Gets the writer as shown to the recipient.</summary>
    public string From => Headers.GetValueOrDefault("from", "");

    internal static SinkMessage Parse(string sender, IReadOnlyList<string> recipients, string source, bool encrypted)
    {
        var end = source.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var head = end < 0 ? source : source[..end];
        var body = end < 0 ? "" : source[(end + 4)..];
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Folding().Replace(head, " ").Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var halves = line.Split(':', 2);
            headers[halves[0].Trim().ToLowerInvariant()] = halves.Length > 1 ? Words(halves[1].Trim()) : "";
        }

        var bytes = headers.GetValueOrDefault("content-transfer-encoding", "").ToLowerInvariant() switch
        {
            "base64" => Convert.FromBase64String(body),
            "quoted-printable" => Quoted(body.Replace("=\r\n", "", StringComparison.Ordinal)),
            _ => Encoding.Latin1.GetBytes(body),
        };
        var text = Encoding.UTF8.GetString(bytes).Replace("\r\n", "\n", StringComparison.Ordinal);
        return new SinkMessage(sender, recipients, headers, text, encrypted);
    }

    // RFC 2047. The white space between two encoded words is not part of the text; a character may be split between them.
    private static string Words(string text) =>
        Runs()
            .Replace(
                text,
                run =>
                {
                    var bytes = new List<byte>();
                    foreach (Match word in Word().Matches(run.Value))
                    {
                        bytes.AddRange(
                            word.Groups[1].Value is "B" or "b"
                                ? Convert.FromBase64String(word.Groups[2].Value)
                                : Quoted(word.Groups[2].Value.Replace('_', ' '))
                        );
                    }

                    return Encoding.UTF8.GetString([.. bytes]);
                }
            );

    private static byte[] Quoted(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (
                text[i] == '='
                && i + 2 < text.Length
                && byte.TryParse(
                    text.AsSpan(i + 1, 2),
                    NumberStyles.HexNumber,
                    CultureInfo.InvariantCulture,
                    out var code
                )
            )
            {
                bytes.Add(code);
                i += 2;
            }
            else
            {
                bytes.Add((byte)text[i]);
            }
        }

        return [.. bytes];
    }

    [GeneratedRegex("\r\n[ \t]+")]
    private static partial Regex Folding();

    [GeneratedRegex(@"=\?utf-8\?[BbQq]\?[^?]*\?=(\s*=\?utf-8\?[BbQq]\?[^?]*\?=)*", RegexOptions.IgnoreCase)]
    private static partial Regex Runs();

    [GeneratedRegex(@"=\?utf-8\?([BbQq])\?([^?]*)\?=", RegexOptions.IgnoreCase)]
    private static partial Regex Word();
}
