using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Collections.Adapters.Sandbox.Smtp;

/// <summary>What goes wrong on demand in the sink.</summary>
public enum SmtpFault
{
    /// <summary>550 to the recipient.</summary>
    RefuseRecipient,

    /// <summary>451 to the recipient: try later.</summary>
    Greylist,

    /// <summary>554 to the whole message after its data.</summary>
    RefuseMessage,

    /// <summary>The message is kept, and the connection breaks before the answer.</summary>
    DropAfterData,

    /// <summary>421 in the place of a greeting.</summary>
    Busy,
}

/// <summary>A real SMTP server on a loopback port that keeps what it is sent. Its certificate, where wanted, is its own: trusted by nobody.</summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private const int MostBytes = 10 * 1024 * 1024;
    private readonly Lock gate = new();
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stop = new();
    private readonly List<SinkMessage> messages = [];
    private readonly List<SmtpFault> faults = [];
    private readonly string? user;
    private readonly string? password;
    private readonly Task accepting;

    private SmtpSink(TcpListener listener, string? user, string? password, bool offersTls)
    {
        Certificate = offersTls ? SelfSigned() : null;
        this.listener = listener;
        this.user = user;
        this.password = password;
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    /// <summary>Gets the port on loopback.</summary>
    public int Port { get; }

    /// <summary>Gets the messages that were taken, oldest first.</summary>
    public IReadOnlyList<SinkMessage> Messages
    {
        get
        {
            lock (gate)
            {
                return [.. messages];
            }
        }
    }

    /// <summary>Gets the certificate for STARTTLS; null when it is not offered.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>Gets how many connections came.</summary>
    public int Connections { get; private set; }

    /// <summary>Gets or sets a value indicating whether AUTH LOGIN is offered beside AUTH PLAIN.</summary>
    public bool OffersLogin { get; set; } = true;

    /// <summary>Starts listening.</summary>
    /// <param name="user">The user who must sign in; null for none.</param>
    /// <param name="password">The user's password.</param>
    /// <param name="port">A port on loopback; 0 for a free one.</param>
    /// <param name="offersTls">Whether STARTTLS is offered, with a certificate made now.</param>
    public static SmtpSink Start(string? user = null, string? password = null, int port = 0, bool offersTls = false)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return new SmtpSink(listener, user, password, offersTls);
    }

    /// <summary>Plans a fault; each hits once, and waits for the one planned before it.</summary>
    public void Add(SmtpFault fault)
    {
        lock (gate)
        {
            faults.Add(fault);
        }
    }

    /// <summary>Stops listening: the next connection is refused.</summary>
    public void RefuseConnections() => listener.Stop();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
        Certificate?.Dispose();
    }

    internal bool Take(SmtpFault fault)
    {
        lock (gate)
        {
            if (faults.Count == 0 || faults[0] != fault)
            {
                return false;
            }

            faults.RemoveAt(0);
            return true;
        }
    }

    internal bool NeedsSignIn => user is not null;

    internal bool IsUser(string name, string secret) => name == user && secret == password;

    internal void Keep(SinkMessage message)
    {
        lock (gate)
        {
            messages.Add(message);
        }
    }

    private async Task AcceptAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                Connections++;
                talks.Add(TalkAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
        catch (SocketException)
        {
            // Told to refuse connections.
        }
        catch (InvalidOperationException)
        {
            // Told so between two calls: the listener says "not listening".
        }

        await Task.WhenAll(talks);
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var plain = client.GetStream();
                if (
                    await new SmtpTalk(this, plain, MostBytes, encrypted: false).RunAsync(stop.Token)
                    && Certificate is not null
                )
                {
                    await using var secret = new SslStream(plain);
                    await secret.AuthenticateAsServerAsync(
                        new SslServerAuthenticationOptions { ServerCertificate = Certificate },
                        stop.Token
                    );
                    await new SmtpTalk(this, secret, MostBytes, encrypted: true).RunAsync(stop.Token);
                }
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException or AuthenticationException)
            {
                // The other side hung up, or the sink stops.
            }
        }
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow(); // TLS checks it by the machine's clock.
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
