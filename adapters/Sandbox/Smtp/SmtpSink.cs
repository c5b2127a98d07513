using System.Net;
using System.Net.Sockets;
using System.Text;

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

/// <summary>A real SMTP server on a loopback port that keeps what it is sent. No TLS.</summary>
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

    private SmtpSink(TcpListener listener, string? user, string? password)
    {
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

    /// <summary>Gets how many connections came.</summary>
    public int Connections { get; private set; }

    /// <summary>Gets or sets a value indicating whether AUTH LOGIN is offered beside AUTH PLAIN.</summary>
    public bool OffersLogin { get; set; } = true;

    /// <summary>Starts listening.</summary>
    /// <param name="user">The user who must sign in; null for none.</param>
    /// <param name="password">The user's password.</param>
    /// <param name="port">A port on loopback; 0 for a free one.</param>
    public static SmtpSink Start(string? user = null, string? password = null, int port = 0)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return new SmtpSink(listener, user, password);
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
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped, or told to refuse connections.
        }

        await Task.WhenAll(talks);
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.Latin1);
                await using var writer = new StreamWriter(stream, Encoding.Latin1)
                {
                    NewLine = "\r\n",
                    AutoFlush = true,
                };
                await new SmtpTalk(this, reader, writer, MostBytes).RunAsync(stop.Token);
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException)
            {
                // The other side hung up, or the sink stops.
            }
        }
    }
}
