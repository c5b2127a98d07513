using System.Net;
using System.Net.Sockets;
using Collections.Adapters.Sandbox;
using Collections.Adapters.Sandbox.Moodle;
using Collections.Adapters.Sandbox.Odoo;
using Collections.Adapters.Sandbox.Smtp;
using Collections.Adapters.Sandbox.Stripe;
using Collections.Connector.Host.Commands;
using Collections.Connector.Host.Configuration;
using Collections.Connector.Host.Logging;
using Collections.Connector.Host.Manifest;
using Collections.Connector.Host.Runtime;
using Collections.Connector.Host.Terminal;
using Microsoft.Extensions.Logging.Abstractions;
using Newtonsoft.Json;

namespace Collections.Connector.Host.Demo;

/// <summary>
/// A town of twins on real HTTP and SMTP, one movable clock, and a folder with the configuration that points the product
/// at them: the demo and the scenarios live here. Nothing in it reaches into the product; it is driven by its commands.
/// </summary>
internal sealed class TwinTown : IAsyncDisposable
{
    private const string StripeKey = "sk_test_twin";
    private const string WebhookSecret = "whsec_twin";

    private readonly string? postgres;

    private TwinTown(MovableClock clock, string folder, string? postgres)
    {
        this.postgres = postgres;
        Clock = clock;
        Folder = folder;
        ServePort = FreePort();
        Moodle = new MoodleTwin(clock);
        Odoo = new OdooTwin(clock);
        Stripe = new StripeTwin(clock, StripeKey, WebhookSecret);
        Mail = SmtpSink.Start();
    }

    /// <summary>Gets the clock of the twins and of the product.</summary>
    public MovableClock Clock { get; }

    /// <summary>Gets the folder with configuration, mapping and database.</summary>
    public string Folder { get; }

    /// <summary>Gets the configuration's file.</summary>
    public string ConfigurationFile => Path.Combine(Folder, "connector.json");

    /// <summary>Gets the port that <c>serve</c> has in this town; it was free a moment ago.</summary>
    public int ServePort { get; }

    /// <summary>Gets the LMS.</summary>
    public MoodleTwin Moodle { get; }

    /// <summary>Gets the ERP.</summary>
    public OdooTwin Odoo { get; }

    /// <summary>Gets the gateway.</summary>
    public StripeTwin Stripe { get; }

    /// <summary>Gets the mail server.</summary>
    public SmtpSink Mail { get; }

    /// <summary>Gets the LMS's server.</summary>
    public TwinServer MoodleServer { get; private set; } = null!;

    /// <summary>Gets the ERP's server.</summary>
    public TwinServer OdooServer { get; private set; } = null!;

    /// <summary>Gets the gateway's server.</summary>
    public TwinServer StripeServer { get; private set; } = null!;

    /// <summary>Starts the servers and copies a mapping into a new folder.</summary>
    /// <param name="start">The first instant, UTC.</param>
    /// <param name="mapping">A school's folder, to be copied.</param>
    /// <param name="withReport">Whether the LMS has the enrolment report.</param>
    /// <param name="postgres">The connection string of an empty PostgreSQL database; null for a SQLite file.</param>
    public static async Task<TwinTown> StartAsync(
        DateTimeOffset start,
        string mapping,
        bool withReport = true,
        string? postgres = null
    )
    {
        if (!Directory.Exists(mapping))
        {
            throw new ConfigurationException([
                new(
                    mapping,
                    0,
                    "The demo's school is not here.",
                    "It is published with the program, and stands in every clone."
                ),
            ]);
        }

        var folder = Directory.CreateTempSubdirectory("collections-town-").FullName;
        var town = new TwinTown(new MovableClock(start), folder, postgres);
        town.MoodleServer = await TwinServer.StartAsync(town.Moodle, town.Clock);
        town.OdooServer = await TwinServer.StartAsync(town.Odoo, town.Clock);
        town.StripeServer = await TwinServer.StartAsync(town.Stripe, town.Clock);
        Copy(mapping, Path.Combine(folder, "school"));
        await File.WriteAllTextAsync(
            town.ConfigurationFile,
            town.Configuration(withReport ? town.Moodle.AddReport() : null)
        );
        return town;
    }

    /// <summary>Types a command.</summary>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where errors go.</param>
    /// <param name="words">The command's words; the configuration is added.</param>
    /// <returns>The exit code.</returns>
    public Task<int> TypeAsync(TextWriter output, TextWriter error, params IReadOnlyList<string> words) =>
        new CommandLine(Environment(output, error), Verbs.All()).RunAsync([.. words, "--config", ConfigurationFile]);

    /// <summary>Opens the installation that the configuration describes, as <c>serve</c> does.</summary>
    public Task<Installation> OpenAsync(CancellationToken ct)
    {
        var manifest = ManifestReader.Read(ManifestReader.Locate(AppContext.BaseDirectory, Folder));
        var configuration = new ConfigurationLoader(Secrets, manifest).Load(ConfigurationFile);
        var calls = new RemoteCallCounter(NullLogger.Instance);
        return Installation.OpenAsync(manifest, configuration, Clock, calls, null, durable: false, ct);
    }

    /// <summary>What a command run here is given: the town's clock and secrets.</summary>
    public HostEnvironment Environment(TextWriter output, TextWriter error) =>
        HostEnvironment.OfProcess() with
        {
            WorkingDirectory = Folder,
            Variables = Secrets,
            Clock = Clock,
            UserName = "demo",
            Out = output,
            Error = error,
            OutIsTerminal = false,
            ThrowsDatabaseAway = true,
        };

    /// <summary>Gets the secrets that the configuration names, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> Secrets =>
        new Dictionary<string, string>
        {
            ["TOWN_MOODLE_TOKEN"] = Moodle.Token,
            ["TOWN_ODOO_KEY"] = Odoo.ApiKey,
            ["TOWN_STRIPE_KEY"] = StripeKey,
            ["TOWN_STRIPE_WEBHOOK"] = WebhookSecret,
            ["TOWN_SIGNING_KEY"] = "a key for pay links that nobody else in this town has",
            ["TOWN_POSTGRES"] = postgres ?? "",
        };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await MoodleServer.DisposeAsync();
        await OdooServer.DisposeAsync();
        await StripeServer.DisposeAsync();
        await Mail.DisposeAsync();
        Storages
            .Of(new DatabaseConfiguration(Path.Combine(Folder, "collections.db"), postgres), durable: false)
            .Release();
        Directory.Delete(Folder, recursive: true);
    }

    private string Configuration(long? report) =>
        JsonConvert.SerializeObject(
            new
            {
                database = new Dictionary<string, string>
                {
                    [postgres is null ? "path" : "postgres"] = postgres is null
                        ? "collections.db"
                        : "${env:TOWN_POSTGRES}",
                },
                publicUrl = $"http://127.0.0.1:{ServePort}/",
                signingKey = "${env:TOWN_SIGNING_KEY}",
                serve = new { port = ServePort },
                schedule = new { every = "12:00:00" },
                schools = new[]
                {
                    new
                    {
                        mapping = "school",
                        adapters = new
                        {
                            lms = new { use = "moodle", settings = MoodleSettings(report) },
                            erp = new { use = "odoo", settings = OdooSettings() },
                            gateway = new { use = "stripe", settings = StripeSettings() },
                            email = new
                            {
                                use = "smtp",
                                settings = new
                                {
                                    host = "127.0.0.1",
                                    port = Mail.Port,
                                    security = "none",
                                    from = "cobranzas@nandu.example",
                                },
                            },
                        },
                    },
                },
            },
            Formatting.Indented
        );

    private Dictionary<string, object> MoodleSettings(long? report)
    {
        var settings = new Dictionary<string, object>
        {
            ["baseUrl"] = MoodleServer.Url,
            ["token"] = "${env:TOWN_MOODLE_TOKEN}",
        };
        if (report is { } id)
        {
            settings["reportId"] = id;
        }

        return settings;
    }

    private Dictionary<string, object> OdooSettings() =>
        new()
        {
            ["baseUrl"] = OdooServer.Url,
            ["database"] = Odoo.Database,
            ["user"] = Odoo.User,
            ["apiKey"] = "${env:TOWN_ODOO_KEY}",
            ["companyId"] = 1,
        };

    private Dictionary<string, object> StripeSettings() =>
        new()
        {
            ["baseUrl"] = StripeServer.Url,
            ["secretKey"] = "${env:TOWN_STRIPE_KEY}",
            ["webhookSecret"] = "${env:TOWN_STRIPE_WEBHOOK}",
        };

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
