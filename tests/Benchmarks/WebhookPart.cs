using System.Diagnostics;
using System.Globalization;
using System.Net;
using Collections.Adapters.Sandbox.Stripe;
using Collections.Connector.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;
using Newtonsoft.Json;

namespace Collections.Benchmarks;

/// <summary>Signed events of Stripe, posted to the real <c>serve</c>: each is answered when it is stored for good.</summary>
internal static class WebhookPart
{
    private const double Goal = 2_000;
    private const int AtOnce = 64;

    public static async Task<IReadOnlyList<Figure>> RunAsync(int events)
    {
        await using var town = await Town.StartAsync(new TownPlan(1_000, OneForSaleIn: 5));
        using var process = ConnectorProcess.Start(town, "serve");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var error = process.StandardError.ReadToEndAsync();
            using var http = new HttpMessageInvoker(new SocketsHttpHandler { MaxConnectionsPerServer = AtOnce });
            await ReadyAsync(http, town, process);
            var deliveries = Enumerable.Range(0, events + 500).Select(i => Delivery(town, i)).ToList();
            await PostAsync(http, town, deliveries[events..]); // The compiler has seen it.
            var (served, sent) = (process.TotalProcessorTime, Environment.CpuUsage.TotalTime);
            var began = Stopwatch.GetTimestamp();

            await PostAsync(http, town, deliveries[..events]);

            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            process.Refresh();
            (served, sent) = (process.TotalProcessorTime - served, Environment.CpuUsage.TotalTime - sent);
            process.Kill();
            await process.WaitForExitAsync();
            await Task.WhenAll(output, error);
            return
            [
                Figure.AtLeast(
                    "webhooks stored per second",
                    await StoredAsync(town, events) / seconds,
                    Goal,
                    "",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{events} events, {AtOnce} at once, the sender on the same cores (processor time {sent.TotalSeconds:0.0} s beside {served.TotalSeconds:0.0} s of serve); killed with SIGKILL afterwards, and all are there"
                    )
                ),
            ];
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static async Task<int> StoredAsync(Town town, int events)
    {
        await using var ledger = new SqliteLedger(town.Database).CreateDbContext();
        var stored = await ledger.Inbox.CountAsync();
        return stored == events + 500
            ? events
            : throw new InvalidOperationException($"{stored} of {events + 500} answered events are in the database.");
    }

    private static async Task ReadyAsync(HttpMessageInvoker http, Town town, Process process)
    {
        using var wait = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await wait.WaitForNextTickAsync() && !process.HasExited)
        {
            try
            {
                using var ask = new HttpRequestMessage(HttpMethod.Get, Address(town, "health/ready"));
                using var answer = await http.SendAsync(ask, CancellationToken.None);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
        }

        throw new InvalidOperationException("serve ended before it was ready.");
    }

    private static async Task PostAsync(HttpMessageInvoker http, Town town, List<StripeDelivery> deliveries)
    {
        var address = Address(town, "webhooks/demo/stripe");
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => SendAsync()));

        async Task SendAsync()
        {
            for (var i = Interlocked.Increment(ref next); i < deliveries.Count; i = Interlocked.Increment(ref next))
            {
                using var message = new HttpRequestMessage(HttpMethod.Post, address)
                {
                    Content = new ByteArrayContent(deliveries[i].Body),
                };
                message.Content.Headers.TryAddWithoutValidation("content-type", "application/json; charset=utf-8");
                message.Headers.TryAddWithoutValidation("stripe-signature", deliveries[i].Headers["stripe-signature"]);
                using var answer = await http.SendAsync(message, CancellationToken.None);
                answer.EnsureSuccessStatusCode();
            }
        }
    }

    // Events of a payment that is not ours: storing is measured, not what is made of it.
    private static StripeDelivery Delivery(Town town, int number) =>
        town.Sign(
            JsonConvert.SerializeObject(
                new
                {
                    id = $"evt_{number}",
                    @object = "event",
                    api_version = "2024-06-20",
                    created = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
                    livemode = false,
                    type = "checkout.session.completed",
                    data = new
                    {
                        @object = new
                        {
                            id = $"cs_{number}",
                            @object = "checkout.session",
                            payment_intent = $"pi_{number}",
                            payment_status = "paid",
                            currency = "eur",
                            amount_total = 12_100,
                            metadata = new { },
                        },
                    },
                }
            )
        );

    private static Uri Address(Town town, string path) => new($"http://127.0.0.1:{town.ServePort}/{path}");
}
