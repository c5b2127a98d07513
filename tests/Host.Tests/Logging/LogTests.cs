using System.Reflection;
using System.Text.RegularExpressions;
using Collections.Connector.Flow.Mapping;
using Collections.Connector.Host.Logging;
using Collections.Connector.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Collections.Host.Tests.Logging;

public sealed partial class LogTests
{
    private const BindingFlags Any =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>The only things that a log message may carry. A name that is not here needs a thought about whose data it is.</summary>
    private static readonly HashSet<string> Allowed = new(StringComparer.OrdinalIgnoreCase)
    {
        "Adapter",
        "Attempt",
        "Bytes",
        "Code",
        "Count",
        "ElapsedMs",
        "Every",
        "IsWrite",
        "Operation",
        "Port",
        "Problem",
        "Reference",
        "Run",
        "School",
        "Status",
        "Step",
    };

    private static IReadOnlyList<(MethodInfo Method, LoggerMessageAttribute Message)> Messages { get; } =
    [
        .. new[] { typeof(EventIds).Assembly, typeof(ConfigurationFault).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(Any))
            .Select(method => (method, message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(pair => pair.message is not null)
            .Select(pair => (pair.method, pair.message!)),
    ];

    [Fact]
    public void A_log_message_has_no_place_for_anything_personal_or_secret()
    {
        var placeholders = Messages
            .SelectMany(m => Placeholder().Matches(m.Message.Message))
            .Select(p => p.Groups[1].Value);
        var parameters = Messages
            .SelectMany(m => m.Method.GetParameters())
            .Where(p => p.ParameterType != typeof(ILogger))
            .ToList();

        Assert.NotEmpty(parameters);
        Assert.All(placeholders, name => Assert.Contains(name, Allowed));
        Assert.All(parameters, p => Assert.Contains(p.Name!, Allowed));
        Assert.All(
            parameters,
            p =>
                Assert.True(
                    p.ParameterType.IsPrimitive
                        || p.ParameterType == typeof(string)
                        || p.ParameterType == typeof(TimeSpan)
                )
        );
    }

    [Fact]
    public void Every_log_message_has_its_own_number_and_every_number_its_message()
    {
        var declared = typeof(EventIds).GetFields(Any).Select(f => (int)f.GetRawConstantValue()!).Order();

        var used = Messages
            .Where(m => m.Method.DeclaringType!.Assembly == typeof(EventIds).Assembly)
            .Select(m => m.Message.EventId);

        Assert.Equal(declared, used.Order());
    }

    [Fact]
    public void What_a_call_tells_its_observer_has_no_place_for_data()
    {
        var names = typeof(RemoteCall).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.Name);

        Assert.Equal(
            ["Adapter", "Attempt", "Bytes", "Elapsed", "Error", "IsWrite", "Operation", "Status"],
            names.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Calls_are_counted_exactly_when_they_come_from_many_threads()
    {
        var counter = new RemoteCallCounter(NullLogger.Instance);

        await Parallel.ForAsync(
            0,
            1000,
            TestContext.Current.CancellationToken,
            (i, _) =>
            {
                counter.Completed(
                    Call(isWrite: i % 2 == 0, attempt: i % 10 == 0 ? 2 : 1, error: i % 100 == 0 ? "e" : null)
                );
                return ValueTask.CompletedTask;
            }
        );

        var counts = counter.Snapshot();
        Assert.Equal([false, true], counts.Select(c => c.IsWrite));
        Assert.Equal([500, 500], counts.Select(c => c.Calls));
        Assert.Equal((100, 10), (counts[1].Retries, counts[1].Errors));
        Assert.Equal(500, counts[0].ElapsedMs);
    }

    private static RemoteCall Call(bool isWrite, int attempt, string? error) =>
        new("lms", "enrol", isWrite, attempt, 200, error, TimeSpan.FromMilliseconds(1), 5);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
