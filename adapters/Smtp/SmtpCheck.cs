using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Collections.Connector.Ports;

namespace Collections.Adapters.Smtp;

/// <summary>Talks with the mail server as far as signing in; sends nothing.</summary>
internal sealed class SmtpCheck(SmtpSettings settings)
{
    private const string NoMail = "No e-mail goes out.";

    /// <summary>Runs the check.</summary>
    public async Task<IReadOnlyList<CheckFinding>> RunAsync(CancellationToken ct)
    {
        var findings = new List<CheckFinding>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(settings.Timeout);
        try
        {
            await TalkAsync(findings, limit.Token);
        }
        catch (Exception broken) when (broken is SocketException or IOException)
        {
            Add(CheckResult.Missing, "connection", "Connection", NoMail, "Check host, port and firewall.");
        }
        catch (AuthenticationException)
        {
            Add(
                CheckResult.Missing,
                "certificate",
                "Certificate",
                NoMail,
                "The server's certificate is not trusted or of another name."
            );
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Add(
                CheckResult.Missing,
                "connection",
                "Connection in time",
                NoMail,
                "The server did not answer within timeoutSeconds."
            );
        }

        return findings;

        void Add(CheckResult result, string code, string what, string consequence, string remedy) =>
            findings.Add(new(result, $"smtp.{code}", $"{what}: {settings.Host}:{settings.Port}", consequence, remedy));
    }

    private async Task TalkAsync(List<CheckFinding> findings, CancellationToken ct)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(settings.Host, settings.Port, ct);
        Stream stream = client.GetStream();
        if ((await ReadAsync(stream, ct)).Code != 220)
        {
            findings.Add(
                new(
                    CheckResult.Missing,
                    "smtp.greeting",
                    "The server does not greet (220).",
                    NoMail,
                    "Check host and port; the server may be busy."
                )
            );
            return;
        }

        findings.Add(new(CheckResult.Ok, "smtp.connection", $"{settings.Host}:{settings.Port} answers.", "", ""));
        var offers = (await SayAsync(stream, "EHLO connector.invalid", ct)).Text;
        SslStream? encrypted = null;
        try
        {
            if (settings.UseStartTls)
            {
                if (!Offers(offers, "STARTTLS") || (await SayAsync(stream, "STARTTLS", ct)).Code != 220)
                {
                    findings.Add(
                        new(
                            CheckResult.Missing,
                            "smtp.starttls",
                            "STARTTLS is not offered.",
                            NoMail,
                            "Use the submission port (587)."
                        )
                    );
                    return;
                }

                encrypted = new SslStream(stream);
                await encrypted.AuthenticateAsClientAsync(
                    new SslClientAuthenticationOptions { TargetHost = settings.Host },
                    ct
                );
                stream = encrypted;
                findings.Add(new(CheckResult.Ok, "smtp.starttls", "STARTTLS with a trusted certificate.", "", ""));
                offers = (await SayAsync(stream, "EHLO connector.invalid", ct)).Text;
            }
            else
            {
                findings.Add(new(CheckResult.Note, "smtp.plain", "The conversation is not encrypted.", "", ""));
            }

            findings.Add(await SignInAsync(stream, offers, ct));
            findings.Add(
                new(
                    CheckResult.NotProven,
                    "smtp.sender",
                    "Whether the server lets us write as 'from'.",
                    "Messages are refused if not.",
                    "Only a real message proves it; look at SPF and DKIM of the domain."
                )
            );
            await SayAsync(stream, "QUIT", ct);
        }
        finally
        {
            if (encrypted is not null)
            {
                await encrypted.DisposeAsync();
            }
        }
    }

    private async Task<CheckFinding> SignInAsync(Stream stream, string offers, CancellationToken ct)
    {
        const string Code = "smtp.signin";
        if (settings.User.Length == 0)
        {
            return new(CheckResult.Note, Code, "No user is set: the server must know this machine.", "", "");
        }

        var ways = offers.Split('\n').Where(line => line.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase));
        if (!ways.Any(line => line.Contains("LOGIN", StringComparison.OrdinalIgnoreCase)))
        {
            // System.Net.Mail knows no AUTH PLAIN (.NET 10).
            return new(
                CheckResult.Missing,
                Code,
                "AUTH LOGIN is not offered.",
                NoMail,
                "Allow it for this port at the mail server."
            );
        }

        await SayAsync(stream, "AUTH LOGIN", ct);
        await SayAsync(stream, Convert.ToBase64String(Encoding.UTF8.GetBytes(settings.User)), ct);
        var answer = await SayAsync(stream, Convert.ToBase64String(Encoding.UTF8.GetBytes(settings.Password)), ct);
        return answer.Code == 235
            ? new(CheckResult.Ok, Code, "User and password are accepted.", "", "")
            : new(CheckResult.Missing, Code, $"User and password are refused ({answer.Code}).", NoMail, "Check both.");
    }

    private static bool Offers(string offers, string name) =>
        offers.Split('\n').Any(line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    private static async Task<(int Code, string Text)> SayAsync(Stream stream, string line, CancellationToken ct)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{line}\r\n"), ct);
        return await ReadAsync(stream, ct);
    }

    // Byte by byte: nothing of the encrypted part may be read ahead.
    private static async Task<(int Code, string Text)> ReadAsync(Stream stream, CancellationToken ct)
    {
        var text = new StringBuilder();
        var line = new StringBuilder();
        var one = new byte[1];
        while (text.Length < 16_384 && line.Length < 2_048)
        {
            if (await stream.ReadAsync(one, ct) == 0)
            {
                throw new IOException("The server hung up.");
            }

            if (one[0] != '\n')
            {
                line.Append((char)one[0]);
                continue;
            }

            var said = line.ToString().TrimEnd('\r');
            line.Clear();
            if (said.Length < 3 || !int.TryParse(said[..3], out var code))
            {
                throw new IOException("The server does not speak SMTP.");
            }

            text.Append(said.Length > 4 ? said[4..] : "").Append('\n');
            if (said.Length == 3 || said[3] == ' ')
            {
                return (code, text.ToString());
            }
        }

        throw new IOException("The server's answer has no end.");
    }
}
