using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Collections.Adapters.Sandbox;
using Collections.Adapters.Sandbox.Odoo;
using Collections.Adapters.Sandbox.Stripe;
using Collections.Adapters.Sandbox.Timing;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Collections.Benchmarks;

/// <summary>How a town is built.</summary>
/// <param name="Enrolments">A multiple of 1,000.</param>
/// <param name="OneForSaleIn">One course in so many is billed.</param>
/// <param name="Paced">Whether the twins take as long as live servers did.</param>
/// <param name="Recorded">Takes down what the twins are asked; null for nobody.</param>
/// <param name="School">The school's key.</param>
/// <param name="Postgres">The connection to its database; null for a SQLite file in the town's folder.</param>
internal sealed record TownPlan(
    int Enrolments,
    int OneForSaleIn = 1,
    bool Paced = false,
    ConcurrentQueue<Exchange>? Recorded = null,
    string School = "demo",
    string? Postgres = null
);

/// <summary>A generated campus, a twin of Odoo, a twin of Stripe, and a folder with a configuration that points at them.</summary>
internal sealed class Town : IAsyncDisposable
{
    private const string StripeKey = "sk_test_bench";
    private const string WebhookSecret = "whsec_bench";
    private readonly List<TwinServer> servers = [];
    private readonly ShiftedClock clock = new();

    private readonly TownPlan plan;

    private Town(string folder, TownPlan plan)
    {
        Folder = folder;
        this.plan = plan;
    }

    public string Folder { get; }

    public string ConfigurationFile => Path.Combine(Folder, "connector.json");

    public string Database => Path.Combine(Folder, "collections.db");

    public int ServePort { get; private set; }

    public OdooTwin Odoo { get; private set; } = null!;

    /// <summary>Gets where each system listens.</summary>
    public Dictionary<string, Uri> Systems { get; } = [];

    public IReadOnlyDictionary<string, string> Secrets =>
        new Dictionary<string, string>
        {
            ["BENCH_MOODLE"] = GeneratedCampus.Token,
            ["BENCH_ODOO"] = Odoo.ApiKey,
            ["BENCH_STRIPE"] = StripeKey,
            ["BENCH_WEBHOOK"] = WebhookSecret,
            ["BENCH_SIGNING"] = "a key for pay links that nobody else in this town has",
            ["BENCH_POSTGRES"] = plan.Postgres ?? "",
        };

    public static async Task<Town> StartAsync(TownPlan plan)
    {
        var town = new Town(Directory.CreateTempSubdirectory("collections-bench-").FullName, plan);
        var today = town.clock.GetUtcNow().UtcDateTime.Date;
        var campus = new GeneratedCampus(plan.Enrolments, plan.OneForSaleIn, new(today.AddDays(-30), TimeSpan.Zero));
        town.Odoo = new OdooTwin(town.clock);
        await town.ServeAsync("lms", campus, plan, ServiceTimes.Moodle);
        await town.ServeAsync("erp", town.Odoo, plan, ServiceTimes.Odoo);
        await town.ServeAsync(
            "gateway",
            new StripeTwin(town.clock, StripeKey, WebhookSecret),
            plan with
            {
                Paced = false,
            },
            null
        );
        town.ServePort = FreePort();
        town.CopySchool(today);
        await File.WriteAllTextAsync(town.ConfigurationFile, town.Configuration());
        return town;
    }

    /// <summary>Makes one installation of several towns: the first one's, which then runs the schools of the others too.</summary>
    public static async Task ShareAsync(IReadOnlyList<Town> towns)
    {
        var first = JObject.Parse(await File.ReadAllTextAsync(towns[0].ConfigurationFile));
        first["schools"] = new JArray(towns.Select(town => JToken.FromObject(town.School())));
        await File.WriteAllTextAsync(towns[0].ConfigurationFile, first.ToString());
    }

    public StripeDelivery Sign(string body) => StripeDelivery.Signed(body, clock.GetUtcNow(), WebhookSecret);

    /// <summary>Time passes in the twins: the next listing does not overlap with what was just written.</summary>
    public void Advance(TimeSpan by) => clock.Offset += by;

    public int Requests => servers.Sum(x => x.Requests);

    public void ResetCounts() => servers.ForEach(x => x.ResetCounts());

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }

    private async Task ServeAsync(string name, ITwin twin, TownPlan plan, Func<string, ServiceTime>? times)
    {
        twin = plan.Paced ? new PacedTwin(twin, times!) : twin;
        twin = plan.Recorded is { } recorded ? new RecordingTwin(name, twin, recorded) : twin;
        var server = await TwinServer.StartAsync(twin, clock);
        servers.Add(server);
        Systems[name] = server.Url;
    }

    // Invoices are made; messages are decided on and not sent; nobody's access is touched.
    private void CopySchool(DateTime today)
    {
        var from = Path.Combine(Repository(), "mappings/schools/demo");
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Folder, "school", Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        var path = Path.Combine(Folder, "school", "school.json");
        var school = JObject.Parse(File.ReadAllText(path));
        school["key"] = plan.School;
        school["billFrom"] = today.AddDays(-60).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        school["limits"]!["invoicesPerRun"] = 100_000;
        school["switches"]!["contacts"] = "propose";
        school["switches"]!["access"] = "off";
        File.WriteAllText(path, school.ToString());
    }

    private string Configuration()
    {
        return JsonConvert.SerializeObject(
            new
            {
                database = plan.Postgres is null
                    ? (object)new { provider = "sqlite", path = "collections.db" }
                    : new { postgres = "${env:BENCH_POSTGRES}" },
                publicUrl = $"http://127.0.0.1:{ServePort}/",
                signingKey = "${env:BENCH_SIGNING}",
                serve = new { port = ServePort },
                schedule = new { every = "12:00:00" },
                schools = new[] { School() },
            },
            Formatting.Indented
        );
    }

    private object School() => new { mapping = Path.Combine(Folder, "school"), adapters = Adapters() };

    private object Adapters() =>
        new
        {
            lms = Adapter(
                "moodle",
                new
                {
                    baseUrl = Systems["lms"],
                    token = "${env:BENCH_MOODLE}",
                    reportId = GeneratedCampus.Report,
                }
            ),
            erp = Adapter(
                "odoo",
                new
                {
                    baseUrl = Systems["erp"],
                    database = Odoo.Database,
                    user = Odoo.User,
                    apiKey = "${env:BENCH_ODOO}",
                    companyId = 1,
                }
            ),
            gateway = Adapter(
                "stripe",
                new
                {
                    baseUrl = Systems["gateway"],
                    secretKey = "${env:BENCH_STRIPE}",
                    webhookSecret = "${env:BENCH_WEBHOOK}",
                }
            ),
            email = Adapter(
                "smtp",
                new
                {
                    host = "127.0.0.1",
                    port = 9,
                    security = "none",
                    from = "cobranzas@nandu.example",
                }
            ),
        };

    private static object Adapter(string use, object settings) => new { use, settings };

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "plugin.manifest.json")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The repository is not above the program.");
        }

        return folder.FullName;
    }

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
