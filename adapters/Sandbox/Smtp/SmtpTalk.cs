using System.Text;

namespace Collections.Adapters.Sandbox.Smtp;

/// <summary>One conversation after RFC 5321, with AUTH after RFC 4954.</summary>
internal sealed class SmtpTalk(SmtpSink sink, Stream stream, int mostBytes, bool encrypted)
{
    private readonly StreamReader reader = new(stream, Encoding.Latin1, leaveOpen: true);
    private readonly StreamWriter writer = new(stream, Encoding.Latin1, leaveOpen: true)
    {
        NewLine = "\r\n",
        AutoFlush = true,
    };

    private readonly List<string> recipients = [];
    private string? sender;
    private bool signedIn;

    /// <returns>Whether the conversation goes on encrypted.</returns>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        if (!encrypted && sink.Take(SmtpFault.Busy))
        {
            await writer.WriteLineAsync("421 busy, try later");
            return false;
        }

        if (!encrypted)
        {
            await writer.WriteLineAsync("220 sink ESMTP");
        }

        while (await reader.ReadLineAsync(ct) is { } line)
        {
            var verb = line.Split(' ', 2)[0].ToUpperInvariant();
            if (verb == "QUIT")
            {
                await writer.WriteLineAsync("221 bye");
                return false;
            }

            if (verb == "STARTTLS" && OffersTls)
            {
                await writer.WriteLineAsync("220 go on encrypted");
                return true;
            }

            if (verb == "DATA" ? !await DataAsync(ct) : !await AnswerAsync(verb, line, ct))
            {
                return false;
            }
        }

        return false;
    }

    private bool OffersTls => sink.Certificate is not null && !encrypted;

    private async Task<bool> AnswerAsync(string verb, string line, CancellationToken ct)
    {
        switch (verb)
        {
            case "EHLO":
                await writer.WriteAsync(
                    $"250-sink\r\n250-8BITMIME\r\n{(OffersTls ? "250-STARTTLS\r\n" : "")}{(sink.NeedsSignIn ? $"250-AUTH {(sink.OffersLogin ? "LOGIN " : "")}PLAIN\r\n" : "")}250 SIZE {mostBytes}\r\n"
                );
                break;
            case "HELO" or "NOOP":
                await writer.WriteLineAsync("250 ok");
                break;
            case "RSET":
                Forget();
                await writer.WriteLineAsync("250 ok");
                break;
            case "AUTH":
                signedIn = await SignInAsync(line, ct);
                await writer.WriteLineAsync(signedIn ? "235 2.7.0 welcome" : "535 5.7.8 authentication failed");
                break;
            case "MAIL" when sink.NeedsSignIn && !signedIn:
                await writer.WriteLineAsync("530 5.7.0 authentication required");
                break;
            case "MAIL":
                Forget();
                sender = Address(line);
                await writer.WriteLineAsync("250 ok");
                break;
            case "RCPT" when sender is null:
                await writer.WriteLineAsync("503 MAIL first");
                break;
            case "RCPT" when sink.Take(SmtpFault.RefuseRecipient):
                await writer.WriteLineAsync("550 5.1.1 no such user");
                break;
            case "RCPT" when sink.Take(SmtpFault.Greylist):
                await writer.WriteLineAsync("451 4.7.1 greylisted, try later");
                break;
            case "RCPT":
                recipients.Add(Address(line));
                await writer.WriteLineAsync("250 ok");
                break;
            default:
                await writer.WriteLineAsync("502 not implemented");
                break;
        }

        return true;
    }

    /// <returns>Whether the conversation goes on.</returns>
    private async Task<bool> DataAsync(CancellationToken ct)
    {
        if (sender is null || recipients.Count == 0)
        {
            await writer.WriteLineAsync("503 MAIL and RCPT first");
            return true;
        }

        await writer.WriteLineAsync("354 go on");
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(ct) is { } line && line != ".")
        {
            if (text.Length + line.Length > mostBytes)
            {
                await writer.WriteLineAsync("552 too large");
                return false;
            }

            // A line that begins with a point came with one more (RFC 5321, 4.5.2).
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        if (sink.Take(SmtpFault.RefuseMessage))
        {
            await writer.WriteLineAsync("554 5.7.1 refused");
            return true;
        }

        sink.Keep(SinkMessage.Parse(sender, [.. recipients], text.ToString(), encrypted));
        if (sink.Take(SmtpFault.DropAfterData))
        {
            return false;
        }

        await writer.WriteLineAsync("250 2.0.0 taken");
        return true;
    }

    private async Task<bool> SignInAsync(string line, CancellationToken ct)
    {
        var parts = line.Split(' ');
        if (parts.Length < 2)
        {
            return false;
        }

        if (parts[1].Equals("PLAIN", StringComparison.OrdinalIgnoreCase))
        {
            var given = Decode(parts.Length > 2 ? parts[2] : await AskAsync("", ct)).Split('\0');
            return given.Length == 3 && sink.IsUser(given[1], given[2]);
        }

        var name = Decode(parts.Length > 2 ? parts[2] : await AskAsync("VXNlcm5hbWU6", ct));
        return sink.IsUser(name, Decode(await AskAsync("UGFzc3dvcmQ6", ct)));
    }

    private async Task<string> AskAsync(string prompt, CancellationToken ct)
    {
        await writer.WriteLineAsync($"334 {prompt}");
        return await reader.ReadLineAsync(ct) ?? "";
    }

    private void Forget()
    {
        sender = null;
        recipients.Clear();
    }

    private static string Address(string line)
    {
        var from = line.IndexOf('<', StringComparison.Ordinal);
        var to = line.IndexOf('>', StringComparison.Ordinal);
        return from >= 0 && to > from ? line[(from + 1)..to] : "";
    }

    private static string Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var count)
            ? Encoding.UTF8.GetString(bytes, 0, count)
            : "";
    }
}
